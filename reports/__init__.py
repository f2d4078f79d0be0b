"""Documents out: each gets values, none asks the database."""

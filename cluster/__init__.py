"""The same office on a Prefect server, workers and PostgreSQL, all on this machine's loopback."""

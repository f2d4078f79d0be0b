"""From a file to an issued year."""

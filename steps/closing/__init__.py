"""The end of the year: check, compile, seal."""

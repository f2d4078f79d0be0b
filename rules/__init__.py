"""What follows from what. Pure: no clock, no file, no database."""

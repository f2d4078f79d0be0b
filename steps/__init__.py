"""What the office does: one verb a file."""

"""Keeping the office: people, log, files."""

"""Thin Prefect flows: when, not what."""

"""Settings become working parts; the only room that reads the clock."""

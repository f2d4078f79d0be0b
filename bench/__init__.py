"""Benchmarks: ours and the named alternative in one run, interleaved, medians."""

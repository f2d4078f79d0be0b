"""The year itself: remind, hand in, judge, hand over."""

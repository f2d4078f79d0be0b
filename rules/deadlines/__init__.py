"""One deadline phrase becomes a reading: kind, dated occurrences, doubts."""

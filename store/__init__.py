"""The database and the bytes of evidence: questions named by their answer."""

"""The log as a tree: canonical lines, signed checkpoints, a bundle, and a verifier that trusts nobody."""

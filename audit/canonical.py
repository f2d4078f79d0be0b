"""The one spelling of an entry: the rule is pure, so `rules` holds it; `docs/log-format.md` says it."""

from rules.canonical import commitment, encode

__all__ = ["commitment", "encode"]

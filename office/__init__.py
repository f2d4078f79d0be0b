"""Settings become working parts; the only room that reads the clock."""

from office.parts import Office
from office.settings import Settings

__all__ = ["Office", "Settings"]

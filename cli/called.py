"""By what words the command line was called, so that a command it recommends can be typed as it stands."""

import os
import re

_COMMAND = re.compile(r"(?<![\w./-])(?<!run )xuepu(?= [a-z])", re.ASCII)


def called() -> str:
    """Return the words before a command: `run` leaves its own in the environment."""
    return os.environ.get("CALLED_AS", "xuepu")


def as_called(said: str) -> str:
    """Write the commands in a sentence for a person the way this person calls them."""
    return _COMMAND.sub(lambda _: called(), said)

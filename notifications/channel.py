"""What a channel is."""

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notifications.words import Digest

_KEY = r"[A-Za-z0-9_+=-][A-Za-z0-9._+=-]{0,63}"
_MESSAGE_ID = re.compile(rf"(?P<bare>{_KEY})|<(?P<key>{_KEY})@[A-Za-z0-9.-]{{1,255}}>", re.ASCII)


@dataclass(frozen=True)
class Composed:
    """A digest in the words of one channel. `body` is frozen: every attempt sends these bytes."""

    subject: str
    body: bytes


@dataclass(frozen=True)
class Envelope:
    to: str  # e-mail address or phone number
    message_id: str  # as given to `compose`
    body: bytes
    next_to: str = ""  # whom the next message goes to, where that is known: a hint, no promise


def key_of(message_id: str) -> str:
    """Return the local part of "key" or "<key@domain>"; it may name a file.

    Raises:
        ValueError: it is neither.

    """
    found = _MESSAGE_ID.fullmatch(message_id)
    if found is None:
        raise ValueError(f"no message id: {message_id!r}")
    return found["key"] or found["bare"]


class ChannelError(Exception):
    """The message did not go out; `reason` is Chinese, for the ledger.

    `permanent`: trying again cannot help (bad number, refused address).
    `uncertain`: it may have gone out; the far side was cut off after the last byte had left.
    Neither: try again later. `down`: the far side as a whole cannot be reached, so all else can wait untried.
    """

    def __init__(
        self, reason: str, *, permanent: bool = False, uncertain: bool = False, down: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.uncertain = uncertain
        self.down = down


class Outlet(Protocol):
    """A channel while it is open."""

    def send(self, envelope: Envelope) -> str:
        """Return what the far side answered when it took the message.

        Raises:
            ChannelError: it did not take it, or nobody can tell.

        """
        ...


class Sender(Protocol):
    """What sends frozen messages."""

    @property
    def name(self) -> str: ...

    def session(self) -> AbstractContextManager[Outlet]:
        """Open it for any number of messages; entering it MUST NOT talk to the far side."""
        ...


class Channel(Sender, Protocol):
    """What writes to one person."""

    def compose(self, digest: Digest, *, to: str, message_id: str, at: datetime) -> Composed:
        """Freeze the bytes; asked again with the same values, the same bytes.

        `message_id` is the key of the message, or "<key@domain>". Does not judge `to`: `send` does.
        """
        ...

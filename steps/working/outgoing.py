"""What an office's messages go out with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from notifications.channel import Channel
from steps.working.mint import Makers
from steps.working.post import Posting


@dataclass(frozen=True)
class Outgoing:
    channels: Mapping[str, Channel]
    name: Callable[[], str]  # gives a fresh random name for each message
    signed: str = "学普"  # what stands in 【】
    tokens: Mapping[str, Makers] = field(default_factory=dict)  # what the messages of each channel carry
    posting: Posting | None = None  # the group that is told how the lists stand

"""One dated line of a reading: a clause, or a list of dates that share their words."""

import re
from dataclasses import dataclass, field

from rules.deadlines.reading import Kind, Offset
from rules.deadlines.spans import Span

# Words that do not say what is done, before those that do: 「召开专题会」 is a 专题会.
LIGHT = re.compile(
    "^(?:[于在应须需要将并请的到,、]|务必|至少|集中|组织|认真|深入|积极|全面|按时|及时|再次|适时|全部|各自)*"
    "(?:开展|召开|完成(?!率)|进行|举办|举行|推进|组织|办理)?(?:好|了)?"
)
WHOLLY = re.compile("(?:全部|全面)(?:完成|办结)")  # beside 完成50%, what is done is all of it


@dataclass
class Line:
    kind: Kind
    spans: list[Span] = field(default_factory=list)
    label: str | None = None
    min_count: int | None = None
    unit: str | None = None
    anchor: str | None = None
    offset: Offset | None = None
    campaign: str | None = None  # where it has no date yet
    joined: str = ""  # the separator before it
    by_whom: bool = False  # the label names who: 4月(牵头单位)
    said: str = ""  # the dates as they are written, in normal form


def label(text: str) -> str | None:
    """Return what a clause calls its work; a heading before a colon is kept as it stands."""
    heading = re.search("[:]$", text)
    text = re.sub("^[的:,、;]+|[:,、;。]+$", "", text)
    if heading:
        return text or None
    return LIGHT.sub("", text, count=1) or (text if WHOLLY.fullmatch(text) else None)

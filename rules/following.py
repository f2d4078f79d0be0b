"""What a changed calendar makes of a deadline that was read before."""

from collections.abc import Sequence
from dataclasses import replace

from models.refusals import Refusal
from rules import anchored
from rules.anchored import Told
from rules.deadlines.reading import Reading
from rules.workdays import Workdays


def follow(kept: Reading, old: Reading, new: Reading, told: Sequence[Told], workdays: Workdays) -> Reading:
    """Return `kept` as the new calendar dates it.

    `old` and `new` are its phrase read by both calendars, `told` the days of its events. Occurrences keep
    their numbers: those that the phrase dates come first, those of the event after them. Where the
    calendar makes no difference, what a person settled stays.

    Raises:
        Refusal: it was settled so differently that the two cannot be laid side by side.

    """
    own = len(kept.occurrences) - len(told)
    standing = kept.occurrences[:own]
    if old == new:
        read = kept
    elif own == len(old.occurrences) == len(new.occurrences):
        read = new
        each = zip(standing, old.occurrences, new.occurrences, strict=True)
        standing = tuple(was if before == after else after for was, before, after in each)
    elif not kept.occurrences:
        read, standing = new, new.occurrences
    else:
        raise Refusal("时限另行核定过，没有随日历变动，请自行核对")
    read = replace(read, occurrences=standing)
    return anchored.dated(read, told, so_far=0, workdays=workdays) if told else read

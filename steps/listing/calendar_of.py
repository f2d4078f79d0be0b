"""The calendar of a year as the office knows it, and which duties hang on it. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models import CalendarNode, Duty, HolidayDay
from rules.campaigns import CAMPAIGNS
from rules.deadlines.reading import Reading
from rules.naming import named
from rules.nodes import NodeDate
from steps.listing.almanac import Almanac
from store import calendar, lists


@dataclass(frozen=True)
class Node:
    """One campaign. `own`: entered by the office. `dated` is None where no date is known."""

    name: str
    dated: NodeDate | None
    own: CalendarNode | None
    duties: tuple[str, ...]  # that hang on it, as they are named

    @property
    def unsure(self) -> bool:
        """Say whether its real dates are still to be entered."""
        return self.dated is None or self.dated.provisional


@dataclass(frozen=True)
class Calendar:
    year: int
    published: bool  # else the working days of the year are provisional
    holidays: tuple[HolidayDay, ...]  # entered by the office
    nodes: tuple[Node, ...]  # in order of time, the undated last


def calendar_of(session: Session, year: int) -> Calendar:
    almanac = Almanac.of(session)
    kept = {node.name: node for node in calendar.nodes(session) if node.plan_year == year}
    duty_list = lists.find(session, year)
    duties = lists.duties(session, duty_list.id or 0) if duty_list is not None else ()
    hanging = _hanging(duties)
    names = dict.fromkeys([*(campaign.name for campaign in CAMPAIGNS), *kept, *hanging])
    nodes = [
        Node(name, almanac.nodes.dated(name, year), kept.get(name), tuple(hanging.get(name, ())))
        for name in names
    ]
    return Calendar(
        year,
        almanac.workdays.is_published(year),
        tuple(calendar.holidays(session, year)),
        tuple(sorted(nodes, key=lambda node: node.dated.start if node.dated else date.max)),
    )


def _hanging(duties: Sequence[Duty]) -> dict[str, list[str]]:
    """Return the duties that hang on each campaign."""
    found: dict[str, list[str]] = {}
    known = {campaign.name for campaign in CAMPAIGNS}
    for duty in duties:
        reading = Reading.from_json(duty.reading)
        labels = [each.label for each in reading.occurrences] if reading.campaign else []
        for name in dict.fromkeys((reading.campaign, reading.anchor, *labels)):
            if name and (name in known or name == reading.campaign) and name != "多节点":
                found.setdefault(name, []).append(named(duty))
    return found

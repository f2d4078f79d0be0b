"""The calendar of the office as it stands: by it every deadline phrase is read."""

from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from models import CalendarNode
from rules import deadlines
from rules.deadlines.reading import Reading
from rules.nodes import Nodes
from rules.workdays import Workdays
from store import calendar


@dataclass(frozen=True)
class Almanac:
    """Working days and campaigns, copied: what is entered afterwards does not change it."""

    workdays: Workdays = field(default_factory=Workdays)
    nodes: Nodes = field(default_factory=Nodes)

    @classmethod
    def of(cls, session: Session) -> "Almanac":
        nodes = [CalendarNode(**node.model_dump()) for node in calendar.nodes(session)]
        return cls(Workdays(calendar.overlay(session)), Nodes(nodes))

    def read(self, phrase: str, *, year: int, issued: date | None = None) -> Reading:
        """Read a deadline phrase. Never raises: what cannot be read comes back with a flag."""
        return deadlines.read(phrase, year=year, issued=issued, workdays=self.workdays, nodes=self.nodes)

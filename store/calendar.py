"""What the office knows of the year: its campaign nodes and holiday notices."""

from datetime import date

from sqlmodel import Session, select

from models import CalendarNode, DayKind, HolidayDay


def nodes(session: Session) -> list[CalendarNode]:
    return list(session.exec(select(CalendarNode)))


def overlay(session: Session) -> dict[date, DayKind]:
    return {row.day: row.kind for row in session.exec(select(HolidayDay))}

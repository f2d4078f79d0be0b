"""What the office knows of the year: its campaign nodes and holiday notices."""

from datetime import date

from sqlmodel import Session, col, select

from models import CalendarNode, DayKind, HolidayDay


def nodes(session: Session) -> list[CalendarNode]:
    return list(session.exec(select(CalendarNode)))


def holidays(session: Session, year: int) -> list[HolidayDay]:
    """Return the days of a year that the office entered from holiday notices, in order."""
    query = select(HolidayDay).where(HolidayDay.day >= date(year, 1, 1), HolidayDay.day <= date(year, 12, 31))
    return list(session.exec(query.order_by(col(HolidayDay.day))))


def overlay(session: Session) -> dict[date, DayKind]:
    return {row.day: row.kind for row in session.exec(select(HolidayDay))}

"""Beijing days and instants."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def beijing_day(instant: datetime) -> date:
    """Return the calendar day in Beijing at an aware instant."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(BEIJING).date()


def at(day: date, clock: time) -> datetime:
    """Return the instant of a Beijing day and time."""
    return datetime.combine(day, clock, BEIJING)


def spoken(day: date) -> str:
    """Write a day as documents do: 2024年5月31日."""
    return f"{day.year}年{day.month}月{day.day}日"

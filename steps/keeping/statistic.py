"""Add a business number that the office accounts for: 领保案件, in 批 and 人."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models import Person, Statistic
from models.refusals import Refusal
from store import log, tasks


def add_statistic(
    session: Session, name: str, label: str, units: Sequence[str], *, by: Person, now: datetime
) -> Statistic:
    """Add a statistic, last in the order in which they are printed.

    `name` is what activities give as `subject` and what stands in figures.json.

    Raises:
        Refusal: the name is not ascii or is taken, or label or units are missing or said twice.

    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,63}", name):
        raise Refusal(f"统计项名称「{name}」只能用小写字母、数字和下划线，以字母开头，例如 consular_cases。")
    units = [unit.strip() for unit in units]
    if not label.strip() or not units or not all(units) or len(set(units)) != len(units):
        raise Refusal(f"统计项「{name}」要写明打印名称和各不相同的单位，例如 领保案件，批、人。")
    there = tasks.statistics(session)
    if name in {statistic.name for statistic in there}:
        raise Refusal(f"已经有统计项「{name}」，请另取名称。")
    place = max((statistic.place for statistic in there), default=0) + 1
    statistic = Statistic(name=name, label=label.strip(), units=units, place=place)
    session.add(statistic)
    session.flush()
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="statistic.add",
        about=f"statistic:{name}",
        detail={"label": statistic.label, "units": units},
    )
    return statistic

"""Dates written one after another: what one says of the next, and what their order leaves to ask."""

from dataclasses import replace
from itertools import pairwise

from rules.deadlines.dating import Plan, days, spoken, window
from rules.deadlines.groups import Group
from rules.deadlines.parts import COARSE, At, When
from rules.deadlines.spans import Span


def ask_in_a_row(group: Group, plan: Plan) -> None:
    """Ask whether 「一、二季度」 are two times or one, where no 各 says it."""
    if any("each" in clause.marks for clause in group):
        return
    for when in (when for clause in group for when in clause.whens):
        if isinstance(when, At) and when.reach is None and when.moments[0].unit == "quarter":
            numbers = [moment.n or 0 for moment in when.moments]
            if len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
                plan.ask(f"「{when.raw}」是各季度分别完成，还是合为一个时段？现按分别完成。")


def ask_in_order(group: Group, found: list[Span], plan: Plan) -> None:
    """Ask where a list of dates goes back (7月10日、1月10日前) or tells one time twice (一季度、3月)."""
    written = all(isinstance(when, At) for clause in group for when in clause.whens)
    back = next((late for early, late in pairwise(found) if late.due < early.due), None)
    if written and back:
        plan.ask(f"时间没有按先后写，{back.due.year}年{spoken(back.due)}一项是否指次年？")
    twice = next(
        (b for a, b in pairwise(found) if b.start <= a.due and not (a.open_start or b.open_start)), None
    )
    if written and twice and not back:
        plan.ask(f"{days(twice.start, twice.due)}写在另一个时段之内，是同一次，还是两次？现按两次。")


def told_exactly(whens: list[When], plan: Plan) -> list[When]:
    """Leave out a half year or quarter that is told more exactly by the time behind it: 上半年6月底前."""
    kept: list[When] = []
    for when in whens:
        last = kept[-1] if kept else None
        if isinstance(last, At) and isinstance(when, At) and _holds(last, when, plan):
            year = last.moments[0].year
            moments = tuple(replace(moment, year=moment.year or year) for moment in when.moments)
            kept[-1] = replace(when, raw=last.raw + when.raw, moments=moments)
        else:
            kept.append(when)
    return kept


def _holds(written: At, exact: At, plan: Plan) -> bool:
    """Say whether `exact` lies inside the half year or quarter that is `written`."""
    if written.reach or len(written.moments) > 1 or written.moments[0].unit not in COARSE:
        return False
    outer = window(written.moments[0], plan.quietly())
    inner = [window(moment, plan.quietly()) for moment in exact.moments]
    return outer is not None and all(
        each and outer.first <= each.first and each.last <= outer.last and each.grain not in COARSE
        for each in inner
    )

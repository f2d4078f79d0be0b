"""Normal text becomes parts, by the grammar in grammar.lark."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, TypeVar

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput

from rules.deadlines.numerals import value
from rules.deadlines.parts import (
    At,
    Between,
    Bracket,
    Count,
    Distance,
    Every,
    Except,
    Mark,
    Moment,
    Named,
    Part,
    Place,
    Reach,
    Separator,
    Words,
    Year,
)
from rules.deadlines.tokens import clock_time, distance_of, first_number, ordinal, period_of, weekday

T = TypeVar("T")

REACHES = {
    "BEFORE": "before", "STRICTLY_BEFORE": "strictly", "AROUND": "around", "AROUND_SPAN": "around",
    "ABOUT": "about", "SINCE": "since", "DURING": "during", "ON_DAY": "on", "WEEK_OF": "week",
    "ENDING": "ending", "BEFORE_FORCE": "force", "LEFT_OUT": "out",
}  # fmt: skip
# Signs that say too little, standing alone, to ask about them.
QUIET = {"ENDING", "CLOCK", "NUMBER", "NUMBERS", "OR_MORE", "ON_DAY", "EVENT_DAY", "OUTSIDE"}


def parse(text: str) -> tuple[Part, ...] | None:
    """Return the parts of `text`; None when the grammar cannot follow it."""
    try:
        return tuple(_parser().parse(text))  # type: ignore[arg-type]
    except UnexpectedInput:
        return None


def tokens(text: str) -> list[tuple[str, str]]:
    """Return the words of `text` by name, as far as they can be told apart."""
    try:
        return [(token.type, str(token)) for token in _parser().lex(text)]
    except UnexpectedInput:
        return []


@cache
def _parser() -> Lark:
    grammar = files("rules.deadlines").joinpath("grammar.lark").read_text("utf-8")
    return Lark(grammar, start="cell", parser="lalr", lexer="basic", transformer=Parts())


def _raw(*children: Any) -> str:
    return "".join(child if isinstance(child, str) else child.raw for child in children if child is not None)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A piece of a part together with how it was written."""

    raw: str
    value: Year | Place | Reach


@v_args(inline=True)
class Parts(Transformer[Token, Any]):
    """One method a rule of the grammar; each returns the part that it writes."""

    def cell(self, *parts: Part) -> list[Part]:
        return list(parts)

    # When

    def at(self, moment: Moment, reach: Spelled | None = None) -> At:
        return At(_raw(moment, reach), (moment,), _value([reach], Reach))

    def until(self, word: Token, moment: Moment, reach: Spelled | None = None) -> At:
        said = _value([reach], Reach) or Reach("until")
        if said.form == "at":
            said = replace(said, form="until")
        return At(_raw(word, moment, reach), (moment,), said)

    def several(self, *children: Any) -> At:
        year = _value(children, Year)
        numbers, last = children[1:3] if year else children[:2]
        moments = [replace(moment, year=year) for moment in _several(numbers, last)]
        return At(_raw(*children), tuple(moments), _value(children, Reach))

    def several_days(self, *children: Any) -> At:
        year = _value(children, Year)
        month, numbers, day = children[1:4] if year else children[:3]
        moments = (
            Moment(f"{month}{n}日", "month", first_number(month), year, Place("day", int(n)))
            for n in re.findall(r"\d+", numbers + day)
        )
        return At(_raw(*children), tuple(moments), _value(children, Reach))

    def between(self, opening: Moment, closing: Moment, reach: Spelled | None = None) -> Between:
        return Between(f"{opening.raw}—{_raw(closing, reach)}", opening, closing, _value([reach], Reach))

    def named(self, name: Token, reach: Spelled | None = None) -> Named:
        return Named(name[1:-1], _value([reach], Reach))

    def campaign(self, name: Token) -> Moment:
        return Moment(name[1:-1], "campaign", word=name[1:-1])

    def moment(self, *children: Any) -> Moment:
        year, inside = _value(children, Year), children[-1]
        if isinstance(inside, Moment):
            return replace(inside, raw=_raw(*children), year=year)
        return Moment(inside.raw, "year", year=year)

    def year(self, token: Token) -> Spelled:
        form = token.type.removesuffix("_YEAR").lower()
        number = first_number(token)
        if form == "year":
            return Spelled(str(token), Year("stated", number))
        return Spelled(str(token), Year(form, 2000 + number if form == "short" else 0))

    def month(self, *children: Any) -> Moment:
        place = _value(children, Place)
        month = children[0] if isinstance(children[0], Token) and children[0].type == "MONTH" else None
        return Moment(
            _raw(*children), "month", first_number(month) if month else None, None, place, _month_of(children)
        )

    def quarter(self, token: Token, *inside: Any) -> Moment:
        return Moment(
            _raw(token, *inside),
            "quarter",
            first_number(token),
            None,
            _value(inside, Place),
            _month_of(inside),
        )

    def half(self, token: Token, *inside: Any) -> Moment:
        n = 1 if token[0] in "上前" else 2
        return Moment(_raw(token, *inside), "half", n, None, _value(inside, Place), _month_of(inside))

    def first_quarters(self, token: Token) -> Moment:
        return Moment(str(token), "first_quarters", first_number(token))

    def year_part(self, token: Token) -> Moment:
        return Moment(str(token), "year_part", word=str(token))

    def dotted(self, token: Token) -> Moment:
        month, day = re.findall(r"\d+", token)
        return Moment(str(token), "dotted", int(month), day=int(day))

    def now(self, token: Token) -> Moment:
        return Moment(str(token), "now")

    def whole_year(self, token: Token) -> Moment:
        return Moment(str(token), "whole_year")

    def five_years(self, token: Token) -> Moment:
        return Moment(str(token), "five_years", value(token[: token.rindex("五")]))

    def season(self, token: Token) -> Moment:
        return Moment(str(token), "season", word=str(token))

    def in_month(self, *tokens: Token) -> Spelled:
        token = tokens[-1]
        form = token.type.lower()
        raw = "".join(tokens)
        if form in {"nth_week", "nth_workday"}:
            return Spelled(raw, Place(form, ordinal(token)))
        if form in {"nth_weekday", "day_of_week"}:
            return Spelled(raw, Place(form, ordinal(token), weekday(token[-1])))
        if form == "part":
            return Spelled(raw, Place(form, part=token.removeprefix("月")))
        return Spelled(raw, Place(form, first_number(token)))

    def every(self, *children: Any) -> Every:
        inside = [child for child in children if not isinstance(child, Token) or child.type != "UNTIL"]
        until = Reach("until") if len(inside) < len(children) else None
        token, *inside = inside
        places = [piece for piece in inside if isinstance(piece, Spelled) and isinstance(piece.value, Place)]
        period, step, only = period_of(token)
        weekdays: tuple[int, ...] = ()
        if token.type == "EVERY_WEEKDAY":
            weekdays = tuple(weekday(sign) for sign in re.findall("[一二三四五六日天]", token))
            if re.search("[至到—]", token):  # 每周一至周五
                period, weekdays = "day", ()
        turns = len(places) > 1 and any(_is_next_month(child) for child in inside[inside.index(places[0]) :])
        return Every(
            _raw(*children), period, step, only, weekdays, None if turns else _month_of(inside),
            _value(places[:1], Place), _value(places[1:], Place), turns, _value(inside, Reach) or until,
        )  # fmt: skip

    def reach(self, *tokens: Token) -> Spelled:
        clock = clock_time(tokens[0]) if tokens[0].type == "CLOCK" else None
        form = REACHES.get(tokens[-1].type, "at")
        if form == "since" and tokens[-1].endswith("后"):
            form = "after"
        elif tokens[0].type == "ENDING" and len(tokens) > 1:
            form = "end"
        days = 0
        if tokens[-1].type == "AROUND_SPAN":
            days = first_number(tokens[-1]) * (7 if re.search("周|星期", tokens[-1]) else 1)
        return Spelled("".join(tokens), Reach(form, clock, days))

    def except_(self, *children: Any) -> Except:
        pairs = pairwise(("", *children))
        return Except(
            tuple(
                each
                for before, child in pairs
                if isinstance(child, Moment)
                for each in _several(before, child)
            )
        )

    # How often, how far

    def count(self, *tokens: Token) -> Count:
        unit = re.sub(r"^\d+(?:(?:—|-|至|到)\d+)?余?", "", tokens[0])
        unit = {"次数": "次", "回": "次", "个学时": "学时", "个课时": "课时"}.get(unit, unit)
        per = tokens[-1].lstrip("/每") if tokens[-1].type == "PER" else ""
        return Count("".join(tokens), first_number(tokens[0]), None if unit == "次" else unit, per)

    def distance(self, token: Token) -> Distance:
        return distance_of(token)

    # The rest

    def bracket(self, *children: Any) -> Bracket:
        return Bracket(tuple(child for child in children if not isinstance(child, Token)))

    def mark(self, token: Token) -> Mark:
        return Mark(token.type.lower(), str(token))

    def words(self, token: Token) -> Words:
        if token.type == "TITLE":
            return Words(re.sub("[«»]", "", token))
        sign = "" if token.type in {"WORD", "HARMLESS"} else token.type.lower()
        return Words(str(token), sign, stray=bool(sign) and token.type not in QUIET)

    def separator(self, token: Token) -> Separator:
        return Separator(str(token), token.type == "STRONG")


setattr(Parts, "except", Parts.except_)  # the rule's name is a word of Python


def _several(numbers: Any, last: Moment) -> list[Moment]:
    """Return one moment a number of 「3、6、9、」 and the `last`; none that they cannot be numbers of."""
    listed = re.findall(r"\d+", numbers) if isinstance(numbers, Token) and numbers.type == "NUMBERS" else []
    unit = last.raw.lstrip("第0123456789")
    others = [replace(last, raw=f"{n}{unit}", n=int(n)) for n in listed if last.n is not None]
    return [*others, last]


def _value(children: Iterable[Any], kind: type[T]) -> T | None:
    """Return the first of `children` that spells a `kind`."""
    for child in children:
        if isinstance(child, Spelled) and isinstance(child.value, kind):
            return child.value
    return None


def _is_next_month(child: Any) -> bool:
    return isinstance(child, Token) and child.type == "MONTH_OF" and "次" in child


def _month_of(children: Iterable[Any]) -> int | None:
    for child in children:
        if isinstance(child, Token) and child.type == "MONTH_OF":
            if "次" in child:
                return 0  # 次月: the month after
            return 2 if "中间" in child else ordinal(child)
    return None

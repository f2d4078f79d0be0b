"""What an office has settled about reminding: who is told at which stage, by which channel, at what hours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from models.calendar import DayKind
from models.notice import Part
from models.refusals import BadSetting
from rules import days
from rules.stages import ASKED, AT_ANY_TIME, DATED, FIRST, GRANTED, REFUSED, kind, stage_words
from rules.workdays import Workdays


@dataclass(frozen=True)
class Route:
    """At `stage`, one ("overdue-5") or all of its kind ("overdue"), tell `part` by `channels`."""

    stage: str
    part: Part
    channels: tuple[str, ...]


ROUTES = (
    Route("opens", Part.OWNER, ("mail",)),
    Route("due-in", Part.OWNER, ("mail",)),
    Route("due-today", Part.OWNER, ("mail", "sms")),
    Route("overdue", Part.OWNER, ("mail", "sms")),
    Route("overdue-5", Part.DEPARTMENT_HEAD, ("mail",)),
    Route("overdue-10", Part.COORDINATOR, ("mail",)),  # who decides whether the leader hears of it
    Route("returned", Part.OWNER, ("mail", "sms")),
    Route(FIRST, Part.SUPPORT, ("mail",)),  # once, while there is time to help; the rest is the owner's
    Route(ASKED, Part.LEADER, ("mail",)),  # his to decide: nobody is reported
    Route(GRANTED, Part.OWNER, ("mail",)),
    Route(REFUSED, Part.OWNER, ("mail",)),
)


CHANNELS = ("mail", "sms")  # what reaches one person; a group's robot is no part of a policy
SWEPT_FROM, SWEPT_UNTIL = time(8), time(19)  # by `prefect.yaml`: every ten minutes
LONGEST_QUIET = timedelta(days=31)
MOST_WORKDAYS = 366  # a longer lead or delay than any list's year


@dataclass(frozen=True)
class Policy:
    """What an office has settled about reminding.

    Raises:
        BadSetting: it contradicts itself, tells no owner, or would report to a leader by machine.

    """

    lead_workdays: tuple[int, ...] = (5, 1)
    on_due_day: bool = True
    overdue_workdays: tuple[int, ...] = (1, 5, 10)
    opening: bool = True  # say so when a window opens after the list was issued
    begins_at: time = time(9)  # office hours, of Beijing; notices are planned for the first minute
    ends_at: time = time(18)
    quiet_days: tuple[tuple[date, date], ...] = ()  # nobody is written to; first and last day, both counted
    cap_per_day: int = 1  # messages of one channel a person and day: one mail digest and one SMS
    routes: tuple[Route, ...] = ROUTES
    nudge_after: int = 5  # working days overdue, then a 催办单 is drawn up for the coordinator to send
    supervise_after: int = 10  # the same of a 督办单
    monthly_prompt: bool = True  # a 提示单 is drawn up at the start of each month

    def __post_init__(self) -> None:
        if self.begins_at.tzinfo or self.ends_at.tzinfo or self.begins_at >= self.ends_at:
            raise BadSetting("提醒办法中的办公时间有误：开始时间须早于结束时间。")
        if not self._is_awake():
            raise BadSetting("提醒办法中的办公时间须在8点至19点之间占满一小时，提醒只在这段时间发出。")
        if any(not 1 <= count <= MOST_WORKDAYS for count in (*self.lead_workdays, *self.overdue_workdays)):
            raise BadSetting(f"提醒办法中的提前天数和逾期天数须为不小于1、不大于{MOST_WORKDAYS}的工作日数。")
        if any(not timedelta() <= last - first < LONGEST_QUIET for first, last in self.quiet_days):
            raise BadSetting(
                f"提醒办法中的静默日期有误：结束日不早于开始日，一段不超过{LONGEST_QUIET.days}天。"
            )
        if self.cap_per_day < 1:
            raise BadSetting("提醒办法中每人每天的条数上限须不小于1，否则谁也收不到提醒。")
        if not 1 <= self.nudge_after <= self.supervise_after:
            raise BadSetting("提醒办法中拟催办单、督办单的天数有误：须不小于1，催办不晚于督办。")
        self._check_routes()

    def _check_routes(self) -> None:
        stages = self.stages()
        for route in self.routes:
            if route.part is Part.LEADER and route.stage != ASKED:
                raise BadSetting("不能由系统直接向分管领导通报，请改为告知统筹人，由统筹人决定。")
            if route.part is Part.SUPPORT and kind(route.stage) not in (FIRST, *DATED[:-1]):
                raise BadSetting("配合部门只告知一件事要办，不催办，请改为告知责任人。")
            if route.stage != FIRST and not any(route.stage in (stage, kind(stage)) for stage in stages):
                raise BadSetting(
                    f"提醒办法没有“{stage_words(route.stage)}”这一环节，请核对逾期天数与告知对象。"
                )
            if unknown := [channel for channel in route.channels if channel not in CHANNELS]:
                raise BadSetting(f"提醒办法里的“{unknown[0]}”不是渠道，请写 mail 或 sms。")
        for stage in stages:
            told = {part for part, _ in self.told(stage)}
            if stage == ASKED and not told & {Part.LEADER, Part.COORDINATOR}:
                raise BadSetting("提醒办法没有写延期申请告知谁来批，请补上分管领导或统筹人。")
            if stage != ASKED and Part.OWNER not in told:
                raise BadSetting(f"提醒办法的“{stage_words(stage)}”环节没有告知责任人，请补上。")

    def _is_awake(self) -> bool:
        """Say whether a sweep of the timetable surely falls into office hours."""
        begins = max(self.begins_at, SWEPT_FROM)
        ends = min(self.ends_at, SWEPT_UNTIL)
        return datetime.combine(date.min, ends) - datetime.combine(date.min, begins) >= timedelta(hours=1)

    def as_json(self) -> dict[str, Any]:
        """Write all that is settled, as `from_json` reads it."""
        return {name: kept.write(getattr(self, name)) for name, kept in FIELDS.items()}

    @classmethod
    def from_json(cls, settings: Mapping[str, Any], base: "Policy | None" = None) -> "Policy":
        """Read what was settled; what is not said stays as in `base`, else as an office begins.

        Raises:
            BadSetting: a value cannot be read, or the policy contradicts itself.

        """
        said = {}
        for name, value in settings.items():
            if name not in FIELDS:
                raise BadSetting(f"提醒办法里没有“{name}”这一项，请核对。")
            try:
                said[name] = FIELDS[name].read(value)
            except (ValueError, TypeError, KeyError, AttributeError):
                raise BadSetting(f"提醒办法里的“{FIELDS[name].words}”写得不对：{value}。") from None
        return replace(base or cls(), **said)

    def departing(self, base: "Policy") -> dict[str, Any]:
        """Write only what departs from `base`."""
        of_base = base.as_json()
        return {name: value for name, value in self.as_json().items() if value != of_base[name]}

    def carried_to(self, year: int) -> "Policy":
        """Return what holds for a later list, too: quiet days before its year are over."""
        return replace(self, quiet_days=tuple(span for span in self.quiet_days if span[1].year >= year))

    def stages(self) -> tuple[str, ...]:
        """Name every stage this policy knows, in order of time; the last ones come at any time."""
        return (
            *(("opens",) if self.opening else ()),
            *(f"due-in-{count}" for count in sorted(set(self.lead_workdays), reverse=True)),
            *(("due-today",) if self.on_due_day else ()),
            *(f"overdue-{count}" for count in sorted(set(self.overdue_workdays))),
            *AT_ANY_TIME,
        )

    def told(self, stage: str, *, first: bool = False) -> tuple[tuple[Part, str], ...]:
        """List who is told at `stage`, each with the channel; no pair twice. `first`: it speaks first."""
        names = (stage, kind(stage), *((FIRST,) if first else ()))
        pairs = (
            (route.part, channel)
            for route in self.routes
            if route.stage in names
            for channel in route.channels
        )
        return tuple(dict.fromkeys(pairs))

    def quiet(self, now: datetime, workdays: Workdays) -> bool:
        """Say whether nobody is to be written to at `now`: a rest or quiet day, or outside office hours."""
        here = now.astimezone(days.BEIJING)
        open_day = self.speaking(workdays).is_workday(here.date())
        return not (open_day and self.begins_at <= here.time() < self.ends_at)

    def speaking(self, workdays: Workdays) -> Workdays:
        """Return the days on which people are written to. Deadlines go on counting `workdays`."""
        if not self.quiet_days:
            return workdays
        quiet = {
            first + timedelta(n): DayKind.REST
            for first, last in self.quiet_days
            for n in range((last - first).days + 1)
        }
        return Workdays({**workdays.overlay, **quiet})


@dataclass(frozen=True)
class Settled:
    """The policy of a list, and of the duties that depart from it."""

    policy: Policy = field(default_factory=Policy)
    departing: Mapping[int, Policy] = field(default_factory=dict)  # by duty

    def of(self, duty_id: int) -> Policy:
        return self.departing.get(duty_id, self.policy)


@dataclass(frozen=True)
class Field:
    """How one setting is called in Chinese, and how it is written to JSON and read from it."""

    words: str
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError(value)
    return value


def _yes_or_no(value: object) -> bool:
    if type(value) is not bool:
        raise TypeError(value)
    return value


def _counts(value: object) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise TypeError(value)
    return tuple(_whole(each) for each in value)


def _route(value: Mapping[str, Any]) -> Route:
    channels = value["channels"]
    if not isinstance(value["stage"], str) or not isinstance(channels, list):
        raise TypeError(value)
    return Route(value["stage"], Part(value["part"]), tuple(channels))


_COUNT = (int, _whole)
_COUNTS = (list, _counts)
_FLAG = (bool, _yes_or_no)
_CLOCK = (time.isoformat, time.fromisoformat)
FIELDS: Mapping[str, Field] = {
    "lead_workdays": Field("提前天数", *_COUNTS),
    "on_due_day": Field("到期当天", *_FLAG),
    "overdue_workdays": Field("逾期天数", *_COUNTS),
    "opening": Field("窗口开始", *_FLAG),
    "begins_at": Field("办公开始时间", *_CLOCK),
    "ends_at": Field("办公结束时间", *_CLOCK),
    "quiet_days": Field(
        "静默日期",
        lambda spans: [[first.isoformat(), last.isoformat()] for first, last in spans],
        lambda spans: tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in spans),
    ),
    "cap_per_day": Field("每人每天条数上限", *_COUNT),
    "routes": Field(
        "告知对象和渠道",
        lambda routes: [
            {"stage": route.stage, "part": str(route.part), "channels": list(route.channels)}
            for route in routes
        ],
        lambda routes: tuple(map(_route, routes)),
    ),
    "nudge_after": Field("拟催办单天数", *_COUNT),
    "supervise_after": Field("拟督办单天数", *_COUNT),
    "monthly_prompt": Field("月初提示单", *_FLAG),
}

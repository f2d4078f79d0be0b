"""Who is told what when: on working days, in office hours, early enough, never of what is past."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import DayKind, Part, Task
from rules.days import BEIJING
from rules.planning import next_office_hour, plan, plan_at_once
from rules.reminding import Policy, Route
from rules.stages import ASKED, FIRST, GRANTED, REFUSED
from rules.workdays import Workdays

DAYS = Workdays()
POLICY = Policy()
ISSUED = date(2026, 2, 2)


def task(opens_on: date, due_on: date | None, **changes) -> Task:
    values = {
        "duty_id": 1,
        "occurrence": 1,
        "department_id": 1,
        "post_id": 1,
        "demand": "开展宪法宣传周活动",
        "department_name": "综合科",
        "owner_name": "赵磊",
        "moved_at": datetime(2026, 2, 2, tzinfo=UTC),
    }
    return Task(**{**values, "opens_on": opens_on, "due_on": due_on, **changes})


def owner_days(
    opens_on: date, due_on: date, *, issued_on: date = ISSUED, policy: Policy = POLICY, days: Workdays = DAYS
):
    """List what the owner is told by mail, as "stage month.day"."""
    return [
        f"{notice.stage} {notice.at:%m.%d}"
        for notice in plan(task(opens_on, due_on), policy, days, issued_on=issued_on)
        if (notice.part, notice.channel) == (Part.OWNER, "mail")
    ]


def test_leads_count_working_days_back_and_overdue_steps_on():
    # 2026-06-19..21 is 端午: 19 is a holiday Friday
    assert owner_days(date(2026, 1, 1), date(2026, 6, 25)) == [
        "due-in-5 06.17",
        "due-in-1 06.24",
        "due-today 06.25",
        "overdue-1 06.26",
        "overdue-5 07.02",
        "overdue-10 07.09",
    ]


def test_a_due_day_on_a_rest_day_is_called_on_the_working_day_before():
    assert owner_days(date(2026, 1, 1), date(2026, 6, 20))[:4] == [
        "due-in-5 06.11",
        "due-in-1 06.17",
        "due-today 06.18",
        "overdue-1 06.22",
    ]


def test_a_weekend_day_worked_instead_counts():
    # 2026-02-14 is a Saturday worked for 春节
    assert owner_days(date(2026, 1, 1), date(2026, 2, 14))[:3] == [
        "due-in-5 02.09",
        "due-in-1 02.13",
        "due-today 02.14",
    ]


def test_the_office_own_calendar_decides():
    days = Workdays({date(2026, 6, 24): DayKind.REST})
    assert "due-in-1 06.23" in owner_days(date(2026, 1, 1), date(2026, 6, 25), days=days)


@pytest.mark.parametrize(
    ("opens_on", "due_on", "expected"),
    [
        # a month's window, opening after issue on a rest day
        (
            date(2026, 8, 1),
            date(2026, 8, 31),
            ["opens 08.03", "due-in-5 08.24", "due-in-1 08.28", "due-today 08.31"],
        ),
        # a week's window drops the lead that is longer; the opening falls on a lead's day, which speaks
        (date(2026, 8, 27), date(2026, 8, 31), ["opens 08.27", "due-in-1 08.28", "due-today 08.31"]),
        (date(2026, 8, 28), date(2026, 8, 31), ["due-in-1 08.28", "due-today 08.31"]),
        # one day
        (date(2026, 12, 4), date(2026, 12, 4), ["due-today 12.04"]),
        # a weekend: no working day in the window, so the working day before it
        (date(2026, 8, 29), date(2026, 8, 30), ["due-today 08.28"]),
    ],
)
def test_a_window(opens_on, due_on, expected):
    assert [told for told in owner_days(opens_on, due_on) if not told.startswith("overdue")] == expected


def test_a_window_open_at_issue_is_not_announced_again():
    assert owner_days(ISSUED, date(2026, 3, 31))[0] == "due-in-5 03.24"


@pytest.mark.parametrize(
    ("issued_on", "expected"),
    [
        (date(2026, 6, 17), ["due-in-5", "due-in-1", "due-today", "overdue-1", "overdue-5", "overdue-10"]),
        (date(2026, 6, 18), ["due-in-1", "due-today", "overdue-1", "overdue-5", "overdue-10"]),
        (date(2026, 6, 25), ["due-today", "overdue-1", "overdue-5", "overdue-10"]),
        (date(2026, 6, 28), ["overdue-5", "overdue-10"]),
        (date(2026, 7, 31), []),
    ],
)
def test_nothing_is_planned_for_before_the_list_was_issued(issued_on, expected):
    assert [
        told.split()[0] for told in owner_days(date(2026, 1, 1), date(2026, 6, 25), issued_on=issued_on)
    ] == expected


@pytest.mark.parametrize(
    "untold",
    [task(date(2026, 1, 1), None), task(date(2026, 1, 1), date(2026, 1, 31), backfill=True)],
    ids=["no due day", "past at issue"],
)
def test_what_waits_for_a_date_is_not_reminded_of(untold):
    assert list(plan(untold, POLICY, DAYS, issued_on=ISSUED)) == []


def test_it_climbs_from_owner_to_head_to_coordinator_and_no_further():
    told = [
        (notice.stage, notice.part, notice.channel)
        for notice in plan(task(date(2026, 1, 1), date(2026, 6, 25)), POLICY, DAYS, issued_on=ISSUED)
    ]

    assert told == [
        ("due-in-5", "owner", "mail"),
        ("due-in-1", "owner", "mail"),
        ("due-today", "owner", "mail"),
        ("due-today", "owner", "sms"),
        ("overdue-1", "owner", "mail"),
        ("overdue-1", "owner", "sms"),
        ("overdue-5", "owner", "mail"),
        ("overdue-5", "owner", "sms"),
        ("overdue-5", "department_head", "mail"),
        ("overdue-10", "owner", "mail"),
        ("overdue-10", "owner", "sms"),
        ("overdue-10", "coordinator", "mail"),
    ]


def test_an_office_may_settle_it_otherwise():
    policy = Policy(
        lead_workdays=(2, 10, 2),
        on_due_day=False,
        overdue_workdays=(3,),
        opening=False,
        begins_at=time(8, 30),
        routes=(
            Route("due-in", Part.OWNER, ("sms",)),
            Route("overdue-3", Part.OWNER, ("sms", "sms")),
            Route("returned", Part.OWNER, ("mail",)),
            Route(ASKED, Part.COORDINATOR, ("mail",)),
            Route(GRANTED, Part.OWNER, ("mail",)),
            Route(REFUSED, Part.OWNER, ("mail",)),
        ),
    )
    notices = list(plan(task(date(2026, 5, 1), date(2026, 6, 25)), policy, DAYS, issued_on=ISSUED))

    assert [(n.stage, n.channel, f"{n.at:%m-%d %H:%M}") for n in notices] == [
        ("due-in-10", "sms", "06-10 08:30"),
        ("due-in-2", "sms", "06-23 08:30"),
        ("overdue-3", "sms", "06-30 08:30"),
    ]


QUIET = Policy(quiet_days=((date(2026, 9, 16), date(2026, 9, 18)),))  # 单位运动会: Wednesday to Friday


def test_a_quiet_day_is_called_the_day_before_and_counts_as_worked():
    # 2026-09-20 is a Sunday worked instead; 09-25 to 27 and 10-01 to 07 are holidays
    assert owner_days(date(2026, 1, 1), date(2026, 9, 22), policy=QUIET) == [
        "due-in-5 09.15",
        "due-in-1 09.21",
        "due-today 09.22",
        "overdue-1 09.23",
        "overdue-5 09.30",
        "overdue-10 10.13",
    ]


@pytest.mark.parametrize(
    ("opens_on", "due_on", "expected"),
    [
        # opens on a quiet day: said when people are written to again
        (date(2026, 9, 17), date(2026, 9, 30), ["opens 09.20", "due-in-5 09.22", "due-in-1 09.29"]),
        # due on a quiet day: the call comes before it, and no lead is said before the window opens
        (date(2026, 9, 15), date(2026, 9, 17), ["due-today 09.15", "overdue-1 09.20"]),
        # the overdue step that falls on a quiet day
        (date(2026, 9, 1), date(2026, 9, 15), ["due-today 09.15", "overdue-1 09.20"]),
    ],
)
def test_a_window_around_quiet_days(opens_on, due_on, expected):
    assert set(expected) <= set(owner_days(opens_on, due_on, policy=QUIET))


@pytest.mark.parametrize(
    ("now", "at", "quiet"),
    [
        ("06-18 09:00", "06-18 09:00", False),
        ("06-18 17:59", "06-18 17:59", False),
        ("06-18 08:59", "06-18 09:00", True),
        ("06-18 18:00", "06-22 09:00", True),  # Thursday evening before 端午
        ("06-20 03:00", "06-22 09:00", True),
    ],
)
def test_nobody_is_written_to_at_night_or_on_a_rest_day(now, at, quiet):
    instant = datetime.strptime(f"2026-{now}", "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING).astimezone(UTC)

    assert POLICY.quiet(instant, DAYS) is quiet
    assert f"{next_office_hour(POLICY, DAYS, now=instant):%m-%d %H:%M}" == at
    told = plan_at_once(POLICY, DAYS, stage="returned-2", now=instant)
    assert [(n.stage, n.part, n.channel, f"{n.at:%m-%d %H:%M}") for n in told] == [
        ("returned-2", "owner", "mail", at),
        ("returned-2", "owner", "sms", at),
    ]


def test_a_night_in_beijing_is_a_night_wherever_the_clock_stands():
    assert POLICY.quiet(datetime(2026, 6, 18, 12, 0, tzinfo=UTC), DAYS)
    assert not POLICY.quiet(datetime(2026, 6, 18, 2, 0, tzinfo=UTC), DAYS)


COUNTS = st.lists(st.integers(1, 40), max_size=4).map(tuple)
EVERY_STAGE = (
    *(
        Route(kind, Part.OWNER, ("mail", "sms"))
        for kind in ("opens", "due-in", "due-today", "overdue", "returned", GRANTED, REFUSED)
    ),
    Route("returned", Part.COORDINATOR, ("mail",)),
    Route(ASKED, Part.LEADER, ("mail",)),
    Route(FIRST, Part.SUPPORT, ("mail",)),
)


@settings(deadline=None, max_examples=300)
@given(
    opens=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    length=st.integers(0, 400),
    issued=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    leads=COUNTS,
    overdue=COUNTS,
    quiet_days=st.lists(
        st.tuples(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(0, 30)).map(
            lambda span: (span[0], span[0] + timedelta(days=span[1]))
        ),
        max_size=3,
    ).map(tuple),
)
def test_whatever_the_window_and_the_policy(opens, length, issued, leads, overdue, quiet_days):
    due = opens + timedelta(days=length)
    stages = {"opens": True, "due-in": leads, "due-today": True, "overdue": overdue}
    policy = Policy(
        lead_workdays=leads,
        overdue_workdays=overdue,
        quiet_days=quiet_days,
        routes=tuple(route for route in EVERY_STAGE if stages.get(route.stage, True)),
    )
    worked = any(policy.speaking(DAYS).is_workday(opens + timedelta(days=n)) for n in range(length + 1))

    notices = list(plan(task(opens, due), policy, DAYS, issued_on=issued))

    assert notices == list(plan(task(opens, due), policy, DAYS, issued_on=issued))
    assert max(Counter((n.stage, n.part, n.channel) for n in notices).values(), default=1) == 1
    assert max(Counter((n.at, n.part, n.channel) for n in notices).values(), default=1) == 1
    assert [n.at for n in notices] == sorted(n.at for n in notices)
    for notice in notices:
        day = notice.at.astimezone(BEIJING).date()
        assert not policy.quiet(notice.at, DAYS)
        assert day >= issued
        assert day >= opens or not worked
        assert (day > due) is notice.stage.startswith("overdue")


HELPED = {"department_id": 1, "support_ids": [1, 7, 8]}


def supported(opens_on: date, due_on: date, *, issued_on: date = ISSUED, policy: Policy = POLICY):
    return [
        (notice.stage, notice.told_department_id, notice.channel)
        for notice in plan(task(opens_on, due_on, **HELPED), policy, DAYS, issued_on=issued_on)
        if notice.part is Part.SUPPORT
    ]


@pytest.mark.parametrize(
    ("opens_on", "due_on", "issued_on", "stage"),
    [
        (date(2026, 1, 1), date(2026, 6, 25), ISSUED, "due-in-5"),
        (date(2026, 8, 1), date(2026, 8, 31), ISSUED, "opens"),
        (date(2026, 12, 4), date(2026, 12, 4), ISSUED, "due-today"),
        (date(2026, 1, 1), date(2026, 6, 25), date(2026, 6, 24), "due-in-1"),
    ],
)
def test_who_helps_is_told_once_and_as_early_as_anybody(opens_on, due_on, issued_on, stage):
    assert supported(opens_on, due_on, issued_on=issued_on) == [(stage, 7, "mail"), (stage, 8, "mail")]


def test_who_helps_is_never_told_of_lateness():
    assert supported(date(2026, 1, 1), date(2026, 6, 25), issued_on=date(2026, 6, 28)) == []

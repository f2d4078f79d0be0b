"""Which slips should exist. May 2024: 1 to 5 May are holidays, the 11th is worked instead."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models import Slip, SlipKind, SlipState, Task, TaskState
from rules.climbing import Climb, Draft, late_since
from rules.reminding import Policy, Settled
from rules.workdays import Workdays

DUE = date(2024, 5, 14)
NUDGED_ON = date(2024, 5, 21)  # five working days after
SUPERVISED_ON = date(2024, 5, 28)  # ten


def at(day):
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def task(number=1, due_on=DUE, *, state=TaskState.OPEN, department=1, moved_on=date(2024, 1, 8), **more):
    return Task(
        id=number,
        duty_id=number,
        occurrence=1,
        department_id=department,
        post_id=1,
        demand="专题学法",
        department_name="办公室",
        owner_name="甲某",
        opens_on=date(2024, 1, 1),
        due_on=due_on,
        state=state,
        moved_at=at(moved_on),
        **more,
    )


def slip(kind=SlipKind.NUDGE, on=NUDGED_ON, *, tasks=(1,), state=SlipState.DRAFT, department=1, by=7):
    return Slip(
        list_id=1,
        kind=kind,
        department_id=department,
        occasion=f"{on:%Y-%m}" if kind is SlipKind.PROMPT else on.isoformat(),
        state=state,
        task_ids=list(tasks),
        drawn_up_at=at(on),
        decided_by=by if state is not SlipState.DRAFT else None,
    )


def drafts(today, tasks, slips=(), policy=None, asked=()):
    return list(Climb(Settled(policy or Policy()), Workdays(), today, asked).drafts(tasks, slips))


# ---- 提示单 ----


def test_the_first_working_day_of_a_month_prompts_what_falls_due_in_it():
    there = [task(1, date(2024, 5, 31)), task(2, date(2024, 5, 14)), task(3, date(2024, 6, 3))]
    assert drafts(date(2024, 5, 1), there) == []  # Labour Day
    assert drafts(date(2024, 5, 6), there) == [Draft(SlipKind.PROMPT, 1, "2024-05", (2, 1))]


def test_a_missed_prompt_is_made_up_until_the_third_working_day():
    assert drafts(date(2024, 5, 8), [task()]) != []
    assert drafts(date(2024, 5, 9), [task()]) == []


def test_a_month_is_prompted_once_a_department():
    there = [task(1), task(2, department=2)]
    (second,) = drafts(date(2024, 5, 6), there, [slip(SlipKind.PROMPT, date(2024, 5, 6))])
    assert (second.kind, second.department_id) == (SlipKind.PROMPT, 2)


def test_a_policy_can_do_without_prompts():
    assert drafts(date(2024, 5, 6), [task()], policy=replace(Policy(), monthly_prompt=False)) == []


# ---- 催办单 ----


@pytest.mark.parametrize(
    ("today", "kinds"),
    [
        (date(2024, 5, 20), []),
        (NUDGED_ON, [SlipKind.NUDGE]),
        (date(2024, 5, 25), []),  # a Saturday
        (SUPERVISED_ON, [SlipKind.NUDGE]),  # days down: the milder one comes first
    ],
)
def test_five_working_days_overdue_is_nudged(today, kinds):
    assert [draft.kind for draft in drafts(today, [task()])] == kinds


def test_a_department_gets_one_slip_for_all_its_late_tasks():
    there = [task(1), task(2), task(3, department=2)]
    assert drafts(NUDGED_ON, there) == [
        Draft(SlipKind.NUDGE, 1, "2024-05-21", (1, 2)),
        Draft(SlipKind.NUDGE, 2, "2024-05-21", (3,)),
    ]


@pytest.mark.parametrize("state", [SlipState.DRAFT, SlipState.SENT, SlipState.DROPPED])
def test_a_task_is_nudged_once(state):
    assert drafts(date(2024, 5, 22), [task()], [slip(state=state)]) == []


def test_a_slip_that_lapsed_by_itself_counts_for_nothing():
    lapsed = slip(state=SlipState.DROPPED, by=None)
    assert [draft.kind for draft in drafts(date(2024, 5, 22), [task()], [lapsed])] == [SlipKind.NUDGE]


def test_two_slips_of_a_kind_never_share_an_occasion():
    assert drafts(NUDGED_ON, [task(1), task(2)], [slip(tasks=(1,))]) == []
    (next_day,) = drafts(date(2024, 5, 22), [task(1), task(2)], [slip(tasks=(1,))])
    assert next_day.task_ids == (2,)


@pytest.mark.parametrize(
    "spared",
    [
        task(state=TaskState.SUBMITTED),
        task(state=TaskState.ACCEPTED),
        task(state=TaskState.WAIVED),
        task(backfill=True),
        task(due_on=None),
        task(due_on=date(2024, 6, 14)),  # extended
    ],
)
def test_who_has_handed_in_or_has_time_is_not_chased(spared):
    assert drafts(SUPERVISED_ON, [spared], [slip()]) == []


# ---- 督办单 ----


def test_ten_working_days_overdue_is_supervised_after_the_nudge():
    assert drafts(date(2024, 5, 27), [task()], [slip()]) == []
    assert drafts(SUPERVISED_ON, [task()], [slip()]) == [
        Draft(SlipKind.SUPERVISE, 1, "2024-05-28", (1,)),
    ]


def test_the_step_between_nudge_and_supervision_is_kept_when_the_nudge_came_late():
    late = slip(on=SUPERVISED_ON)
    assert drafts(date(2024, 5, 29), [task()], [late]) == []
    assert [draft.kind for draft in drafts(date(2024, 6, 4), [task()], [late])] == [SlipKind.SUPERVISE]


def test_nobody_is_chased_over_a_day_that_is_asked_to_be_moved():
    (nudge,) = drafts(NUDGED_ON, [task(1), task(2)], asked={1})
    assert (nudge.kind, nudge.task_ids) == (SlipKind.NUDGE, (2,))
    assert drafts(SUPERVISED_ON, [task(1)], [slip()], asked={1}) == []


def test_a_month_names_what_is_asked_to_be_moved():
    (prompt,) = drafts(date(2024, 5, 6), [task(1)], asked={1})
    assert (prompt.kind, prompt.task_ids) == (SlipKind.PROMPT, (1,))


def test_a_task_is_supervised_once():
    there = [slip(), slip(SlipKind.SUPERVISE, SUPERVISED_ON, state=SlipState.DROPPED)]
    assert drafts(date(2024, 7, 1), [task()], there) == []


# ---- episodes ----


def test_what_came_back_late_begins_a_new_episode_with_its_own_days():
    back = task(state=TaskState.RETURNED, moved_on=date(2024, 5, 22))
    assert late_since(back) == date(2024, 5, 22)
    assert drafts(date(2024, 5, 28), [back], [slip()]) == []
    assert [draft.kind for draft in drafts(date(2024, 5, 29), [back], [slip()])] == [SlipKind.NUDGE]


def test_what_came_back_in_time_is_late_from_its_due_day():
    assert late_since(task(state=TaskState.RETURNED, moved_on=date(2024, 5, 8))) == DUE


def test_withdrawing_what_was_handed_in_buys_no_time():
    withdrawn = task(state=TaskState.OPEN, moved_on=date(2024, 5, 22))
    assert late_since(withdrawn) == DUE
    assert drafts(date(2024, 5, 23), [withdrawn], [slip()]) == []


def test_an_extension_that_runs_out_begins_a_new_episode():
    extended = task(due_on=date(2024, 5, 23))
    assert [draft.kind for draft in drafts(date(2024, 5, 30), [extended], [slip()])] == [SlipKind.NUDGE]


# ---- what a slip still names when it is sent ----


def test_a_slip_names_only_what_it_was_drawn_up_for():
    climb = Climb(Settled(), Workdays(), date(2024, 5, 23))
    nudge, prompt = slip(), slip(SlipKind.PROMPT, date(2024, 5, 6))
    assert climb.belongs(nudge, task())
    assert not climb.belongs(nudge, task(state=TaskState.SUBMITTED))
    assert not climb.belongs(nudge, task(state=TaskState.RETURNED, moved_on=date(2024, 5, 22)))
    assert climb.belongs(prompt, task(due_on=date(2024, 5, 31)))
    assert not climb.belongs(prompt, task(due_on=date(2024, 5, 22)))  # its day is past: no prompt any more
    assert not climb.belongs(prompt, task(due_on=date(2024, 6, 3)))

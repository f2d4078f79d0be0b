"""Every task has one standing; its lamp says what the day means for it."""

from datetime import date

import pytest

from models import Task, TaskState
from rules.workdays import Workdays
from web.standing import WORDS, Standing, Today

FRIDAY = date(2024, 6, 7)  # before the 端午 weekend: 8, 9, 10 June are free


def task(state=TaskState.OPEN, due_on=date(2024, 12, 31), **given):
    return Task(
        duty_id=1, occurrence=1, department_id=1, post_id=1, demand="x", department_name="办公室",
        owner_name="Alice", opens_on=date(2024, 1, 1), due_on=due_on, state=state, **given,
    )  # fmt: skip


def today(day=FRIDAY):
    return Today(day, Workdays())


@pytest.mark.parametrize(
    ("given", "standing", "lamp"),
    [
        ({"due_on": date(2024, 6, 6)}, Standing.OVERDUE, "已逾期 1 天"),
        ({"due_on": date(2024, 5, 31)}, Standing.OVERDUE, "已逾期 7 天"),
        ({"due_on": FRIDAY}, Standing.NEAR, "今天到期"),
        ({"due_on": date(2024, 6, 9)}, Standing.NEAR, "今天是最后工作日"),
        ({"due_on": date(2024, 6, 11)}, Standing.NEAR, "还剩 1 个工作日"),
        ({"due_on": date(2024, 6, 17)}, Standing.NEAR, "还剩 5 个工作日"),
        ({"due_on": date(2024, 6, 18)}, Standing.LATER, "未到期"),
        ({"due_on": None}, Standing.UNDATED, "待定"),
        ({"due_on": date(2024, 1, 5), "backfill": True}, Standing.BACKFILL, "待补录"),
        ({"state": TaskState.SUBMITTED, "due_on": date(2024, 5, 1)}, Standing.SUBMITTED, "待审核"),
        ({"state": TaskState.RETURNED}, Standing.RETURNED, "退回补正"),
        ({"state": TaskState.RETURNED, "due_on": date(2024, 6, 6)}, Standing.OVERDUE, "已逾期 1 天"),
        ({"state": TaskState.RETURNED, "due_on": FRIDAY}, Standing.NEAR, "今天到期"),
        (
            {"state": TaskState.RETURNED, "due_on": date(2024, 1, 5), "backfill": True},
            Standing.RETURNED,
            "退回补正",
        ),
        ({"state": TaskState.ACCEPTED, "due_on": date(2024, 5, 1)}, Standing.DONE, "已办结"),
        ({"state": TaskState.WAIVED}, Standing.WAIVED, "已免除"),
    ],
)
def test_a_task_stands_somewhere(given, standing, lamp):
    assert (today().standing(task(**given)), today().lamp(task(**given))) == (standing, lamp)


def test_a_due_day_on_the_last_rest_days_has_no_working_day_left():
    saturday = today(date(2024, 6, 8))
    assert saturday.lamp(task(due_on=date(2024, 6, 9))) == "期内已无工作日"


def test_the_most_urgent_comes_first():
    in_order = [
        task(due_on=date(2024, 5, 31)),
        task(due_on=date(2024, 6, 6)),
        task(due_on=FRIDAY),
        task(TaskState.RETURNED),
        task(TaskState.SUBMITTED, handed_in_on=date(2024, 6, 1)),
        task(TaskState.SUBMITTED, handed_in_on=date(2024, 6, 5)),
        task(due_on=date(2024, 1, 5), backfill=True),
        task(due_on=None),
        task(due_on=date(2024, 7, 1)),
        task(due_on=date(2024, 8, 1)),
        task(TaskState.ACCEPTED, done_on=date(2024, 6, 3)),
        task(TaskState.ACCEPTED, done_on=date(2024, 3, 3)),
        task(TaskState.WAIVED, done_on=date(2024, 6, 6)),
    ]
    shuffled = in_order[1::2] + in_order[::2]
    assert sorted(shuffled, key=today().urgency) == in_order


def test_each_standing_has_a_word_of_its_own():
    assert set(WORDS) == set(Standing)
    assert len(set(WORDS.values())) == len(WORDS)

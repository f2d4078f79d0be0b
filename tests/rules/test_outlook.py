"""What a policy would send is counted in messages, as they would go out."""

from collections import Counter
from datetime import date

from models import Part
from rules.outlook import outlook
from rules.reminding import Policy
from rules.workdays import Workdays
from tests.rules.test_planning import task

SINCE = date(2026, 3, 2)
MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 30)


def seen(*tasks, policy=None, late=False, told=lambda part, _task, _department: str(part)):
    return outlook([(each, policy or Policy()) for each in tasks], Workdays(), told, since=SINCE, late=late)


def test_tasks_due_on_one_day_share_one_message():
    one = seen(task(SINCE, MARCH))
    both = seen(task(SINCE, MARCH), task(SINCE, MARCH))

    assert one.by_channel() == both.by_channel() == Counter({"mail": 3, "sms": 1})
    assert both.stages == Counter({"due-in-5": 2, "due-in-1": 2, "due-today": 4})
    assert both.digests["owner", "mail", MARCH] == 2


def test_lateness_is_counted_apart():
    in_time, late = (seen(task(SINCE, MARCH), late=late) for late in (False, True))

    assert in_time.by_month() == Counter({("2026-03", "mail"): 3, ("2026-03", "sms"): 1})
    assert late.by_person() - in_time.by_person() == Counter(
        {
            ("owner", "mail"): 3,
            ("owner", "sms"): 3,
            ("department_head", "mail"): 1,
            ("coordinator", "mail"): 1,
        }
    )


def test_the_busiest_day_and_the_days_that_fill_the_cap():
    year = seen(task(SINCE, MARCH), task(SINCE, APRIL))

    assert year.busiest() == (MARCH, 2)  # a mail and an SMS
    assert year.full_days(1) == Counter({"owner": 6})
    assert year.full_days(2) == Counter()
    assert seen().busiest() is None


def test_who_helps_is_counted_by_department():
    told = seen(
        task(SINCE, MARCH, support_ids=[7, 8]),
        told=lambda part, _task, department: f"dep{department}" if part is Part.SUPPORT else "owner",
    )

    assert {person for person, _, _ in told.digests} == {"owner", "dep7", "dep8"}


def test_what_reaches_nobody_is_counted():
    assert seen(task(SINCE, MARCH), told=lambda *_: None).untold == 4

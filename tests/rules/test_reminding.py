"""What an office may settle about reminding, and how that is kept."""

import json
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Part
from models.refusals import BadSetting
from rules.reminding import CHANNELS, ROUTES, Policy, Route
from rules.stages import ASKED, DATED, FIRST, GRANTED, REFUSED

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
COUNTS = st.lists(st.integers(1, 60), max_size=4).map(tuple)
EVERY_STAGE = (
    *(Route(stage, Part.OWNER, CHANNELS) for stage in (*DATED, "returned", GRANTED, REFUSED)),
    Route(FIRST, Part.SUPPORT, ("mail",)),
    Route(ASKED, Part.COORDINATOR, ("mail",)),
)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"lead_workdays": (0,)}, "不小于1"),
        ({"overdue_workdays": (-1, 5, 10)}, "不小于1"),
        ({"lead_workdays": (5, 10_000)}, "不大于366"),
        ({"begins_at": time(18), "ends_at": time(9)}, "早于"),
        ({"begins_at": time(18, 30), "ends_at": time(22)}, "8点至19点"),  # no sweep would ever fall into it
        ({"begins_at": time(9), "ends_at": time(9, 30)}, "一小时"),
        ({"quiet_days": ((date(2026, 9, 2), date(2026, 9, 1)),)}, "静默日期"),
        ({"quiet_days": ((date(2026, 1, 1), date(2026, 12, 31)),)}, "31天"),
        ({"cap_per_day": 0}, "上限"),
        ({"nudge_after": 0}, "催办单"),
        ({"nudge_after": 11}, "催办不晚于督办"),
        ({"overdue_workdays": (1, 4, 10)}, "逾期5"),  # the head would never hear of it
        ({"routes": (*ROUTES, Route("overdue-10", Part.LEADER, ("mail",)))}, "分管领导"),
        ({"routes": (*ROUTES, Route("overdue-10", Part.COORDINATOR, ("fax",)))}, "fax"),
        ({"routes": ROUTES[1:]}, "窗口开始"),
        ({"routes": ()}, "没有告知责任人"),
        ({"routes": tuple(r for r in ROUTES if r.stage != "returned")}, "退回"),
        ({"routes": (*ROUTES, Route("overdue", Part.SUPPORT, ("mail",)))}, "配合部门"),
        ({"routes": tuple(r for r in ROUTES if r.stage != ASKED)}, "延期申请"),
        ({"routes": tuple(r for r in ROUTES if r.stage != REFUSED)}, "没有告知责任人"),
    ],
)
def test_a_policy_that_would_fail_silently_is_refused(changes, says):
    with pytest.raises(BadSetting, match=says):
        Policy(**changes)


@st.composite
def policies(draw) -> Policy:
    leads, overdue, on_due_day, opening = draw(COUNTS), draw(COUNTS), draw(st.booleans()), draw(st.booleans())
    known = {"opens": opening, "due-in": leads, "due-today": on_due_day, "overdue": overdue}
    nudge_after = draw(st.integers(1, 30))
    return Policy(
        lead_workdays=leads,
        on_due_day=on_due_day,
        overdue_workdays=overdue,
        opening=opening,
        begins_at=draw(st.times(time(8), time(11)).map(lambda t: t.replace(tzinfo=None))),
        ends_at=draw(st.times(time(12), time(23))),
        quiet_days=tuple(
            (first, first + timedelta(draw(st.integers(0, 30)))) for first in draw(st.lists(DAYS, max_size=3))
        ),
        cap_per_day=draw(st.integers(1, 9)),
        routes=tuple(route for route in EVERY_STAGE if known.get(route.stage, True)),
        nudge_after=nudge_after,
        supervise_after=nudge_after + draw(st.integers(0, 30)),
        monthly_prompt=draw(st.booleans()),
    )


@given(policies(), policies())
def test_what_is_kept_is_what_was_settled(policy, base):
    kept = json.loads(json.dumps(policy.as_json()))

    assert Policy.from_json(kept) == policy
    assert Policy.from_json(kept, base) == policy
    assert Policy.from_json(policy.departing(base), base) == policy
    assert policy.departing(policy) == {}


def test_what_is_not_said_is_as_an_office_begins():
    assert Policy.from_json({}) == Policy()
    assert Policy.from_json({"cap_per_day": 2}) == Policy(cap_per_day=2)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"lead_days": [1]}, "lead_days"),
        ({"lead_workdays": 5}, "提前天数"),
        ({"lead_workdays": ["5"]}, "提前天数"),
        ({"overdue_workdays": [1.0]}, "逾期天数"),
        ({"on_due_day": "yes"}, "到期当天"),
        ({"cap_per_day": True}, "上限"),
        ({"cap_per_day": None}, "上限"),
        ({"begins_at": "九点"}, "办公开始时间"),
        ({"ends_at": 18}, "办公结束时间"),
        ({"quiet_days": [["2024-09-20"]]}, "静默日期"),
        ({"quiet_days": ["2024-09-20", "2024-02-30"]}, "静默日期"),
        ({"routes": [{"stage": "opens", "part": "owner"}]}, "告知对象"),
        ({"routes": [{"stage": "opens", "part": "mayor", "channels": ["mail"]}]}, "告知对象"),
        ({"routes": [{"stage": "opens", "part": "owner", "channels": [["mail"]]}]}, "渠道"),
        ({"routes": "all"}, "告知对象"),
        ({"cap_per_day": 0}, "上限"),
    ],
)
def test_a_bad_value_is_refused_in_one_sentence(settings, says):
    with pytest.raises(BadSetting, match=says) as refusal:
        Policy.from_json(settings)

    assert str(refusal.value).count("。") == 1

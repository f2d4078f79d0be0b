"""Which form a list goes out in, state by state."""

from datetime import UTC, datetime

import pytest

from models import DutyList, ListState
from models.refusals import Refusal, WrongState
from rules.list_forms import ListForm, form_named, judge_form, usual_form

DRAFT, CONFIRMED, APPROVED, ISSUED, CLOSED = ListState
AS_ISSUED = [(DRAFT, 1), (CONFIRMED, 1), (APPROVED, 1), (ISSUED, 1), (ISSUED, 2), (CLOSED, 1), (CLOSED, 3)]


def duty_list(state, revision):
    return DutyList(
        plan_year=2024, title="清单", state=state, revision=revision, source_name="a", source_sha256="b",
        imported_at=datetime(2024, 1, 8, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize(("state", "revision"), AS_ISSUED)
def test_the_usual_form_is_allowed(state, revision):
    judge_form(usual_form(duty_list(state, revision)), duty_list(state, revision))


@pytest.mark.parametrize(
    ("form", "allowed"),
    [
        (ListForm.CONSULTED, {(DRAFT, 1), (CONFIRMED, 1)}),
        (ListForm.SUBMITTED, {(CONFIRMED, 1), (APPROVED, 1)}),
        (ListForm.ISSUED, {(APPROVED, 1), (ISSUED, 1), (CLOSED, 1)}),
        (ListForm.AMENDED, {(ISSUED, 2), (CLOSED, 3)}),
    ],
)
def test_a_form_is_written_in_its_states_only(form, allowed):
    for state, revision in AS_ISSUED:
        if (state, revision) in allowed:
            judge_form(form, duty_list(state, revision))
        else:
            with pytest.raises(WrongState, match="请"):
                judge_form(form, duty_list(state, revision))


def test_a_form_has_a_chinese_and_an_english_name():
    assert {form_named(name) for name in ("印发稿", "issued")} == {ListForm.ISSUED}
    with pytest.raises(Refusal, match="可用的是 征求意见稿、上会稿、印发稿、调整稿"):
        form_named("终稿")

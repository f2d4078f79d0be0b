"""The forms in which a list goes out as a document, and when each may be written."""

from enum import StrEnum

from models import DutyList, ListState
from models.refusals import Refusal, WrongState


class ListForm(StrEnum):
    CONSULTED = "征求意见稿"  # to the departments, for their opinions
    SUBMITTED = "上会稿"  # to the deciding body
    ISSUED = "印发稿"
    AMENDED = "调整稿"


ENGLISH = {
    "consulted": ListForm.CONSULTED,
    "submitted": ListForm.SUBMITTED,
    "issued": ListForm.ISSUED,
    "amended": ListForm.AMENDED,
}
_OPEN = frozenset({ListState.DRAFT, ListState.CONFIRMED})
_OUT = frozenset({ListState.ISSUED, ListState.CLOSED})
# Form -> the states in which it is written, and what to do in another.
_WHEN: dict[ListForm, tuple[frozenset[ListState], str]] = {
    ListForm.CONSULTED: (_OPEN, "清单已经审定，不再征求意见；请导出印发稿。"),
    ListForm.SUBMITTED: (
        frozenset({ListState.CONFIRMED, ListState.APPROVED}),
        "上会稿在疑问核定以后、印发以前导出；草稿请先用 xuepu list confirm 答复疑问。",
    ),
    ListForm.ISSUED: (
        _OUT | {ListState.APPROVED},
        "清单审定以后才能导出印发稿，请先用 xuepu list approve 登记审定。",
    ),
    ListForm.AMENDED: (_OUT, "清单印发并调整以后才能导出调整稿，请先印发、再用 xuepu list amend 调整。"),
}


def form_named(name: str) -> ListForm:
    """Return the form of a Chinese or English name.

    Raises:
        Refusal: there is no such form.

    """
    if name in ENGLISH:
        return ENGLISH[name]
    if name not in set(ListForm):
        raise Refusal(f"没有「{name}」这种文稿，可用的是 {'、'.join(ListForm)}。")
    return ListForm(name)


def usual_form(duty_list: DutyList) -> ListForm:
    """Return the form that a list goes out in next."""
    if duty_list.state in _OPEN:
        return ListForm.CONSULTED
    return ListForm.AMENDED if duty_list.revision > 1 else ListForm.ISSUED


def judge_form(form: ListForm, duty_list: DutyList) -> None:
    """Refuse a form that the list's state does not allow.

    Raises:
        WrongState: with what to do instead.

    """
    states, sentence = _WHEN[form]
    if duty_list.state not in states:
        raise WrongState(sentence)
    if form is ListForm.AMENDED and duty_list.revision == 1:
        raise WrongState("清单印发以后没有调整过，请导出印发稿。")
    if form is ListForm.ISSUED and duty_list.revision > 1:
        raise WrongState(
            "清单印发以后已经调整，现在的内容不再是原印发稿；请导出调整稿，原稿请查印发时的存档。"
        )

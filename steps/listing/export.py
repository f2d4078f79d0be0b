"""Write the list as an official document. It reads only: each fact in it has its entry in the log already."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session

from models import DutyList, PostKind, Reply
from models.refusals import Refusal
from reports import list_docx
from reports.destination import destination, whole
from rules.adjusting import Adjustment, adjustments
from rules.list_covers import paper
from rules.list_forms import ListForm, judge_form, usual_form
from rules.list_paper import Covered, Facts
from store import amendments, lists, people, upstream


@dataclass(frozen=True)
class Exported:
    form: ListForm
    file: Path


def export(
    session: Session,
    duty_list: DutyList,
    out: Path,
    *,
    form: ListForm | None = None,
    reply_by: date | None = None,
    since: date | None = None,
    overwrite: bool = False,
) -> Exported:
    """Write the list into the file `out`, or under its own name into the folder `out`.

    Without `form` it is the one that the list's state asks for. `reply_by` stands in 征求意见稿 only;
    `since` leaves earlier amendments out of 调整稿. Equal lists give equal bytes.

    Raises:
        WrongState: the list has no such form in its state.
        Refusal: an option that the form does not know, or a file that is there already.

    """
    form = form or usual_form(duty_list)
    judge_form(form, duty_list)
    if reply_by is not None and form is not ListForm.CONSULTED:
        raise Refusal(f"{form}没有反馈期限，--reply-by 只用于征求意见稿。")
    if since is not None and form is not ListForm.AMENDED:
        raise Refusal(f"{form}不写调整情况，--since 只用于调整稿。")
    facts = _facts(session, duty_list, reply_by=reply_by, since=since)
    if form is ListForm.AMENDED and not facts.adjustments:
        raise Refusal(f"{since} 以来清单没有调整，请把 --since 写早一些。")
    made = paper(form, facts)
    file = destination(out, f"{made.name}.docx", overwrite=overwrite)
    with whole(file) as target:
        list_docx.write(made, target)
    return Exported(form, file)


def _facts(session: Session, duty_list: DutyList, *, reply_by: date | None, since: date | None) -> Facts:
    assert duty_list.id is not None
    departments = people.departments(session)
    names = {each.id: each.name for each in departments}
    return Facts(
        office=people.organisation(session).name,
        departments=tuple(each.name for each in departments),
        coordinator=next(
            (
                names[post.department_id]
                for post in people.posts_of_kind(session, PostKind.COORDINATOR)
                if post.department_id is not None
            ),
            "",
        ),
        duty_list=duty_list,
        duties=tuple(lists.duties(session, duty_list.id)),
        bases=tuple(dict.fromkeys(_bases(session, duty_list))),
        doubts=tuple(lists.doubts(session, duty_list.id, open_only=True)),
        replies=_latest(session, duty_list.id, names),
        covered=tuple(
            Covered(
                line.document.title, line.item.no, line.item.text, line.duties, line.item.not_ours_because
            )
            for line in upstream.coverage(session, duty_list.plan_year)
        ),
        adjustments=tuple(_adjustments(session, duty_list.id, since)),
        reply_by=reply_by,
    )


def _bases(session: Session, duty_list: DutyList) -> Iterator[str]:
    """Yield what the list rests on: the superior's documents, then what its rows name."""
    assert duty_list.id is not None
    for document in upstream.documents(session, duty_list.plan_year):
        yield f"《{document.title}》" + (f"（{document.doc_number}）" if document.doc_number else "")
    for basis in lists.bases(session, duty_list.id):
        yield basis.title


def _latest(session: Session, list_id: int, names: dict[int | None, str]) -> tuple[tuple[str, Reply], ...]:
    """Return the latest reply of each department, in the order of departments."""
    latest = {each.department_id: each for each in lists.replies(session, list_id)}
    return tuple(
        (name, latest[department_id]) for department_id, name in names.items() if department_id in latest
    )


def _adjustments(session: Session, list_id: int, since: date | None) -> Iterator[Adjustment]:
    ever = lists.duties_ever(session, list_id)
    for each in adjustments(amendments.amendments(session, list_id), ever):
        if since is None or each.amended.on >= since:
            yield each

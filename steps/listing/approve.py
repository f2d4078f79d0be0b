"""Record that the deciding body has agreed to the list."""

from datetime import date, datetime

from sqlmodel import Session

from models import DutyList, ListAction, Person, PostKind
from models.refusals import NotYours, Refusal, WrongState
from rules.days import beijing_day
from rules.moves import next_list_state
from store import lists, log, people

MAY_APPROVE = frozenset({PostKind.HEAD, PostKind.LEADER})


def approve(
    session: Session,
    duty_list: DutyList,
    *,
    body: str,
    on: date,
    meeting: str,
    by: Person,
    now: datetime,
) -> DutyList:
    """Approve a confirmed list. A coordinator may enter it for the leader: then it is marked 代录.

    Raises:
        WrongState: the list is not confirmed, or a question of the superior's came up since.
        NotYours: `by` neither leads nor coordinates.
        Refusal: the meeting lies in the future.

    """
    after = next_list_state(duty_list.state, ListAction.APPROVE)
    still_open = lists.doubts(session, duty_list.id or 0, open_only=True)
    if still_open:
        raise WrongState(f"还有 {len(still_open)} 个疑问没有答复，先答第一个：{still_open[0].question}")
    today = beijing_day(now)
    if on > today:
        raise Refusal(f"审定日期 {on} 还没有到，请核对。")
    assert by.id is not None
    kinds = {post.kind for post in people.posts_answered_by(session, by.id, today)}
    if not kinds & (MAY_APPROVE | {PostKind.COORDINATOR}):
        raise NotYours("清单由单位领导审定，或由统筹人代录。")
    on_behalf = not kinds & MAY_APPROVE
    duty_list.state = after
    duty_list.approved_by, duty_list.approved_on = body, on
    duty_list.approved_at_meeting, duty_list.entered_on_behalf = meeting, on_behalf
    session.add(duty_list)
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office" if on_behalf else "leader",
        action="list.approve",
        about=f"list:{duty_list.id}",
        detail={"body": body, "on": on.isoformat(), "meeting": meeting, "entered_on_behalf": on_behalf},
    )
    return duty_list

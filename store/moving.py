"""Moving messages and notices from state to state, as `models.states` allows; nobody else writes a state.

Where rows of both change, messages change before their notices, so that two transactions never wait for
each other.
"""

from sqlalchemy import ColumnElement, Update, bindparam, literal_column, or_, update
from sqlmodel import Session, SQLModel

from models import MessageEvent, NoticeEvent, NoticeState, Outcome, states
from models.states import MESSAGE_MOVES, NOTICE_MOVES
from rules.moves import arrow
from store.spelled import Spelled

MESSAGE, NOTICE = (SQLModel.metadata.tables[name] for name in ("message", "notice"))
# Word for word what their indexes say, or those are not used: no open value may stand there.
PLANNED_NOTICE, FAILED_NOTICE = (
    NOTICE.c.state == literal_column(f"'{state}'") for state in (NoticeState.PLANNED, NoticeState.FAILED)
)
ON_ITS_WAY = or_(*(MESSAGE.c.state == literal_column(f"'{state}'") for state in states.ON_ITS_WAY))


def moved(event: Outcome | MessageEvent) -> Update:
    before, after = arrow(MESSAGE_MOVES, event)
    return update(MESSAGE).where(or_(*(MESSAGE.c.state == each for each in before))).values(state=after)


def notices_moved(event: NoticeEvent) -> Update:
    before, after = arrow(NOTICE_MOVES, event)
    return update(NOTICE).where(or_(*(NOTICE.c.state == each for each in before))).values(state=after)


def unbind(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(notices_moved(NoticeEvent.UNBIND).where(which).values(message_id=None, reason=""))


_OF_MESSAGE = NOTICE.c.message_id == bindparam("held")
TAKEN = Spelled(notices_moved(NoticeEvent.TAKEN).where(_OF_MESSAGE).values(reason=""))
FAIL = Spelled(notices_moved(NoticeEvent.FAIL).where(_OF_MESSAGE).values(reason=bindparam("why")))
STILL_CARRIED = Spelled(
    update(NOTICE).where(_OF_MESSAGE, NOTICE.c.state == NoticeState.CARRIED).values(reason=bindparam("why"))
)

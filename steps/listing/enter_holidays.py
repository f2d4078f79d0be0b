"""Enter the days of a holiday notice; deadlines and notices that count working days follow."""

from datetime import datetime

from sqlmodel import Session

from models import HolidayDay, Person
from rules.doc_numbers import doc_number
from rules.holidays import Days
from steps.listing.almanac import Almanac
from steps.listing.follow import Followed, follow
from steps.listing.may import only_coordinator
from store import log


def enter_holidays(session: Session, days: Days, *, notice: str, by: Person, now: datetime) -> Followed:
    """Keep days free or worked by a notice. Days entered before are overwritten by the later notice.

    To show what would move, run it in a transaction that is rolled back.

    Raises:
        Refusal: the notice's number is none.
        NotYours: only who coordinates may.

    """
    only_coordinator(session, by, "登记放假安排", now=now)
    number = doc_number(notice, example="国办发明电〔2025〕7号")
    before = Almanac.of(session)
    for day, (kind, name) in sorted(days.items()):
        session.merge(HolidayDay(day=day, kind=kind, name=name, notice_number=number))
    session.flush()
    because = f"holidays:{number}"
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="holidays.enter",
        about=because,
        detail={"days": {day.isoformat(): str(kind) for day, (kind, _) in sorted(days.items())}},
    )
    return follow(session, before, because=because, by=by, now=now)

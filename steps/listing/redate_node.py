"""Enter the real dates of a campaign; what hangs on it follows."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models import CalendarNode, Person
from models.refusals import Refusal
from rules.node_names import official
from steps.listing.almanac import Almanac
from steps.listing.follow import Followed, follow
from steps.listing.may import only_coordinator
from store import log


@dataclass(frozen=True)
class Announced:
    """A campaign as dated for one year. `extended_to`: the locality goes on until then.

    `own`: a campaign of the office itself, which no table knows.
    """

    year: int
    name: str
    start: date
    end: date
    source: str = ""
    extended_to: date | None = None
    provisional: bool = False
    own: bool = False


def redate_node(session: Session, announced: Announced, *, by: Person, now: datetime) -> Followed:
    """Keep the dates of a campaign and move what hangs on it. Entered again, the later dates stand.

    To show what would move, run it in a transaction that is rolled back.

    Raises:
        Refusal: the days are the wrong way round, not of that year, without source, or of a
            campaign that nobody knows.
        NotYours: only who coordinates may.

    """
    only_coordinator(session, by, "登记宣传节点的日期", now=now)
    before = Almanac.of(session)
    name = official(announced.name, before.nodes, own=announced.own)
    end = announced.extended_to or announced.end
    if not announced.start <= announced.end <= end or announced.start.year != announced.year:
        raise Refusal(f"「{name}」{announced.year}年的起止日期不对，请核对。")
    if not (announced.source.strip() or announced.provisional):
        raise Refusal("请写明日期的出处（通知名称或文号）；还没有通知的，按暂定登记。")
    session.merge(
        CalendarNode(
            plan_year=announced.year,
            name=name,
            start_on=announced.start,
            end_on=end,
            announced_end_on=announced.end if announced.extended_to else None,
            provisional=announced.provisional,
            source=announced.source.strip(),
        )
    )
    session.flush()
    node = f"node:{announced.year}:{name}"
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="node.date",
        about=node,
        detail={
            "start": announced.start.isoformat(),
            "end": end.isoformat(),
            "announced_end": announced.end.isoformat(),
            "provisional": announced.provisional,
        },
        withheld={"source": announced.source.strip()},
    )
    return follow(session, before, because=node, by=by, now=now)

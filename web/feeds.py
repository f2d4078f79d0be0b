"""A person's private calendar, by the token in its address alone: no account, no cookie."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from models import TokenUse
from models.refusals import NotFound
from steps.working.show_calendar import show_calendar
from store.tokens import reader_of
from web.deps import Now, OfficeDep, SessionDep

router = APIRouter(prefix="/calendar")
Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{43}$")]


@router.api_route("/{token}.ics", methods=["GET", "HEAD"])
def calendar(token: Token, office: OfficeDep, session: SessionDep, now: Now) -> Response:
    reader = reader_of(session, token, TokenUse.CALENDAR, now=now)
    if reader is None:
        raise NotFound("这个日历地址不存在或已停用，请向普法工作的统筹人索取新的。")
    written = show_calendar(session, reader.person, office.links, signed=office.settings.signature, now=now)
    return Response(
        written, media_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, no-cache"}
    )

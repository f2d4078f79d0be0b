"""What a page is given: the office, one consistent view of its database, the instant."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlmodel import Session

from office import Office
from store.db import reading


def _office(request: Request) -> Office:
    return cast("Office", request.app.state.office)


OfficeDep = Annotated[Office, Depends(_office)]


def _session(office: OfficeDep) -> Iterator[Session]:
    with reading(office.database) as session:
        yield session


def _now(office: OfficeDep) -> datetime:
    return office.clock()


# With the default scope a dependency ends after the answer: a failure there would still answer 200.
SessionDep = Annotated[Session, Depends(_session, scope="function")]
Now = Annotated[datetime, Depends(_now)]

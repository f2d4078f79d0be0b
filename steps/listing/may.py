"""Who may change the list and its calendar: who coordinates, or stands in for who does."""

from datetime import datetime

from sqlmodel import Session

from models import Person, PostKind
from models.refusals import NotYours
from rules.days import beijing_day
from store import people


def only_coordinator(session: Session, by: Person, doing: str, *, now: datetime) -> None:
    """Let pass who coordinates today.

    Raises:
        NotYours: `by` does not; `doing` is the Chinese verb that is refused.

    """
    assert by.id is not None
    held = people.posts_answered_by(session, by.id, beijing_day(now))
    if not any(post.kind is PostKind.COORDINATOR for post in held):
        raise NotYours(f"只有统筹人才能{doing}。")

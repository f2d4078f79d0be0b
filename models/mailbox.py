"""How far the office's mailbox was read. The mailbox itself is never changed, so we remember."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime


class MailboxMark(SQLModel, table=True):
    """One row a folder; moved in the transaction that took in what was read."""

    id: int | None = Field(default=None, primary_key=True)
    place: str = Field(unique=True)  # pufa@imap.example.gov.cn/INBOX
    validity: int = Field(sa_type=BigInteger)  # UIDVALIDITY; another: numbered anew
    uid: int = Field(sa_type=BigInteger)  # the last that was read
    read_at: datetime = Field(sa_type=UtcDateTime)

"""The office at work: database, files, channels, signer, clock, built from settings in one place."""

import gc
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import configure_mappers

from audit.note import Signer
from intake.mailbox import Mailbox
from models import CheckpointKind
from models.refusals import BadSetting, NotFound
from notifications.channel import Channel
from notifications.links import Links
from office.channels import channels, links, mailbox, posting, tokens
from office.settings import Settings
from reports.fonts import Fonts, choose
from steps.keeping.checkpoint import checkpoint
from steps.keeping.found import found, refuse_second
from steps.working.outgoing import Outgoing
from steps.working.post import Posting
from steps.working.print_slip import Press
from store import schema
from store.db import Database, begin, open_database
from store.files import FileStore

SOFTWARE = f"xuepu {version('xuepu')}"
NO_DATABASE = (
    "XUEPU_DATABASE_URL 写得不对，请写成 postgresql+psycopg://用户:口令@主机:端口/数据库；"
    "不写就用数据目录里的 SQLite。"
)


def system_clock() -> datetime:
    return datetime.now(UTC)


def settle_memory() -> None:
    """Let the collector pass over what was imported, and come less often.

    Taking in a list makes a million small things that live until it is written; looked at again after every
    700 new ones, they cost a third of the time.
    """
    configure_mappers()  # else the first question does it, after the freeze
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def random_name() -> str:
    """Make a name that says nothing: a pseudonym, the key of a message."""
    return secrets.token_hex(8)


@dataclass(frozen=True)
class Office:
    """The working parts of one office. `clock` gives aware instants in UTC."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime] = system_clock

    @classmethod
    def open(
        cls, settings: Settings | None = None, *, clock: Callable[[], datetime] = system_clock
    ) -> "Office":
        """Open an office that exists.

        Raises:
            NotFound: there is no office in this home.
            BadSetting: a setting is missing or cannot be used.

        """
        settle_memory()
        settings = settings or Settings.load()
        office = cls(settings, cls._database(settings), clock)
        if not settings.database_url and not office._sqlite_file.exists():
            raise NotFound(f"目录 {settings.home} 里还没有单位，请先运行 xuepu init --office 单位名称。")
        if not schema.is_current(office.database):
            schema.upgrade(office.database)
        return office

    @classmethod
    def make(
        cls, settings: Settings | None = None, *, clock: Callable[[], datetime] = system_clock
    ) -> "Office":
        """Make the home and the empty database of a new office."""
        settings = settings or Settings.load()
        settings.home.mkdir(parents=True, exist_ok=True)
        office = cls(settings, cls._database(settings), clock)
        schema.upgrade(office.database)
        return office

    @staticmethod
    def _database(settings: Settings) -> Database:
        url = settings.database_url or f"sqlite:///{(settings.home / 'xuepu.db').resolve()}"
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise BadSetting(NO_DATABASE)
        try:
            return open_database(url)
        except (ArgumentError, ValueError):  # SQLAlchemy's, of what it cannot take apart
            raise BadSetting(NO_DATABASE) from None

    @property
    def _sqlite_file(self) -> Path:
        return self.settings.home / "xuepu.db"

    @cached_property
    def files(self) -> FileStore:
        return FileStore(self.settings.home / "evidence")

    @cached_property
    def fonts(self) -> Fonts:
        return choose([self.settings.fonts, self.settings.home / "fonts"])

    def talks(self) -> tuple[str, ...]:
        """Build all that talks to the outside; name what is switched on.

        Raises:
            BadSetting: a setting is missing, cannot be used, or contradicts another.

        """
        groups = {"chat": self.posting, "mailbox": self.mailbox}
        return (*self.channels, *(name for name, part in groups.items() if part is not None))

    @cached_property
    def press(self) -> Press:
        """What slips are printed with.

        Raises:
            BadSetting: the folder of the office's own templates is missing.

        """
        folder = Path(self.settings.slip_templates) if self.settings.slip_templates else None
        if folder is not None and not folder.is_dir():
            raise BadSetting(f"没有模板目录「{folder}」，请检查 XUEPU_SLIP_TEMPLATES。")
        return Press(self.fonts, folder)

    @cached_property
    def channels(self) -> Mapping[str, Channel]:
        """The channels that are switched on, by name; without one, its notices wait and say why."""
        return channels(self.settings, self.clock)

    @cached_property
    def posting(self) -> Posting | None:
        """The group that is told how the lists stand; None where there is none."""
        return posting(self.settings, self.clock)

    @cached_property
    def outgoing(self) -> Outgoing:
        """What messages go out with."""
        return Outgoing(
            self.channels, random_name, self.settings.signature, tokens(self.settings), self.posting
        )

    @cached_property
    def mailbox(self) -> Mailbox | None:
        """The mailbox that bounces come to; None where the office reads none."""
        return mailbox(self.settings)

    @cached_property
    def links(self) -> Links:
        return links(self.settings)

    def found(self, name: str, *, addressee: str = "") -> str:
        """Found the office in its empty database; return the origin of its log.

        Raises:
            WrongState: there is an office here already.

        """
        origin = f"log.xuepu.local/{secrets.token_hex(4)}/e1"
        with begin(self.database) as session:
            refuse_second(session)
            found(
                session,
                name,
                addressee=addressee,
                pseudonym=random_name(),
                vkey=self.signer(origin).vkey,
                origin=origin,
                software=SOFTWARE,
                now=self.clock(),
            )
        with begin(self.database) as session:
            checkpoint(session, self.signer(origin), CheckpointKind.ROUTINE, now=self.clock())
        return origin

    @cached_property
    def key_file(self) -> Path:
        return self.settings.home / "keys" / "log.pem"

    def signer(self, name: str) -> Signer:
        """Return the key that signs the log of origin `name`, made on first use, readable by us only."""
        if self.key_file.exists():
            return Signer.from_pem(name, self.key_file.read_bytes())
        signer = Signer.generate(name)
        self.key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        with os.fdopen(handle, "wb") as target:
            target.write(signer.to_pem())
            target.flush()
            os.fsync(target.fileno())
        return signer

"""Is the office well? Each finding says what is wrong and how to mend it."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from models import SlipKind
from models.refusals import Refusal
from office import channels_checked
from office.channels_checked import Looked
from office.level import Level
from office.parts import Office
from office.settings import Settings
from reports import slip_template
from rules.days import BEIJING
from steps.keeping.export import verify_own
from store import people, schema
from store.db import reading
from store.outages import outage


@dataclass(frozen=True)
class Finding:
    what: str
    level: Level
    words: str

    @property
    def ok(self) -> bool:
        return self.level is not Level.BROKEN

    def as_json(self) -> dict[str, Any]:
        return {"what": self.what, "ok": self.ok, "level": str(self.level), "words": self.words}


def examine() -> list[Finding]:
    """Look at settings, database, log, fonts, mail, SMS and clock; stop at what makes the rest moot."""
    try:
        settings = Settings.load()
        office = Office.open(settings)
    except Refusal as refusal:
        return [Finding("设置", Level.BROKEN, str(refusal))]
    except (DBAPIError, sqlite3.Error) as error:
        return [_settings(settings), Finding("数据库", Level.BROKEN, _outage(error))]
    try:
        return [_settings(settings), *_findings(office)]
    finally:
        office.database.close()


def _settings(settings: Settings) -> Finding:
    return Finding("设置", Level.GOOD, f"数据目录 {settings.home}")


def _outage(error: Exception) -> str:
    """Say why the database cannot be used; an error of ours flies on."""
    said = outage(error)
    if said is None:
        raise error
    return said


def _findings(office: Office) -> Iterator[Finding]:
    for what, look in (
        ("数据库", _database),
        ("日志", _log),
        ("字体", fonts),
        ("单子模板", _slip_templates),
        ("邮件", channels_checked.mail),
        ("退信", channels_checked.mailbox),
        ("短信", channels_checked.sms),
        ("群通知", channels_checked.chat),
        ("链接", channels_checked.links),
        ("时钟", _clock),
    ):
        yield _seen(what, look, office)


def _seen(what: str, look: Callable[[Office], Looked], office: Office) -> Finding:
    try:
        return Finding(what, *look(office))
    except Refusal as refusal:
        return Finding(what, Level.BROKEN, str(refusal))
    except (DBAPIError, sqlite3.Error) as error:
        return Finding(what, Level.BROKEN, _outage(error))


def _database(office: Office) -> Looked:
    if not schema.is_current(office.database):
        return Level.BROKEN, "表结构不是最新的，请重新运行任意命令升级。"
    if office.database.lock is None:
        return Level.GOOD, "PostgreSQL，表结构最新"
    with reading(office.database) as session:
        verdict = session.connection().exec_driver_sql("PRAGMA quick_check").scalar()
    if verdict != "ok":
        return Level.BROKEN, f"SQLite 文件有损坏（{verdict}），请从备份恢复。"
    return Level.GOOD, f"SQLite {sqlite3.sqlite_version}，完整，表结构最新；只有一个写入者"


def _slip_templates(office: Office) -> Looked:
    folder = office.press.templates
    own = {kind: path for kind in SlipKind if (path := slip_template.file_of(folder, kind))}
    wrong = [said for kind, path in own.items() for said in slip_template.faults(path, kind)]
    if wrong:
        return Level.BROKEN, "".join(wrong)
    return Level.GOOD, f"本单位模板 {len(own)} 份，可用" if own else "用通用格式"


def _log(office: Office) -> Looked:
    with reading(office.database) as session:
        origin = people.organisation(session).log_origin
    report = verify_own(office.database, office.signer(origin))
    return Level.GOOD if report.verdict == "ok" else Level.BROKEN, "".join(report.findings)


def fonts(office: Office) -> Looked:
    """Say whether the fonts are those that official documents are printed with."""
    chosen = office.fonts
    if not chosen.missing:
        return Level.GOOD, "仿宋、黑体、楷体、小标宋都有"
    said = "".join(chosen.missing)
    if not chosen.fangsong:
        return Level.BROKEN, said
    return Level.ATTENTION, f"{said}单位有正版字体的，请放进 fonts 目录。"


def _clock(office: Office) -> Looked:
    now = office.clock()
    newest = max((path.stat().st_mtime for path in Path(office.settings.home).iterdir()), default=0.0)
    behind = datetime.fromtimestamp(newest, UTC) - now
    if behind.total_seconds() > 120:
        return Level.BROKEN, "系统时间比数据还早，请校准时钟后再用。"
    return Level.GOOD, now.astimezone(BEIJING).isoformat(timespec="seconds")

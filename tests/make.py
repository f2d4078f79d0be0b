"""Sample things, made through the real steps."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from models import DutyList, EvidenceForm, Person, PostKind
from notifications.channel import Channel
from office import Office
from office.parts import random_name
from rules import listing
from rules.grid import Grid, Sheets
from steps.keeping.enrol import Newcomer, enrol
from steps.listing.approve import approve
from steps.listing.confirm import confirm, settle
from steps.listing.draft import draft
from steps.listing.issue import Issued, issue
from steps.working import remind
from steps.working.submit import HandedIn, Happening, Piece
from steps.working.swept import Swept
from store import lists, people
from store.db import begin, reading

CAST = (
    Newcomer("Alice", PostKind.HANDLER, "办公室", email="alice@example.org", phone="13800000001"),
    Newcomer("Bob", PostKind.LEADER, title="分管领导", email="bob@example.org", phone="13800000002"),
    Newcomer("Carol", PostKind.COORDINATOR, "法规科", email="carol@example.org", phone="13800000003"),
    Newcomer("Dave", PostKind.AUDITOR, title="审计员", email="dave@example.org"),
    Newcomer("Eve", PostKind.HANDLER, "人事科", email="eve@example.org", phone="13800000005"),
)
HEADINGS = ("序号", "工作任务", "责任部门", "完成时限", "佐证材料")
ROWS = (
    ("1", "党组理论学习中心组专题学法", "办公室", "每季度末月25日前", "签到表、学习材料"),
    ("2", "民法典宣传月活动", "办公室", "5月31日前", "照片"),
    ("3", "规范性文件合法性审核自查", "法规科", "6月30日前", "自查报告"),
    ("4", "学法考法", "人事科", "10月31日前", "成绩单"),
)


def cast(office: Office) -> None:
    office.found("市外办", addressee="市委、市政府")
    with begin(office.database) as session:
        by = people.administrator(session)
        for newcomer in CAST:
            enrol(session, newcomer, pseudonym=random_name(), by=by, now=office.clock())


def sweep(office: Office, channels: Mapping[str, Channel] | None = None) -> Swept:
    """Send what is due; through `channels`, where given, instead of the office's own."""
    given = office.outgoing if channels is None else replace(office.outgoing, channels=channels)
    return remind.sweep(office.database, given, now=office.clock())


def person(office: Office, name: str) -> Person:
    with reading(office.database) as session:
        return people.person_named(session, name)


def sheets(rows: Sequence[Sequence[str]] = ROWS, headings: Sequence[str] = HEADINGS) -> Sheets:
    return Sheets((Grid(1, None, (tuple(headings), *map(tuple, rows))),), ("市外办2024年度学法普法责任清单",))


def drafted_list(
    office: Office,
    rows: Sequence[Sequence[str]] = ROWS,
    year: int = 2024,
    headings: Sequence[str] = HEADINGS,
) -> DutyList:
    stored = office.files.put(io.BytesIO(repr(rows).encode()))
    with begin(office.database) as session:
        return draft(
            session,
            listing.read(sheets(rows, headings), year=year),
            source_name="清单.docx",
            stored=stored,
            by=people.person_named(session, "Carol"),
            now=office.clock(),
        )


def issued_list(
    office: Office, rows: Sequence[Sequence[str]] = ROWS, on: date = date(2024, 1, 8), year: int = 2024
) -> Issued:
    """Issue a list; every doubt is answered by its first candidate."""
    drafted_list(office, rows, year)
    with begin(office.database) as session:
        carol, now = people.person_named(session, "Carol"), office.clock()
        duty_list = lists.of_year(session, year)
        assert duty_list.id is not None
        for doubt in lists.doubts(session, duty_list.id, open_only=True):
            assert doubt.id is not None
            settle(session, doubt.id, doubt.candidates[0], by=carol, now=now)
        confirm(session, duty_list, by=carol, now=now)
        approve(session, duty_list, body="办党组会", on=on, meeting="第1次", by=carol, now=now)
        return issue(session, duty_list, doc_number="", on=on, by=carol, now=now)


def handed_in(note: str = "已开展", *, happenings: tuple[Happening, ...] = ()) -> HandedIn:
    link = Piece(EvidenceForm.LINK, "截图", "门户网站报道", url="https://example.org/1")
    return HandedIn(note, (link,), happenings)

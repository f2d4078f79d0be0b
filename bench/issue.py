"""From a workbook of duties to a year of laid-out notices, against only reading it and raw inserts."""

import shutil
import sqlite3
import tempfile
import time
from datetime import date, datetime
from pathlib import Path

from bench.harness import Row, Side, compared
from bench.long_list import DEPARTMENTS, HEADINGS, cells, workbook

DUTIES = 10_000
NOTICES = 120_000
YEAR = 2024
TABLES = ("dutylist", "duty", "basisdocument", "task", "notice", "log_entry", "withheld")
DAYS = (2, 3, 7, 9, 11, 13, 14, 18, 19, 21, 23, 24, 25, 27)
ISSUED_ON = date(YEAR, 1, 8)
NOW = datetime.fromisoformat("2024-01-08T09:00:00+08:00")


def duty(number: int) -> tuple[str, ...]:
    return cells(
        number,
        owners=DEPARTMENTS[number % len(DEPARTMENTS)],
        deadline=f"{number % 9 + 3}月{DAYS[number % len(DAYS)]}日前",
    )


def office_home(home: Path) -> None:
    """Found an office with the departments of the list, each with its handler, and who coordinates."""
    from models import PostKind
    from office import Office
    from office.parts import random_name
    from office.settings import given
    from steps.keeping.enrol import Newcomer, enrol
    from store import people
    from store.db import begin

    office = Office.make(given(home=home), clock=lambda: NOW)
    office.found("市外办")
    people_of = [
        *(Newcomer(f"{name}经办人", PostKind.HANDLER, name) for name in DEPARTMENTS),
        Newcomer("统筹人", PostKind.COORDINATOR, "法规科"),
    ]
    with begin(office.database) as session:
        by = people.administrator(session)
        for newcomer in people_of:
            enrol(session, newcomer, pseudonym=random_name(), by=by, now=NOW)
    office.database.close()


def issued(book: str, home: str, kept_in: str = "") -> tuple[int, float]:
    """Read, draft, confirm, approve and issue: the way of a list through the program."""
    from intake.lists import open_list
    from office import Office
    from office.settings import given
    from rules import listing
    from steps.listing.approve import approve
    from steps.listing.confirm import confirm
    from steps.listing.draft import draft
    from steps.listing.issue import issue
    from store import people
    from store.db import begin

    own = Path(kept_in or tempfile.mkdtemp(dir=Path(home).parent))
    shutil.copytree(home, own, dirs_exist_ok=True)
    office = Office.open(given(home=own), clock=lambda: NOW)
    start = time.perf_counter()
    with Path(book).open("rb") as source:
        stored = office.files.put(source)
    read = listing.read(open_list(Path(book)), year=YEAR)
    with begin(office.database) as session:
        by = people.person_named(session, "统筹人")
        drafted = draft(session, read, source_name="清单.xlsx", stored=stored, by=by, now=NOW)
    with begin(office.database) as session:
        session.add(drafted)
        confirm(session, drafted, by=by, now=NOW)
        approve(session, drafted, body="办党组会", on=ISSUED_ON, meeting="", by=by, now=NOW)
        laid_out = issue(session, drafted, doc_number="", on=ISSUED_ON, by=by, now=NOW)
    seconds = time.perf_counter() - start
    office.database.close()
    assert (laid_out.tasks, laid_out.notices) == (DUTIES, NOTICES)
    return laid_out.notices, seconds


def only_inserted(book: str, home: str, finished: str) -> tuple[int, float]:
    """Read the cells with openpyxl; insert the rows of a finished office raw. Nothing is understood."""
    import openpyxl

    own = Path(tempfile.mkdtemp(dir=Path(home).parent))
    shutil.copytree(home, own, dirs_exist_ok=True)
    made = sqlite3.connect(Path(finished) / "xuepu.db")
    tables = {name: made.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES}
    made.close()
    base = sqlite3.connect(own / "xuepu.db", isolation_level=None)
    base.executescript("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")  # as ours
    before = {name: base.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES}
    start = time.perf_counter()
    read = openpyxl.load_workbook(book, read_only=True)
    cells_read = sum(len(row) for row in read.active.iter_rows(min_row=2, values_only=True))
    read.close()
    base.execute("BEGIN IMMEDIATE")
    for name, kept in tables.items():
        marks = ",".join("?" * len(kept[0]))
        base.executemany(f"INSERT INTO {name} VALUES ({marks})", kept[before[name] :])
    base.execute("COMMIT")
    seconds = time.perf_counter() - start
    count: int = base.execute("SELECT count(*) FROM notice").fetchone()[0]
    base.close()
    assert cells_read == DUTIES * len(HEADINGS)
    return count, seconds


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        book, home = Path(folder) / "list.xlsx", Path(folder) / "home"
        workbook(book, map(duty, range(1, DUTIES + 1)))
        office_home(home)
        finished = Path(folder) / "finished"
        issued(str(book), str(home), str(finished))
        return [
            compared(
                "10,000 duties .xlsx to 120,000 notices",
                "s",
                Side("bench.issue:issued", (str(book), str(home))),
                "openpyxl read-only, the same rows by raw executemany",
                Side("bench.issue:only_inserted", (str(book), str(home), str(finished))),
                better="less",
                goal=1.5,
            ),
        ]

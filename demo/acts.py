"""What the people of the sample office do: each act is one step of the program."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlmodel import Session

from demo import desk, office_list, story
from demo.cast import ABSENT, ADDRESSEE, CAST, COORDINATOR, LEADER, LEAVES, OFFICE, STEPS_IN, TAKES_OVER
from demo.papers import Form, Paper, make
from demo.story import Work
from intake.lists import open_list
from models import CheckpointKind, Doubt, DutyList, EvidenceForm, Person, Task
from office import Office
from office.parts import random_name
from rules import listing
from rules.nodes import Nodes
from rules.workdays import Workdays
from steps.closing.check import check_layout
from steps.keeping.checkpoint import checkpoint
from steps.keeping.enrol import enrol
from steps.keeping.statistic import add_statistic
from steps.listing.amend import Amendment, amend
from steps.listing.approve import approve
from steps.listing.confirm import confirm, settle
from steps.listing.draft import draft
from steps.listing.issue import issue
from steps.listing.set_policy import set_policy
from steps.working import be_away, date_task, extend, hand_over, remind, review
from steps.working.draw_up import draw_up
from steps.working.submit import HandedIn, Piece, submit
from store import extensions, lists, people, policies, slips, tasks
from store.db import begin, reading


@dataclass
class Clock:
    """Stands where the play has come to."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now.astimezone(UTC)


@dataclass(frozen=True)
class Acts:
    """`folder` gets the list and, below it, the files that are handed in."""

    office: Office
    clock: Clock
    folder: Path

    # ---- by itself, every day ----

    def check(self) -> None:
        """Check that the year is laid out; in a demo a gap is a bug."""
        with reading(self.office.database) as session:
            checked = check_layout(session, story.YEAR, now=self.clock())
        if checked.gaps:
            raise RuntimeError(f"gaps on {self.clock.now}: {checked.gaps}")

    def remind(self) -> None:
        """Send what is due; in a demo all of it goes out."""
        swept = remind.sweep(self.office.database, self.office.outgoing, now=self.clock())
        if swept.deferred or swept.refused or swept.uncertain or swept.waiting:
            raise RuntimeError(f"not all went out on {self.clock.now}: {swept}")

    def draw_up(self) -> None:
        with begin(self.office.database) as session:
            draw_up(session, now=self.clock())

    def sign_log(self) -> None:
        with begin(self.office.database) as session:
            signer = self.office.signer(people.organisation(session).log_origin)
            checkpoint(session, signer, CheckpointKind.DAILY, now=self.clock())

    # ---- the list, by the coordinator ----

    def found(self) -> None:
        self.office.found(OFFICE, addressee=ADDRESSEE)
        with begin(self.office.database) as session:
            by = people.administrator(session)
            for newcomer in CAST:
                enrol(session, newcomer, pseudonym=random_name(), by=by, now=self.clock())
            for name, label, units in story.STATISTICS:
                add_statistic(session, name, label, units, by=by, now=self.clock())

    def import_list(self) -> None:
        file = office_list.write(self.folder)
        read = listing.read(open_list(file), year=story.YEAR, workdays=Workdays(), nodes=Nodes())
        with file.open("rb") as source:
            stored = self.office.files.put(source)
        with self._as(COORDINATOR) as (session, by):
            draft(session, read, source_name=file.name, stored=stored, by=by, now=self.clock())

    def settle_doubts(self) -> None:
        with self._as(COORDINATOR) as (session, by):
            duty_list = _list(session)
            for doubt in lists.doubts(session, duty_list.id or 0, open_only=True):
                settle(session, doubt.id or 0, _answer(session, doubt), by=by, now=self.clock())
            confirm(session, duty_list, by=by, now=self.clock())

    def approve(self) -> None:
        """Enter on behalf of the leader what the party group decided (代录)."""
        with self._as(COORDINATOR) as (session, by):
            approve(
                session,
                _list(session),
                body=story.BODY,
                on=story.MEETING_ON,
                meeting=story.MEETING,
                by=by,
                now=self.clock(),
            )

    def issue(self) -> None:
        with self._as(COORDINATOR) as (session, by):
            issue(
                session,
                _list(session),
                doc_number=story.DOC_NUMBER,
                on=story.ISSUED_ON,
                by=by,
                now=self.clock(),
            )

    def amend(self) -> None:
        number, deadline = story.REDATED
        task, lead, due, evidence = story.ADDED
        changes = (
            Amendment(number=number, deadline=deadline),
            Amendment(task=task, lead=lead, deadline=due, evidence=evidence),
        )
        with self._as(COORDINATOR) as (session, by):
            amend(
                session,
                _list(session),
                changes,
                reason=story.AMENDMENT_REASON,
                by=by,
                now=self.clock(),
            )

    def date_past_tasks(self) -> None:
        """Give a day to what was already past when the list was issued (待补录)."""
        for (duty, occurrence), on in story.BACKDATED.items():
            self._date(duty, occurrence, on)

    def date_exam(self) -> None:
        self._date(story.EXAM, 1, story.EXAM_DUE_ON)

    def _date(self, duty: str, occurrence: int, on: date) -> None:
        with self._as(COORDINATOR) as (session, by):
            task = _task(session, duty, occurrence)
            date_task.date_task(session, task.id or 0, on, by=by, now=self.clock())

    def clear_queue(self) -> None:
        """Decide on each slip that waits."""
        with reading(self.office.database) as session:
            there = slips.of_list(session, _list(session).id or 0)
            by = people.person_named(session, COORDINATOR)
        desk.clear_queue(self.office, there, self.folder / "slips", by=by, now=self.clock())

    def settle_quiet_days(self) -> None:
        """Ask that nobody be written to on the days of the games; the rest stays as it is."""
        with self._as(COORDINATOR) as (session, by):
            duty_list = _list(session)
            policy = replace(policies.of_list(session, duty_list.id or 0), quiet_days=(story.QUIET,))
            set_policy(session, duty_list, policy, by=by, now=self.clock())

    def ask_extension(self) -> None:
        duty, until, reason = story.EXTENDED
        with self._as(TAKES_OVER) as (session, by):
            task = _task(session, duty, 1)
            extend.ask(session, task.id or 0, until, reason=reason, by=by, now=self.clock())

    def grant_extension(self) -> None:
        with self._as(LEADER) as (session, by):
            ((request, _),) = extensions.of_list(session, _list(session).id or 0)
            extend.grant(session, request.id or 0, by=by, now=self.clock())

    # ---- people ----

    def hand_over(self) -> None:
        with self._as(COORDINATOR) as (session, by):
            leaving, successor = (people.person_named(session, name) for name in (LEAVES, TAKES_OVER))
            last_day = story.LAST_DAY
            hand_over.hand_over(session, leaving, successor, last_day=last_day, by=by, now=self.clock())

    def be_away(self) -> None:
        first, last = story.AWAY
        with self._as(COORDINATOR) as (session, by):
            absent, deputy = (people.person_named(session, name) for name in (ABSENT, STEPS_IN))
            be_away.be_away(session, absent, deputy, from_on=first, to_on=last, by=by, now=self.clock())

    # ---- the work ----

    def hand_in(self, work: Work) -> None:
        pieces = tuple(self._piece(paper) for paper in work.papers)
        with self._as(work.by) as (session, by):
            task = _task(session, work.duty, work.occurrence, work.department)
            handed_in = HandedIn(work.note, pieces, work.happened)
            submit(session, task.id or 0, handed_in, by, now=self.clock())

    def _piece(self, paper: Paper) -> Piece:
        if paper.form is Form.LINK:
            return Piece(EvidenceForm.LINK, paper.kind, paper.title, paper.on, url=paper.url)
        if paper.form is Form.CABINET:
            return Piece(
                EvidenceForm.OFFLINE,
                paper.kind,
                paper.title,
                paper.on,
                paper.pages,
                custodian=paper.custodian,
                kept_at=paper.kept_at,
            )
        with make(paper, self.folder / "handed-in").open("rb") as source:
            stored = self.office.files.put(source)
        form = EvidenceForm.FILE
        return Piece(form, paper.kind, paper.title, paper.on, stored=stored, media_type=paper.media_type)

    def review(self, work: Work) -> None:
        """Judge what was handed in; the coordinator's own goes to the leader."""
        with self._as(LEADER if work.by == COORDINATOR else COORDINATOR) as (session, by):
            task = _task(session, work.duty, work.occurrence, work.department)
            if work.returned:
                review.send_back(session, task.id or 0, by, reason=work.returned, now=self.clock())
            else:
                review.accept(session, task.id or 0, by, now=self.clock())

    @contextmanager
    def _as(self, name: str) -> Iterator[tuple[Session, Person]]:
        with begin(self.office.database) as session:
            yield session, people.person_named(session, name)


def _list(session: Session) -> DutyList:
    return lists.of_year(session, story.YEAR)


def _task(session: Session, duty: str, occurrence: int, department: str = "") -> Task:
    found = lists.duty_numbered(session, _list(session).id or 0, duty)
    (task,) = (
        task
        for task in tasks.of_duty(session, found.id or 0)
        if task.occurrence == occurrence and department in ("", task.department_name)
    )
    return task


def _answer(session: Session, doubt: Doubt) -> str:
    """Return what the coordinator answers; a doubt that she did not think about stops the year."""
    number = lists.duty(session, doubt.duty_id).no if doubt.duty_id else ""
    if doubt.field != "deadline" or number not in story.ANSWERS:
        raise RuntimeError(f"nobody has thought of an answer: {doubt.question}")
    return story.ANSWERS[number]

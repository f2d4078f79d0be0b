"""Last year's list as next year's draft: read anew, with a question for all that may have changed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from models import Doubt, Duty, DutyList, ListState, Person, ReminderPolicy
from models.refusals import NotFound, Refusal, WrongState
from rules.days import beijing_day
from rules.deadlines.reading import Kind, Reading
from rules.listing import Listing, Row
from rules.naming import named
from rules.reminding import Policy
from rules.rolling import moved, names_year, retitled, reworded
from rules.titles import years_of
from steps.listing.almanac import Almanac
from steps.listing.draft import write
from steps.listing.may import only_coordinator
from steps.listing.questions import AS_READ
from steps.listing.reword import NOBODY
from store import lists, log, people, policies


def roll_over(session: Session, last: DutyList, year: int, *, by: Person, now: datetime) -> DutyList:
    """Write the draft of `year` from the duties that stand in an earlier list, reminding as that one does.

    Raises:
        WrongState: that list was never issued, or `year` has a list already.
        Refusal: `year` does not follow.
        NotYours: only who coordinates may.

    """
    only_coordinator(session, by, "结转清单", now=now)
    if last.state not in (ListState.ISSUED, ListState.CLOSED):
        raise WrongState(f"{last.plan_year} 年的清单还没有印发，不能结转。")
    if year <= last.plan_year:
        raise Refusal(f"{last.plan_year} 年的清单只能结转到以后的年度。")
    assert last.id is not None
    almanac = Almanac.of(session)
    before = lists.duties(session, last.id)
    listing = Listing(
        year=year,
        title=_title(last, year),
        columns={},
        rows=tuple(_row(duty, last.plan_year, year, almanac) for duty in before),
    )
    draft = write(
        session,
        listing,
        source_name=f"{last.plan_year}年度清单（结转）",
        source_sha256=last.source_sha256,
        now=now,
    )
    assert draft.id is not None
    duties = lists.duties(session, draft.id)
    for old, new in zip(before, duties, strict=True):
        session.add_all(_about_words(old, new))
        new.reminding = old.reminding
    session.add_all(_about_bases(session, draft.id, last.plan_year))
    policy = _carry_policy(session, last.id, draft, by=by, now=now)
    session.add_all(_about_people(session, draft.id, duties, beijing_day(now)))
    session.flush()
    log.append(
        session,
        at=now,
        actor=by.pseudonym,
        role="office",
        action="list.roll_over",
        about=f"list:{draft.id}",
        detail={
            "year": year,
            "from": f"list:{last.id}",
            "revision": last.revision,
            "duties": len(duties),
            "doubts": len(lists.doubts(session, draft.id)),
            "policy": policy.departing(Policy()),
        },
    )
    return draft


def _carry_policy(session: Session, last_id: int, draft: DutyList, *, by: Person, now: datetime) -> Policy:
    """Let the draft remind as the last list does, without the quiet days that are over."""
    policy = policies.of_list(session, last_id).carried_to(draft.plan_year)
    assert draft.id is not None
    assert by.id is not None
    if settings := policy.departing(Policy()):
        session.add(ReminderPolicy(list_id=draft.id, settings=settings, set_at=now, set_by=by.id))
    return policy


def _title(last: DutyList, year: int) -> str:
    """Return last year's title with its year moved; none where it would name another year."""
    title = retitled(last.title, last.plan_year, year)
    return title if year in years_of(title) or not years_of(title) else ""


def _row(duty: Duty, from_year: int, year: int, almanac: Almanac) -> Row:
    phrase = moved(duty.deadline_text, from_year, year)
    return Row(
        table=duty.source_table,
        row=duty.source_row,
        no=duty.no,
        category=reworded(duty.category, from_year, year),
        task=reworded(duty.task, from_year, year),
        measures=reworded(duty.measures, from_year, year),
        basis=tuple(duty.basis),
        laws=tuple(duty.laws),
        audience=duty.audience,
        lead=tuple(duty.lead),
        support=tuple(duty.support),
        persons=tuple(duty.persons),
        leader=tuple(duty.leader),
        open_owner=duty.open_owner,
        deadline_text=phrase,
        deadline=_reading(duty.deadline_text, phrase, year, almanac),
        evidence=tuple(duty.evidence),
        note=duty.note,
        cells=duty.cells,
    )


def _reading(written: str, phrase: str, year: int, almanac: Almanac) -> Reading:
    """Read a phrase for the new year; that its own year was moved is a question, too."""
    if not phrase.strip():
        flag = "完成时限是空的，请给出时限。"
        return Reading(phrase, year, Kind.UNSCHEDULED, flags=(flag,), meaning="未写时限")
    reading = almanac.read(phrase, year=year)
    if phrase == written:
        return reading
    flag = f"去年写的是「{written}」，年份已改，对吗？"
    return replace(reading, flags=(flag, *reading.flags))


def _about_words(old: Duty, new: Duty) -> Iterator[Doubt]:
    for field, before, after in (("task", old.task, new.task), ("measures", old.measures, new.measures)):
        if before != after:
            yield Doubt(
                list_id=new.list_id,
                duty_id=new.id,
                field=field,
                cell=before,
                question=f"{named(new)}去年写的是「{before}」，现改为「{after}」，对吗？不对请写出应有的文字。",
                candidates=[AS_READ, before],
            )


def _about_bases(session: Session, list_id: int, from_year: int) -> Iterator[Doubt]:
    for basis in lists.bases(session, list_id):
        if names_year(basis.title, from_year):
            yield Doubt(
                list_id=list_id,
                field="basis",
                cell=basis.title,
                question=f"依据「{basis.title}」是去年的文件，今年依据哪份文件？仍依据它就答「{AS_READ}」。",
                candidates=[AS_READ],
            )


def _about_people(session: Session, list_id: int, duties: Sequence[Duty], today: date) -> Iterator[Doubt]:
    """Ask once about each person named who has left, or holds no post any more."""
    holders = people.holders(session, today)
    at_work = {person.name for person in holders.values()}
    for name in dict.fromkeys(name for duty in duties for name in (*duty.persons, *duty.leader)):
        if name in at_work:
            continue
        try:
            person = people.person_named(session, name)
        except NotFound:
            continue  # a post, or somebody the office never entered
        gone = f"{person.left_on} 离岗" if person.left_on else "现在没有岗位"
        yield Doubt(
            list_id=list_id,
            field="person",
            cell=name,
            question=f"清单里的「{name}」{gone}，由谁接替？不再写名字就答「{NOBODY}」。",
            candidates=[*people.successors(session, person, today), NOBODY],
        )

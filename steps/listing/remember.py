"""What persons answered to the doubts of earlier lists, to be proposed again; never applied by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from models import Doubt, Duty
from models.refusals import Refusal
from rules.covering import cover
from rules.recalling import kind_of, with_answer
from rules.rolling import moved
from steps.listing.almanac import Almanac
from steps.listing.questions import AS_READ, MEANT, OUTSIDE, UNDATED
from store import lists, people


@dataclass(frozen=True)
class Earlier:
    year: int
    doubt: Doubt
    duty: Duty | None  # that it was about


@dataclass(frozen=True)
class Memory:
    """Answers of earlier years by what was asked: the field, the cell, and the kind of question."""

    session: Session
    year: int
    almanac: Almanac
    answers: Mapping[tuple[str, str, str], list[Earlier]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, year: int) -> "Memory":
        """Return what was answered before `year`, and to drafts of it thrown away, the latest first."""
        answers: dict[tuple[str, str, str], list[Earlier]] = {}
        for thrown_away in lists.discarded(session, year):
            for said in thrown_away.answers:
                earlier = Earlier(year, *_recalled(said))
                answers.setdefault(_key(earlier.doubt), []).append(earlier)
        for plan_year, doubt, duty in lists.answered_before(session, year):
            answers.setdefault(_key(doubt), []).append(Earlier(plan_year, doubt, duty))
        return cls(session, year, Almanac.of(session), answers)

    def propose(self, doubt: Doubt, duty: Duty | None = None) -> Doubt:
        """Put the earlier answer to the same question first among the candidates, and say so.

        Of several, the one about the same task goes before the latest.
        """
        found = self.answers.get(_key(doubt), [])
        same = [each for each in found if duty and each.duty and each.duty.task == duty.task]
        if not doubt.cell:
            found = []  # an empty cell is the same cell only in the same task
        for earlier in (*same, *found):
            answer = self._usable(doubt, earlier)
            if answer is not None:
                doubt.candidates = list(dict.fromkeys([answer, *doubt.candidates]))
                doubt.question = with_answer(doubt.question, earlier.year, earlier.doubt.answer or "")
                break
        return doubt

    def _usable(self, doubt: Doubt, earlier: Earlier) -> str | None:
        """Return the earlier answer in the words of this year; None where it answers nothing any more."""
        said = earlier.doubt.answer or ""
        ways: dict[str, Callable[[str, Earlier], str | None]] = {
            "deadline": self._deadline,
            "department": self._department,
            "lead": self._department,
            "upstream": self._upstream,
        }
        if doubt.field == "deadline" and said == AS_READ:
            return doubt.candidates[0] if doubt.candidates else None
        way = ways.get(doubt.field)
        return way(said, earlier) if way else said

    def _deadline(self, said: str, earlier: Earlier) -> str | None:
        if said == UNDATED:
            return said
        meant = MEANT if said.endswith(MEANT) else ""
        phrase = moved(said.removesuffix(MEANT), earlier.year, self.year)
        reading = self.almanac.read(phrase, year=self.year)
        return phrase + meant if not reading.flags or (meant and reading.occurrences) else None

    def _department(self, said: str, earlier: Earlier) -> str | None:  # noqa: ARG002
        known = said == OUTSIDE or people.department_named(self.session, said) is not None
        return said if known else None

    def _upstream(self, said: str, earlier: Earlier) -> str | None:
        """Return the duties of this year that do what those of the earlier answer did."""
        try:
            given = cover(said)
            if given.not_ours_because:
                return said
            before = [
                lists.duty_numbered(self.session, earlier.doubt.list_id, number) for number in given.duties
            ]
        except Refusal:
            return None
        now = lists.find(self.session, self.year)
        standing = lists.duties(self.session, now.id) if now is not None and now.id is not None else ()
        by_task = {duty.task: duty.no or str(duty.place) for duty in standing}
        numbers = [by_task[duty.task] for duty in before if duty.task in by_task]
        return "、".join(f"第{number}项" for number in numbers) or None


def _recalled(said: Mapping[str, str]) -> tuple[Doubt, Duty]:
    """Return a doubt of a draft that was thrown away, and the duty it was about."""
    doubt = Doubt(
        list_id=0, field=said["field"], cell=said["cell"], question=said["question"], answer=said["answer"]
    )
    return doubt, Duty(list_id=0, place=0, task=said["task"], source_table=0, source_row=0)


def _key(doubt: Doubt) -> tuple[str, str, str]:
    if doubt.field == "upstream":
        return doubt.field, kind_of(doubt.cell), ""  # what it asks, under whatever number and year
    return doubt.field, doubt.cell, kind_of(doubt.question) if doubt.cell else ""

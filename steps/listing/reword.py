"""Answers that change the words of a draft: its tasks, its basis, its persons."""

from sqlmodel import Session

from models import Doubt, Duty
from store import lists, people

NOBODY = "不再列名"


def answer(session: Session, doubt: Doubt, duty: Duty | None, words: str) -> None:
    """Let new words take the place of a cell. Questions of other fields are answered, nothing else.

    Raises:
        NotFound: the person named is not of this office.

    """
    match doubt.field:
        case "task" if duty is not None:
            duty.task = words
            session.add(duty)
        case "measures" if duty is not None:
            duty.measures = words
            session.add(duty)
        case "basis":
            _basis(session, doubt, words)
        case "person":
            _person(session, doubt, words)


def _basis(session: Session, doubt: Doubt, title: str) -> None:
    for duty in lists.duties(session, doubt.list_id):
        if doubt.cell in duty.basis:
            duty.basis = _replaced(duty.basis, doubt.cell, [title])
            session.add(duty)
    for basis in lists.bases(session, doubt.list_id):
        if basis.title == doubt.cell:
            basis.title = title
            session.add(basis)


def _person(session: Session, doubt: Doubt, name: str) -> None:
    """Name a successor everywhere in the list, or nobody: then the department's handler owns the tasks."""
    names = [] if name == NOBODY else [people.person_named(session, name).name]
    for duty in lists.duties(session, doubt.list_id):
        duty.persons = _replaced(duty.persons, doubt.cell, names)
        duty.leader = _replaced(duty.leader, doubt.cell, names)
        session.add(duty)


def _replaced(standing: list[str], old: str, new: list[str]) -> list[str]:
    """Put `new` in the place of `old`; nothing stands twice."""
    return list(dict.fromkeys(word for each in standing for word in (new if each == old else [each])))

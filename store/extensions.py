"""Extensions that were asked for, and how they were decided."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlmodel import Session, col, select

from models import Duty, Extension, ExtensionState, Task
from models.refusals import NotFound
from models.states import WAITING_ON_OWNER


def get(session: Session, extension_id: int) -> Extension:
    """Return a request, locked against another writer until the transaction ends.

    Raises:
        NotFound: there is none.

    """
    found = session.exec(select(Extension).where(Extension.id == extension_id).with_for_update()).first()
    if found is None:
        raise NotFound(f"没有编号为 {extension_id} 的延期申请，请用 xuepu task extend list 查看。")
    return found


def by_id(session: Session, ids: Iterable[int]) -> dict[int, Extension]:
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    found = session.exec(select(Extension).where(col(Extension.id).in_(wanted)))
    return {extension.id: extension for extension in found if extension.id is not None}


def of_tasks(session: Session, task_ids: Collection[int]) -> Sequence[Extension]:
    """Return the requests about tasks in order of time."""
    query = select(Extension).where(col(Extension.task_id).in_(task_ids))
    return session.exec(query.order_by(col(Extension.id))).all()


def of_list(session: Session, list_id: int) -> Sequence[tuple[Extension, Task]]:
    """Return the requests about a list's tasks, each with its task, in order of time."""
    query = (
        select(Extension, Task)
        .join(Task, col(Task.id) == Extension.task_id)
        .join(Duty, col(Duty.id) == Task.duty_id)
        .where(Duty.list_id == list_id)
    )
    return session.exec(query.order_by(col(Extension.id))).all()


def granted(session: Session, list_id: int) -> dict[int, list[Extension]]:
    """Return the granted requests of a list in order of time, by task: the first keeps the original day."""
    found: dict[int, list[Extension]] = {}
    for extension, task in of_list(session, list_id):
        if extension.state is ExtensionState.GRANTED and task.id is not None:
            found.setdefault(task.id, []).append(extension)
    return found


def first_days(session: Session, task_ids: Collection[int]) -> dict[int, date]:
    """Return the due day of each extended task as it was before its first extension."""
    found: dict[int, date] = {}
    for extension in of_tasks(session, task_ids):
        if extension.state is ExtensionState.GRANTED:
            found.setdefault(extension.task_id, extension.due_on)
    return found


def waiting(session: Session, list_id: int) -> dict[int, Extension]:
    """Return the requests that still wait for the leader, by task."""
    return {
        extension.task_id: extension
        for extension, task in of_list(session, list_id)
        if waits(extension, task)
    }


def waits(extension: Extension, task: Task) -> bool:
    """Say whether a request still waits for the leader: handed in, there is nothing left to decide."""
    return extension.state is ExtensionState.ASKED and task.state in WAITING_ON_OWNER

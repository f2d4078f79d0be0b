"""Sign the head of the log."""

from datetime import datetime

from sqlmodel import Session

from audit import note
from audit.note import Signer
from audit.tree import Frontier
from models import Checkpoint, CheckpointKind
from models.refusals import BadLog
from store import log, people

WEIGHT = {kind: weight for weight, kind in enumerate(CheckpointKind)}  # a later kind is kept longer


def checkpoint(session: Session, signer: Signer, kind: CheckpointKind, *, now: datetime) -> Checkpoint:
    """Sign the log as it stands; a head that was signed already only changes its kind, never its text.

    Raises:
        BadLog: the log is shorter than what was signed: it must not go on under this origin.

    """
    size = log.size(session)
    newest = log.newest_checkpoint(session)
    if newest is not None and newest.size > size:
        raise BadLog(f"日志只有 {size} 条，少于已签名的 {newest.size} 条：不能继续签名，请从备份恢复。")
    if newest is not None and newest.size == size:
        if WEIGHT[kind] > WEIGHT[newest.kind]:
            newest.kind = kind
            session.add(newest)
        return newest
    tree = Frontier() if newest is None else Frontier.from_bytes(newest.size, newest.frontier)
    for leaf in log.leaves(session, tree.size, size):
        tree.append(leaf)
    root = tree.root()
    signed = Checkpoint(
        size=size,
        root=root,
        note=note.checkpoint(signer, people.organisation(session).log_origin, size, root),
        kind=kind,
        at=now,
        frontier=tree.to_bytes(),
    )
    session.add(signed)
    session.flush()
    return signed

"""Export the log as a bundle that an auditor checks without us."""

import json
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from audit import bundle, verifier
from audit.note import Signer
from models import CheckpointKind, Person
from models.refusals import BadLog, NotFound
from steps.keeping.checkpoint import checkpoint
from store import log, people
from store.db import Database, begin, reading
from store.files import FileStore

KEPT = frozenset({CheckpointKind.DAILY, CheckpointKind.SENT})


def export(
    database: Database,
    files: FileStore,
    signer: Signer,
    target: Path,
    *,
    size: int | None = None,
    evidence: bool = True,
    by: Person,
    now: datetime,
) -> int:
    """Write the first `size` entries (default: all) and the evidence they name; return how many.

    The export itself is logged after them.

    Raises:
        NotFound: no checkpoint was ever signed at that size.
        BadLog: an evidence file is missing.

    """
    if size is None:
        with begin(database) as session:
            size = checkpoint(session, signer, CheckpointKind.EXPORTED, now=now).size
    with reading(database) as session:
        origin = people.organisation(session).log_origin
        signed = log.checkpoints(session, size)
        if not signed or signed[-1].size != size:
            raise NotFound(f"日志没有在第 {size} 条处签过名，不能按这个长度导出。")
        named = _evidence_named(session, size) if evidence else []
        lost = [sha for sha in named if not files.path(sha).is_file()]
        if lost:
            raise BadLog(f"佐证材料 {lost[0][:16]}… 不在数据目录里，请先从备份恢复。")
        bundle.write(
            target,
            origin=origin,
            entries=log.leaves(session, 0, size),
            checkpoints=[(c.size, c.note) for c in signed if c.kind in KEPT or c.size == size],
            vkeys=[signer.vkey],
            evidence=[(sha, files.path(sha)) for sha in named],
        )
    with begin(database) as session:
        log.append(
            session,
            at=now,
            actor=by.pseudonym,
            role="auditor",
            action="audit.export",
            about="log",
            detail={"size": size, "evidence": len(named)},
        )
    return size


def _evidence_named(session: Session, size: int) -> list[str]:
    found: dict[str, None] = {}
    for leaf in log.leaves(session, 0, size):
        if b'"evidence":' in leaf:
            found.update(dict.fromkeys(e["sha256"] for e in json.loads(leaf).get("evidence", ())))
    return sorted(found)


def verify_own(database: Database, signer: Signer) -> verifier.Report:
    """Check the office's own log as an auditor would, up to its last signature.

    Entries after it are normal in a log that grows; how many there are is said.
    """
    with reading(database) as session:
        size = log.size(session)
        newest = log.newest_checkpoint(session)
        signed = newest.size if newest is not None else 0
        report = verifier.verify_entries(
            log.leaves(session, 0, signed),
            [(c.size, c.note) for c in log.checkpoints(session, size)],
            [signer.vkey],
        )
    report.findings.append(f"另有 {size - signed} 条在最后一次签名之后。")
    return report

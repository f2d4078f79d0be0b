"""A small log of an office that never was, and the bundle of it."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from zipfile import ZipFile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit import bundle
from audit.archive import Archive
from audit.note import Signer, checkpoint
from audit.tree import root

ORIGIN = "log.xuepu.local/3f9k2m/e1"
BEIJING = timezone(timedelta(hours=8))
START = datetime(2024, 1, 2, 1, tzinfo=UTC)
ALICE, BOB, CAROL = "p4k1", "p7q9", "p2c3"
PHOTO = b"\xff\xd8 a photo of the study session"


def digest(data):
    return hashlib.sha256(data).hexdigest()


def signer(origin=ORIGIN):
    """One key for every test run, so that every bundle has the same bytes each time."""
    return Signer(origin, Ed25519PrivateKey.from_private_bytes(hashlib.sha256(origin.encode()).digest()))


def auditor():
    return signer("dave.example/witness")


def spell(entry):
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def entry(idx, action, about, *, actor=ALICE, role="owner", log=ORIGIN, **fields):
    at = (START + timedelta(hours=idx)).astimezone(BEIJING).isoformat()
    return {
        "v": 1, "log": log, "idx": idx, "at": at, "actor": actor, "role": role,
        "action": action, "object": about, "detail": {}, **fields,
    }  # fmt: skip


def opening(log=ORIGIN, **detail):
    known = {"vkey": signer(log).vkey, "software": "xuepu 0.1.0", **detail}
    return entry(0, "log.open", "log", actor="system", role="system", log=log, detail=known)


def photo(data=PHOTO):
    return {"sha256": digest(data), "size": len(data), "media_type": "image/jpeg"}


def year():
    """Return the entries of a short year: a list issued, one task handed in, sent back, accepted."""
    return [
        opening(),
        entry(1, "list.import", "list:1", actor=CAROL, role="office", detail={"duties": 1, "year": 2024}),
        entry(2, "list.confirm", "list:1", actor=CAROL, role="office"),
        entry(3, "list.approve", "list:1", actor=CAROL, role="office", on_behalf="p9l0"),
        entry(
            4, "list.issue", "list:1", actor=CAROL, role="office", detail={"doc_number": "外办〔2024〕3号"}
        ),
        entry(5, "task.open", "task:1", actor=CAROL, role="office", detail={"due_on": "2024-03-25"}),
        entry(6, "task.submit", "task:1", evidence=[photo()], pd={"note": digest(b"salt and note")}),
        entry(7, "task.return", "task:1", actor=BOB, role="reviewer", pd={"reason": digest(b"salt")}),
        entry(8, "task.submit", "task:1", evidence=[photo(), photo(b"minutes")]),
        entry(9, "task.accept", "task:1", actor=BOB, role="reviewer"),
    ]


def long_year(size):
    """Return `size` entries like an office's own, without evidence."""
    moves = [("open", CAROL), ("submit", ALICE), ("return", BOB), ("submit", ALICE), ("accept", BOB)]
    entries = [opening()]
    for idx in range(1, size):
        task, at = divmod(idx - 1, len(moves))
        action, actor = moves[at]
        detail = {"from": "open", "to": "submitted", "version": at, "department": "办公室"}
        withheld = {"reason": digest(str(idx).encode())}
        about = f"task:{task + 1}"
        entries.append(entry(idx, f"task.{action}", about, actor=actor, detail=detail, pd=withheld))
    return entries


def leaves(entries=None):
    return [spell(one) for one in (year() if entries is None else entries)]


def checkpoints(lines, sizes, origin=ORIGIN):
    return [(size, checkpoint(signer(origin), origin, size, root(lines[:size]))) for size in sizes]


def cosignature(lines, size):
    [(_, note)] = checkpoints(lines, [size])
    return auditor().cosign(note, seconds=1_704_164_400)


def written(folder, lines=None, *, sizes=(3, 7, 10), files=(PHOTO, b"minutes"), name="bundle.zip", **more):
    """Write a bundle into `folder` and return its path."""
    lines = leaves() if lines is None else lines
    evidence = []
    for data in files:
        (folder / digest(data)).write_bytes(data)
        evidence.append((digest(data), folder / digest(data)))
    given = {
        "origin": ORIGIN,
        "entries": lines,
        "checkpoints": checkpoints(lines, [size for size in sizes if size <= len(lines)]),
        "vkeys": [signer().vkey],
        "evidence": evidence,
    }
    bundle.write(folder / name, **(given | more))
    return folder / name


def unpacked(path):
    """Return the members of a bundle, in their order."""
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path, members, *, manifest=True):
    """Write a bundle out of any members, with a manifest that fits them: what a forger would do."""
    if manifest:
        sums = [f"{digest(data)}  {name}\n" for name, data in members.items() if name != "manifest.sha256"]
        members = {**members, "manifest.sha256": "".join(sums).encode()}
    with path.open("wb") as file:
        archive = Archive(file)
        for name, data in members.items():
            archive.add(name, [data])
        archive.close()
    return path


def lined(lines):
    return b"".join(line + b"\n" for line in lines)

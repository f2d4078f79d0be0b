import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from models import Checkpoint, CheckpointKind, Person, PostKind
from models.refusals import BadLog, Refusal, WrongState
from office.parts import random_name
from steps.keeping.checkpoint import checkpoint
from steps.keeping.enrol import Newcomer, enrol
from steps.keeping.export import export, verify_own
from steps.keeping.tidy import tidy
from store import log, people
from store.db import begin, reading
from tests import make


def origin(office):
    with reading(office.database) as session:
        return people.organisation(session).log_origin


def sign(office, kind=CheckpointKind.ROUTINE):
    with begin(office.database) as session:
        return checkpoint(session, office.signer(origin(office)), kind, now=office.clock())


def test_one_home_is_one_office(office):
    with pytest.raises(WrongState, match="一个目录只放一个单位"):
        office.found("另一个单位")


def join(office, **changed):
    given = {"name": "Frank", "kind": PostKind.HANDLER, "department": "办公室", "title": "新岗"}
    with begin(office.database) as session:
        return enrol(
            session,
            Newcomer(**{**given, **changed}),
            pseudonym=random_name(),
            by=people.administrator(session),
            now=office.clock(),
        )


@pytest.mark.parametrize(
    ("written", "kept"),
    [("13800000009", "+8613800000009"), ("+86 138-0000-0009", "+8613800000009"), ("", None)],
)
def test_a_phone_is_kept_one_way(office, written, kept):
    assert join(office, phone=written).phone == kept


@pytest.mark.parametrize(
    "changed",
    [
        {"phone": "0530-123456"},
        {"email": "a@b@c"},
        {"title": "办公室经办人"},
        {"title": "", "department": " 办公室 "},
        {"department": ""},
        {"kind": PostKind.DEPARTMENT_HEAD, "department": ""},
    ],
)
def test_who_cannot_be_entered_is_refused(office, changed):
    with pytest.raises(Refusal):
        join(office, **changed)
    with reading(office.database) as session:
        assert session.exec(select(Person).where(Person.name == "Frank")).all() == []


def test_a_head_is_signed_once_and_grows(issued):
    first = sign(issued)
    assert sign(issued, CheckpointKind.DAILY).note == first.note
    with reading(issued.database) as session:
        kinds = [c.kind for c in session.exec(select(Checkpoint).order_by(Checkpoint.size))]
    assert kinds == [CheckpointKind.ROUTINE, CheckpointKind.DAILY]  # the first was signed at the founding
    make_entry(issued)
    assert sign(issued).size == first.size + 1
    assert verify_own(issued.database, issued.signer(origin(issued))).verdict == "ok"


def make_entry(office):
    with begin(office.database) as session:
        log.append(session, at=office.clock(), actor="system", role="system", action="x.y", about="z:1")


def test_a_log_that_lost_entries_is_not_signed_again(issued):
    signed = sign(issued)
    with begin(issued.database) as session:
        session.add(
            Checkpoint(
                size=signed.size + 5,
                root=signed.root,
                note=signed.note,
                kind=signed.kind,
                at=issued.clock(),
                frontier=signed.frontier,
            )
        )
    with pytest.raises(BadLog, match="不能继续签名"):
        sign(issued)


def test_the_office_s_own_log_is_checked_like_a_bundle(issued):
    sign(issued)
    report = verify_own(issued.database, issued.signer(origin(issued)))
    assert (report.verdict, report.findings) == ("ok", report.findings)


def test_only_what_no_record_names_is_tidied_away(office):
    kept = make.drafted_list(office).source_sha256
    orphan = office.files.put(io.BytesIO(b"nobody's")).sha256
    later = datetime.now(UTC) + timedelta(hours=25)
    assert tidy(office.database, office.files, now=later) == [orphan]
    assert office.files.whole(kept)


def bundle(office, target, **given):
    with reading(office.database) as session:
        by = people.person_named(session, "Dave")
    return export(
        office.database,
        office.files,
        office.signer(origin(office)),
        target,
        by=by,
        now=office.clock(),
        **given,
    )


def test_a_bundle_verifies_and_is_the_same_bytes_again(issued, tmp_path):
    from audit import verifier

    size = bundle(issued, tmp_path / "a.zip")
    bundle(issued, tmp_path / "b.zip", size=size)
    assert verifier.verify(tmp_path / "a.zip").verdict == "ok"
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_bundle_of_missing_evidence_is_refused(office, tmp_path):
    drafted = make.drafted_list(office)
    office.files.path(drafted.source_sha256).unlink()
    with pytest.raises(BadLog, match="备份"):
        bundle(office, tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()

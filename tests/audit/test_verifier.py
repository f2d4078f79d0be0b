"""What a forger without the key can do to a bundle, the manifest mended after each change."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from audit.note import Signer, checkpoint
from audit.tree import root
from audit.verifier import _entry, _head, _Wrong, verify, verify_entries
from tests.audit import make

LINES = make.leaves()
KEYS = [make.signer().vkey]
ENTRIES = "entries.ndjson"
NAME = some.sampled_from(["vkey", "previous", "origin", "size", "root", "sha256", "media_type", "a"])
JSON = some.recursive(
    some.none() | some.booleans() | some.integers(-3, 2**54) | some.text("0a\u0301", max_size=3),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(NAME, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def whole(tmp_path):
    return make.written(tmp_path)


@pytest.fixture
def forged(tmp_path, whole):
    """Verify the bundle with some members changed (None: taken out) and the manifest mended."""

    def forge(**changes):
        members = make.unpacked(whole) | changes.pop("put", {})
        members = {name: data for name, data in members.items() if data is not None}
        return verify(make.packed(tmp_path / "forged.zip", members), **changes)

    return forge


def with_lines(lines):
    return {"put": {ENTRIES: make.lined(lines)}}


def replaced(idx, old, new):
    line = LINES[idx].replace(old, new)
    assert line != LINES[idx]
    return [*LINES[:idx], line, *LINES[idx + 1 :]]


def test_a_whole_bundle_is_ok(whole):
    report = verify(whole)
    assert (report.verdict, report.size, report.first_bad) == ("ok", 10, None)
    assert report.root == root(LINES).hex()
    assert report.as_json() == json.loads(json.dumps(report.as_json()))
    assert list(report.as_json()) == ["verdict", "size", "root", "first_bad", "findings"]
    assert any("2 处个人信息" in finding for finding in report.findings)
    assert not any("VERIFY.txt" in finding for finding in report.findings)  # its guide is a known one


def test_mending_the_manifest_changes_nothing_by_itself(forged):
    assert forged().verdict == "ok"


@pytest.mark.parametrize(
    ("lines", "first_bad"),
    [
        (replaced(4, "〔2024〕3号".encode(), "〔2024〕4号".encode()), 3),  # between checkpoints 3 and 7
        (replaced(8, b"image/jpeg", b"image/jpgg"), 7),
        (replaced(2, b"p2c3", b"p2c4"), 0),
        (replaced(5, b'"idx":5', b'"idx":4'), 5),
        (replaced(5, b'"idx":5', b'"idx":5.0'), 5),
        (replaced(5, b'"v":1', b'"v":true'), 5),
        ([*LINES[:4], LINES[5], LINES[4], *LINES[6:]], 4),  # changed places
        ([*LINES[:4], *LINES[5:]], 4),  # taken out
        ([*LINES[:4], LINES[4], *LINES[4:]], 5),  # doubled
        ([*LINES[:6], b"", *LINES[6:]], 6),
        ([line + b"\r" for line in LINES], 0),
        ([b"\xef\xbb\xbf" + LINES[0], *LINES[1:]], 0),
        (LINES[:9], 9),  # the signed end cut off
        (LINES[:7], 7),
        ([], 0),
        (LINES[1:], 0),
        (replaced(0, b"0.1.0", b"0.1.1"), 0),
    ],
)
def test_changed_entries_are_seen_and_named(forged, lines, first_bad):
    report = forged(**with_lines(lines))
    assert (report.verdict, report.first_bad) == ("tampered", first_bad), report.findings


def test_entries_after_the_last_checkpoint_are_not_vouched_for(forged):
    more = [*LINES, make.spell(make.entry(10, "task.reopen", "task:1", actor=make.CAROL, role="office"))]
    report = forged(**with_lines(more))
    assert (report.verdict, report.size, report.first_bad) == ("incomplete", 11, None)


def test_the_last_line_ends_as_well(forged):
    assert forged(put={ENTRIES: make.lined(LINES)[:-1]}).verdict == "tampered"


def resigned(line, idx=5):
    """Return a log with one strange line, all of it signed with the log's own key."""
    lines = [*LINES[:idx], line, *LINES[idx + 1 :]]
    return verify_entries(lines, make.checkpoints(lines, [idx, len(lines)]), KEYS)


FIFTH = make.year()[5]
LINE = LINES[5]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\x00",
        b"\xff\xfe",
        b"not json",
        LINE[:-1],
        LINE + b" ",
        LINE.replace(b",", b", ", 1),
        LINE.replace(b'{"action":"task.open",', b"{").replace(
            b"}", b',"action":"task.open"}'
        ),  # keys reordered
        LINE.replace(b'"idx":5', b'"idx":5,"idx":5'),
        LINE.replace(b"task.open", b"task\\u002eopen"),
        LINE.replace(b"task.open", b"task\nopen"),
        make.spell(FIFTH | {"detail": {"n": 1.5}}),
        make.spell(FIFTH | {"detail": {"n": 1e400}}),
        make.spell(FIFTH | {"detail": {"n": float("nan")}}),
        make.spell(FIFTH | {"detail": {"n": 2**53}}),
        make.spell(FIFTH | {"detail": {"n": -(2**53)}}),
        LINE.replace(b'"detail":{', b'"detail":{"a":-0,'),
        LINE.replace(b'"detail":{', b'"detail":{"a":1E2,'),
        LINE.replace(b'"detail":{', b'"detail":{"a":' + 5000 * b"9" + b","),
        LINE.replace(b'"detail":{', b'"detail":{"a":"\\ud800",'),
        LINE.replace(b'"detail":{', b'"detail":{"a":"e\xcc\x81",'),  # not NFC
        LINE.replace(b'"detail":{', b'"detail":{"a":' + 10_000 * b"[" + 10_000 * b"]" + b","),
        LINE.replace(b'"detail":{', b'"detail":{"a":' + 40 * b'{"a":' + b"1" + 40 * b"}" + b","),
        LINE.replace(b'"detail":{', b'"detail":{"a":' + 10_000 * b"[" + b","),
        make.spell(FIFTH | {"detail": {"\uffff": 1, "\U00010000": 2}}),  # Python's order, not UTF-16's
        make.spell(FIFTH | {"detail": {"text": "x" * (1 << 20)}}),
        make.spell(FIFTH | {"v": 2}),
        make.spell(FIFTH | {"v": "1"}),
        make.spell(FIFTH | {"idx": "5"}),
        make.spell(FIFTH | {"idx": 6}),
        make.spell(FIFTH | {"log": "another/e1"}),
        make.spell(FIFTH | {"more": 1}),
        make.spell(FIFTH | {"actor": ""}),
        make.spell(FIFTH | {"role": None}),
        make.spell({name: value for name, value in FIFTH.items() if name != "object"}),
        make.spell(FIFTH | {"detail": []}),
        make.spell(FIFTH | {"on_behalf": 7}),
        make.spell(FIFTH | {"action": "log.open"}),
        make.spell(FIFTH | {"evidence": []}),
        make.spell(FIFTH | {"evidence": {}}),
        make.spell(FIFTH | {"evidence": [make.photo() | {"size": -1}]}),
        make.spell(FIFTH | {"evidence": [make.photo() | {"size": True}]}),
        make.spell(FIFTH | {"evidence": [make.photo() | {"sha256": "A" * 64}]}),
        make.spell(FIFTH | {"evidence": [make.photo() | {"name": "x"}]}),
        make.spell(FIFTH | {"pd": {}}),
        make.spell(FIFTH | {"pd": []}),
        make.spell(FIFTH | {"pd": {"note": "in the clear"}}),
    ],
)
def test_a_malformed_entry_is_named_though_it_was_signed(line):
    report = resigned(line)
    assert (report.verdict, report.first_bad) == ("tampered", 5), report.findings


@pytest.mark.parametrize(
    "at",
    [
        "2024-02-30T09:00:00+08:00",
        "2024-01-01T24:00:00+08:00",
        "2024-01-01T09:00:00Z",
        "2024-01-01T09:00:00+00:00",
        "2024-01-01T09:00:00",
        "2024-01-01 09:00:00+08:00",
        "2024-01-01T09:00:00.123+08:00",
        "20240101T090000+0800",
        "2024-01-01",
        "0000-01-01T09:00:00+08:00",
        "二〇二四年",
        "",
        1704103200,
    ],
)
def test_a_malformed_time(at):
    assert (resigned(make.spell(FIFTH | {"at": at})).verdict) == "tampered"


@pytest.mark.parametrize(
    "detail",
    [
        {"名称": "外办"},
        {"\uffff": 2, "\ue000": 1},
        {"text": "\n\u0301 is NFC, though the line as a whole is not: n\\n"},
        {"text": '\u001f\u007f\u2028\\"/'},
        {"many": [[[]]] * 50},
        {"n": 2**53 - 1, "m": -(2**53) + 1, "none": None, "yes": True},
    ],
)
def test_strange_but_canonical_entries_pass(detail):
    assert resigned(make.spell(FIFTH | {"detail": detail})).verdict == "ok"


def test_keys_beyond_the_basic_plane_are_ordered_as_utf_16():
    line = make.spell(FIFTH | {"detail": {"K": 1}}).replace(
        b'{"K":1}', '{"\U00010000":2,"\uffff":1}'.encode()
    )
    assert resigned(line).verdict == "ok"


def test_a_time_that_goes_back_is_said_but_is_no_fault():
    report = resigned(make.spell(FIFTH | {"at": "2023-12-31T00:00:00+08:00"}))
    assert report.verdict == "ok"
    assert any("时钟" in finding for finding in report.findings)


def test_foreign_text_is_shown_escaped():
    report = resigned(make.spell(FIFTH | {"\u202e\x1b[31m": 1}))
    text = "".join(report.findings)
    assert "\\u202e\\u001b[31m" in text
    assert text.isprintable()


@pytest.mark.parametrize(
    ("action", "actor", "idx"),
    [
        ("task.accept", make.BOB, 5),  # nothing was submitted
        ("task.return", make.BOB, 5),
        ("task.withdraw", make.ALICE, 5),
        ("task.reopen", make.CAROL, 5),
        ("list.issue", make.CAROL, 3),  # not approved
        ("list.approve", make.CAROL, 2),  # not confirmed
        ("list.close", make.CAROL, 4),
        ("task.accept", make.ALICE, 9),  # her own
    ],
)
def test_what_may_not_follow_is_named(action, actor, idx):
    entries = make.year()
    about = "task:1" if action.startswith("task") else "list:1"
    entries[idx] = make.entry(idx, action, about, actor=actor)
    lines = make.leaves(entries)
    report = verify_entries(lines, make.checkpoints(lines, [len(lines)]), KEYS)
    assert (report.verdict, report.first_bad) == ("tampered", idx), report.findings


def note_of(lines=LINES, size=10, signer=None, origin=make.ORIGIN):
    return checkpoint(signer or make.signer(origin), origin, size, root(lines[:size]))


def line_of(note):
    return note.split(b"\n\n")[1]


GOOD = note_of()
ENCODED = line_of(GOOD).split(b" ")[-1].strip()
EVE = Signer.generate(make.ORIGIN)


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"\n\n",
        GOOD[:-1],
        GOOD + b"\n",
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"10\n", b"010\n"),
        GOOD.replace(b"10\n", b"9\n"),
        GOOD.replace(b"e1\n", b"e2\n", 1),
        GOOD.replace(ENCODED, ENCODED[:-2] + bytes([ENCODED[-2] + 1]) + b"="),  # spare bits of base64
        GOOD.replace(ENCODED, ENCODED[:20]),
        GOOD.replace(line_of(GOOD), b""),
        GOOD.replace(line_of(GOOD), line_of(note_of(size=7))),
        GOOD.replace(line_of(GOOD), line_of(note_of(signer=EVE))),
        GOOD + 100 * line_of(note_of(signer=EVE)),  # 101 signatures
        note_of(size=7),
        note_of([*LINES[:9], b"forged"]),
        note_of([*LINES[:9], b"forged"], signer=EVE),
        note_of(signer=EVE),
        note_of(origin="another/e1"),
        make.signer().sign(GOOD.decode().split("\n\n")[0] + "\nmore\n"),
        b"\xff" * 100,
        b"x" * 100_000,
    ],
)
def test_a_bad_checkpoint_is_seen(forged, note):
    assert forged(put={"checkpoints/00000010": note}).verdict == "tampered"


def test_unknown_signatures_on_a_checkpoint_are_passed_over(forged):
    assert forged(put={"checkpoints/00000010": GOOD + 99 * line_of(note_of(signer=EVE))}).verdict == "ok"


def test_two_checkpoints_of_one_size_and_different_roots():
    other = note_of([*LINES[:9], b"forged"])
    for notes in ([(10, GOOD), (10, other)], [(10, other), (10, GOOD)]):
        report = verify_entries(LINES, notes, KEYS)
        assert report.verdict == "tampered"
        assert any("两个检查点" in finding for finding in report.findings)


def test_swapped_checkpoints(forged):
    swapped = {"checkpoints/00000007": GOOD, "checkpoints/00000010": note_of(size=7)}
    assert forged(put=swapped).verdict == "tampered"


def test_without_checkpoints_nothing_is_proven(forged):
    gone = dict.fromkeys(["checkpoints/00000003", "checkpoints/00000007", "checkpoints/00000010"])
    assert forged(put=gone).verdict == "incomplete"
    assert forged(put={"checkpoints/00000010": None}).verdict == "incomplete"
    assert forged(put={"checkpoints/00000003": None}).verdict == "ok"  # the others still cover all


@pytest.mark.parametrize(
    "vkeys",
    [
        b"",
        b"\n",
        KEYS[0].encode(),
        KEYS[0].encode() + b"\r\n",
        2 * (KEYS[0].encode() + b"\n"),
        EVE.vkey.encode() + b"\n",
        make.auditor().cosigner_vkey.encode() + b"\n",
        b"garbage\n",
        KEYS[0].encode() + b"\n\n",
        b"\xff\n",
        b"x" * 100_000,
        KEYS[0].encode() + b"\n" + b"garbage\n",
    ],
    ids=range(12),
)
def test_other_keys_are_seen(forged, vkeys):
    assert forged(put={"vkeys": vkeys}).verdict == "tampered"


@pytest.mark.parametrize("name", [ENTRIES, "vkeys", "VERIFY.txt"])
def test_a_bundle_without_its_parts(forged, name):
    assert forged(put={name: None}).verdict in {"incomplete", "tampered"}


def test_a_rewritten_history_shows_against_a_kept_checkpoint(tmp_path, whole):
    kept = note_of(size=7)
    assert verify(whole, known=kept).verdict == "ok"
    rewritten = [*LINES[:4], make.spell(make.year()[4] | {"detail": {}}), *LINES[5:]]
    path = make.written(tmp_path, rewritten, name="rewritten.zip")
    assert verify(path).verdict == "ok"  # the office holds the key: only an outsider can tell
    report = verify(path, known=kept)
    assert (report.verdict, report.first_bad) == ("tampered", 0)
    assert (
        verify_entries(rewritten, make.checkpoints(rewritten, [10]), KEYS, known=kept).verdict == "tampered"
    )


def test_a_log_under_another_key_shows_against_a_kept_checkpoint(tmp_path):
    first = make.year()[0] | {"detail": {"vkey": EVE.vkey, "software": "x"}}
    lines = [make.spell(first), *LINES[1:]]
    notes = [(10, note_of(lines, signer=EVE))]
    path = make.written(tmp_path, lines, checkpoints=notes, vkeys=[EVE.vkey])
    assert verify(path).verdict == "ok"
    assert verify(path, known=GOOD).verdict == "tampered"


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        (note_of(size=10), "ok"),
        (note_of(size=1), "ok"),
        (note_of(size=0), "ok"),
        (note_of([*LINES, b"later"], size=11), "incomplete"),
        (note_of([b"x"], size=1), "tampered"),
        (note_of(size=7, signer=EVE), "tampered"),
        (note_of(origin="another/e1"), "incomplete"),
        (GOOD.replace(b"10\n", b"9\n"), "tampered"),
        (b"garbage", "unreadable"),
        (b"", "unreadable"),
    ],
)
def test_a_kept_checkpoint(whole, known, verdict):
    assert verify(whole, known=known).verdict == verdict
    assert verify_entries(LINES, make.checkpoints(LINES, [10]), KEYS, known=known).verdict == verdict


PHOTO = f"evidence/{make.digest(make.PHOTO)}"
MINUTES = f"evidence/{make.digest(b'minutes')}"


def test_evidence(forged):
    assert forged(put={PHOTO: make.PHOTO[:-1] + b"x"}).verdict == "tampered"
    assert forged(put={PHOTO: b""}).verdict == "tampered"
    assert forged(put={PHOTO: None}).verdict == "incomplete"


def test_a_bundle_without_evidence_is_ok_and_says_so(forged):
    report = forged(put={PHOTO: None, MINUTES: None})
    assert report.verdict == "ok"
    assert any("没有佐证文件" in finding for finding in report.findings)


def test_evidence_that_no_entry_mentions(tmp_path):
    path = make.written(tmp_path, files=(make.PHOTO, b"minutes", b"planted"))
    assert verify(path).verdict == "tampered"


def test_evidence_of_another_size_than_recorded(tmp_path):
    entries = make.year()
    entries[6]["evidence"][0]["size"] += 1
    entries[8]["evidence"][0]["size"] += 1
    assert verify(make.written(tmp_path, make.leaves(entries))).verdict == "tampered"
    entries[8]["evidence"][0]["size"] -= 1
    report = verify(make.written(tmp_path, make.leaves(entries)))
    assert (report.verdict, report.first_bad) == ("tampered", 8)


def test_evidence_that_was_removed_on_the_record(tmp_path):
    removal = make.entry(
        10, "evidence.remove", "task:1", actor=make.CAROL, role="office", evidence=[make.photo()]
    )
    lines = make.leaves([*make.year(), removal])
    assert verify(make.written(tmp_path, lines, sizes=(11,), files=(b"minutes",))).verdict == "ok"
    again = make.entry(11, "task.amend", "task:1", evidence=[make.photo()])
    lines = make.leaves([*make.year(), removal, again])
    assert verify(make.written(tmp_path, lines, sizes=(12,), files=(b"minutes",))).verdict == "incomplete"


AUDITED = [*KEYS, make.auditor().cosigner_vkey]


def test_an_auditors_cosignature(tmp_path):
    given = {"vkeys": AUDITED, "cosignatures": {"00000007.dave": make.cosignature(LINES, 7)}}
    report = verify(make.written(tmp_path, **given))
    assert report.verdict == "ok"
    assert any("dave.example/witness" in finding for finding in report.findings)


@pytest.mark.parametrize(
    ("note", "vkeys", "verdict"),
    [
        (make.cosignature(LINES, 7), KEYS, "incomplete"),  # whose it is cannot be told
        (make.cosignature(LINES, 8), AUDITED, "tampered"),  # no such checkpoint here
        (make.cosignature([b"x"] * 7, 7), AUDITED, "tampered"),
        (make.cosignature(LINES, 7).replace(b"7\n", b"3\n"), AUDITED, "tampered"),
        (b"garbage", AUDITED, "tampered"),
    ],
)
def test_a_bad_cosignature(tmp_path, note, vkeys, verdict):
    assert verify(make.written(tmp_path, vkeys=vkeys, cosignatures={"dave": note})).verdict == verdict


@given(some.binary(max_size=200) | some.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_no_bytes_make_the_readers_fall(data):
    for read in (_entry, _head):
        with contextlib.suppress(_Wrong):
            read(data)
    assert (
        verify_entries([data], [(1, data)], [data.decode(errors="replace")], known=data).verdict
        == "unreadable"
    )


@given(JSON)
def test_no_json_makes_the_log_fall(value):
    lines = [make.spell(value)]
    assert verify_entries(lines, make.checkpoints(lines, [1]), KEYS).verdict == "tampered"
    entry = make.opening() | {"detail": value} if isinstance(value, dict) else value
    verify_entries([make.spell(entry)], [], KEYS)
    for name in make.year()[6]:
        lines = [LINES[0], make.spell(make.year()[6] | {"idx": 1} | {name: value})]
        assert verify_entries(lines, make.checkpoints(lines, [2]), KEYS).verdict in {"ok", "tampered"}


def test_an_empty_log():
    assert verify_entries([], [], KEYS).verdict == "tampered"
    assert verify_entries([], [], []).verdict == "tampered"

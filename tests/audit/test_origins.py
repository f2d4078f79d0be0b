"""After a restore the log goes on under a new origin, whose first entry vouches for the one before."""

import shutil
import subprocess

import pytest

from audit import bundle
from audit.tree import root
from audit.verifier import verify
from tests.audit import make

FIRST = make.leaves()
SECOND_ORIGIN = make.ORIGIN.replace("/e1", "/e2")
THIRD_ORIGIN = make.ORIGIN.replace("/e1", "/e3")


def previous(lines, origin=make.ORIGIN, **other):
    return {"origin": origin, "size": len(lines), "root": root(lines).hex(), **other}


def second(**other):
    """Return a second log: the task accepted in the first is reopened in it."""
    return make.leaves(
        [
            make.opening(SECOND_ORIGIN, previous=previous(FIRST, **other)),
            make.entry(1, "task.reopen", "task:1", log=SECOND_ORIGIN, actor=make.CAROL, role="office"),
        ]
    )


def earlier(lines=FIRST, sizes=(3, 7), origin=make.ORIGIN):
    return bundle.Log(origin, lines, make.checkpoints(lines, sizes, origin), [make.signer(origin).vkey])


def continued(folder, lines=None, origins=None, origin=SECOND_ORIGIN, **given):
    lines = second() if lines is None else lines
    return make.written(
        folder,
        lines,
        origin=origin,
        checkpoints=make.checkpoints(lines, [len(lines)], origin),
        vkeys=[make.signer(origin).vkey],
        origins=[earlier()] if origins is None else origins,
        **given,
    )


def test_the_earlier_log_is_whole_though_its_end_was_never_signed(tmp_path):
    path = continued(tmp_path)
    report = verify(path)
    assert (report.verdict, report.size) == ("ok", 2)
    assert any("【e1】记录 10 条" in finding for finding in report.findings)
    assert "origins/e1/vkeys" in make.unpacked(path)


def test_by_hand_as_well(tmp_path):
    if shutil.which("bash") is None or shutil.which("openssl") is None:
        pytest.skip("没有 bash 或 openssl")
    for name, lines, code in (("whole", second(), 0), ("other", second(root="0" * 64), 1)):
        for member, data in make.unpacked(continued(tmp_path, lines)).items():
            (tmp_path / name / member).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / member).write_bytes(data)
        done = subprocess.run(
            ["bash", tmp_path / name / "VERIFY.txt"], capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
        assert ("接续" in done.stderr) == bool(code)


def test_a_checkpoint_kept_of_the_earlier_log_still_counts(tmp_path):
    path = continued(tmp_path)
    [(_, kept)] = make.checkpoints(FIRST, [7])
    assert verify(path, known=kept).verdict == "ok"
    [(_, other)] = make.checkpoints([b"x"], [1])
    assert verify(path, known=other).verdict == "tampered"
    [(_, newer)] = make.checkpoints([*FIRST, b"lost"], [11])
    assert verify(path, known=newer).verdict == "incomplete"


def test_the_earlier_log_must_be_there(tmp_path):
    assert verify(continued(tmp_path, origins=[], files=())).verdict == "incomplete"


@pytest.mark.parametrize(
    "other",
    [
        {"root": "0" * 64},
        {"size": 9},
        {"size": 11},
        {"size": "10"},
        {"size": -1},
        {"root": "x"},
        {"more": 1},
        {"origin": SECOND_ORIGIN},
    ],
)
def test_what_the_later_log_says_of_it_must_hold(tmp_path, other):
    assert verify(continued(tmp_path, second(**other))).verdict == "tampered"


def test_a_log_cannot_continue_itself(tmp_path):
    lines = make.leaves([make.opening(SECOND_ORIGIN, previous=previous(FIRST, SECOND_ORIGIN))])
    assert verify(continued(tmp_path, lines, [], files=())).verdict == "tampered"


def test_a_previous_that_is_no_object(tmp_path):
    lines = make.leaves([make.opening(SECOND_ORIGIN, previous="e1")])
    assert verify(continued(tmp_path, lines)).verdict == "tampered"


def test_a_change_in_the_earlier_log_is_seen(tmp_path):
    for idx in range(len(FIRST)):
        changed = [*FIRST[:idx], FIRST[idx].replace(b'"role":"', b'"role":"x'), *FIRST[idx + 1 :]]
        part = bundle.Log(make.ORIGIN, changed, make.checkpoints(FIRST, [3, 7]), [make.signer().vkey])
        report = verify(continued(tmp_path, origins=[part]))
        assert report.verdict == "tampered"
        assert report.first_bad is None  # it is no index of the log itself
    assert verify(continued(tmp_path, origins=[earlier(FIRST[:9])])).verdict == "tampered"


def test_a_log_that_nobody_mentions(tmp_path):
    assert verify(make.written(tmp_path, origins=[earlier(origin=SECOND_ORIGIN)])).verdict == "tampered"


def test_a_chain_of_three(tmp_path):
    middle = second()
    third = make.leaves([make.opening(THIRD_ORIGIN, previous=previous(middle, SECOND_ORIGIN))])
    parts = [earlier(middle, [2], SECOND_ORIGIN), earlier()]
    path = continued(tmp_path, third, parts, THIRD_ORIGIN)
    assert verify(path).verdict == "ok"
    assert path.read_bytes() == continued(tmp_path, third, parts[::-1], THIRD_ORIGIN).read_bytes()
    assert verify(continued(tmp_path, third, parts[:1], THIRD_ORIGIN, files=())).verdict == "incomplete"
    assert verify(continued(tmp_path, third, parts[1:], THIRD_ORIGIN)).verdict == "tampered"


def test_what_happened_before_is_not_held_against_the_new_log(tmp_path):
    lines = make.leaves(
        [
            make.opening(SECOND_ORIGIN, previous=previous(FIRST)),
            make.entry(1, "task.accept", "task:7", log=SECOND_ORIGIN, actor=make.BOB),
            make.entry(2, "task.accept", "task:7", log=SECOND_ORIGIN, actor=make.BOB),
        ]
    )
    report = verify(continued(tmp_path, lines))
    assert (report.verdict, report.first_bad) == ("tampered", 2)  # the second time is wrong in itself

"""The output folder: replaced when it is ours, never touched when it is not."""

import fcntl
import subprocess
import sys

import pytest

pytest.importorskip("demo", reason="the demo was taken away")


from demo import folder
from demo.__main__ import Asked, read, settings_of
from models.refusals import Busy, Refusal


def test_what_an_earlier_demo_left_is_replaced(tmp_path):
    with folder.prepared(tmp_path / "a" / "demo") as out:
        (out / "mail").mkdir()
        (out / "mail" / "old.eml").write_text("old")
        (out / "old.txt").write_text("old")
    with folder.prepared(out) as again:
        assert again == out
        assert [path.name for path in out.iterdir()] == [folder.MARK]


def test_an_empty_folder_is_taken(tmp_path):
    with folder.prepared(tmp_path) as out:
        assert out == tmp_path


def test_what_is_linked_into_the_folder_stays(tmp_path):
    treasure = tmp_path / "treasure"
    treasure.mkdir()
    (treasure / "gold").write_text("gold")
    with folder.prepared(tmp_path / "demo") as out:
        (out / "link").symlink_to(treasure)
    with folder.prepared(out):
        assert (treasure / "gold").read_text() == "gold"


def test_a_folder_that_is_not_ours_is_refused_and_untouched(tmp_path):
    (tmp_path / "letter.docx").write_text("mine")
    with pytest.raises(Refusal, match="演示不会动它"), folder.prepared(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["letter.docx"]


@pytest.mark.parametrize("below", ["", "x"])
def test_a_file_in_the_way_is_refused(tmp_path, below):
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(Refusal, match="--out"), folder.prepared(file / below):
        pass
    assert file.read_text() == "mine"


def test_a_folder_in_use_is_refused_and_untouched(tmp_path):
    with folder.prepared(tmp_path / "demo") as out:
        (out / "mail").mkdir()
        with pytest.raises(Busy, match="正在使用"), folder.prepared(out):
            pass
        assert (out / "mail").is_dir()


def test_pages_that_are_open_are_not_swept_away(tmp_path):
    with folder.prepared(tmp_path / "demo") as out:
        (out / "data").mkdir()
    with (out / folder.SERVED).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Busy, match="正在使用"), folder.prepared(out):
            pass
        assert (out / folder.SERVED).is_file()


def test_the_pages_listen_where_they_were_told_and_know_no_other_setting(tmp_path):
    given = {"PATH": "/bin", "XUEPU_PORT": "8123", "XUEPU_HOME": "data", "XUEPU_MAIL": "smtp"}
    home = str(tmp_path / "data")
    assert settings_of(tmp_path, given) == {"PATH": "/bin", "XUEPU_PORT": "8123", "XUEPU_HOME": home}


def test_arguments_are_read():
    assert read([]) == Asked()
    assert read(["--out", "x", "--serve"]) == read(["--serve", "--out=x"])
    assert read(["--help"]).help


@pytest.mark.parametrize("words", [["--out"], ["--out="], ["out"], ["--serve=1"], ["--Out", "x"]])
def test_an_argument_that_makes_no_sense_is_refused(words):
    with pytest.raises(Refusal, match="看不懂"):
        read(words)


def test_a_refusal_is_one_sentence_and_exit_2(tmp_path):
    (tmp_path / "letter.docx").write_text("mine")
    done = subprocess.run(
        [sys.executable, "-m", "demo", "--out", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "演示不会动它" in done.stderr
    assert done.stderr.count("\n") == 1

"""Documents are written whole, under names that every desk machine takes."""

import pytest

from models.refusals import Refusal
from reports.destination import destination, whole


def test_a_folder_gets_a_file_named_by_the_title(tmp_path):
    assert destination(tmp_path, "甲/乙：清单.docx", overwrite=False) == tmp_path / "甲_乙：清单.docx"
    assert destination(tmp_path / "新", "清单.docx", overwrite=False) == tmp_path / "新" / "清单.docx"
    assert len(destination(tmp_path, f"{'长' * 300}.docx", overwrite=False).name.encode()) < 255


def test_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(Refusal, match="docx 结尾"):
        destination(tmp_path / "清单.pdf", "清单.docx", overwrite=False)


def test_a_file_that_is_there_is_kept_unless_told(tmp_path):
    (tmp_path / "a.docx").write_text("改过的")
    with pytest.raises(Refusal, match="已经存在"):
        destination(tmp_path / "a.docx", "清单.docx", overwrite=False)
    assert destination(tmp_path / "a.docx", "清单.docx", overwrite=True) == tmp_path / "a.docx"


def _write_half(target):
    target.write_text("半")
    raise OSError(28, "no space left")


def test_what_breaks_off_leaves_nothing_behind(tmp_path):
    (tmp_path / "a.docx").write_text("旧")
    with pytest.raises(Refusal, match="写不了"), whole(tmp_path / "a.docx") as target:
        _write_half(target)
    assert [(f.name, f.read_text()) for f in tmp_path.iterdir()] == [("a.docx", "旧")]

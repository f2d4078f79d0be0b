"""CSV in the encodings that Chinese offices meet."""

import pytest

from intake.lists import open_list
from models.refusals import BadList

ROWS = (("序号", "工作任务", "完成时限"), ("1", "学法，普法\n考法", "6月底前"))
TEXT = '序号,工作任务,完成时限\r\n1,"学法，普法\n考法",6月底前\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-be-sig"])
def test_encodings(tmp_path, encoding):
    content = b"\xfe\xff" + TEXT.encode("utf-16-be") if encoding == "utf-16-be-sig" else TEXT.encode(encoding)
    (tmp_path / "list.csv").write_bytes(content)
    assert open_list(tmp_path / "list.csv").grids[0].rows == ROWS


@pytest.mark.parametrize("sign", ["\t", ";"])
def test_other_signs_between_the_columns(tmp_path, sign):
    (tmp_path / "list.csv").write_text(TEXT.replace(",", sign), encoding="utf-8")
    assert open_list(tmp_path / "list.csv").grids[0].rows == ROWS


def test_signs_inside_the_cells_do_not_decide(tmp_path):
    text = "序号,任务\n1,一;二;三;四\n2,五;六;七;八\n"
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    assert open_list(tmp_path / "list.csv").grids[0].rows[1] == ("1", "一;二;三;四")


def test_ragged_and_blank_rows(tmp_path):
    (tmp_path / "list.csv").write_text("序号,任务\n\n1\n2,学法,多\n,,\n", encoding="utf-8")
    assert open_list(tmp_path / "list.csv").grids[0].rows == (
        ("序号", "任务", ""),
        ("", "", ""),
        ("1", "", ""),
        ("2", "学法", "多"),
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x00\x01\x02,\x00" * 50, "既不是 UTF-8"),
        ("序号,任务\n1,学\0法".encode(), "既不是 UTF-8"),
        (b"\x81\xff,\xfe\xfd" * 10, "既不是 UTF-8"),
        (b"", "空的"),
        (b"\n \r\n\t", "空的"),
        (b"a," * 2_000, "表格太大"),
        (("序号," + "长" * 100_001).encode(), "超过10万字"),
    ],
)
def test_refused(tmp_path, content, sentence):
    (tmp_path / "list.csv").write_bytes(content)
    with pytest.raises(BadList, match=sentence):
        open_list(tmp_path / "list.csv")

"""Word tables as they stand: merges, nested tables, tracked changes, numbers that Word counts."""

import docx
import pytest

from intake.lists import open_list
from models.refusals import BadList
from rules.grid import Merge
from tests.intake.files import STRICT_W, p, tbl, tc, tr, word_file


def one_grid(tmp_path, *rows, grid=(), **more):
    sheets = open_list(word_file(tmp_path / "list.docx", tbl(*rows, grid=grid), **more))
    assert len(sheets.grids) == 1
    return sheets.grids[0]


def test_cells_lines_and_what_stands_around(tmp_path):
    body = (
        p("附件1") + p("责任清单") + tbl(tr("序号", "任务"), tr("1", p("学法") + p("考法"))) + p("填表人：甲")
    )
    sheets = open_list(word_file(tmp_path / "list.docx", body))
    assert sheets.lines == ("附件1", "责任清单", "填表人：甲")
    assert sheets.grids[0].rows == (("序号", "任务"), ("1", "学法\n考法"))
    assert sheets.grids[0].above == ("附件1", "责任清单")


def test_a_document_that_word_made_through_python_docx(tmp_path):
    document = docx.Document()
    table = document.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "并"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "宽"
    document.save(tmp_path / "list.docx")
    grid = open_list(tmp_path / "list.docx").grids[0]
    assert grid.rows == (("00", "宽", ""), ("并", "11", "12"), ("", "21", "22"))
    assert grid.merges == (Merge(0, 1, 0, 2), Merge(1, 0, 2, 0))


def test_a_row_may_begin_and_end_inside_the_grid(tmp_path):
    grid = one_grid(
        tmp_path,
        tr("一", "二", "三"),
        tr(tc("里"), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
    )
    assert grid.rows == (("一", "二", "三"), ("", "里", ""))


def test_the_old_way_of_merging_to_the_right(tmp_path):
    grid = one_grid(
        tmp_path, tr(tc("宽", hMerge="restart"), tc("看不见", hMerge=None), "尾"), tr("一", "二", "三")
    )
    assert grid.rows == (("宽", "", "尾"), ("一", "二", "三"))
    assert grid.merges == (Merge(0, 0, 0, 1),)


def test_a_merge_that_begins_nowhere_is_a_cell(tmp_path):
    assert one_grid(tmp_path, tr("甲", tc("乙", vMerge=None))).rows == (("甲", "乙"),)


def test_a_second_merge_under_the_first_is_another(tmp_path):
    merged, more = {"vMerge": "restart"}, {"vMerge": None}
    rows = [
        tr(tc("一", **merged), "1"),
        tr(tc(**more), "2"),
        tr(tc("二", **merged), "3"),
        tr(tc(**more), "4"),
    ]
    assert one_grid(tmp_path, *rows).merges == (Merge(0, 0, 1, 0), Merge(2, 0, 3, 0))


def test_tracked_changes_are_read_as_accepted(tmp_path):
    changed = (
        "<w:p><w:r><w:t>每</w:t></w:r><w:del><w:r><w:delText>月</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>季度</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>一次</w:t></w:r></w:moveTo></w:p>"
    )
    grid = one_grid(
        tmp_path,
        tr("序号", "时限"),
        tr("1", changed),
        tr("2", "删去的行", properties="<w:del/>"),
        tr("3", "插入的行", properties="<w:ins/>"),
        tr("4", tc("删去的格", cellDel=None), "留下"),
    )
    assert grid.rows == (("序号", "时限"), ("1", "每季度一次"), ("3", "插入的行"), ("4", "留下"))


def test_a_deleted_paragraph_end_joins_two_lines(tmp_path):
    deleted_end = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    grid = one_grid(tmp_path, tr("任务", p("全体干部", deleted_end) + p("集体学法") + p("另一行")))
    assert grid.rows[0][1] == "全体干部集体学法\n另一行"


def test_content_controls_hold_rows_cells_and_words(tmp_path):
    def control(inner, properties=""):
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    waiting = control("<w:r><w:t>单击此处输入文字。</w:t></w:r>", "<w:showingPlcHdr/>")
    rows = [
        tr("序号", "任务"),
        control(tr("1", "学法")),
        f"<w:tr>{control(tc('2'))}{tc(control(p('普法')))}</w:tr>",
        tr("3", f"<w:p>{waiting}</w:p>"),
    ]
    sheets = open_list(word_file(tmp_path / "list.docx", control(tbl(*rows))))
    assert sheets.grids[0].rows == (("序号", "任务"), ("1", "学法"), ("2", "普法"), ("3", ""))


def test_a_nested_table_is_a_grid_of_its_own_and_its_words_stay_in_the_cell(tmp_path):
    inner = tbl(tr("内1", "内2"), tr("内3", tc("内4", gridSpan=1)))
    body = tbl(tr("外", tc(p("说明") + inner + p()))) + tbl(tr("下一个"))
    sheets = open_list(word_file(tmp_path / "list.docx", body))
    assert [(grid.table, grid.inside) for grid in sheets.grids] == [(1, None), (2, 1), (3, None)]
    assert sheets.grids[0].rows == (("外", "说明\n内1\n内2\n内3\n内4"),)
    assert sheets.grids[1].rows == (("内1", "内2"), ("内3", "内4"))


def test_text_boxes_are_read_once(tmp_path):
    box = "<w:drawing><w:txbxContent>{}</w:txbxContent></w:drawing>"
    twice = (
        "<w:p><w:r><mc:AlternateContent>"
        f"<mc:Choice>{box.format(p('框中标题'))}</mc:Choice><mc:Fallback>{box.format(p('框中标题'))}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    sheets = open_list(word_file(tmp_path / "list.docx", twice + tbl(tr("序号", "任务"))))
    assert sheets.lines == ("框中标题",)


def test_fields_breaks_tabs_and_readings(tmp_path):
    words = (
        "<w:p><w:pPr><w:tabs><w:tab w:val='left' w:pos='1'/></w:tabs></w:pPr>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>"
        "<w:r><w:ruby><w:rt><w:r><w:t>pin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase>"
        "</w:ruby></w:r></w:p>"
    )
    assert one_grid(tmp_path, tr("任务", words)).rows == (("任务", "甲 乙\n丙拼"),)


def test_hidden_rows_are_read_and_told(tmp_path):
    sheets = open_list(
        word_file(
            tmp_path / "list.docx",
            tbl(
                tr("序号"),
                tr("1", properties="<w:hidden/>"),
                tr("2"),
                tr("<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>3</w:t></w:r></w:p>"),
                tr("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>4</w:t></w:r></w:p>"),
            ),
        )
    )
    assert sheets.grids[0].hidden_rows == {1, 4}
    assert sheets.notes == ("第1个表格有隐藏的行或文字，已一并读取。",)


NUMBERING = (
    '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
    '<w:lvlText w:val="•"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
    "</w:lvlOverride></w:num>"
)


def counted(text="", number=1, level=0):
    return p(
        text,
        f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>',
    )


def test_numbers_that_word_counts_are_read(tmp_path):
    grid = one_grid(
        tmp_path,
        tr("序号", "任务"),
        tr(counted(), "学法"),
        tr(counted(), counted("党组", level=1) + counted("全体", level=1)),
        tr(counted(), counted("再起", level=1)),
        tr(counted(number=2), counted("圆点", number=2)),
        tr(counted(number=3), "从五开始"),
        tr(counted(), "接着四"),
        numbering=NUMBERING,
    )
    assert [row[0] for row in grid.rows] == ["序号", "1.", "2.", "3.", "", "5.", "4."]
    assert grid.rows[2][1] == "（一）党组\n（二）全体"
    assert grid.rows[3][1] == "（一）再起"
    assert grid.rows[4][1] == "圆点"


def test_numbers_by_paragraph_style(tmp_path):
    styles = '<w:style w:styleId="No"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    styled = p("学法", '<w:pPr><w:pStyle w:val="No"/></w:pPr>')
    grid = one_grid(tmp_path, tr("任务"), tr(styled), tr(styled), numbering=NUMBERING, styles=styles)
    assert [row[0] for row in grid.rows] == ["任务", "1.学法", "2.学法"]


def test_borders_dragged_apart_by_a_hair_make_no_columns(tmp_path):
    rows = [
        tr("序号", tc("任务", gridSpan=2), "部门"),
        tr("1", "学法", tc("办公室", gridSpan=2)),
        tr("2", tc("普法", gridSpan=2), "综合科"),
    ]
    grid = one_grid(tmp_path, *rows, grid=(700, 3000, 90, 2000))
    assert grid.rows == (("序号", "任务", "部门"), ("1", "学法", "办公室"), ("2", "普法", "综合科"))
    assert grid.merges == ()


def test_a_narrow_column_with_cells_of_its_own_stays(tmp_path):
    grid = one_grid(tmp_path, tr("一", "丨", "二"), tr(tc("宽", gridSpan=2), "二"), grid=(700, 90, 2000))
    assert grid.rows == (("一", "丨", "二"), ("宽", "", "二"))


def test_the_strict_form_of_the_format(tmp_path):
    path = word_file(tmp_path / "list.docx", tbl(tr("序号", "任务")), ns=STRICT_W)
    assert open_list(path).grids[0].rows == (("序号", "任务"),)


@pytest.mark.parametrize("span", ["1000000000", "-3", "0", "abc"])
def test_a_senseless_span_is_refused(tmp_path, span):
    with pytest.raises(BadList, match="损坏"):
        open_list(word_file(tmp_path / "list.docx", tbl(tr(tc("甲", gridSpan=span)))))

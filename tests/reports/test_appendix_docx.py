import shutil
import subprocess
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from pypdf import PdfReader

from reports import appendix_docx, figures_json
from rules.appendix import Run, Section, Table
from tests.reports.reading import closed, figures, lines, pages, paragraphs, part
from tests.reports.sample import APPENDIX, FULFILMENT, STUDIES, WITHOUT_FIGURES, said


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    target = tmp_path_factory.mktemp("docx") / "appendix.docx"
    appendix_docx.write(APPENDIX, target)
    return target


def value(element, path, name="val"):
    found = element.find("/".join(qn(f"w:{step}") for step in path.split("/")))
    return None if found is None else found.get(qn(f"w:{name}"))


def test_page_and_margins_are_those_of_the_standard(written):
    upright, lying, *_ = docx.Document(written).sections
    assert (round(upright.page_width.mm), round(upright.page_height.mm)) == (210, 297)
    assert [round(m.mm) for m in (upright.top_margin, upright.bottom_margin, upright.left_margin, upright.right_margin)] == [37, 35, 28, 26]  # fmt: skip # noqa: E501
    assert lying.orientation == WD_ORIENT.LANDSCAPE
    assert (round(lying.page_width.mm), round(lying.page_height.mm)) == (297, 210)
    assert [round(m.mm) for m in (lying.top_margin, lying.bottom_margin, lying.left_margin, lying.right_margin)] == [28, 26, 35, 37]  # fmt: skip # noqa: E501


def test_22_lines_of_28_characters_fit_the_type_area(written):
    normal = next(part(written, "word/styles.xml").iterchildren(qn("w:style")))
    line = int(value(normal, "pPr/spacing", "line"))
    character = int(value(normal, "rPr/sz")) * 10 + int(value(normal, "rPr/spacing"))
    height, width = (297 - 37 - 35) / 25.4 * 1440, (210 - 28 - 26) / 25.4 * 1440
    assert height / 23 < line <= height / 22
    assert width / 29 < character <= width / 28
    assert value(normal, "pPr/spacing", "lineRule") == "exact"
    assert {
        grid.get(qn("w:linePitch")) for grid in part(written, "word/document.xml").iter(qn("w:docGrid"))
    } == {str(line)}


@pytest.mark.parametrize(
    ("style", "font", "half_points"),
    [
        ("Normal", "仿宋_GB2312", 32),
        ("AppendixLabel", "黑体", 32),
        ("Title", "方正小标宋简体", 44),
        ("Heading1", "黑体", 32),
        ("Heading2", "楷体_GB2312", 32),
        ("TableHeading", "黑体", 24),
        ("TableText", "仿宋_GB2312", 24),
        ("DenseText", "仿宋_GB2312", 21),
        ("PageNumberOdd", "宋体", 28),
    ],
)
def test_each_style_names_its_chinese_font(written, style, font, half_points):
    styles = {entry.get(qn("w:styleId")): entry for entry in part(written, "word/styles.xml")}
    assert value(styles[style], "rPr/rFonts", "eastAsia") == font
    assert int(value(styles[style], "rPr/sz")) == half_points
    assert font in {entry.get(qn("w:name")) for entry in part(written, "word/fontTable.xml")}


def test_no_font_comes_from_a_theme(written):
    with zipfile.ZipFile(written) as package:
        assert not [name for name in package.namelist() if b"Theme=" in package.read(name)]


def test_figures_and_marked_runs_are_the_same(written, tmp_path):
    marked = figures(written)
    assert marked == [run.text for run in APPENDIX.runs() if run.figure]
    assert len(marked) > len(APPENDIX.figures)
    for text in marked:
        assert any(figure.prints(text) for figure in APPENDIX.figures), text
    for figure in APPENDIX.figures:
        assert any(figure.prints(text) for text in marked), figure
    figures_json.write(APPENDIX, tmp_path / "figures.json")
    assert all(f'"{figure.name}"' in (tmp_path / "figures.json").read_text() for figure in APPENDIX.figures)


def test_the_words_stand_in_order(written):
    assert paragraphs(written)[:4] == [
        "附件1",
        "市外办2024年度学法普法责任清单\n落实情况",
        "".join(run.text for run in APPENDIX.opening[0]),
        "一、总体情况",
    ]
    assert paragraphs(written)[-2:] == ["市外办", "2024年12月25日"]
    words = iter(paragraphs(written))
    for paragraph in APPENDIX.paragraphs():
        assert "".join(run.text for run in paragraph) in words


def test_headings_of_tables_repeat_and_rows_stay_whole(written):
    tables = list(part(written, "word/document.xml").iter(qn("w:tbl")))
    assert len(tables) == 4
    for table in tables:
        first, *others = table.iter(qn("w:tr"))
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in (first, *others))
        assert not [row for row in others if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]


def test_a_row_taller_than_a_page_may_be_split(tmp_path):
    cell = said("很长的完成情况说明，" * 400)
    table = Table("表1　长表", STUDIES.columns, (tuple([cell] * 6),))
    appendix_docx.write(
        replace(WITHOUT_FIGURES, sections=(Section("一、长表", tables=(table,)),)), tmp_path / "a.docx"
    )
    row = list(part(tmp_path / "a.docx", "word/document.xml").iter(qn("w:tr")))[1]
    assert row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None


def test_odd_numbers_stand_right_and_even_ones_left(written):
    assert part(written, "word/settings.xml").find(qn("w:evenAndOddHeaders")) is not None
    upright, lying, *_ = docx.Document(written).sections
    styles = [
        [value(footer._element, "p/pPr/pStyle") for footer in pair]
        for pair in ((upright.footer, upright.even_page_footer), (lying.footer, lying.even_page_footer))
    ]  # fmt: skip
    assert styles == [["PageNumberOdd", "PageNumberEven"]] * 2
    assert "".join(text.text for text in upright.footer._element.iter(qn("w:t"))) == "— 1 —"
    (frame,) = (box for box in lying.footer._element.iter() if box.tag.endswith("}textbox"))
    assert frame.get("style") == "layout-flow:vertical"
    assert "".join(text.text for text in frame.iter(qn("w:t"))) == "— 1 —"


def test_no_empty_line_ends_a_section(written):
    body = part(written, "word/document.xml")[0]
    ends = [
        mark.getparent().getparent() for mark in body.iter(qn("w:sectPr")) if mark.getparent() is not body
    ]
    assert len(ends) == 2
    assert closed("".join(text.text for text in ends[0].iter(qn("w:t")))).startswith("责任清单所列任务")
    assert value(ends[1], "pPr/spacing", "line") == "20"


def test_the_signature_stays_with_what_is_before_it(written):
    *_, table = part(written, "word/document.xml").iter(qn("w:tbl"))
    *_, row = table.iter(qn("w:tr"))
    assert all(p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for p in row.iter(qn("w:p")))


def test_equal_values_write_equal_bytes(written, tmp_path):
    appendix_docx.write(replace(APPENDIX), tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == written.read_bytes()
    with zipfile.ZipFile(written) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = docx.Document(written).core_properties
    assert (core.author, core.created.isoformat()) == ("市外办", "2024-12-25T01:00:00+00:00")


HOSTILE = "<w:p/>&amp;]]>{{ 7*7 }}<script>alert(1)</script>=1+1"


def test_words_are_never_read_as_markup(tmp_path):
    appendix = replace(
        WITHOUT_FIGURES, title=(HOSTILE,), opening=((Run(HOSTILE + "\x00\x0b\ud800\u202e\r\nb\tc"),),)
    )
    appendix_docx.write(appendix, tmp_path / "a.docx")
    assert paragraphs(tmp_path / "a.docx")[1:3] == [HOSTILE, HOSTILE + "\nb c"]
    assert docx.Document(tmp_path / "a.docx").core_properties.title == HOSTILE


def test_a_very_long_title_is_printed_whole(tmp_path):
    appendix_docx.write(replace(WITHOUT_FIGURES, title=("长" * 400,)), tmp_path / "a.docx")
    assert paragraphs(tmp_path / "a.docx")[1] == "长" * 400


def test_without_figures_nothing_is_invented(tmp_path):
    appendix_docx.write(WITHOUT_FIGURES, tmp_path / "a.docx")
    assert figures(tmp_path / "a.docx") == []
    assert paragraphs(tmp_path / "a.docx").count("本年度无记录") == 2
    assert len(docx.Document(tmp_path / "a.docx").sections) == 1


@pytest.fixture
def converted(tmp_path, chosen):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")

    def converting(file):
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [
            "soffice",
            "--headless",
            profile,
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(file),
        ]
        subprocess.run(command, check=True, timeout=120, capture_output=True)
        return tmp_path / file.with_suffix(".pdf").name

    return converting


def test_libreoffice_reads_the_same_words(written, converted):
    file = converted(written)
    upright, lying, *_ = PdfReader(file).pages
    assert {round(across) for _, across, text in lines(lying) if text.strip() == "—"} <= {22, 23, 24}
    assert {round(up) for up, _, text in lines(upright) if text.strip() == "—"} <= {22, 23, 24}
    words = "".join(pages(file))
    for paragraph in (*APPENDIX.opening, *(p for section in APPENDIX.sections for p in section.paragraphs)):
        assert closed("".join(run.text for run in paragraph)) in words
    assert FULFILMENT.caption.replace("　", "") in words


def test_libreoffice_sets_22_lines_of_28_characters(tmp_path, converted):
    text = (said("学普法责任清单落实情况" * 200), said("完。"))
    appendix_docx.write(
        replace(WITHOUT_FIGURES, sections=(Section("一、长文", text),)), tmp_path / "long.docx"
    )
    page = PdfReader(converted(tmp_path / "long.docx")).pages[1]
    printed = [line for line in page.extract_text().splitlines() if "—" not in line]
    assert [len(closed(line)) for line in printed] == [28] * 22

import itertools
from dataclasses import replace

import pytest
from pypdf import PdfReader

from reports import appendix_pdf, figures_json, fonts
from rules.appendix import Run, Section, Table
from tests.reports.reading import POINT, closed, lines, pages
from tests.reports.sample import APPENDIX, DIGEST, MATERIALS, STUDIES, WITHOUT_FIGURES, rows, said


@pytest.fixture(scope="module")
def attached(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pdf")
    figures_json.write(APPENDIX, folder / "figures.json")
    (folder / "ledger.xlsx").write_bytes(b"PK ledger")
    return {name: folder / name for name in ("ledger.xlsx", "figures.json")}


@pytest.fixture(scope="module")
def written(attached, chosen, tmp_path_factory):
    target = tmp_path_factory.mktemp("pdf") / "appendix.pdf"
    assert appendix_pdf.write(APPENDIX, fonts=chosen, target=target, attachments=attached) == ()
    return target


@pytest.fixture
def printed(chosen, tmp_path):
    def printing(appendix):
        appendix_pdf.write(appendix, fonts=chosen, target=tmp_path / "a.pdf")
        return tmp_path / "a.pdf"

    return printing


def test_it_is_an_archive_pdf_that_names_itself(written):
    reader = PdfReader(written)
    metadata = reader.xmp_metadata
    assert (metadata.pdfaid_part, metadata.pdfaid_conformance) == ("3", "B")
    assert reader.metadata.title == "".join(APPENDIX.title)
    assert reader.metadata.author == "市外办"
    assert reader.metadata.creation_date == APPENDIX.as_of
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"


def test_the_data_it_was_made_from_is_attached(written, attached):
    held = PdfReader(written).attachments
    assert {name: content for name, (content,) in held.items()} == {
        name: file.read_bytes() for name, file in attached.items()
    }


def test_headings_are_the_outline(written):
    outline = PdfReader(written).outline
    assert [entry.title for entry in outline if not isinstance(entry, list)] == [
        section.heading for section in APPENDIX.sections if section.level == 1
    ]


def test_the_words_are_those_of_the_appendix(written):
    words = "".join(pages(written))
    for paragraph in APPENDIX.paragraphs():
        assert closed("".join(run.text for run in paragraph)) in words
    for piece in (APPENDIX.label, *APPENDIX.title, "市外办", "2024年12月25日"):
        assert piece in words
    for section in APPENDIX.sections:
        assert closed(section.heading) in words
        assert all(closed(table.caption) in words for table in section.tables)


def test_a_full_page_holds_22_lines_of_28_characters(printed):
    text = said("学普法责任清单落实情况" * 200)
    file = printed(replace(WITHOUT_FIGURES, sections=(Section("一、长文", (text,)),)))
    printed_lines = [line for line in closed_lines(PdfReader(file).pages[1]) if "—" not in line[1]]
    assert len(printed_lines) == 22
    assert {len(text) for _, text in printed_lines} == {28}
    heights = [height for height, _ in printed_lines]
    assert max(abs(a - b - 225 / 22) for a, b in itertools.pairwise(heights)) < 0.2
    assert 297 - 37 > heights[0] > 297 - 37 - 16 * POINT
    assert heights[-1] > 35


def closed_lines(page):
    """Return (height, words) of each line, from the top."""
    grouped = itertools.groupby(lines(page), key=lambda piece: piece[0])
    return [(height, closed("".join(text for _, _, text in line))) for height, line in grouped]


def test_page_numbers_keep_to_the_outer_edge_of_the_sheet(written):
    reader = PdfReader(written)
    for number, page in enumerate(reader.pages, 1):
        assert f"—{number}—" in closed(page.extract_text())
        height, across, _ = next(piece for piece in lines(page) if closed(piece[2]) in {f"—{number}—", "—"})
        lies = page.mediabox.width > page.mediabox.height
        below, side = (across, 210 - height) if lies else (height, across)
        assert 20 < below < 28
        assert side > 105 if number % 2 else side < 105
    assert [page.mediabox.width > page.mediabox.height for page in reader.pages].count(True) == 2


def test_equal_values_write_equal_bytes(written, attached, tmp_path):
    again = dict(reversed(attached.items()))
    appendix_pdf.write(
        replace(APPENDIX), fonts=fonts.choose([]), target=tmp_path / "b.pdf", attachments=again
    )
    assert (tmp_path / "b.pdf").read_bytes() == written.read_bytes()


def test_words_are_never_read_as_markup(printed):
    hostile = '#panic("x") $x^2$ *a* _b_ @c <d> `e` \\ "]})#[ = 一 /* // ~ --- \x00\x07\u202e'
    file = printed(replace(WITHOUT_FIGURES, opening=((Run(hostile),),), title=("#pagebreak()",)))
    words = "".join(pages(file))
    assert closed('#panic("x")$x^2$*a*_b_@c<d>`e`\\"]})#[=一/*//~---') in words
    assert "#pagebreak()" in words


@pytest.mark.parametrize("landscape", [False, True])
def test_a_very_long_cell_goes_on_over_pages(printed, landscape):
    long = "".join(f"第{number}句很长的完成情况说明，" for number in range(400))
    table = Table("表1　长表", STUDIES.columns, rows([["", "", "", long, "", ""]]), landscape)
    file = printed(replace(WITHOUT_FIGURES, sections=(Section("一、长表", tables=(table,)),)))
    words = closed("".join(text.removeprefix(HEADINGS) for text in pages(file)))
    assert closed(long) in words
    assert len(pages(file)) > 4


HEADINGS = "".join(column.heading for column in STUDIES.columns)


def test_a_digest_breaks_inside_its_column(printed):
    table = Table("表1　校验值", STUDIES.columns, rows([["1", "1月", DIGEST, DIGEST, "办", "号"]]))
    section = Section("一、校验值", (said(f"操作日志共812条，根值{DIGEST}，可离线核验。"),), (table,))
    (page,) = PdfReader(printed(replace(WITHOUT_FIGURES, sections=(section,)))).pages
    assert closed(page.extract_text()).count(DIGEST) == 3
    assert max(len(words) for _, words in closed_lines(page)) < 60


def test_a_table_of_60_rows_repeats_its_heading(printed):
    table = replace(STUDIES, rows=STUDIES.rows * 9)
    words = pages(printed(replace(WITHOUT_FIGURES, sections=(Section("一、学法", tables=(table,)),))))
    assert len(words) >= 4
    assert all(text.count(HEADINGS) == 1 for text in words)
    assert sum(text.count("2024-01-") for text in words) == 63


@pytest.mark.parametrize("count", range(22, 32))
def test_the_signature_is_never_alone_on_a_page(printed, count):
    table = replace(MATERIALS, rows=MATERIALS.rows[1::2] * 2)
    table = replace(table, rows=table.rows[:count])
    words = pages(printed(replace(WITHOUT_FIGURES, sections=(Section("一、目录", tables=(table,)),))))
    assert "活动现场照片" in words[-1]
    assert "".join(words).count("省政府外办2023年1月30日") == 1
    assert words[-1].endswith("省政府外办2023年1月30日")


@pytest.mark.parametrize("count", range(18, 24))
def test_the_signature_stays_with_the_last_paragraph(printed, count):
    sections = (Section("一、总体情况", tuple(said(f"第{number}件。") for number in range(count))),)
    words = pages(printed(replace(WITHOUT_FIGURES, sections=sections)))
    assert f"第{count - 1}件。省政府外办2023年1月30日" in words[-1]
    assert "".join(words).count("省政府外办") == 1


@pytest.mark.parametrize("count", [*range(1, 90, 9), *range(40, 60)])
def test_the_signature_stays_with_the_end_of_a_long_paragraph(printed, count):
    section = Section("一、总体情况", (said("上半年情况。" * 50), said("法" * 10 * count)))
    words = pages(printed(replace(WITHOUT_FIGURES, sections=(section,))))
    assert words[-1].endswith("法省政府外办2023年1月30日")


def test_without_figures_nothing_is_invented(printed):
    (words,) = pages(printed(WITHOUT_FIGURES))
    assert words.count("本年度无记录") == 2
    assert words.endswith("省政府外办2023年1月30日")


def test_without_any_chinese_font_it_prints_and_says_so(tmp_path):
    none = fonts.choose([tmp_path], system=False)
    said_when_printed = appendix_pdf.write(APPENDIX, fonts=none, target=tmp_path / "a.pdf")
    assert "没有找到任何中文字体" in none.missing[0]
    assert "PDF/A" in said_when_printed[0]
    assert "2024" in "".join(pages(tmp_path / "a.pdf"))
    assert len(PdfReader(tmp_path / "a.pdf").pages) > 3


def test_a_character_that_no_font_has_does_not_stop_the_printing(chosen, tmp_path):
    appendix = replace(WITHOUT_FIGURES, opening=(said("王\U000f1234"),))
    (sentence,) = appendix_pdf.write(appendix, fonts=chosen, target=tmp_path / "a.pdf")
    assert "个别字" in sentence

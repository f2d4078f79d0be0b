"""A slip on paper: what it says, in which form, in Word and as PDF."""

import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from models import SlipKind
from reports import slip_docx, slip_pdf
from rules.slip_paper import paper
from rules.slip_words import NAMES
from tests.reports.reading import closed, pages, paragraphs, part
from tests.reports.slips import AT, DRAFT, NUDGE, PROMPT, SENT, SUPERVISE

KINDS = pytest.mark.parametrize("facts", SENT, ids=lambda facts: facts.kind.value)


@pytest.fixture
def word(tmp_path):
    def writing(facts):
        slip_docx.write(paper(facts), tmp_path / "slip.docx", made_at=AT)
        return tmp_path / "slip.docx"

    return writing


@pytest.fixture
def pdf(tmp_path, chosen):
    def printing(facts):
        said = slip_pdf.write(paper(facts), tmp_path / "slip.pdf", fonts=chosen, made_at=AT)
        assert said == ()
        return tmp_path / "slip.pdf"

    return printing


@KINDS
def test_both_forms_say_the_same_and_all_of_it(word, pdf, facts):
    in_word = closed("".join(paragraphs(word(facts))))
    on_paper = closed("".join(pages(pdf(facts))))
    for words in (
        f"云洲市外办学法普法工作{NAMES[facts.kind]}",
        "普法督〔2024〕3号",
        "签发人：苏映川",
        "人事科：",
        facts.rests_on,
        "民法典宣传月活动",
        "照片、信息稿",
        "2024年6月12日前",
        "2024年6月5日",
        "办理情况反馈单",
        "请于2024年6月12日前反馈至法规科。",
    ):
        assert words in in_word
        assert words in on_paper
    assert "代拟稿" not in in_word + on_paper
    assert "〔　" not in "".join(paragraphs(word(facts)))


def test_a_prompt_says_what_when_and_how_but_nothing_of_lateness(word):
    words = "".join(paragraphs(word(PROMPT)))
    assert "关于2024年5月学法普法任务的提示" in words
    assert "你部门2024年5月有2项任务到期" in words
    assert "逾期" not in words


def test_a_nudge_says_how_late_each_task_is(word):
    words = paragraphs(word(NUDGE))
    assert "逾期8天\n尚未提交" in words
    assert "逾期12天\n退回补正" in words
    assert "5月28日" in words


def test_a_supervision_has_its_three_parts_and_names_the_nudge_before_it(word):
    words = paragraphs(word(SUPERVISE))
    heads = [each for each in words if each[:2] in ("一、", "二、", "三、")]
    assert heads == ["一、督办事项", "二、督办要求", "三、反馈期限"]
    assert "经催办（普法催〔2024〕2号），至今未办结，现予督办。" in "".join(words)


def test_without_a_nudge_before_it_none_is_claimed(word):
    words = "".join(paragraphs(word(replace(SUPERVISE, before=()))))
    assert "经催办" not in words
    assert "逾期时间较长，至今未办结" in words


def test_a_draft_says_so_on_every_page_and_leaves_blanks(word, pdf):
    path = word(DRAFT)
    headers = [section.header for section in docx.Document(path).sections]
    headers += [section.even_page_header for section in docx.Document(path).sections]
    assert {header.paragraphs[0].text for header in headers} == {"代拟稿　未经审定，不得外发"}
    assert all("代拟稿" in page for page in pages(pdf(DRAFT)))
    words = "".join(paragraphs(path))
    assert "编号〔　　　　〕" in words
    assert "〔　　　〕年〔　〕月〔　〕日" in words
    assert "签发人：〔　　　　〕" in "".join(paragraphs(path))


def test_the_head_is_red_and_fits_its_line(word, tmp_path):
    styles = part(word(NUDGE), "word/styles.xml")
    head = next(each for each in styles.iter(qn("w:style")) if each.get(qn("w:styleId")) == "SlipHead")
    assert head.find(f".//{qn('w:color')}").get(qn("w:val")) == "E60000"
    points = int(head.find(f".//{qn('w:sz')}").get(qn("w:val"))) / 2
    assert points * len("云洲市外办学法普法工作催办单") <= 156 / 25.4 * 72
    line = next(each for each in styles.iter(qn("w:style")) if each.get(qn("w:styleId")) == "SlipNumber")
    assert line.find(f".//{qn('w:bottom')}").get(qn("w:color")) == "E60000"


def test_a_long_name_takes_two_lines(word):
    words = paragraphs(word(replace(NUDGE, office="云洲市人民政府外事办公室（港澳事务办公室）")))
    assert words[0] == "云洲市人民政府外事办公室（港澳事务办公室）\n学法普法工作催办单"


@pytest.mark.parametrize("facts", [PROMPT, NUDGE])
def test_a_slip_of_two_tasks_is_one_page_and_its_answer_another(pdf, facts):
    first, second = pages(pdf(facts))
    assert "2024年6月5日" in first
    assert second.startswith("办理情况反馈单")


def test_a_supervision_of_one_task_is_one_page_too(pdf):
    assert len(pages(pdf(replace(SUPERVISE, lines=SUPERVISE.lines[:1])))) == 2


def test_many_tasks_run_over_pages_under_a_repeated_heading(pdf):
    printed = pages(pdf(replace(NUDGE, lines=NUDGE.lines * 12)))
    assert len(printed) > 3
    assert sum("序号工作任务责任人" in page for page in printed) >= 2


def test_the_pdf_is_for_the_archive(pdf):
    reader = PdfReader(pdf(NUDGE))
    assert (reader.xmp_metadata.pdfaid_part, reader.xmp_metadata.pdfaid_conformance) == ("3", "B")
    assert reader.metadata.title == "关于催办逾期学法普法任务的通知"


@KINDS
def test_equal_facts_give_equal_bytes(word, pdf, facts):
    first = (word(facts).read_bytes(), pdf(facts).read_bytes())
    assert (word(replace(facts)).read_bytes(), pdf(replace(facts)).read_bytes()) == first
    other = replace(facts, number="普法督〔2024〕4号")
    assert word(other).read_bytes() != first[0]
    assert pdf(other).read_bytes() != first[1]


def test_words_of_a_task_cannot_become_markup(word, pdf):
    hostile = replace(NUDGE.lines[0], task='<w:t>#read("/etc/passwd")</w:t> & {{ 7 * 7 }}')
    facts = replace(NUDGE, lines=(hostile,))
    assert hostile.task in paragraphs(word(facts))
    assert closed(hostile.task) in "".join(pages(pdf(facts)))


def test_every_kind_has_its_words():
    assert set(NAMES) == set(SlipKind)


def test_the_package_names_no_one_but_the_office(word):
    with zipfile.ZipFile(word(NUDGE)) as package:
        core = package.read("docProps/core.xml").decode()
    assert "云洲市外办" in core
    assert "python" not in core

"""The office's own templates: filled in with words, told what is wrong, and not able to do harm."""

import time
import zipfile
from dataclasses import replace

import docx
import pytest

from models import SlipKind
from models.refusals import BadSetting
from reports import slip_docx, slip_template
from rules.slip_paper import paper
from rules.slip_template import starter, values
from rules.slip_words import NAMES
from tests.reports.reading import paragraphs
from tests.reports.slips import AT, DRAFT, NUDGE, SENT

LOOP = ("{%tr for 任务 in 任务表 %}", "{{ 任务.工作任务 }}", "{%tr endfor %}")
HEADER = "{{ 代拟稿 }}{{ 编号 }}{{ 签发人 }}{{ 主送部门 }}{{ 反馈期限 }}{{ 成文日期 }}"


@pytest.fixture
def template(tmp_path):
    def making(*lines, rows=LOOP, name="催办单.docx"):
        document = docx.Document()
        for line in lines:
            document.add_paragraph(line)
        table = document.add_table(len(rows), 1)
        for row, words in zip(table.rows, rows, strict=True):
            row.cells[0].text = words
        document.save(str(tmp_path / name))
        return tmp_path / name

    return making


def wrong(path):
    return list(slip_template.faults(path, SlipKind.NUDGE))


@pytest.mark.parametrize("facts", SENT, ids=lambda facts: facts.kind.value)
def test_a_starter_is_without_fault_and_says_what_our_own_form_says(tmp_path, facts):
    path = tmp_path / "starter.docx"
    slip_docx.write(starter(facts.kind, facts.office), path, made_at=AT)
    assert list(slip_template.faults(path, facts.kind)) == []
    (tmp_path / "filled.docx").write_bytes(slip_template.fill_in(path, values(facts)))
    own = tmp_path / "own.docx"
    slip_docx.write(paper(facts), own, made_at=AT)
    assert paragraphs(tmp_path / "filled.docx") == paragraphs(own)


def test_a_template_prints_the_words_of_the_slip(template):
    path = template(HEADER)
    path.write_bytes(slip_template.fill_in(path, values(NUDGE)))
    words = paragraphs(path)
    assert words[0] == "普法督〔2024〕3号苏映川人事科2024年6月12日2024年6月5日"
    assert words[1:] == ["民法典宣传月活动", "专题学法（不少于2次）"]


def test_a_draft_is_marked_in_the_offices_own_form_too(template):
    path = template(HEADER)
    path.write_bytes(slip_template.fill_in(path, values(DRAFT)))
    assert paragraphs(path)[0].startswith("代拟稿　未经审定，不得外发〔")


def test_equal_values_give_equal_bytes(template):
    path = template(HEADER)
    once, again = (slip_template.fill_in(path, values(NUDGE)) for _ in range(2))
    assert once == again
    assert slip_template.fill_in(path, values(replace(NUDGE, number="普法督〔2024〕4号"))) != once


def test_words_of_a_task_are_words_in_a_template(template):
    path = template(HEADER)
    hostile = replace(NUDGE.lines[0], task="{{ 7 * 7 }}<w:p/>A<b>&《法》")
    path.write_bytes(slip_template.fill_in(path, values(replace(NUDGE, lines=(hostile,)))))
    assert paragraphs(path)[1] == hostile.task


def test_which_of_the_three_an_office_has(tmp_path, template):
    template(HEADER)
    assert slip_template.file_of(tmp_path, SlipKind.NUDGE) == tmp_path / "催办单.docx"
    assert slip_template.file_of(tmp_path, SlipKind.PROMPT) is None
    assert slip_template.file_of(None, SlipKind.NUDGE) is None


# ---- what is wrong, in Chinese ----


def test_a_good_template_is_not_complained_of(template):
    assert wrong(template(HEADER)) == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{{ 编码 }}", "不认识的占位符「编码」，可用的是：代拟稿、编号"),
        ("{{ 编号 ", "占位符写法有误"),
        ("{% if 编号 %}", "占位符写法有误"),
        ("{{ 1 / 0 }}", "填写时出错"),
    ],
)
def test_a_line_that_cannot_be_filled_in_is_named(template, line, says):
    (said,) = wrong(template(HEADER, line))
    assert says in said
    assert said.startswith("模板「催办单.docx」")
    with pytest.raises(BadSetting, match=says):
        slip_template.fill_in(template(HEADER, line), values(NUDGE))


def test_an_unknown_cell_of_a_task_is_named(template):
    (said,) = wrong(template(HEADER, rows=(LOOP[0], "{{ 任务.名称 }}", LOOP[2])))
    assert "「任务」没有「名称」这一项" in said
    assert "工作任务" in said


def test_a_template_without_a_row_for_each_task_is_told(template):
    (said,) = wrong(template(HEADER, rows=("工作任务",)))
    assert "没有逐项列任务的表格行" in said


def test_what_must_not_be_missing_is_told(template):
    said = wrong(template("{{ 编号 }}{{ 主送部门 }}{{ 反馈期限 }}"))
    assert [sentence.split("「")[2].split("」")[0] for sentence in said] == ["代拟稿", "成文日期"]


def test_a_supervision_must_print_its_signer(template):
    path = template(HEADER.replace("{{ 签发人 }}", ""))
    assert wrong(path) == []
    (said,) = slip_template.faults(path, SlipKind.SUPERVISE)
    assert "「签发人」" in said


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 broken"])
def test_what_is_no_word_file_is_told(tmp_path, content):
    path = tmp_path / "催办单.docx"
    path.write_bytes(content)
    assert wrong(path) == ["模板「催办单.docx」不是完好的 Word 文件，请用 Word 或 WPS 另存为 .docx。"]


def test_a_missing_file_is_told(tmp_path):
    assert "读不到" in wrong(tmp_path / "催办单.docx")[0]


# ---- hostile templates ----


@pytest.mark.parametrize(
    "attack",
    [
        '{{ cycler.__init__.__globals__.os.popen("touch OWNED").read() }}',
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ 任务表.append(1) }}",
        "{{ (编号.__class__) }}",
        "{% for x in 任务表.__class__.__bases__ %}{{ x }}{% endfor %}",
        "{{ lipsum.__globals__ }}",
    ],
)
def test_no_template_reaches_python(template, tmp_path, monkeypatch, attack):
    monkeypatch.chdir(tmp_path)
    (said,) = wrong(template(HEADER, attack))
    assert "不允许的写法" in said or "没有" in said
    assert not list(tmp_path.rglob("OWNED"))


def test_code_in_the_files_properties_is_not_run(template, tmp_path):
    path = template(HEADER)
    document = docx.Document(str(path))
    document.core_properties.title = "{{ ''.__class__.__mro__ }}"
    document.save(str(path))
    assert "不允许的写法" in wrong(path)[0]


@pytest.mark.parametrize(
    "attack",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in range(99999) %}{{ 编号 * 99999 }}{% endfor %}",
        "{{ 'x' * 9999999999 }}",
    ],
)
def test_endless_work_ends_at_its_limit(template, attack):
    begun = time.monotonic()
    (said,) = wrong(template(HEADER, attack))
    assert "太大或太费时" in said
    assert time.monotonic() - begun < slip_template.PATIENCE


def test_a_part_that_grows_without_end_ends_at_its_limit(template, tmp_path):
    path, bomb = template(HEADER), tmp_path / "bomb.docx"
    with (
        zipfile.ZipFile(path) as source,
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for name in source.namelist():
            with target.open(name, "w") as part:
                part.write(source.read(name))
                for _ in range(800 if name == "word/document.xml" else 0):
                    part.write(b" " * (1 << 20))
    assert bomb.stat().st_size < slip_template.LARGEST
    assert "太大或太费时" in wrong(bomb)[0]


def test_an_entity_is_not_resolved(template, tmp_path):
    (tmp_path / "secret").write_text("SECRET")
    path, evil = template(HEADER), tmp_path / "evil.docx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(evil, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>'.encode()
                content = content.replace(b"?>", b"?>" + entity, 1).replace("{{ 代拟稿 }}".encode(), b"&e;")
            target.writestr(name, content)
    assert "不是完好的 Word 文件" in wrong(evil)[0]


def test_names_of_the_three_templates_are_those_of_the_slips():
    assert list(NAMES.values()) == ["提示单", "催办单", "督办单"]

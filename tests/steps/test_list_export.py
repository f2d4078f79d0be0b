"""The list as an official document, form by form, and what is understood of it when it is read again."""

import zipfile
from datetime import date

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from sqlmodel import func, select

from intake.lists import open_list
from models import LogEntry
from models.refusals import Refusal, WrongState
from rules import listing
from rules.demands import Demand
from rules.list_forms import ListForm
from steps.listing.amend import Amendment, amend
from steps.listing.approve import approve
from steps.listing.confirm import confirm, settle
from steps.listing.export import export
from steps.listing.issue import issue
from steps.listing.publish import number
from steps.listing.reply import reply
from steps.listing.upstream import Document, take_in
from store import lists, people
from store.db import begin, reading
from store.files import Stored
from tests import make
from tests.reports.reading import paragraphs, part

TODAY = date(2024, 1, 8)
TITLE = "市外办2024年度学法普法责任清单"


def on_list(office, step, *given, **named):
    with begin(office.database) as session:
        return step(
            session,
            lists.of_year(session, 2024),
            *given,
            by=people.person_named(session, "Carol"),
            now=office.clock(),
            **named,
        )


def exported(office, target, **named):
    with reading(office.database) as session:
        return export(session, lists.of_year(session, 2024), target, **named)


def words(office, target, **named):
    return paragraphs(exported(office, target, **named).file)


def settled(office, answers=None):
    """Answer every doubt by its first candidate, or as told, and confirm."""
    with reading(office.database) as session:
        asked = lists.doubts(session, lists.of_year(session, 2024).id, open_only=True)
    with begin(office.database) as session:
        by = people.person_named(session, "Carol")
        for doubt in asked:
            given = (answers or {}).get(doubt.cell) or doubt.candidates[0]
            settle(session, doubt.id, given, by=by, now=office.clock())
    on_list(office, confirm)


def demanded(office, *items):
    stored = Stored("0" * 64, 1)
    document = Document(2024, "2024年普法工作要点", "市司法局", "云司发〔2024〕7号", date(2024, 1, 5))
    with begin(office.database) as session:
        take_in(
            session, document, [Demand(*item) for item in items], source_name="要点.docx", stored=stored,
            by=people.person_named(session, "Carol"), now=office.clock(),
        )  # fmt: skip


FULL_HEADINGS = (
    "序号", "类别", "工作任务", "工作措施", "依据", "法律法规", "普法对象", "责任部门", "配合部门", "责任人",
    "责任领导", "完成时限", "佐证材料", "备注",
)  # fmt: skip
FULL_ROWS = (
    ("1", "一、学法", "中心组专题学法", "专题研讨、重点发言", "《年度要点》；市司法局通知", "《中华人民共和国宪法》、禁毒法", "党组成员", "办公室", "人事科、法规科", "甲某、乙某", "丙某", "每季度末月25日前", "会议议程、学习材料", "4次"),  # noqa: E501
    ("2", "一、学法", "学法考法", "1.组织报名；\n2.组织考试", "", "", "", "人事科、法规科", "", "", "", "10月31日前", "成绩单", ""),  # noqa: E501
    ("3", "二、普法", "宣传《民法典》", "", "", "《中华人民共和国民法典》", "社区居民", "法规科", "各科室", "", "", "5月1日至5月31日", "—", ""),  # noqa: E501
    ("3.1", "二、普法", "转发推文", "", "", "", "", "办公室", "", "丁某", "", "9月30日前；11月底前", "链接（截图、网址）", "两次"),  # noqa: E501
)  # fmt: skip
AS_READ = (
    "no", "category", "task", "measures", "basis", "laws", "audience", "lead", "support", "persons", "leader",
    "open_owner", "deadline_text", "evidence", "note",
)  # fmt: skip


def duties(office):
    with reading(office.database) as session:
        return lists.duties(session, lists.of_year(session, 2024).id)


def issued_with(office, rows, headings, answers=None):
    make.drafted_list(office, rows, headings=headings)
    settled(office, answers)
    on_list(office, approve, body="办党组会", on=TODAY, meeting="2024年第1次")
    on_list(office, issue, doc_number="", on=TODAY)


@pytest.fixture
def full(office):
    issued_with(office, FULL_ROWS, FULL_HEADINGS)
    return office


def test_the_issued_list_reads_back_field_by_field(full, tmp_path):
    file = exported(full, tmp_path).file
    assert file.name == f"{TITLE}.docx"
    read = listing.read(open_list(file), year=2024)
    assert (read.title, read.problems) == (TITLE, ())
    standing = duties(full)
    assert len(read.rows) == len(standing) == len(FULL_ROWS)
    for row, duty in zip(read.rows, standing, strict=True):
        assert {name: list_or_text(getattr(row, name)) for name in AS_READ} == {
            name: getattr(duty, name) for name in AS_READ
        }
        assert row.deadline.as_json()["occurrences"] == duty.reading["occurrences"]
        assert row.flags == ()


def list_or_text(value):
    return list(value) if isinstance(value, tuple) else value


def test_what_a_person_settled_is_what_is_issued(office, tmp_path):
    rows = (("1", "学法考法", "人事科", "适时", "成绩单"),)
    issued_with(office, rows, make.HEADINGS, answers={"适时": "11月底前"})
    (row,) = listing.read(open_list(exported(office, tmp_path).file), year=2024).rows
    assert row.deadline_text == "11月底前"


def test_the_issued_form_has_number_letter_signature_and_lying_table(full, tmp_path):
    before = words(full, tmp_path / "1.docx")
    assert before[0] == "〔发文字号：　　　　　　〕"
    on_list(full, number, "云外发〔2024〕3号")
    file = exported(full, tmp_path / "2.docx").file
    said = paragraphs(file)
    assert said[:3] == [
        "云外发〔2024〕3号",
        "关于印发《市外办2024年度\n学法普法责任清单》的通知",
        "办公室、法规科、人事科：",
    ]
    assert "已经办党组会（2024年第1次）于2024年1月8日审定" in said[3]
    assert "共列4项任务" in said[3]
    assert said[4:9] == [f"附件：{TITLE}", "市外办", "2024年1月8日", "附件", TITLE]
    letter, lying = docx.Document(file).sections
    assert (letter.orientation, lying.orientation) == (WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE)
    (table,) = part(file, "word/document.xml").iter(qn("w:tbl"))
    heading, *rows = table.iter(qn("w:tr"))
    assert heading.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in (heading, *rows))
    merges = [m.get(qn("w:val")) for m in table.iter(qn("w:vMerge"))]
    assert merges == ["restart", "continue"] * 2


def test_equal_lists_write_equal_bytes_and_nothing_is_logged(full, tmp_path):
    def logged():
        with reading(full.database) as session:
            return session.exec(select(func.count()).select_from(LogEntry)).one()

    before = logged()
    first = exported(full, tmp_path / "1.docx").file
    full.clock.wait(days=3)
    again = exported(full, tmp_path / "2.docx").file
    assert first.read_bytes() == again.read_bytes()
    assert logged() == before
    with zipfile.ZipFile(first) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_draft_asks_the_departments_what_is_in_doubt(office, tmp_path):
    make.drafted_list(office, (*make.ROWS, ("5", "述法", "督查科", "适时", "述职报告")))
    done = exported(office, tmp_path, reply_by=date(2024, 1, 20))
    assert (done.form, done.file.name) == (ListForm.CONSULTED, f"{TITLE}（征求意见稿）.docx")
    said = paragraphs(done.file)
    assert "于2024年1月20日前将《意见反馈表》（附件2）反馈法规科" in "".join(said)
    at = said.index("请核实")
    assert "没有日期（适时），请给出完成时限，或答「待定」。" in said[at:]
    assert any(text.startswith("1．责任部门「督查科」不在本单位部门表里") for text in said)
    assert said.index("意见反馈表", said.index("附件2")) > at
    assert "2024年1月20日" not in "".join(words(office, tmp_path / "空.docx"))
    assert "于〔　　年　　月　　日〕前将" in "".join(paragraphs(tmp_path / "空.docx"))


def test_a_draft_without_doubts_has_no_column_for_them(office, tmp_path):
    make.drafted_list(office)
    settled(office)
    said = words(office, tmp_path)
    assert "请核实" not in said
    assert not [text for text in said if "需要核实" in text]


def test_the_form_for_the_meeting_tells_opinions_and_coverage(office, tmp_path):
    make.drafted_list(office)
    demanded(office, ("一", "组织民法典宣传月活动"), ("二", "培养法律明白人"))
    for department, opinion, outcome in (
        ("人事科", "第4项改为11月底前", ""),
        ("人事科", "第4项改为10月底前", "采纳"),
        ("法规科", "无意见", ""),
    ):
        on_list(office, reply, department, opinion, on=TODAY, outcome=outcome)
    settled(office, {"组织民法典宣传月活动": "第2项", "培养法律明白人": "不涉及：本单位没有联系村"})
    done = exported(office, tmp_path, form=ListForm.SUBMITTED)
    said = paragraphs(done.file)
    text = "\n".join(said)
    assert said[0] == "关于《市外办2024年度学法普法\n责任清单（上会稿）》的起草说明"
    assert "1．《2024年普法工作要点》（云司发〔2024〕7号）。" in said
    assert "收到2个部门的回复，其中1个部门没有意见，1个部门提出意见，采纳情况见下表。办公室没有回复。" in said
    assert ("第4项改为10月底前" in text, "第4项改为11月底前" in text) == (True, False)
    assert "上级要点共2条，由清单事项落实1条，不涉及本单位1条。" in said
    assert "第2项　民法典宣传月活动" in said
    assert "不涉及：本单位没有联系村" in said
    assert "提请〔　　　　〕审议" in text
    read = listing.read(open_list(done.file), year=2024)
    assert [row.task for row in read.rows] == [row[1] for row in make.ROWS]  # no other table is taken for one


def test_what_is_not_on_record_is_a_marked_blank(office, tmp_path):
    make.drafted_list(office)
    settled(office)
    said = words(office, tmp_path, form=ListForm.SUBMITTED)
    assert "清单没有登记依据文件：〔　　　　〕。" in said
    assert "没有登记各部门对征求意见稿的回复：〔　　　　〕。" in said
    assert "没有登记上级要点：〔　　　　〕。" in said


def changed(office, reason, **values):
    on_list(office, amend, [Amendment(**values)], reason=reason)


def test_the_amended_form_tells_what_was_added_changed_and_struck(issued, tmp_path):
    issued.clock.at(2024, 4, 2)
    changed(issued, "市司法局通知", number="2", deadline="5月25日前")
    changed(issued, "与人事考核合并", number="4", strike=True)
    issued.clock.at(2024, 6, 3)
    changed(issued, "办党组会决定", number="2", deadline="5月20日前")
    changed(issued, "办党组会决定", task="涉外法治讲座", lead="办公室", deadline="9月30日前")
    done = exported(issued, tmp_path)
    assert done.form is ListForm.AMENDED
    said = paragraphs(done.file)
    assert "新增1项次，调整完成时限2项次，删去1项次" in "".join(said)
    start = said.index("调整理由") + 1
    item, moved = "第2项　民法典宣传月活动", "完成时限由“{}”调整为“{}”"
    assert [said[at : at + 4] for at in range(start, start + 16, 4)] == [
        ["第1次\n2024年4月2日", item, moved.format("5月31日前", "5月25日前"), "市司法局通知"],
        ["第2次\n2024年4月2日", "第4项　学法考法", "删去", "与人事考核合并"],
        ["第3次\n2024年6月3日", item, moved.format("5月25日前", "5月20日前"), "办党组会决定"],
        [
            "第4次\n2024年6月3日",
            "第5项　涉外法治讲座",
            "新增，责任部门为办公室，完成时限为“9月30日前”",
            "办党组会决定",
        ],
    ]
    read = listing.read(open_list(done.file), year=2024)
    assert [(row.no, row.deadline_text, row.cells["调整情况"]) for row in read.rows] == [
        ("1", "每季度末月25日前", ""),
        ("2", "5月20日前", "时限调整"),
        ("3", "6月30日前", ""),
        ("5", "9月30日前", "新增"),
    ]
    later = "".join(words(issued, tmp_path / "6月.docx", since=date(2024, 6, 1)))
    assert "新增1项次，调整完成时限1项次，具体" in later
    assert "与人事考核合并" not in later


def test_no_change_since_a_day_is_refused(issued, tmp_path):
    changed(issued, "市司法局通知", number="2", deadline="5月25日前")
    with pytest.raises(Refusal, match="没有调整"):
        exported(issued, tmp_path, since=date(2024, 2, 1))


@pytest.mark.parametrize(
    ("form", "named", "sentence"),
    [
        (ListForm.CONSULTED, {}, "不再征求意见"),
        (ListForm.SUBMITTED, {}, "印发以前"),
        (ListForm.AMENDED, {}, "没有调整过"),
        (ListForm.ISSUED, {"reply_by": TODAY}, "只用于征求意见稿"),
        (ListForm.ISSUED, {"since": TODAY}, "只用于调整稿"),
    ],
)
def test_what_does_not_suit_the_list_is_refused_and_writes_nothing(issued, tmp_path, form, named, sentence):
    with pytest.raises((WrongState, Refusal), match=sentence):
        exported(issued, tmp_path, form=form, **named)
    assert list(tmp_path.glob("*.docx")) == []


def test_an_amended_list_is_not_given_out_as_first_issued(issued, tmp_path):
    changed(issued, "市司法局通知", number="2", deadline="5月25日前")
    with pytest.raises(WrongState, match="请导出调整稿"):
        exported(issued, tmp_path, form=ListForm.ISSUED)


def test_owners_that_a_person_named_are_no_open_set(office, tmp_path):
    rows = (("1", "学法考法", "按职责分工负责", "10月31日前", "成绩单"),)
    issued_with(office, rows, make.HEADINGS, answers={"": "办公室"})
    (row,) = listing.read(open_list(exported(office, tmp_path).file), year=2024).rows
    assert (row.lead, row.open_owner) == (("办公室",), False)

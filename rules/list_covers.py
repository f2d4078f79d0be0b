"""The words of each form of the list as a document. Only what is on record; the rest is a marked blank."""

from collections import Counter
from collections.abc import Callable, Mapping

from models import Duty
from rules.adjusting import ADDED, REDATED, STRUCK
from rules.appendix import Column, Paragraph, Run, Section, Table
from rules.days import spoken
from rules.list_forms import ListForm
from rules.list_paper import Attached, Covered, Facts, Paper, day_or_blank, words
from rules.list_table import BLANK, list_table
from rules.naming import named

NUMBER_BLANK = "〔发文字号：　　　　　　〕"
MOST_BASES = 3  # named in a sentence
NO_OPINION = "无意见"
_BLANK_ROWS = 6  # of the form for opinions


def paper(form: ListForm, facts: Facts) -> Paper:
    """Compose a document; its form MUST suit the list (`rules.list_forms.judge_form`)."""
    return _COMPOSED[form](facts)


def _consulted(facts: Facts) -> Paper:
    draft = f"{facts.title}（征求意见稿）"
    asked: dict[int | None, list[str]] = {}
    for doubt in facts.doubts:
        if doubt.duty_id is not None:
            asked.setdefault(doubt.duty_id, []).append(doubt.question)
    by_duty = {duty.id: _questions(duty, asked[duty.id]) for duty in facts.duties if duty.id in asked}
    common = [doubt.question for doubt in facts.doubts if doubt.duty_id is None]
    table = list_table(facts.duties, more=("请核实", by_duty) if by_duty else None)
    opening = (
        f"根据{_bases(facts)}，本单位起草了《{draft}》（附件1），共列{len(facts.duties)}项任务，"
        f"现征求你们的意见。请结合职责研究，于{day_or_blank(facts.reply_by)}前将《意见反馈表》（附件2）"
        f"反馈{facts.coordinator or BLANK}；没有意见的，也请注明“{NO_OPINION}”后反馈。"
    )
    doubts = []
    if facts.doubts:
        where = [f"附件1“请核实”一栏（{len(by_duty)}项）"] if by_duty else []
        where += [f"附件1表后（{len(common)}条）"] if common else []
        doubts.append(
            f"清单中尚有{len(facts.doubts)}处需要核实，已列在{'和'.join(where)}，请有关部门一并答复。"
        )
    below = (
        ["需要核实的其他事项：", *(f"{at}．{each}" for at, each in enumerate(common, 1))] if common else []
    )
    return Paper(
        name=draft,
        title=f"关于征求《{draft}》意见的通知",
        addressee=_addressee(facts),
        opening=words(opening, *doubts),
        attached=(
            Attached(draft, table.table, below=tuple(below), merged=table.merged),
            _form_for_opinions(draft),
        ),
        office=facts.office,
        day=day_or_blank(None),
        made=facts.duty_list.imported_at,
    )


def _questions(duty: Duty, questions: list[str]) -> str:
    """Put a row's questions into its cell, without the words that stand in the row."""
    bare = [
        question.removeprefix(named(duty)).replace(f"时限「{duty.deadline_text}」：", "时限：", 1)
        for question in questions
    ]
    return bare[0] if len(bare) == 1 else "\n".join(f"{at}．{each}" for at, each in enumerate(bare, 1))


def _form_for_opinions(draft: str) -> Attached:
    columns = (Column("清单序号", 3), Column("原文", 8), Column("修改意见", 10), Column("理由", 8))
    empty: tuple[Paragraph, ...] = ((Run("\n\n"),), (Run(""),), (Run(""),), (Run(""),))
    return Attached(
        "意见反馈表",
        Table("", columns, (empty,) * _BLANK_ROWS),
        above=(f"文稿：《{draft}》", f"反馈部门：{BLANK}　　联系人及电话：{BLANK}"),
        below=(
            f"没有意见的，请在“修改意见”栏注明“{NO_OPINION}”。",
            f"部门负责人（签字）：{BLANK}　　{day_or_blank(None)}",
        ),
    )


def _submitted(facts: Facts) -> Paper:
    draft = f"{facts.title}（上会稿）"
    table = list_table(facts.duties)
    duty_list = facts.duty_list
    return Paper(
        name=draft,
        title=f"关于《{draft}》的起草说明",
        opening=words(f"现将《{draft}》的起草情况说明如下。"),
        sections=(
            Section("一、编制依据", words(*_all_bases(facts))),
            Section("二、主要内容", words(_contents(facts))),
            _opinions(facts),
            _coverage(facts),
        ),
        closing=words(f"以上说明，连同《{draft}》，提请{duty_list.approved_by or BLANK}审议。"),
        attached=(Attached(draft, table.table, merged=table.merged),),
        office=facts.coordinator or facts.office,
        day=day_or_blank(None),
        made=duty_list.imported_at,
    )


def _all_bases(facts: Facts) -> list[str]:
    if not facts.bases:
        return [f"清单没有登记依据文件：{BLANK}。"]
    last = len(facts.bases)
    return [f"{at}．{each}{'。' if at == last else '；'}" for at, each in enumerate(facts.bases, 1)]


def _contents(facts: Facts) -> str:
    kinds = Counter(duty.category for duty in facts.duties if duty.category)
    leads = dict.fromkeys(name for duty in facts.duties for name in duty.lead)
    told = f"共列{len(facts.duties)}项任务"
    if kinds:
        told += "，其中" + "，".join(f"“{kind}”{count}项" for kind, count in kinds.items())
    return f"{told}。责任部门为{'、'.join(leads) or BLANK}。"


def _opinions(facts: Facts) -> Section:
    heading = "三、征求意见情况"
    if not facts.replies:
        return Section(heading, words(f"没有登记各部门对征求意见稿的回复：{BLANK}。"))
    with_opinion = [(name, each) for name, each in facts.replies if each.words.strip("。 ") != NO_OPINION]
    silent = [name for name in facts.departments if name not in dict(facts.replies)]
    told = f"收到{len(facts.replies)}个部门的回复，其中{len(facts.replies) - len(with_opinion)}个部门没有意见"
    told += f"，{len(with_opinion)}个部门提出意见，采纳情况见下表。" if with_opinion else "。"
    if silent:
        told += f"{'、'.join(silent)}没有回复。"
    columns = (
        Column("部门", 4, centred=True),
        Column("回复日期", 4, centred=True),
        Column("意见", 10),
        Column("采纳情况", 8),
    )
    rows = tuple(
        words(name, spoken(each.replied_on), each.words, each.outcome or BLANK) for name, each in with_opinion
    )
    return Section(heading, words(told), (Table("部门意见采纳情况", columns, rows),) if rows else ())


def _coverage(facts: Facts) -> Section:
    heading = "四、上级部署落实情况"
    if not facts.covered:
        return Section(heading, words(f"没有登记上级要点：{BLANK}。"))
    ours = sum(bool(each.duties) for each in facts.covered)
    not_ours = sum(bool(each.not_ours_because and not each.duties) for each in facts.covered)
    told = f"上级要点共{len(facts.covered)}条，由清单事项落实{ours}条，不涉及本单位{not_ours}条"
    if left := len(facts.covered) - ours - not_ours:
        told += f"，还没有对应的{left}条"
    documents: dict[str, list[Covered]] = {}
    for each in facts.covered:
        documents.setdefault(each.document, []).append(each)
    columns = (Column("要点编号", 3, centred=True), Column("要点原文", 12), Column("由本清单何项落实", 10))
    tables = tuple(
        Table(f"《{title}》逐条对照", columns, tuple(words(e.no, e.text, _answer(e)) for e in items))
        for title, items in documents.items()
    )
    return Section(heading, words(f"{told}。"), tables)


def _answer(covered: Covered) -> str:
    if covered.duties:
        return "\n".join(f"第{duty.no or duty.place}项　{duty.task}" for duty in covered.duties)
    return f"不涉及：{covered.not_ours_because}" if covered.not_ours_because else BLANK


def _issued(facts: Facts) -> Paper:
    duty_list = facts.duty_list
    table = list_table(facts.duties)
    meeting = f"（{duty_list.approved_at_meeting}）" if duty_list.approved_at_meeting else ""
    body = f"{duty_list.approved_by or BLANK}{meeting}"
    return Paper(
        name=facts.title,
        number=duty_list.doc_number or NUMBER_BLANK,
        title=f"关于印发《{facts.title}》的通知",
        addressee=_addressee(facts),
        opening=words(
            f"根据{_bases(facts)}，本单位制定了《{facts.title}》，共列{len(facts.duties)}项任务，"
            f"已经{body}于{day_or_blank(duty_list.approved_on)}审定，现印发给你们。"
            "请各责任部门对照清单，按完成时限抓好落实，并按要求提交佐证材料。"
        ),
        attached=(Attached(facts.title, table.table, merged=table.merged),),
        office=facts.office,
        day=day_or_blank(duty_list.issued_on),
        made=duty_list.imported_at,
    )


def _amended(facts: Facts) -> Paper:
    duty_list = facts.duty_list
    counts = Counter(each.kind for each in facts.adjustments)
    said = {ADDED: "新增", REDATED: "调整完成时限", STRUCK: "删去"}
    told = "，".join(f"{words_}{counts[kind]}项次" for kind, words_ in said.items() if counts[kind])
    marks: Mapping[int | None, str] = {each.duty.id: each.kind for each in facts.adjustments}
    table = list_table(facts.duties, more=("调整情况", marks))
    number = f"（{duty_list.doc_number}）" if duty_list.doc_number else ""
    columns = (
        Column("调整批次", 5, centred=True),
        Column("涉及条目", 8),
        Column("调整内容", 9),
        Column("调整理由", 7),
    )
    rows = tuple(
        words(
            f"第{each.number}次\n{spoken(each.amended.on)}",
            f"第{each.duty.no or each.duty.place}项　{each.duty.task}",
            each.words,
            each.amended.reason or BLANK,
        )
        for each in facts.adjustments
    )
    name = f"{facts.title}（调整稿）"
    return Paper(
        name=name,
        number=NUMBER_BLANK,
        title=f"关于调整《{facts.title}》的通知",
        addressee=_addressee(facts),
        opening=words(
            f"《{facts.title}》{number}已于{day_or_blank(duty_list.issued_on)}印发。现对清单作出调整，"
            f"{told}，具体说明如下；调整后的清单共{len(facts.duties)}项任务，见附件。"
            "请有关责任部门按调整后的清单抓好落实。"
        ),
        sections=(Section("", (), (Table("调整情况说明", columns, rows),)),),
        attached=(Attached(name, table.table, merged=table.merged),),
        office=facts.office,
        day=day_or_blank(None),
        made=duty_list.imported_at,
    )


def _addressee(facts: Facts) -> str:
    return f"{'、'.join(facts.departments) or BLANK}："


def _bases(facts: Facts) -> str:
    if not facts.bases:
        return BLANK
    return "、".join(facts.bases[:MOST_BASES]) + ("等" if len(facts.bases) > MOST_BASES else "")


_COMPOSED: dict[ListForm, Callable[[Facts], Paper]] = {
    ListForm.CONSULTED: _consulted,
    ListForm.SUBMITTED: _submitted,
    ListForm.ISSUED: _issued,
    ListForm.AMENDED: _amended,
}

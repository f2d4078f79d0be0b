"""A template of the office's own: the placeholders it may use, and what must not be missing."""

from datetime import date
from types import MappingProxyType

from models import SlipKind
from rules import slip_words
from rules.appendix import Paragraph, Run
from rules.slip_paper import COLUMNS, Facts, Line, Paper, short, written

ROWS = "任务表"
ROW = "任务"
# Placeholder -> what it prints.
PLACEHOLDERS = MappingProxyType(
    {
        "代拟稿": "草稿上印“代拟稿”字样，发出后为空",
        "编号": "普法督〔2024〕3号",
        "签发人": "签发人姓名",
        "主送部门": "发给哪个部门",
        "月份": "2024年5月（提示单）",
        "依据": "责任清单的名称和文号",
        "任务数": "几项任务",
        "催办情况": "此前的催办单编号（督办单）",
        "反馈期限": "2024年6月12日",
        "反馈部门": "反馈单交给哪个部门",
        "成文日期": "2024年6月5日",
        ROWS: "任务表格，每行一项",
    }
)
CELLS = ("序号", "工作任务", "责任人", "完成时限", "逾期情况", "佐证材料")
NEEDED = ("代拟稿", "编号", "主送部门", "反馈期限", "成文日期")


def needed(kind: SlipKind) -> tuple[str, ...]:
    """List the placeholders without which a paper of `kind` would not say what it must."""
    return (*NEEDED, "签发人") if kind is SlipKind.SUPERVISE else NEEDED


def values(facts: Facts) -> dict[str, object]:
    """Return plain values for a template: strings, and a list of rows of strings."""
    return {
        "代拟稿": slip_words.MARK if facts.draft else "",
        "编号": facts.number or slip_words.BLANK,
        "签发人": facts.signed_by or slip_words.BLANK,
        "主送部门": facts.department,
        "月份": slip_words.month(facts.occasion),
        "依据": facts.rests_on,
        "任务数": str(len(facts.lines)),
        "催办情况": slip_words.nudged(facts.before),
        "反馈期限": slip_words.day_or_blank(facts.answer_by),
        "反馈部门": facts.answer_to,
        "成文日期": slip_words.day_or_blank(facts.dated_on),
        ROWS: [
            dict(
                zip(
                    CELLS,
                    (
                        str(place),
                        each.work,
                        each.owner,
                        short(each.due_on, facts.occasion),
                        each.standing,
                        each.evidence,
                    ),
                    strict=True,
                )
            )
            for place, each in enumerate(facts.lines, 1)
        ],
    }


def sample(kind: SlipKind) -> dict[str, object]:
    """Return values to try a template with."""
    each = Line("民法典宣传月活动", "甲某", date(2024, 5, 31), "逾期8天\n尚未提交", "照片、信息稿")
    return values(Facts(kind, "某单位", "某科室", "《责任清单》", "2024-06-12", (each, each), "法规科"))


def starter(kind: SlipKind, office: str) -> Paper:
    """Return our own form with placeholders in place of values, for the office to edit."""
    names = {name: f"{{{{ {name} }}}}" for name in PLACEHOLDERS}
    return written(
        kind,
        mark=names["代拟稿"],
        office=office,
        number=names["编号"],
        signed_by=names["签发人"],
        department=names["主送部门"],
        opening=slip_words.opening(
            kind,
            rests_on=names["依据"],
            in_month=names["月份"],
            count=names["任务数"],
            before=names["催办情况"],
        ),
        in_month=names["月份"],
        answer_by=names["反馈期限"],
        dated=names["成文日期"],
        answer_to=names["反馈部门"],
        rows=_looped([column.heading for column in COLUMNS[kind]]),
        to_answer=_looped(["序号", "工作任务", "", "", ""]),
    )


def _looped(headings: list[str]) -> tuple[tuple[Paragraph, ...], ...]:
    """Return the rows of a table that docxtpl repeats for each task."""
    rest = [""] * (len(headings) - 1)
    cells = [f"{{{{ {ROW}.{heading} }}}}" if heading else "" for heading in headings]
    rows = ([f"{{%tr for {ROW} in {ROWS} %}}", *rest], cells, ["{%tr endfor %}", *rest])
    return tuple(tuple((Run(cell),) for cell in row) for row in rows)

"""What the empty list offers: its columns, how each is filled in, and two examples of our own."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.columns import NAMES, Field

LIST, HOW, OPTIONS = "责任清单", "填写说明", "选项"  # the sheets
_CATEGORIES = ("一、学法", "二、普法", "三、制度建设", "四、报告")
# Each is read without a doubt in every year (tests/rules/test_list_example.py).
DEADLINES = (
    "每月至少1次",
    "每季度至少1次",
    "每季度末月25日前",
    "每半年至少1次",
    "3月底前",
    "6月30日前",
    "上半年",
    "9月30日前",
    "10月31日前",
    "11月底前",
    "12月15日前",
    "12月31日前",
    "5月1日至5月31日",
    "全年不少于4次",
)
_EVIDENCE = (
    "会议议程",
    "签到表",
    "成绩单",
    "活动信息稿",
    "链接",
    "定稿",
    "参训名册",
    "自查报告",
    "印发文件",
    "印发通知",
    "述职报告",
    "业务台账",
    "报送记录",
)
_DEPARTMENTS = ("办公室", "人事科", "法规科")  # to be replaced, where the office's own are not known


@dataclass(frozen=True)
class ExampleColumn:
    """One column: how it is filled in, two examples, and what its drop-down offers, if it has one."""

    heading: str
    width: float  # in widths of a digit
    how: str
    examples: tuple[str, str]
    options: tuple[str, ...] | None = None


def example_columns(departments: Sequence[str] = ()) -> tuple[ExampleColumn, ...]:
    """Return the columns in their order; `departments` are the office's own."""
    own = tuple(departments) or _DEPARTMENTS
    known = "" if departments else f"，请先在“{OPTIONS}”表中把部门改成本单位的"
    rows: tuple[tuple[Field, float, str, tuple[str, str], tuple[str, ...] | None], ...] = (
        (Field.NO, 6, "从1起依次编号。", ("1", "2"), None),
        (Field.CATEGORY, 12, "同一类的任务排在一起，每行都写。", ("一、学法", "二、普法"), _CATEGORIES),
        (
            Field.TASK,
            28,
            "做什么，必填。一行只写一件事。",
            ("党组理论学习中心组专题学法", "宪法宣传周主题活动"),
            None,
        ),
        (Field.MEASURES, 32, "怎么做。", ("专题研讨、重点发言", "集中宣誓、进社区宣讲"), None),
        (Field.BASIS, 22, "上级文件或法律条款，多份用分号隔开。", ("《年度普法依法治理工作要点》", ""), None),
        (
            Field.LAWS,
            22,
            "要学、要宣传的法律法规，写全称加书名号。",
            ("《中华人民共和国宪法》", "《中华人民共和国宪法》"),
            None,
        ),
        (Field.AUDIENCE, 14, "面向谁。", ("党组成员", "社区居民"), None),
        (
            Field.LEAD,
            14,
            f"牵头的部门，必填{known}；几个部门共同牵头的用顿号隔开。",
            ("办公室", "法规科"),
            own,
        ),
        (Field.SUPPORT, 14, "配合的部门，用顿号隔开；全部部门写“各科室”。", ("", "各科室"), own),
        (Field.PERSONS, 10, "具体经办人，可以不写。", ("", ""), None),
        (Field.LEADER, 10, "分管领导，可以不写。", ("", ""), None),
        (
            Field.DEADLINE,
            20,
            "哪天前完成、每隔多久一次，必填。写明月日；“适时”“按要求”排不出提醒，导入时会问。",
            ("每季度末月25日前", "12月1日至12月7日"),
            DEADLINES,
        ),
        (
            Field.EVIDENCE,
            18,
            "完成后交什么，用顿号隔开；空着则按任务种类拟定，不要就写“—”。",
            ("会议议程", "活动信息稿、链接"),
            _EVIDENCE,
        ),
        (Field.NOTE, 14, "其他要说明的。", ("", ""), None),
    )
    return tuple(
        ExampleColumn(NAMES[field], width, how, examples, options)
        for field, width, how, examples, options in rows
    )

"""What the office does by law in the sample year: cases, permits, rules, checks, reports."""

from collections.abc import Iterator
from datetime import date

from demo.cast import ABSENT, ALWAYS_LATE, COORDINATOR, OFFICE, STEPS_IN, TAKES_OVER
from demo.papers import cabinet, sheet, word
from demo.story import DOC_NUMBER, ISSUED_ON, STATISTICS, Work, day
from models import ActivityKind
from steps.working.submit import Count, Happening


def governing() -> Iterator[Work]:
    yield from _business()
    yield from _rules_and_reports()
    yield from _self_checks()


# Quarter by quarter: 涉外案件 批 人, 领保案件 批 人, 高风险国家人员 人, 涉外新娘 起 人.
CASES = (
    (day(3, 20), day(3, 22), ABSENT, (3, 4, 2, 3, 0, 0, 0)),
    (day(6, 20), day(6, 24), ABSENT, (4, 6, 3, 5, 26, 1, 1)),
    (day(9, 24), day(9, 25), STEPS_IN, (2, 3, 3, 6, 15, 0, 0)),
    (day(12, 23), day(12, 24), ABSENT, (3, 4, 2, 3, 0, 1, 1)),
)
CASE_COUNTS = (
    ("foreign_cases", "批"),
    ("foreign_cases", "人"),
    ("consular_cases", "批"),
    ("consular_cases", "人"),
    ("high_risk_persons", "人"),
    ("foreign_brides", "起"),
    ("foreign_brides", "人"),
)
PERMITS = ((day(6, 20), day(6, 21), 302, 2688), (day(12, 17), day(12, 18), 315, 2907))


def _business() -> Iterator[Work]:
    labels = {name: label for name, label, _ in STATISTICS}
    for quarter, (counted, handed_in, by, values) in enumerate(CASES, 1):
        counts = tuple(
            Count(name, value, unit) for (name, unit), value in zip(CASE_COUNTS, values, strict=True) if value
        )
        yield _ledger(
            "14", f"第{quarter}季度涉外案件和领保案件", counted, handed_in, by, quarter, counts, labels
        )
    for half, (counted, handed_in, cards, forms) in enumerate(PERMITS, 1):
        counts = (Count("apec_cards", cards, "人次"), Count("verification_forms", forms, "人次"))
        title = f"第{half}批商旅卡和核实单办理"
        yield _ledger("15", title, counted, handed_in, ABSENT, half, counts, labels)
    counts = (
        Count("promotions", 1, "批"),
        Count("promotions", 1, "人次"),
        Count("large_spending", 3, "次"),
    )
    held = day(12, 16)
    yield Work(
        "18",
        day(12, 19),
        TAKES_OVER,
        (
            word("议题目录", "2024年度“三重一大”议题目录", held, "干部晋升1批1人次", "大额支出3次"),
            cabinet("会议记录", "2024年党组会研究“三重一大”事项会议记录", held, 24),
        ),
        (
            Happening(
                ActivityKind.BUSINESS, "“三重一大”事项集体研究", held, audience="党组成员", numbers=counts
            ),
        ),
    )


def _ledger(
    duty: str,
    title: str,
    counted: date,
    handed_in: date,
    by: str,
    occurrence: int,
    counts: tuple[Count, ...],
    labels: dict[str, str],
) -> Work:
    rows = tuple((labels[count.subject], count.value, count.unit) for count in counts)
    return Work(
        duty,
        handed_in,
        by,
        (sheet("业务台账", f"{title}台账", counted, ("事项", "数量", "单位"), rows),),
        (Happening(ActivityKind.BUSINESS, title, counted, numbers=counts),),
        occurrence=occurrence,
    )


def _rules_and_reports() -> Iterator[Work]:
    yield Work(
        "20",
        day(3, 20),
        COORDINATOR,
        (word("印发通知", "责任清单印发通知", ISSUED_ON, DOC_NUMBER),),
        (_rule("印发2024年度学法普法工作计划和责任清单", ISSUED_ON),),
    )
    guide = "云洲市外国人来华邀请核实单办理指南（试行版）"
    yield Work(
        "16",
        day(6, 20),
        ABSENT,
        (word("印发文件", guide, day(6, 18), "一、适用范围", "二、办理流程"),),
        (_rule(f"出台《{guide}》", day(6, 18)),),
    )
    trainings = (
        ("全市外办主任会", day(4, 25), 38),
        ("因公出国管理工作会", day(5, 28), 64),
        ("外国人来华邀请核实单业务培训班", day(6, 26), 85),
    )
    yield Work(
        "17",
        day(7, 9),
        ALWAYS_LATE,
        (sheet("参训名册", "外事系统培训参训人数", day(6, 26), ("班次", "日期", "人数"),
               tuple((title, held.isoformat(), people) for title, held, people in trainings)),),
        tuple(
            Happening(
                ActivityKind.TRAINING,
                title,
                held,
                place="市会议中心",
                audience="全市外事干部",
                participants=people,
                laws=("《中国共产党领导外事工作条例》",),
            )
            for title, held, people in trainings
        ),
        note="最后一期培训班6月底才办完，名册汇总晚了。",
    )  # fmt: skip
    yield Work(
        "21",
        day(11, 8),
        TAKES_OVER,
        (word("印发文件", f"{OFFICE}廉政风险防控点及防控措施", day(11, 6), "一、风险点", "二、措施"),),
        (_rule(f"修订《{OFFICE}廉政风险防控点及防控措施》", day(11, 6)),),
    )
    held = day(12, 20)
    yield Work(
        "23",
        day(12, 23),
        ALWAYS_LATE,
        (word("述职报告", "班子总结和述职报告中的述法内容摘录", held, "应述尽述"),),
        (Happening(ActivityKind.LAW_DUTY_REPORT, "班子成员年终述法", held, audience="班子成员"),),
    )
    yield Work(
        "24",
        day(12, 23),
        COORDINATOR,
        (
            word("报告正文", "2024年度法治政府建设情况报告（送审稿）", held, "一、主要举措和成效"),
            cabinet("党组会纪要", "审议年度报告的党组会纪要", held, 4),
        ),
        (Happening(ActivityKind.OTHER, "起草并审议法治政府建设年度情况报告", held),),
    )


def _rule(title: str, on: date) -> Happening:
    return Happening(ActivityKind.RULES, title, on)


CHECKERS = (
    ("办公室", day(10, 24), TAKES_OVER),
    ("法规科", day(10, 25), COORDINATOR),
    ("机关党委", day(10, 24), TAKES_OVER),
    ("人事科", day(11, 18), ALWAYS_LATE),
    ("领事科", day(10, 28), ABSENT),
)


def _self_checks() -> Iterator[Work]:
    for number, done in enumerate((day(6, 26), day(11, 25)), 1):
        title = f"规范性文件合法性审核第{number}次自查"
        yield Work(
            "19",
            done,
            COORDINATOR,
            (word("自查报告", f"{title}报告", done, "逐件核对，未发现违法设定内容。"),),
            (Happening(ActivityKind.SELF_CHECK, title, done),),
            occurrence=number,
        )
    for department, done, by in CHECKERS:
        title = f"{department}权责清单动态调整自查"
        yield Work(
            "22",
            done,
            by,
            (word("自查报告", f"{title}报告", done, "本科室权责事项与现行法规一致。"),),
            (Happening(ActivityKind.SELF_CHECK, title, done),),
            department=department,
        )

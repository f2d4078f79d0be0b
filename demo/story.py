"""The story of the sample year as data; the work itself stands in the chapters beside this file.

The chapters are `learning`, `publicity` and `governing`. The figures are those of the report that the
Heze foreign affairs office published for 2024: 专题学法7次, 合格率100%, 50余次, 12批17人 and the rest;
everything else is invented.
"""

from dataclasses import dataclass
from datetime import date

from demo.cast import CAST
from demo.papers import Paper, word
from models import ActivityKind
from steps.working.submit import Happening

YEAR = 2024
STAFF = 46  # civil servants of the office; nine of them use the program


def day(month: int, of_month: int) -> date:
    return date(YEAR, month, of_month)


FOUNDED_ON = day(1, 2)
IMPORTED_ON = day(3, 4)
SETTLED_ON = day(3, 5)
MEETING_ON = day(3, 11)
APPROVED_ON = day(3, 12)  # entered on behalf of the leader
ISSUED_ON = day(3, 15)
BACKDATED_ON = day(3, 18)  # what was already past at issue gets a day
AMENDED_ON = day(5, 13)
HANDED_OVER_ON = day(6, 12)
LAST_DAY = day(6, 14)
AWAY_TOLD_ON = day(9, 13)
AWAY = (day(9, 16), day(9, 29))
EXAM_DATED_ON = day(9, 20)
SETTLED_AGAIN_ON = day(10, 14)  # two days of autumn games: nobody is written to
QUIET = (day(10, 24), day(10, 25))
EXTENSION_ASKED_ON, EXTENSION_GRANTED_ON = day(10, 21), day(10, 22)
CLOSED_ON = day(12, 25)

BODY = "办党组会"
MEETING = "2024年第4次党组会"
DOC_NUMBER = "云外办发〔2024〕6号"

# What the coordinator answers to the doubts of the list, by number of the duty.
ANSWERS = {
    "4": "待定",  # the day comes with 市司法局's notice
    "6": "4月12日至4月18日",
    "7": "5月15日前",  # by the city's own notice
}
BACKDATED = {("10", 1): day(3, 29), ("10", 2): day(3, 29)}
EXAM, EXAM_DUE_ON = "4", day(10, 25)

EXTENDED = ("21", day(11, 15), "市纪委监委将于10月底印发新的风险防控指引，拟对照修订后报送。")

AMENDMENT_REASON = "巴黎奥运会7月26日开幕，按市领导要求提前完成海外安全宣传资料，并增加观赛安全提醒。"
REDATED = ("11", "7月5日前")
ADDED = ("巴黎奥运会观赛领事保护提醒", "领事科", "7月15日前", ("定稿",))

# name, label, units: the business numbers that the office accounts for, in the order of its report
STATISTICS = (
    ("foreign_cases", "涉外案件", ("批", "人")),
    ("consular_cases", "领保案件", ("批", "人")),
    ("high_risk_persons", "高风险国家人员", ("人",)),
    ("foreign_brides", "涉外新娘", ("起", "人")),
    ("apec_cards", "APEC商旅卡新申请", ("人次",)),
    ("verification_forms", "邀请核实单", ("人次",)),
    ("promotions", "干部晋升", ("批", "人次")),
    ("large_spending", "大额支出", ("次",)),
)


@dataclass(frozen=True)
class Work:
    """What is handed in for one task; with `returned`, the reviewer sends it back for that reason."""

    duty: str  # its number in the list
    on: date
    by: str
    papers: tuple[Paper, ...]
    happened: tuple[Happening, ...] = ()
    occurrence: int = 1
    department: str = ""  # where several departments have the task
    note: str = ""
    returned: str = ""
    reviewed_on: date | None = None  # else on the next working day


def signed(title: str, on: date) -> Paper:
    names = "、".join(newcomer.name for newcomer in CAST)
    return word("签到表", f"{title}签到表", on, f"时间：{on}", f"签到：{names}等")


def study(title: str, held: date, *laws: str, node: str = "") -> Happening:
    return Happening(
        ActivityKind.STAFF_STUDY,
        title,
        held,
        place="机关会议室",
        node=node,
        audience="全体干部职工",
        participants=STAFF,
        laws=laws,
    )

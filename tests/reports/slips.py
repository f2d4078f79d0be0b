"""Sample slips: one of each kind, as sent and as a draft."""

from dataclasses import replace
from datetime import date, datetime

from models import SlipKind
from rules.days import BEIJING
from rules.slip_paper import Facts, Line

AT = datetime(2024, 6, 5, 9, tzinfo=BEIJING)
LINES = (
    Line("民法典宣传月活动", "甲某", date(2024, 5, 28), "逾期8天\n尚未提交", "照片、信息稿"),
    Line("专题学法（不少于2次）", "乙某", date(2024, 5, 24), "逾期12天\n退回补正", "签到表"),
)
DRAFT = Facts(
    kind=SlipKind.NUDGE,
    office="云洲市外办",
    department="人事科",
    rests_on="《云洲市外办2024年度责任清单》（云外办发〔2024〕6号）",
    occasion="2024-06-05",
    lines=LINES,
    answer_to="法规科",
)
NUDGE = replace(
    DRAFT,
    number="普法督〔2024〕3号",
    signed_by="苏映川",
    dated_on=date(2024, 6, 5),
    answer_by=date(2024, 6, 12),
    draft=False,
)
PROMPT = replace(
    NUDGE,
    kind=SlipKind.PROMPT,
    occasion="2024-05",
    lines=tuple(replace(each, standing="") for each in LINES),
)
SUPERVISE = replace(NUDGE, kind=SlipKind.SUPERVISE, before=("普法催〔2024〕2号",))
SENT = (PROMPT, NUDGE, SUPERVISE)

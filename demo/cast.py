"""Who works in the sample office. The office and all persons are invented; so are addresses and numbers.

`.example` is a domain that nobody can own (RFC 2606); no phone has the number 199 0000 000X.
"""

from models import PostKind
from steps.keeping.enrol import Newcomer

OFFICE = "云洲市外办"
ADDRESSEE = "市委、市政府"
DOMAIN = "wsb.yunzhou.example"
SENDER = f"{OFFICE} <pufa@{DOMAIN}>"

HEAD = "秦致远"
LEADER = "苏映川"
COORDINATOR = "林知微"  # 法规科科长
LEAVES = "陶以宁"  # 办公室, until the middle of June
TAKES_OVER = "程若谷"  # 机关党委, then 办公室 as well
STEPS_IN = "魏长庚"  # 人事科科长
ALWAYS_LATE = "邵远舟"  # 人事科
ABSENT = "何映雪"  # 领事科, two weeks of September
AUDITOR = "顾怀瑾"

DEPARTMENTS = ("办公室", "法规科", "机关党委", "人事科", "领事科")


def _person(name: str, mailbox: str, number: int, kind: PostKind, department: str, title: str) -> Newcomer:
    return Newcomer(name, kind, department, title, f"{mailbox}@{DOMAIN}", f"1990000000{number}")


CAST = (
    _person(HEAD, "qin.zhiyuan", 1, PostKind.HEAD, "", "主任"),
    _person(LEADER, "su.yingchuan", 2, PostKind.LEADER, "", "分管副主任"),
    _person(LEAVES, "tao.yining", 3, PostKind.HANDLER, "办公室", "办公室文秘岗"),
    _person(COORDINATOR, "lin.zhiwei", 4, PostKind.COORDINATOR, "法规科", "法规科科长"),
    _person(TAKES_OVER, "cheng.ruogu", 5, PostKind.HANDLER, "机关党委", "机关党委党务岗"),
    _person(STEPS_IN, "wei.changgeng", 6, PostKind.DEPARTMENT_HEAD, "人事科", "人事科科长"),
    _person(ALWAYS_LATE, "shao.yuanzhou", 7, PostKind.HANDLER, "人事科", "人事科干部岗"),
    _person(ABSENT, "he.yingxue", 8, PostKind.HANDLER, "领事科", "领事科领保岗"),
    _person(AUDITOR, "gu.huaijin", 9, PostKind.AUDITOR, "", "派驻纪检监察组"),
)

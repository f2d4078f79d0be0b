"""The events that a relative deadline waits for, by the names that the coordinator will see."""

import re

# What the words before 后, 前 or 之日起 say -> the event, in {} what the words name. The first that fits.
RECEIVED = "通知|文件|稿|函|件|材料|来文|批复|反馈|申请|意见|指令|任务"
AFTER: tuple[tuple[str, str], ...] = (
    (f"(?:收到|接到|收)(?:上级|相关|有关)?(.*(?:{RECEIVED}))", "收到{}"),
    (r"[收接]文|收到$|来文", "收到文件"),
    (r"(?:收到|接到|接)(.+)", "收到{}"),
    (r"通知(?:下发|发出|下达|到)?$", "收到通知"),
    (r"(?:会议?|例会|大会)(?:结束|召开|闭幕)?$", "会议结束"),
    (r"(培训|考试|检查|督查|督察|评估|测试|竞赛|展览|调研)(?:班)?(?:结束|完成)?$", "{}结束"),
    (r"活动(?:结束|完成|举办|开展)?$", "活动结束"),
    (r"^(?:施行|实施|生效)$", "法律施行"),
    (r"^(?:公布|颁布|出台)$", "法律公布"),
    (r"(?:法|条例|规定|办法|规章|法规|新规).*(?:颁布|公布|出台|发布|通过)$", "法律公布"),
    (r"(?:法|条例|规定|办法|规章|法规).*(?:施行|实施|生效)$", "法律施行"),
    (r"(清单|方案|文件|通知|意见|要点)(?:正式)?(?:印发|下发|发布)$", "{}印发"),
    (r"(?:印发|下发|发文|发布)$", "文件印发"),
    (r"(?:到岗|入职|报到|上岗)$", "人员到岗"),
    (r"(?:任职|任命|提任|上任|到任)$", "任命"),
)
BEFORE: tuple[tuple[str, str], ...] = (
    (r"^召开$", "会议召开"),
    (r"^(?:开展|举办|举行|开始|启动)$", "活动开始"),
    (r"(?:会议?|例会|大会|开会)(?:召开|开始)?$", "会议召开"),
    (r"活动(?:开始|举办|开展|举行)?$", "活动开始"),
    (r"(培训|考试|检查|督查|督察|评估|测试|竞赛|出国|出访)(?:班)?(?:开始|开班)?$", "{}开始"),
    (r"(?:任职|任命|提任|上任|到任|拟任)$", "任命"),
    (r"(?:到岗|入职|上岗)$", "人员到岗"),
    (r"(?:法|条例|规定|办法|规章|法规).*(?:施行|实施|生效)$", "法律施行"),
)
FILLING = re.compile("^(?:自|从|于|在|应当?|须|一般|每次|每场|每期|每个|各|其|待|及时|的)+")


OVER = re.compile("结束|完成|收|接|印发|下发|发布|公布|办结|通知|受理$|决定$")


def is_over(words: str) -> bool:
    """Say whether `words` speak of what has happened (活动结束), not of what begins (活动)."""
    return OVER.search(words) is not None


def anchor(words: str, *, after: bool) -> tuple[str | None, bool]:
    """Return the event that `words` name, and whether it is one of the table's.

    An event of no table goes by its own words; no words are no event.
    """
    words = FILLING.sub("", words.strip(" ,;、"))
    for found, name in AFTER if after else BEFORE:
        match = re.search(found, words)
        if match is not None:
            return name.format(*(group or "" for group in match.groups())), True
    return words or None, False

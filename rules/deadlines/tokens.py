"""What one token writes: numbers, weekdays, hours, periods."""

import re

from lark import Token

from rules.deadlines.parts import Distance

WEEKDAYS = "一二三四五六日"
SPAN_UNITS = {"工作日": "workday", "个月": "month", "月": "month", "年": "year", "小时": "hour"}


def weekday(sign: str) -> int:
    return WEEKDAYS.index("日" if sign == "天" else sign)


def first_number(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found[0]) if found else 0


def ordinal(text: str) -> int:
    """Return the n of 第n, 1 of 首, -1 of 最后 and 末."""
    return 1 if "首" in text else -1 if "最后" in text or "末" in text else first_number(text) or 1


def clock_time(token: Token | None) -> str | None:
    """Return 17:30 for 「下午5点半」; words without an hour (下班) as they are."""
    found = re.match(r"(上午|下午|晚上?|中午)?(\d{1,2})[:时点]?(\d{2}|半)?", token or "")
    if found is None or token is None:
        return token and str(token)
    hour = int(found[2]) + 12 * (found[1] not in {None, "上午", "中午"} and int(found[2]) < 12)
    return f"{hour:02}:{'30' if found[3] == '半' else found[3] or '00'}"


def period_of(token: str) -> tuple[str, int, str]:
    """Return period, step and 「odd」 or 「even」 of 每季度, 每2个月, 双月."""
    step = 2 if "隔" in token or "双周" in token else max(1, first_number(token))
    if "隔" in token and first_number(token):
        step = first_number(token) + 1
    if re.search("[双单]月", token):
        return "month", 1, "even" if "双" in token else "odd"
    if re.search("半个?月", token):
        return "half_month", 1, ""
    for words, period in (("半年", "half"), ("学期", "term"), ("旬", "ten_days")):
        if words in token:
            return period, 1, ""
    for words, period in (("季", "quarter"), ("月", "month"), ("周|星期|礼拜", "week"), ("年", "year")):
        if re.search(words, token):
            return period, step, ""
    return "day", step, ""


def distance_of(token: Token) -> Distance:
    """Return how far 「后10个工作日内」 reaches, in days, working days or months."""
    if token.type == "WORKDAYS_PLUS":
        return Distance(str(token), first_number(token), "workday" if "工作" in token else "day", after=True)
    if token.type == "NEXT_DAY":
        return Distance(str(token), 1, "workday" if "工作" in token else "day", after=True)
    n, asked = first_number(token), ""
    unit = next((name for word, name in SPAN_UNITS.items() if word in token), "day")
    if "半" in token:  # 半个月, 1个半月, 半年
        n, unit, asked = (6, "month", "") if unit == "year" else (30 * n + 15, "day", "半个月按15天计")
    elif unit == "year":
        n, unit = n * 12, "month"
    elif unit == "hour":
        n, unit, asked = max(1, -(-n // 24)), "day", "小时按整天计"
    elif re.search("周|星期", token):
        n, unit = n * 7, "day"
    return Distance(str(token), n, unit, token.type not in {"BEFORE_SPAN", "SPAN_BEFORE"}, asked)

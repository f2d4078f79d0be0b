"""Chinese numerals where a unit of time or of count follows; 「第一轮」 and 「八五」 stay as they are."""

import re

DIGITS = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
TENS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = "[〇零一二两三四五六七八九十百千廿卅]+"
LIST = rf"(?:{NUMERAL}|\d+)(?:[、,和及与至到~—-]第?(?:{NUMERAL}|\d+))*"
# What may follow; after 第 only what counts time (第三季度, not 第一次).
TIME_UNITS = "年|个?季|个?月|旬|个?(?:周|星期|礼拜)|个?(?:工作|自然)?日|号"
UNITS = f"{TIME_UNITS}|个|次(?!性)|场|期(?!间)|篇|条|天|学时|课时|小时|节课|[名人份件部堂讲项例轮批回](?!生)"
COUNTED = re.compile(
    f"(?<!星期)(?<!礼拜)(?<![第周初十百千统唯同逐单专万])({LIST})(?={UNITS})|(?<=第)({LIST})(?={TIME_UNITS})"
)
# 每周五次 is five times, not Fridays; 每周五一次 is once each Friday.
WEEKLY = re.compile(
    "(?:(?<=周)|(?<=星期)|(?<=礼拜))([一二两三四五六七八九十](?:[、至到~—-][一二两三四五六七八九十])?)(?=[次场期篇条])"
)
YEAR = re.compile("[一二][〇零一二三四五六七八九]{3}(?=年|—|-|~|至|到)")

ONE_TO_NINE = "一二三四五六七八九"
# 三四月, 二三季度: numbers without a sign between them; not the digits of 二〇二四年一二月.
IN_ROW = f"(?<![十\\d{ONE_TO_NINE}])(?<![〇零{ONE_TO_NINE}]年)[{ONE_TO_NINE}]{{2,4}}"

ONE_OR_OTHER = re.compile(
    "(?P<before>(?:[一二两三四五六七八九十百千]*[十百千])?)(?P<signs>一二|一两|两三|二三|三四|三五|四五|五六|六七|七八|八九)(?P<after>[十百千]?)"
)


def spelled_in_row(match: re.Match[str]) -> str:
    """Put the signs back that 三四月 leaves out."""
    signs = match[0]
    return "、".join(signs) if _ascends(signs) else signs


def weekly_row(match: re.Match[str]) -> str:
    """Tell weekdays from numbers: 每周一二次 (once or twice), 每周一三次 (each Monday), 每周一三五次."""
    signs = match[0]
    if not _ascends(signs):
        return signs
    if len(signs) > 2:
        return "、".join(signs) + "各1"
    return _rough(signs) or f"{signs[0]}{value(signs[1])}"


def _ascends(signs: str) -> bool:
    return list(signs) == sorted(set(signs), key=ONE_TO_NINE.index)


def _rough(numeral: str) -> str:
    """Write 三五, 二三十 and 十七八, one or the other, as 3-5, 20-30 and 17-18; "" where it is one number."""
    pair = ONE_OR_OTHER.fullmatch(numeral)
    if pair is None:
        return ""
    return "-".join(str(value(f"{pair['before']}{sign}{pair['after']}")) for sign in pair["signs"])


def fewest(match: re.Match[str]) -> str:
    """Write the lower of 三五(天内)."""
    return _rough(match[0]).partition("-")[0]


def run_together(match: re.Match[str]) -> str:
    """Write 一三五(次), which is no number, by its digits."""
    return match[0] if _rough(match[0]) else str(value(match[0]))


def value(numeral: str) -> int:
    """Return the number that `numeral` writes: 二十三, 廿三, 二〇二四, 一百零五."""
    numeral = numeral.replace("廿", "二十").replace("卅", "三十")
    if not set(numeral) & TENS.keys():
        return int("".join(str(DIGITS[sign]) for sign in numeral))
    total, digit = 0, 0
    for sign in numeral:
        if sign in TENS:
            total += (digit or 1) * TENS[sign]
            digit = 0
        else:
            digit = DIGITS[sign]
    return total + digit


def arabic(text: str) -> str:
    """Write the numerals of `text` that count or date something in digits."""

    def digits(match: re.Match[str]) -> str:
        counts = not match.string.startswith(tuple("年月日号季人名"), match.end())
        return re.sub(
            NUMERAL,
            lambda found: (counts and _rough(found[0])) or str(value(found[0])),
            match.group(),
        )

    return COUNTED.sub(digits, WEEKLY.sub(digits, YEAR.sub(digits, text)))

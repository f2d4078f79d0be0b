"""A cell as it was typed becomes plain text that the grammar can rely on; what had to be repaired is told.

After it: ASCII digits before every unit, 「—」 only between two times, 「.」 or 「·」 only inside month.day,
blanks gone or turned into commas, one line a clause.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from rules.deadlines.numerals import (
    IN_ROW,
    ONE_OR_OTHER,
    ONE_TO_NINE,
    arabic,
    fewest,
    run_together,
    spelled_in_row,
    value,
    weekly_row,
)
from rules.nodes import GOES_ON

ROUNDS = 20
MOST_CHARACTERS = 500  # no deadline is longer; a longer cell holds something else
SERIALS = range(36526, 73051)  # Excel counts days from 1899-12-30: the years 2000 to 2099


@dataclass(frozen=True)
class Normal:
    text: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Repair:
    """A rewriting; with a `doubt` it is a guess at a typing error and is shown to a person."""

    found: re.Pattern[str]
    put: str | Callable[[re.Match[str]], str]
    doubt: str = ""


def _rule(found: str, put: str | Callable[[re.Match[str]], str], doubt: str = "") -> Repair:
    return Repair(re.compile(found), put, doubt)


def _full_date(match: re.Match[str]) -> str:
    year, month, day = (int(part) for part in match.groups())
    return f"{year}年{month}月{day}日"


def _serial(match: re.Match[str]) -> str:
    days = int(match[1])
    if days not in SERIALS:
        return match[0]
    day = date(1899, 12, 30) + timedelta(days)
    return f"{day.year}年{day.month}月{day.day}日"


def _dotted(match: re.Match[str]) -> str:
    """Write 三·一五 and 一二·四 in digits."""
    month, day = value(match[1]), value(match[2])
    return f"{month}.{day}" if month <= 12 and day <= 31 else match[0]


def _unspread(match: re.Match[str]) -> str:
    """Close a line that was spread over the width of its cell: 每 季 度 末 月 25日 前."""
    pieces = match[0].split()
    single = sum(len(piece) == 1 for piece in pieces)
    return "".join(pieces) if len(pieces) > 2 and single * 2 > len(pieces) else match[0]


def _joined(match: re.Match[str]) -> str:
    """Join 「1 2月」 where the two digits make one number of that unit."""
    number, most = int(match[1] + match[2]), 12 if match[3] == "月" else 31
    return f"{number}{match[3]}" if 10 <= number <= most else match[0]


YEAR4 = r"(?<!\d)(20\d\d)"
MONTH2, DAY2 = r"(1[0-2]|0?[1-9])", r"(3[01]|[12]\d|0?[1-9])"
TIME_END = r"(?<=[\d年月份日旬季度初中底末周起始发])"  # what a range may begin with
TIME_START = (
    r"(?=\d|第\d|次年|翌年|明年|来年|次月|下个?月|年[初中底末]|上半年|下半年|[上中下]旬|今年|本年|月[初中底末]|"
    r"每?年\d)"
)

SPREAD = r"(?:\d+\S|\S)"
GOING_ON = "(?:起|开始|启动)"
SINCE = "(?:起|开始|启动|始)?(?:一直|持续|延续)?"
ALONE = "(?:^|(?<=[,;、\\n]))"

# What makes a law's title in 《》 the name of a campaign.
DAY_OF_A_LAW = f"(?:学习|主题|普法)?(?:宣传|颁布|公布|实施|施行)(?:教育)?(?:周年)?(?:纪念)?[周月日]{GOES_ON}"

# Days that lists speak of by their digits alone, with the dot lost.
DOTLESS = {
    "315": "3.15", "415": "4.15", "426": "4.26", "528": "5.28", "626": "6.26",
    "119": "11.9", "122": "12.2", "124": "12.4",
}  # fmt: skip

# Before the width of characters is unified: NFKC would turn ① into a bare 1.
FIRST: tuple[Repair, ...] = (
    _rule("[\u2460-\u2473]", lambda match: f"({ord(match[0]) - 0x245F})"),
    _rule("_x000[dDaA]_|\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n"),
    _rule("[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff\u00ad]", ""),
)
SIGNS: tuple[Repair, ...] = (
    _rule(r"(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)[ T]0?0:00(?::00(?:\.0+)?)?", r"\1"),  # a date cell as text
    _rule("[”’」』][“‘「『]", "、"),
    _rule("[“”‘’\"'「」『』〝〞`]", ""),
    _rule("[•‧∙⋅●・･]", "·"),
    _rule("[—–−‒―─━﹣‐‑~〜∼]+", "-"),
    _rule(r"--+", "-"),
    _rule("[\\[【{]", "("),
    _rule("[\\]】}]", ")"),
    _rule("[|¦∕⁄]", "/"),
    _rule("≧|>=|≥", "不少于"),
    _rule(rf"《([^《》\n]{{2,20}})》(?={DAY_OF_A_LAW})", r"\1"),  # 《民法典》宣传月
    _rule("。", ";"),
    _rule(
        r"^\s*(?:按照?)?(?:重要|关键|计划|工作|实施|完成|办理|办结)?(?:时限|时间|期限|日期|进度)(?:要求|安排|节点)?\s*:",
        "",
    ),
)
# Typing and scanning errors.
ERRORS: tuple[Repair, ...] = (
    _rule(r"(?<=\d)曰", "日", "「{0}」中的「曰」疑为「日」，是否读作「{1}」？"),
    _rule(r"(?<![A-Za-z])[lI|](?=\d?[\dO○]?[月日])|(?<=\d)[lI](?=[\d月日前])",
          "1", "「{0}」疑将数字1写作字母，是否读作「{1}」？"),
    _rule(r"(?<=\d)[Oo○](?=[\d年月日曰号前次])|(?<=\d)[Oo○](?=\d?[Oo○年])",
          "0", "「{0}」疑将数字0写作字母O，是否读作「{1}」？"),
    _rule(r"(?<=[一二三四五六七八九])[○Oo](?=[一二三四五六七八九○〇Oo年])", "〇",
          "「{0}」中的圆圈疑为「〇」，是否读作「{1}」？"),
    _rule(r"(?<=[一二])0(?=[一二三四五六七八九〇]{2}年)", "〇"),
    _rule(r"(?<!\d)(\d) +(\d) *([月日])", _joined, "「{0}」的数字中间有空格，是否读作「{1}」？"),
    _rule(r"(?<![\d月])(\d{1,2}) +(?=\d{1,2} *(?:月|季度))", r"\1、",
          "「{0}」的数字之间有空格，是否读作「{1}」？"),
)  # fmt: skip
BLANKS: tuple[Repair, ...] = (
    _rule(r"[^\S\n]+", " "),
    _rule(rf"(?m)^ ?{SPREAD}(?: {SPREAD})+ ?$", _unspread),
    _rule(
        r"(?<=[\d〇零一二三四五六七八九十]) (?=[年月日号季度周个次前:.])|(?<=[第每]) | (?=[前后底末内起])", ""
    ),
    # Digits set off by blanks: 收到通知后 10 个工作日内, 暂定 11 月, 每季度 25 日前
    _rule(r"(?<=\d) (?=[一-龥])|(?<=[在于中至到从自的为是每约第迟晚过定计除逢拟达少和及与或]) (?=\d)", ""),
    _rule(
        r"(?<=[前后起]) (?=\d+(?:个|日|天|周|小时|年))|(?<=[季度末]) (?=\d{1,2}[日号])|(?<=[年季]度) (?=\d)",
        "",
    ),
    _rule(r"(?<=[一-龥]) (?=\d+(?:次|场|期|篇|条|学时|课时|份|个))", ""),
    _rule(r"(?<=[年月]) (?=\d{1,2}[月日号]|[上中下]{1,2}旬|份)", ""),
    _rule(r"(?<![^\s]) ?(\S) (?=\S(?!\S))", r"\1"),  # 全 年, 六 月: a cell spread over its width
    _rule(r" *([-,;:、/()\n至到]) *", r"\1"),
    _rule(r"\n(?=[、,和及与])|(?<=[、,和及与])\n|\n(?=\((?!\d{1,2}\)|[一二三四五六七八九十]{1,2}\)))", ""),
    _rule(r"^\s+|\s+$", ""),
    _rule(" ", ","),
)
DATES: tuple[Repair, ...] = (
    _rule(r"^(\d{5})(?:\.0+)?$", _serial),
    _rule(rf"{YEAR4}[-/.]{MONTH2}[-/.]{DAY2}(?:日|号|(?![\d月]))", _full_date),
    _rule(r"(?:20\d\d年|每年|[次本]年)(?=(?:1[3-9]|[2-9]\d)月)", ""),  # 13月 is no time
    _rule(rf"{YEAR4}(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9])(?!\d)", _full_date),
    _rule(rf"{YEAR4}[-./]{MONTH2}(?![-\d月])", lambda match: f"{match[1]}年{int(match[2])}月"),
    _rule(rf"(?<![\d/年]){MONTH2}/{DAY2}(?![\d/月日季年次])", r"\1月\2日"),
    _rule(r"(?<![〕)\d第])(\d{1,2})号(?![文令])", r"\1日"),
    _rule(r"(?<!\d)0(?=[1-9][月日])", ""),
    _rule(
        f"{ALONE}({'|'.join(DOTLESS)})(?=$|[,;、\\n]|前后|期间)",
        lambda match: DOTLESS[match[1]],
        "「{0}」疑漏了月和日之间的点，是否读作「{1}」？",
    ),
    _rule("(?<![一-龥])([一二三四五六七八九十]{1,2})·([一二三四五六七八九十]{1,3})", _dotted),
    _rule("元月", "1月"),
    _rule(
        r"(?<=\d:\d\d)(?:至|到|-|—)\d{1,2}:\d\d(?![\d前])", ""
    ),  # 8:30—12:00: when it begins is what counts
    _rule("^一二(?=月份?$)", "一、二", "「{0}」是1月和2月，还是12月？现按前者。"),
    _rule("九十(?=月)", "九、十"),
    _rule("十一十?二(?=月)", "十一、十二"),
    _rule(rf"{IN_ROW}(?=(?:、十)?月份?(?:之?间|[各分]))", spelled_in_row),  # told to be one, or several
    _rule(
        rf"{IN_ROW}(?=(?:、十)?月份?(?![\d{ONE_TO_NINE}十]))",
        spelled_in_row,
        "「{0}」是各月分别完成，还是合为一个时段？现按分别完成。",
    ),
    _rule(f"{IN_ROW}(?=季度)|(?<=每周)[一二三四五六]{{2,5}}(?![一二三四五六次场期篇条])", spelled_in_row),
    _rule(
        "(?<=每周)[一二三四五六]{2,5}(?=[次场期篇条])",
        weekly_row,
        "「{0}」的数字是次数，还是星期几？现按「{1}」。",
    ),
    _rule(
        f"(?<![第周期\\d十百千两{ONE_TO_NINE}])[两{ONE_TO_NINE}]{{2,}}(?=[次场篇条])",
        run_together,
        "「{0}」的次数连写在一起，现按「{1}」，应为多少？",
    ),
    _rule(
        f"(?<![第周\\d{ONE_TO_NINE}]){ONE_OR_OTHER.pattern}(?=(?:个?(?:月|周|星期|工作日)|[天日])[之以]?内)",
        fewest,
        "「{0}」没有定数，现按「{1}」，对吗？",
    ),
    _rule("(?<=日)((?:星期|周|礼拜)[一二三四五六日天])(?![至到—-])", r"(\1)"),
    _rule("(?<![\\d、])(\\d{1,2})(?:月份?)?[、和](\\d{1,2})月份?之?间", r"\1—\2月"),
    _rule(
        "(?:并|[,;](?:以后|之后|此后|今后|后续))(?=(?:长期|持续|常态化?)(?:坚持|推进|开展|实施|执行|落实|运行|更新)(?:$|[,;\\n(]))",
        ",",
    ),
    _rule("(?<=[日周月节])暨(?=[^,;\n]*[日周月节])", "、", "「{0}」用「暨」连写了两个节点，是否各算一次？"),
    _rule("(?<=\\d[月日])为(?:集中)?(?:学习|宣传|活动|整治)*(?:期(?!间)|阶段|[周月])(?=,)", ""),
    _rule("(?<![^,;\n])([^,;\n]*[月日季度])为重点(?:时段|月份)?", r"重点在\1"),
    _rule("(?<=[月季度])未(?=前|$|[,;])", "末", "「{0}」中的「未」疑为「末」，是否读作「{1}」？"),
)
# 一月一次 is every month, but 十一月一次 is November and 一月一日 a day.
ONE = "(?<![\\d第前一二三四五六七八九十])一"
COUNTED = "(?=[次回场期篇条])"
SOMETHING = "(?=[^\\d一二三四五六七八九十百千年季月周日号旬至到、—-])"
IDIOMS: tuple[Repair, ...] = (
    _rule("(?:^|(?<=[,;\\n]))(\\d{1,2})\\.(?=[一二三四五六七八九十第])", r"(\1)"),  # 1.二季度 is no 1.2
    _rule("一年四季", "全年"),
    _rule(f"{ALONE}月月(?![底末初中])", "每月"),
    _rule(f"{ALONE}季季", "每季度"),
    _rule(f"{ALONE}周周(?![一二三四五六日天])", "每周"),
    _rule(f"{ALONE}年年(?![初中底末终内])", "每年"),
    _rule(f"{ONE}(月|周)一{COUNTED}", r"每\g<1>1"),
    _rule(f"{ONE}(月|周)一{SOMETHING}", r"每\g<1>1次"),
    _rule(f"{ONE}季一{COUNTED}", "每季度1"),
    _rule(f"{ONE}季度?一{SOMETHING}(?![次回场期篇条])", "每季度1次"),
    _rule(rf"{ALONE}([一1]季度[一1][次场期][,;、\n][二三四2-4]季度)", r"第\1"),  # told one by one
    _rule(f"^[一1]季度[一1]{COUNTED}(?=[^,;、\\n]*$)", "每季度1",
          "「{0}」是每季度一次，还是第一季度一次？现按每季度。"),
    _rule("^季度?(?=[末底初后中])", "每季度", "「{0}」没有写是哪个季度，是否读作「{1}」？"),
    _rule("^月(?=[末底初后])", "每月", "「{0}」没有写是哪个月，是否读作「{1}」？"),
    _rule(f"(?<![每上下])半年([一二两三123]){COUNTED}", r"每半年\1"),
    _rule(f"(?<![每上下])半个?月([一二两三123]){COUNTED}", r"每半月\1"),
    _rule(f"{ALONE}季度?([一二两三123]){COUNTED}", r"每季度\1"),
    _rule(f"(?<![每上下])半年一{SOMETHING}", "每半年1次"),
    _rule(f"(?<![每第隔近后前满])([二两三四六])个月一{COUNTED}", r"每\1个月1"),
    _rule(f"{ONE}年([一二两三四五六2-9]){COUNTED}", r"每年\1"),
    _rule(f"(?<![每第近前后隔满\\d一二三四五六七八九十])([两二三四五2345])年([一1]){COUNTED}", r"每\1年\2"),
    _rule("(?:每1?个?)学年", "每年", "「{0}」跨两个年度，是否读作「{1}」，在本年度内完成？"),
    _rule(f"{ONE}年(?=至少|不少于|不低于)", "每年"),
    _rule(f"每(月|季度?|半年|年|旬)一{SOMETHING}(?![次回场期篇条个名份件部堂讲项例轮批节课])", r"每\g<1>1次"),
    _rule("每(周|星期)一(?=报(?![送告到])|学(?!习)|考(?!试)|[法题案测评清结])", r"每\g<1>1次",
          "「{0}」是每周一次，还是每到周一？现按每周一次。"),
    _rule(f"全年一{SOMETHING}(?![次回场期篇条])", "全年1次"),
    _rule(f"{ONE}年一{SOMETHING}(?![次回场期篇条])", "每年1次"),
    _rule("(每个?(?:月|季度?|半年|年|周))的|(?<=[月季年度])的(?=\\d{1,2}[日号]|[上中下]{1,2}旬)", r"\1"),
)  # fmt: skip
RANGES: tuple[Repair, ...] = (
    _rule(rf"{TIME_END}(?:\n[至到-]|[至到-]\n){TIME_START}", "-", "「{0}」在单元格内换了行，是否应连读？"),
    _rule(rf"{TIME_END}{SINCE}(?:直?至|直?到|-)(?:第(?=\d))?{TIME_START}", "—"),
    _rule(rf"{TIME_END}{GOING_ON},(?:一直)?(?:持续|延续)?[至到]{TIME_START}", "—"),
    _rule(rf"{TIME_END}{GOING_ON}[,、](?=\d[^,;、\n]{{0,7}}(?:结束|截止|为止)(?:$|[,;\n]))", "—"),
    _rule(r"(?<=即日)(?:起|开始)(?=—)", ""),
    _rule("(?:(?<=\\d\\d年)|(?<=[每今次翌明来本当去]年))度?(?=[底末初终尾]|中(?![秋旬央国]))", "年"),
    _rule("(?:(?<=\\d{4}年)|(?<=[每今次翌明来本当去]年))度?(?=内(?![容部]))", "年"),
    _rule(f"{ALONE}年度(?=[底末终尾内])", "年"),
    _rule("上、?下半年", "上半年、下半年"),
    # A date's own bracket after its 前 or 期间: 12月4日(星期三)前
    _rule(r"(?<=[日月旬底末周节度年])(\([^()\n]{1,20}\))(之?前后?|以前|期间|当[天日]|左右|截?止)", r"\2\1"),
    _rule(r"^[,;、\s]+|[,;、\s]+$", ""),
)  # fmt: skip


def normalise(text: str) -> Normal:
    """Return `text` in the form above. Asked again of its own answer, it changes nothing more."""
    doubts: dict[str, None] = {}
    for _ in range(ROUNDS):  # one repair may lay open another; the second round finds nothing as a rule
        before, text = text, _once(text, doubts)
        if text == before:
            break
    return Normal(text, tuple(doubts))


def _once(text: str, doubts: dict[str, None]) -> str:
    text = unicodedata.normalize("NFKC", _repaired(text, FIRST, doubts))
    for table in (SIGNS, ERRORS, BLANKS, DATES, IDIOMS):
        text = _repaired(text, table, doubts)
    return _repaired(arabic(text), RANGES, doubts)


def _repaired(text: str, table: tuple[Repair, ...], doubts: dict[str, None]) -> str:
    for repair in table:
        before, text = text, repair.found.sub(repair.put, text)
        if repair.doubt and text != before:
            doubts[repair.doubt.format(before, text)] = None
    return text

"""The heading line of a list: 「市外办2024年度学法普法责任清单」."""

import re
import unicodedata
from collections.abc import Sequence

_LIST_WORD = re.compile(r"清单|分解表|任务表|计划|一览表|安排表|分工|要点|台账|方案|安排")
_NO_TITLE = re.compile(
    r"^附[件表]?\s*\d*\s*[:：]?$|^附[件表]\s*[\d一二三四五]+$|^(?:填报|填表|报送|制表|编制)?(?:单位|部门|日期|时间)(?:[(（].*?[)）])?\s*[:：]"
    r"|^[(（]?\d{4}年\d{1,2}月\d{1,2}日[)）]?$|[〔\[［(（]\d{4}[〕\]］)）]\s*\d+\s*号$|^(?:密级|签发人|联系人)"
)
# A letter that hands a list on, and the line in it that names what is attached: the list's own title follows.
_LETTER = re.compile(r"^关于|的(?:通知|函|请示|报告|(?:起草)?说明)$|^附[件表]\s*\d*\s*[:：]")
_ATTACHED = re.compile(  # 附件1-1 …, 附件：…; not the year of 附件2024年…, not 附件材料清单
    r"^附[件表]\s*(?:(?:\d{1,2}(?=20\d\d年|\D)|[一二三四五六七八九十])(?:[-—]\d+)?\s*[:：]?|[:：]|(?<=\s)|(?=20\d\d年))\s*(?=\S)"
)
# What goes on with the title on a line of its own: (2024年度), (征求意见稿); not (盖章).
_ADDED = re.compile(r"[(（][^()（）]{0,10}(?:年|年度|稿|草案|试行|修订|版|项)[)）]")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_LONGEST = 80  # characters


def title_of(lines: Sequence[str]) -> str:
    """Return the title among the lines above a list, or "".

    A title broken over two lines is joined where the second alone names no year.
    """
    said = [" ".join(line.split()) for line in lines]
    said = [line for line in said if line and len(line) <= _LONGEST and not _NO_TITLE.search(line)]
    own = [line for line in said if not _LETTER.search(line) and line.count("《") == line.count("》")]
    return _ATTACHED.sub("", _titled(own) or _titled(said) or next(iter(said), ""))


def _titled(said: Sequence[str]) -> str:
    for at, line in enumerate(said):
        if _LIST_WORD.search(line) and not line.endswith(("。", "；", ";", "：", ":")):
            before = said[at - 1] if at else ""
            after = said[at + 1] if at + 1 < len(said) else ""
            whole = line + after if _ADDED.fullmatch(after) else line
            if not years_of(whole) and years_of(before) and not before.endswith(("。", "：", ":")):
                return before + whole
            return whole
    return ""


def years_of(title: str) -> list[int]:
    """Return the years that a title names, in order; of 「2021—2025年」 both."""
    text = unicodedata.normalize("NFKC", title).translate(_DIGITS)
    return [int(year) for year in re.findall(r"(?<!\d)(20\d\d)(?!\d)", text)]

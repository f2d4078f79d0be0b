"""What a line of a table is, if it is no duty: section, total, signature, note, heading again."""

import re
from collections.abc import Sequence
from enum import StrEnum

from rules.columns import normal
from rules.headings import Heading

_CHINESE = "一二三四五六七八九十百"
_SECTION = re.compile(
    rf"^(?:第[{_CHINESE}\d]+[章节部分类篇项]|[{_CHINESE}]{{1,3}}[、.．\s]|[(（][{_CHINESE}]{{1,3}}[)）])"
)
_TOTAL = re.compile(
    r"^(?:合计|总计|小计|共计|总和)[:：]?$|^(?:合计|总计|共计)\s*[:：]?\s*\d+\s*[项条个次]?。?$"
)
_SIGNED = re.compile(
    r"^(?:填表人|填报人|制表人?|编制人?|审核人?|审批人?|审定人?|批准人?|复核人?|经办人|联系人|联系方式|单位负责人|负责人签字|"
    r"分管领导签字|主要领导签字|领导签字|填报单位|填表单位|报送单位|填表日期|填报日期|报送日期|填报时间|填表时间|制表日期|制表时间|"
    r"日期|联系电话|电话|单位|部门|盖章|签字|签章)(?:[(（][^()（）]*[)）])?\s*[:：]"
)
_STAMPED = re.compile(r"^[(（]?(?:公章|盖章|签章|单位盖章)[)）]?$|^\d{4}年\d{1,2}月\d{1,2}日$")
_NOTE = re.compile(r"^(?:备?注|说明|填表说明|填报说明|附注)\s*\d*\s*[:：]")
_PAGE = re.compile(r"^(?:[(（]?(?:续表?|接上[页表]|转下页|下页续)\d*[)）]?|第\d+页.{0,8}|—?\d+—?页?)$")
_LONGEST_SECTION = 60  # characters


class Line(StrEnum):
    BLANK = "blank"
    HEADING = "heading"  # said again on a new page
    SECTION = "section"
    TOTAL = "total"
    SIGNED = "signed"
    NOTE = "note"
    LOOSE = "loose"  # words over the whole width that are none of these
    DUTY = "duty"


def kind(texts: Sequence[str], heading: Heading, *, widest: int) -> Line:
    """Return what the line is. `widest` is how many columns its widest merged cell covers."""
    said = [(column, text) for column, text in enumerate(texts) if text]
    if not said:
        return Line.BLANK
    first_column, first = said[0]
    if heading.is_said_again(texts):
        return Line.HEADING
    if _is_signed(first) and sum(_is_signed(text) for _, text in said) * 2 >= len(said):
        return Line.SIGNED  # 「填表人：」 and the name may stand in cells of their own
    if any(_TOTAL.match(normal(text)) for _, text in said[:2]):
        return Line.TOTAL
    if len(said) == 1:
        return _alone(first, first_column, heading, widest)
    return Line.DUTY


def _is_signed(text: str) -> bool:
    return _SIGNED.match(text) is not None or _STAMPED.match(text) is not None


def _alone(text: str, column: int, heading: Heading, widest: int) -> Line:
    """Return what a line with a single text is."""
    if _NOTE.match(text):
        return Line.NOTE
    if _PAGE.match(normal(text)) or re.fullmatch(r"[\d.、()（）]+", text):
        return Line.BLANK  # a page number, or a number that was prepared for a row never written
    over_the_width = widest > 2 and widest * 2 > len(heading.columns)
    begins_row = column <= _first_said(heading)
    if _SECTION.match(text) and (over_the_width or begins_row) and len(text) <= _LONGEST_SECTION * 2:
        return Line.SECTION
    if over_the_width:
        return Line.SECTION if len(text) <= _LONGEST_SECTION and text[-1] not in "。；;" else Line.LOOSE
    return Line.DUTY


def _first_said(heading: Heading) -> int:
    """Return the last column where a section saved without its merges may stand: number, category, task."""
    places = [column.at for column in heading.columns if column.field in {"no", "category", "task"}]
    return max(places, default=0)


def is_section(text: str) -> bool:
    """Say whether a line of text is numbered like the heading of a section."""
    return len(text) <= _LONGEST_SECTION and _SECTION.match(text) is not None


def level(text: str) -> int:
    """Return how deep a section lies: 一、 is above （一）."""
    return 1 if re.match(rf"^[(（][{_CHINESE}]{{1,3}}[)）]", text) else 0

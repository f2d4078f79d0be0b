"""The page of an official document, in millimetres and points, and what can be measured on it beforehand.

GB/T 9704-2012 党政机关公文格式: A4, 22 lines of 28 characters of 三号; sizes of 号 in points.
"""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise, permutations
from math import ceil

from rules.appendix import Paragraph, Table

WIDTH, HEIGHT = 210.0, 297.0
TOP, LEFT, RIGHT, BOTTOM = 37.0, 28.0, 26.0, 35.0
LINES, CHARACTERS = 22, 28
NUMBER_BELOW = 7.0  # from the type area down to the page number

POINT = 25.4 / 72  # in millimetres
CAPTION, BODY, TITLE, NUMBER = 15.0, 16.0, 22.0, 14.0  # 小三, 三号, 二号, 四号
TABLE, DENSE_TABLE = 12.0, 10.5  # 小四, 五号
TYPE_WIDTH, TYPE_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
PITCH = TYPE_HEIGHT / LINES / POINT  # points from line to line
STEP = TYPE_WIDTH / CHARACTERS / POINT  # points from character to character
TITLE_PITCH = PITCH * 1.2
RED = "E60000"  # of a head and the line under it
HEAD, HEAD_LEAST = 40.0, 28.0  # points of a head; a longer one is set in two lines
SEAL_LINES = 1.5  # empty lines above the signature, for the seal
TABLE_GAP = 6.0  # points above and below a table without a caption

CELL_INSET = 1.5  # white space left and right of a cell's text, millimetres
LONGEST_UNBROKEN = 9  # a centred cell up to so many characters stays on one line
LONGEST_HEADING = 5  # characters of a heading on one line, where the table is not crowded
CROWDED = 0.8  # share of the width that the columns need at the least
ROWS_WEIGHED = 60  # widths are levelled on so many rows
MOVES = (2.0, 4.0)  # millimetres at a time; in a crowded table the first alone often adds no character
TO_FILL = 72.0  # points, the least height of a row with cells to be filled in
MANY_ROWS = 20  # a longer table is set in smaller letters
LINES_UNBROKEN = 12  # a row of more lines may be split between pages

TITLE_WORDS = (
    "学法",
    "普法",
    "责任",
    "清单",
    "工作",
    "计划",
    "任务",
    "意见",
    "的",
)  # a title is cut before them

NO_ROWS = "本年度无记录"


def ems(text: str) -> float:
    """Return how wide `text` runs, in widths of one Chinese character (near enough for Latin letters)."""
    return sum(
        1.0
        if unicodedata.east_asian_width(sign) in "WFA"
        else 0.75
        if sign.isupper()
        else 0.35
        if sign in "-.,:;/()"
        else 0.5
        for sign in text
    )


def plain_words(paragraph: Paragraph) -> str:
    """Return the words of `paragraph` without their marks."""
    return "".join(run.text for run in paragraph)


def lies(table: Table) -> bool:
    """Say whether the table needs a landscape page; an empty one does not."""
    return table.landscape and bool(table.rows)


def size(table: Table) -> float:
    """Return the size of the table's text in points: smaller where there is much to hold."""
    is_big = lies(table) or len(table.columns) > 7 or len(table.rows) > MANY_ROWS
    return DENSE_TABLE if is_big else TABLE


def widths(table: Table) -> list[float]:
    """Return the widths of the table's columns in millimetres; they fill the type area.

    A column gets its share, but no less than its heading and its short centred cells need; then room moves
    from column to column as long as the rows get lower by it.
    """
    total = TYPE_HEIGHT if lies(table) else TYPE_WIDTH
    if table.to_fill:
        return [total * column.width / sum(each.width for each in table.columns) for column in table.columns]
    character = size(table) * POINT
    least = _all_least(table, character, headings_whole=True)
    if sum(least) > total * CROWDED:
        least = _all_least(table, character, headings_whole=False)
    if sum(least) >= total:
        return [total * width / sum(least) for width in least]
    shares = _shares([column.width for column in table.columns], least, total)
    lengths = [[_lengths(cell) for cell in row] for row in table.rows[:ROWS_WEIGHED]]
    return _levelled(shares, least, lengths, character)


def _all_least(table: Table, character: float, *, headings_whole: bool) -> list[float]:
    longest = LONGEST_HEADING if headings_whole else 0
    return [
        _least(column.heading, [row[place] for row in table.rows] if column.centred else (), longest)
        * character
        + 2 * CELL_INSET
        for place, column in enumerate(table.columns)
    ]


def _least(heading: str, cells: Sequence[Paragraph], longest_whole: int) -> float:
    whole = len(heading) <= longest_whole
    heading_ems = ems(heading) if whole else max(map(ems, heading_lines(heading, 0, 1)))
    lines = {line for cell in cells for line in plain_words(cell).split("\n")}
    short = [ems(line) + _gaps(line) for line in lines if ems(line) <= LONGEST_UNBROKEN]
    return max([heading_ems, *short]) + 0.1


def _gaps(line: str) -> float:
    """Return the room that some programs put between Chinese and Latin signs, told or not."""
    return sum(1 for one, two in pairwise(line) if one.isascii() != two.isascii()) * 0.22


def _lengths(cell: Paragraph) -> list[float]:
    return [ems(line) for line in plain_words(cell).split("\n")]


def _shares(wanted: Sequence[int], least: Sequence[float], total: float) -> list[float]:
    fixed: dict[int, float] = {}
    while True:
        free = {place: width for place, width in enumerate(wanted) if place not in fixed}
        left = total - sum(fixed.values())
        share = {place: left * width / sum(free.values()) for place, width in free.items()}
        narrow = {place: least[place] for place in share if share[place] < least[place]}
        if not narrow:
            return [fixed[place] if place in fixed else share[place] for place in range(len(wanted))]
        fixed |= narrow


def _levelled(
    shares: list[float], least: Sequence[float], lengths: list[list[list[float]]], character: float
) -> list[float]:
    def height(tried: Sequence[float]) -> int:
        return sum(
            max(_lines(cell, width, character) for cell, width in zip(row, tried, strict=True))
            for row in lengths
        )

    best = height(shares)
    while True:
        moved = [
            [width + move * ((place == taker) - (place == giver)) for place, width in enumerate(shares)]
            for giver, taker in permutations(range(len(shares)), 2)
            for move in MOVES
            if shares[giver] - move >= least[giver]
        ]
        lowest = min(moved, key=height, default=shares)
        if height(lowest) >= best:
            return shares
        shares, best = lowest, height(lowest)


def _lines(cell: Sequence[float], width: float, character: float) -> int:
    return sum(max(1, ceil(length * character / (width - 2 * CELL_INSET))) for length in cell)


def heading_lines(heading: str, width: float, points: float) -> list[str]:
    """Return the heading on one line, or cut in two where the column is too narrow for it.

    The cut is before a bracket, else near the middle, and never inside a number or a Latin word.
    """
    if ems(heading) * points * POINT <= width - 2 * CELL_INSET or len(heading) <= 3:
        return [heading]
    cuts = [
        place
        for place in range(1, len(heading))
        if not (
            heading[place - 1 : place + 1].isascii()
            or heading[place] in "）)、，/"
            or heading[place - 1] in "（("
        )
    ]
    brackets = [place for place in cuts if heading[place] in "（("]
    middle = len(heading) / 2
    cut = min(brackets or cuts, key=lambda place: (abs(place - middle), -place), default=None)
    return [heading] if cut is None else [heading[:cut], heading[cut:]]


def title_lines(title: str) -> list[str]:
    """Return the title on as many lines as it needs, none much longer than another and no word in two.

    The cuts are looked for at signs, else at words, near where the lines would be equal.
    """
    count = ceil(ems(title) / (TYPE_WIDTH / POINT / TITLE))
    lines = []
    while count > 1:
        wanted = ems(title) / count
        cuts = [place for place in range(1, len(title)) if _may_cut(title, place)]
        cut = min(cuts, key=lambda place: abs(ems(title[:place]) - wanted), default=len(title))
        lines.append(title[:cut])
        title, count = title[cut:], count - 1
    return [*lines, title] if title else lines


def _may_cut(title: str, place: int) -> bool:
    before, after = title[:place], title[place:]
    return after.startswith(("《", "（", *TITLE_WORDS)) or (
        before.endswith(("》", "）", "年度")) and after[0] not in "》）"
    )


def is_tall(row: Sequence[Paragraph], column_widths: Sequence[float], points: float) -> bool:
    """Say whether the row is too tall to be kept on one page at any price."""
    return any(
        _lines(_lengths(cell), width, points * POINT) > LINES_UNBROKEN
        for cell, width in zip(row, column_widths, strict=True)
    )


def head(office: str, kind: str) -> tuple[list[str], float]:
    """Return the lines of a head (发文机关标志) and their size in points: as large as one line allows."""
    room = TYPE_WIDTH / POINT * 0.98
    for lines in ([office + kind], [office, kind]):
        points = min(HEAD, room / max(map(ems, lines)))
        if points >= HEAD_LEAST:
            break
    return lines, points


def signature(office: str, day: str) -> list[tuple[str, float]]:
    """Return the office and the day under it, each with how many characters stand free to its right.

    The day stays four characters from the edge, the office is centred over it.
    """
    return [(office, max(0.0, 4 + (ems(day) - ems(office)) / 2)), (day, 4.0)]

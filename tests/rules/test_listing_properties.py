"""What holds for every list: nothing raises but a refusal, no duty is lost, reading twice is reading once."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from models.refusals import BadList
from rules import laws, listing, owners
from rules.clauses import clauses
from rules.grid import Grid, Merge, Sheets
from tests.rules.lists import PLAIN, grid

PIECES = st.sampled_from(
    [
        *(
            "一、学法",
            "（一）党组",
            "1.",
            "①",
            "合计",
            "同上",
            "〃",
            "—",
            "/",
            "办公室",
            "各科室",
            "牵头",
            "配合",
        ),
        *(
            "、",
            "，",
            ";",
            "(",
            ")",
            "《",
            "》",
            "〈",
            "〉",
            "\n",
            "张三",
            "甲某",
            "5月底前",
            "每季度",
            "全年",
        ),
        *(
            "注：乙",
            "填表人：甲",
            "等相关单位",
            "按职责分工负责",
            "#REF!",
            "…",
            "2024",
            "(牵头)",
            "(2024年施行)",
        ),
        *PLAIN,
    ]
)
TEXTS = st.lists(PIECES, max_size=5).map("".join) | st.text(string.printable + "（）：，、《》", max_size=12)
WIDTH = len(PLAIN)


@st.composite
def grids(draw):
    rows = draw(st.lists(st.lists(TEXTS, min_size=WIDTH, max_size=WIDTH).map(tuple), max_size=8))
    rows.insert(draw(st.integers(0, min(2, len(rows)))), tuple(PLAIN))
    merges = [
        Merge(top, left, min(top + down, len(rows) - 1), min(left + right, WIDTH - 1))
        for top, left, down, right in draw(
            st.lists(
                st.tuples(
                    st.integers(0, len(rows) - 1),
                    st.integers(0, WIDTH - 1),
                    st.integers(0, 3),
                    st.integers(0, 4),
                ),
                max_size=2,
            )
        )
    ]
    return Grid(
        1, draw(st.sampled_from([None, "清单"])), tuple(rows), tuple(merges), keeps_merges=draw(st.booleans())
    )


@settings(max_examples=300, deadline=None)
@given(grids(), st.lists(TEXTS, max_size=3))
def test_any_table_is_read_or_refused(table, lines):
    try:
        read = listing.read(Sheets((table,), tuple(lines)), year=2024)
    except BadList:
        return
    assert read.as_json() == listing.read(Sheets((table,), tuple(lines)), year=2024).as_json()
    for row in read.rows:
        assert 1 <= row.row <= len(table.rows)
        assert set(row.cells) == {column for column in row.cells if column}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6), st.booleans())
def test_a_line_with_number_task_owner_and_deadline_is_never_lost(texts, keeps_merges):
    lines = [
        [str(n), f"任务{n}{task}", "办公室", f"5月{due}", ""] for n, (task, due) in enumerate(texts, start=1)
    ]
    table = grid(PLAIN, *lines, keeps_merges=keeps_merges)
    read = listing.read(Sheets((table,)), year=2024)
    assert {row.row for row in read.rows} == set(range(2, len(lines) + 2))


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["owners", "lead", "support", "persons", "leader"]))
def test_any_cell_of_owners(cell, column):
    for known in ((), ("办公室", "人事科")):
        found = owners.read(cell, departments=known, persons=("张三",) if known else (), column=column)
        named = [*found.lead, *found.support, *found.persons, *found.leader]
        assert all(name.strip() == name and name for name in named)
        assert not set(found.lead) & set(found.support)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text(text):
    assert all(title.startswith("《") for title in laws.titles(text))
    assert set(laws.norms(text)) <= set(laws.titles(text)) <= set(laws.named(text))
    split = clauses(text)
    assert split is None or (len(split.texts) > 1 and all(split.texts))

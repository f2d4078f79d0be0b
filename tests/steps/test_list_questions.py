"""What a draft asks about its rows."""

from hypothesis import given
from hypothesis import strategies as st

from models import Duty
from rules import listing
from steps.listing import questions
from tests import make

OWNERS = st.sampled_from(
    ["", "—", "办公室", "外事科", "办公室、外事科", "各科室", "张三", "等相关单位", "办公室（牵头）"]
)
DEADLINES = st.sampled_from(
    ["", "5月31日前", "适时", "12月4日前后", "6月前", "宪法宣传周", "每月", "待定", "第三周"]
)


@given(
    st.lists(
        st.tuples(st.sampled_from(["宪法宣传", "学法考法", ""]), OWNERS, DEADLINES), min_size=1, max_size=6
    )
)
def test_no_row_is_asked_the_same_thing_twice(rows):
    """One question a doubt: neither the same words twice, nor who leads by two questions."""
    numbered = [(str(number), *row, "照片") for number, row in enumerate(rows, 1)]
    read = listing.read(make.sheets(numbered), year=2024)
    for place, row in enumerate(read.rows, 1):
        duty = Duty(
            list_id=1,
            place=place,
            no=row.no,
            task=row.task,
            deadline_text=row.deadline_text,
            source_table=1,
            source_row=place,
        )
        asked = [(doubt.field, doubt.question) for doubt in questions.of_row(duty, row)]
        assert len(set(asked)) == len(asked)
        assert sum("责任部门" in question and "没有写" in question for _, question in asked) <= 1
        assert bool(asked) <= questions.asks(row)

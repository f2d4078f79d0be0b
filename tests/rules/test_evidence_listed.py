"""A cell of evidence lists what is to be kept."""

import pytest

from rules.understanding import listed


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("签到表、课件/照片", ["签到表", "课件", "照片"]),
        ("签到表以及课件和照片等", ["签到表", "课件", "照片"]),
        ("培训计划及总结", ["培训计划", "总结"]),
        ("学习和培训记录", ["学习和培训记录"]),
        ("执法和监督台账", ["执法和监督台账"]),
        ("和谐社区创建资料", ["和谐社区创建资料"]),
        ("会议记录及时报送", ["会议记录及时报送"]),
        ("—", []),
    ],
)
def test_an_and_parts_two_things_and_no_two_words_about_one(cell, items):
    assert listed(cell) == items

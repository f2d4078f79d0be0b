"""A blank or a line's end inside a word of time: it reads as without, or it is asked about."""

from datetime import date

import pytest

from rules.deadlines import read

PHRASES = [
    "11月底前", "9月30日前", "10月中下旬", "3月至5月", "4月10日至4月20日", "4月10日—20日", "一季度",
    "三季度末前", "上半年", "12月1日至7日", "3月、9月", "6月底前、12月底前", "4月和10月各1次", "每月10日前",
    "每季度不少于1次", "每季度末月25日前", "每半年1次", "每周五", "每月最后一个工作日", "全年不少于4次",
    "长期坚持", "宪法宣传周", "国家宪法日", "“4·15”前后", "12.4国家宪法日期间", "收到通知后10个工作日内",
    "活动结束后一周内", "12月宪法宣传周", "每月5日前报送上月情况", "次年一季度",
]  # fmt: skip


def _dates(reading):
    return [(o.start, o.due, o.min_count) for o in reading.occurrences]


@pytest.mark.parametrize("phrase", PHRASES)
@pytest.mark.parametrize("sign", [" ", "\n"])
def test_a_break_anywhere_reads_alike_or_is_doubted(phrase, sign):
    whole = _dates(read(phrase, year=2025))
    for at in range(1, len(phrase)):
        broken = read(phrase[:at] + sign + phrase[at:], year=2025)
        assert _dates(broken) == whole or broken.flags, broken.text


@pytest.mark.parametrize(
    ("text", "due", "doubted"),
    [
        ("3月底\n前", (3, 31), True),
        ("三季\n度末前", (9, 30), True),
        ("2025年\n11月底前", (11, 30), True),
        ("国家宪\n法日", (12, 4), True),
        ("12月\n宪法宣传周", (12, 7), False),
        ("4.15 全民国家安全教育日", (4, 15), False),
        ("第三 季度", (9, 30), False),
        ("印发方案\n年底前", (12, 31), False),
        ("2025\n年底前", (12, 31), True),
        ("完成时限：5月", (5, 31), False),
    ],
)
def test_a_broken_phrase_is_one_phrase(text, due, doubted):
    reading = read(text, year=2025)
    assert [o.due for o in reading.occurrences] == [date(2025, *due)]
    assert bool(reading.flags) == doubted


@pytest.mark.parametrize(
    ("text", "dues"),
    [
        ("3月底前\n11月底前", [(3, 31), (11, 30)]),
        ("6月 9月", [(6, 30), (9, 30)]),
        ("全年\n12月10日前报送总结", [(12, 31), (12, 10)]),
        ("1.3月底前\n2.9月底前", [(3, 31), (9, 30)]),
    ],
)
def test_other_breaks_part_clauses(text, dues):
    assert [o.due for o in read(text, year=2025).occurrences] == [date(2025, *due) for due in dues]

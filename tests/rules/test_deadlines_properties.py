"""What holds for every text, however it was typed."""

import random
import re
import unicodedata
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules.deadlines import read
from rules.deadlines.normalise import normalise
from rules.deadlines.numerals import value
from rules.nodes import Nodes
from rules.workdays import Workdays
from tests.rules.test_deadlines import TABLES

WORKDAYS, NODES = Workdays(), Nodes()
PHRASES = [phrase for table in TABLES for phrase, _ in table]
LETTERS = (
    "0123456789年月日前后内至—-、,，;；。()（）\n 第每各全上下中旬季度半周五一二三十初末底起止除外或次场天"
    "节假«»T+/.·:〇○①lO\x00"
)
WORDS = (
    "每月 每季度 12月4日 国家宪法日 收到通知 工作日内 不迟于 底前 期间 前后 上旬 次年 2024年 即日起 除1月外 "
    "4.15 同上 17:00 八五普法期间 第三周 最后一个工作日 末月25日前 报送总结 其余 不少于 元旦 春节前 99 13月 "
    "31日 每隔 半个月内"
)
PIECES = [*LETTERS, *WORDS.split()]
texts = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.tuples(st.sampled_from(PHRASES), st.sampled_from(PIECES), st.sampled_from(PHRASES)).map("".join),
)
years = st.sampled_from([1950, 2004, 2023, 2024, 2027, 2098])


@settings(max_examples=400, deadline=None)
@given(texts, years, st.none() | st.just(date(2024, 3, 5)))
@example("12月底1月初", 2024, None)
@example("除5月前", 2024, None)
@example("每工作日后3日内", 2024, None)
@example("99、3月", 2024, None)
def test_any_text_is_read_with_starts_before_dues(text, year, issued):
    reading = read(text, year=year, issued=issued, workdays=WORKDAYS, nodes=NODES)

    assert all(o.start <= o.due for o in reading.occurrences)
    assert reading.occurrences or reading.flags or reading.anchor or str(reading.kind) == "unscheduled"


@settings(max_examples=400, deadline=None)
@given(texts)
@example("l一月4日17:00")
@example("2024年6月九月5日")
@example("止l十五月")
def test_normalising_twice_changes_nothing(text):
    once = normalise(text).text
    assert normalise(once).text == once


@pytest.mark.parametrize("phrase", PHRASES)
def test_full_width_reads_alike(phrase):
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in phrase)
    assert unicodedata.normalize("NFKC", wide) == unicodedata.normalize("NFKC", phrase)
    assert _said(wide) == _said(phrase)


@pytest.mark.parametrize(
    "phrase", [p for p in PHRASES if re.search(r"[十一二三四五六七八九]+(?=[月日]|季度)", p)]
)
def test_digits_and_numerals_read_alike(phrase):
    digits = re.sub(r"[十一二三四五六七八九]+(?=[月日]|季度)", lambda numeral: str(value(numeral[0])), phrase)
    assert _said(digits) == _said(phrase)


def _said(text):
    reading = read(text, year=2024, workdays=WORKDAYS, nodes=NODES)
    return reading.kind, reading.occurrences, reading.min_count, reading.anchor, reading.offset


@pytest.mark.parametrize("rounds", [300, pytest.param(60_000, marks=pytest.mark.soak)])
def test_phrases_with_typing_errors_never_raise(rounds):
    chance = random.Random(20240412)
    for _ in range(rounds):
        letters = list(chance.choice(PHRASES))
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(letters) + 1)
            letters[place : place + chance.randint(0, 1)] = chance.choice(PIECES)
        text = "".join(letters)
        reading = read(text, year=2024, workdays=WORKDAYS, nodes=NODES)
        assert all(o.start <= o.due for o in reading.occurrences), text
        assert normalise(normalise(text).text).text == normalise(text).text, text

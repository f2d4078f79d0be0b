from dataclasses import replace

import pytest

from rules.appendix import Column, Figure, Part, Run, Sheet, Table
from tests.reports.sample import APPENDIX, WITHOUT_FIGURES, said

SESSIONS = Figure("sessions", "专题学法7次", (), value=7, unit="次")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"value": 1, "parts": (Part(1, "批"),)},
        {"numerator": 1},
        {"denominator": 1},
        {"value": 0, "numerator": 0, "denominator": 0},
    ],
)
def test_a_figure_is_counted_in_one_way(given):
    with pytest.raises(ValueError, match="figure x"):
        Figure("x", "x", (), **given)


@pytest.mark.parametrize(
    ("text", "prints"),
    [
        ("专题学法7次", True),
        ("7次", True),
        ("7", True),
        ("学法", False),
        ("专题学法7天", False),
        ("17次", False),
    ],
)
def test_a_run_prints_the_digits_of_its_figure(text, prints):
    assert SESSIONS.prints(text) is prints


def test_a_compound_figure_is_never_printed_by_half():
    cases = Figure("cases", "12批17人", (), parts=(Part(12, "批"), Part(17, "人")))
    assert cases.prints("12批17人")
    assert not cases.prints("12批")


@pytest.mark.parametrize(
    ("opening", "figures"),
    [
        ((Run("专题学法7次", "sessions"),), ()),
        ((Run("专题学法7次"),), (SESSIONS,)),
        ((Run("专题学法8次", "sessions"),), (SESSIONS,)),
        ((Run("专题学法7次", "sessions"),), (SESSIONS, SESSIONS)),
    ],
)
def test_words_and_figures_must_agree(opening, figures):
    with pytest.raises(ValueError, match=r"sessions|printed"):
        replace(WITHOUT_FIGURES, opening=(opening,), figures=figures)


def test_a_local_time_without_offset_is_refused():
    with pytest.raises(ValueError, match="offset"):
        replace(APPENDIX, as_of=APPENDIX.as_of.replace(tzinfo=None))


def test_rows_fit_their_headings():
    with pytest.raises(ValueError, match="表1"):
        Table("表1", (Column("序号", 1),), ((said("1"), said("2")),))
    with pytest.raises(ValueError, match="学法情况"):
        Sheet("学法情况", ("序号",), ((1, 2),))

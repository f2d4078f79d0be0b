"""Filtering, searching and cutting into pages."""

import pytest

from web.board import PAGE, Asked, Sheet, rate
from web.standing import Standing


@pytest.mark.parametrize(
    ("count", "page", "first", "shown", "numbers"),
    [
        (0, 1, 1, 0, [1]),
        (1, 1, 1, 1, [1]),
        (PAGE, 1, 1, PAGE, [1]),
        (PAGE + 1, 2, PAGE + 1, 1, [1, 2]),
        (PAGE + 1, 99, PAGE + 1, 1, [1, 2]),
        (PAGE * 12, 1, 1, PAGE, [1, 2, 3, 0, 12]),
        (PAGE * 12, 6, PAGE * 5 + 1, PAGE, [1, 0, 4, 5, 6, 7, 8, 0, 12]),
        (PAGE * 12, 12, PAGE * 11 + 1, PAGE, [1, 0, 10, 11, 12]),
    ],
)
def test_a_page_is_cut_from_what_was_found(count, page, first, shown, numbers):
    sheet = Sheet.cut(range(count), page)
    assert (sheet.first, len(sheet.lines), sheet.numbers, sheet.found) == (first, shown, numbers, count)


def test_an_address_keeps_what_was_asked_and_drops_what_was_not():
    asked = Asked(2024, department=3, search="学 法&x")
    assert asked.url() == "/?year=2024&department=3&search=%E5%AD%A6+%E6%B3%95%26x#tasks"
    assert (
        asked.url(department=None, search="", state=Standing.DONE, page=2)
        == "/?year=2024&state=done&page=2#tasks"
    )


@pytest.mark.parametrize(
    ("done", "total", "said"), [(0, 0, "—"), (0, 3, "0.0%"), (20, 39, "51.3%"), (3, 3, "100.0%")]
)
def test_a_rate_without_tasks_is_no_number(done, total, said):
    assert rate(done, total) == said

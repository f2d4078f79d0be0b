"""Which questions are the same from year to year."""

import re

_WHERE = re.compile(r"^第[^「]*项「.*?」")
_RECALLED = re.compile(r"（\d{4}年答复：[^）]*）$")
_NUMBER = re.compile(r"\d+")


def kind_of(question: str) -> str:
    """Return what is asked, without the row it is asked about, its dates, and what was said before."""
    return _NUMBER.sub("#", _RECALLED.sub("", _WHERE.sub("", question)))


def with_answer(question: str, year: int, answer: str) -> str:
    """Return a question that says how it was answered in an earlier year."""
    return f"{_RECALLED.sub('', question)}（{year}年答复：{answer.replace('）', ')')}）"


def recalls(question: str) -> bool:
    """Tell whether the question says how it was answered in an earlier year."""
    return _RECALLED.search(question) is not None

"""A column that is itself a month or a quarter, and the sign in it: √ under 3月."""

import re

PERIOD = re.compile(r"(?:1[0-2]|[1-9])月份?|第?[一二三四1-4]季度")
_TICKED = re.compile(r"[√✓✔☑●○◎■★☆▲△◆◇*＊Vv]+")
_UNTICKED = re.compile(r"[□☐×Xx/／—–-]+")


def said(period: str, text: str) -> str:
    """Return what a cell under `period` says of the time: the period, where it is ticked or counted there."""
    if _TICKED.fullmatch(text):
        return period
    if re.fullmatch(r"[1-9]\d?次?", text):
        return f"{period}{text.rstrip('次')}次"
    return "" if _UNTICKED.fullmatch(text) else text

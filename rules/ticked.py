"""A column that is itself a month or a quarter, and the sign in it: √ under 3月."""

import re

PERIOD = re.compile(r"(?:1[0-2]|[1-9])月份?|第?[一二三四1-4]季度")
_TICKED = re.compile(r"[√✓✔☑●○◎■★☆▲△◆◇*＊Vv]+")
_OF_ITS_OWN = re.compile(r"[\d一二三四五六七八九十]月|季度|全年|年[底末]")  # 3月 under 一季度 is more exact
_MONTH = re.compile("^(?:全月|月)")  # 月底前 under 3月
_UNTICKED = re.compile(r"[□☐×Xx/／—–-]+")


def said(period: str, text: str) -> str:
    """Return what a cell under `period` says of the time: the period, and what more is written there."""
    if _TICKED.fullmatch(text) or text in {"1", "1次"}:
        return period
    if re.fullmatch(r"[1-9]\d?次?", text):
        return f"{period}{text.rstrip('次')}次"
    if not text or _UNTICKED.fullmatch(text):
        return ""
    return text if _OF_ITS_OWN.search(text) else period.removesuffix("份") + _MONTH.sub("", text)

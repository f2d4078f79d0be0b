"""The number of an official document (发文字号), written as GB/T 9704-2012, 7.2.5 asks."""

import re
import unicodedata

from models.refusals import Refusal

_BRACKETS = str.maketrans("[(【])】", "〔〔〔〕〕〕")  # their wide forms are made narrow before
_NUMBER = re.compile(r"([^\s〔〕\d][^\s〔〕]{0,19})〔(\d{4})〕第?0*([1-9]\d{0,4})号")


def doc_number(written: str, *, example: str = "云外发〔2024〕3号") -> str:
    """Return the number with its year in 〔〕, without 第 and leading zeros.

    Raises:
        Refusal: it is no such number.

    """
    text = "".join(unicodedata.normalize("NFKC", written).split())
    found = _NUMBER.fullmatch(text.translate(_BRACKETS))
    if found is None:
        raise Refusal(f"「{written}」不像发文字号，请写成 {example} 这样。")
    sign, year, number = found.groups()
    return f"{sign}〔{year}〕{number}号"

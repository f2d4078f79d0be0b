"""Which signs of a text may stand in a document."""

import unicodedata


def plain(text: str) -> str:
    r"""Return `text` without signs that print nothing: control signs, lone surrogates, turned directions.

    XML cannot hold the first two; the third could make a reader see other words than the record holds.
    Lines end with \n; a tab is a space.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(sign for sign in text if sign == "\n" or not _is_hidden(sign))


def _is_hidden(sign: str) -> bool:
    return (
        unicodedata.category(sign) in {"Cc", "Cs"}
        or 0x202A <= ord(sign) <= 0x202E
        or 0x2066 <= ord(sign) <= 0x2069
        or ord(sign) & 0xFFFE == 0xFFFE
    )

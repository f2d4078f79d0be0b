"""Who a person is and how they are written to: names and addresses as somebody types them."""

import re
from unicodedata import category

from models.refusals import Refusal

_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII)

_UNSEEN = frozenset({"Cc", "Cf", "Cs"})  # controls, marks of direction and joining, halves of characters


def name(written: str) -> str:
    """Return a name on one line.

    Raises:
        Refusal: it is empty, or holds what cannot be printed.

    """
    found = " ".join(written.split())
    if not found or any(unseen(letter) for letter in found):
        raise Refusal(f"「{found}」不能作名称，请写能看见的文字。")
    return found


def unseen(letter: str) -> bool:
    """Say whether it takes no place on paper. A rare character that this Python does not know yet does."""
    return category(letter) in _UNSEEN


def address(text: str) -> str | None:
    """Return a single bare ASCII address, or None: no list, no quoted local part, no look-alike letters."""
    return text if len(text) <= 254 and _ADDRESS.fullmatch(text) and "=?" not in text else None


def email(written: str) -> str:
    """Return an e-mail address.

    Raises:
        Refusal: it cannot be one.

    """
    found = address(written.strip())
    if found is None:
        raise Refusal(f"「{' '.join(written.split())}」不像邮箱地址，请改正。")
    return found


def phone(written: str) -> str:
    """Return a mobile number as E.164.

    Raises:
        Refusal: it cannot be one.

    """
    digits = "".join(c for c in written if c.isdecimal() and c.isascii()).removeprefix("86")
    if len(digits) != 11 or not digits.startswith("1"):
        raise Refusal(f"「{written}」不像手机号码，请填 11 位手机号。")
    return f"+86{digits}"

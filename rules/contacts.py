"""How a person is written to: addresses as a person types them."""

from models.refusals import Refusal


def email(written: str) -> str:
    """Return an e-mail address.

    Raises:
        Refusal: it cannot be one.

    """
    address = written.strip()
    if address.count("@") != 1 or any(c.isspace() for c in address):
        raise Refusal(f"「{written}」不像邮箱地址，请改正。")
    return address


def phone(written: str) -> str:
    """Return a mobile number as E.164.

    Raises:
        Refusal: it cannot be one.

    """
    digits = "".join(c for c in written if c.isdecimal() and c.isascii()).removeprefix("86")
    if len(digits) != 11 or not digits.startswith("1"):
        raise Refusal(f"「{written}」不像手机号码，请填 11 位手机号。")
    return f"+86{digits}"

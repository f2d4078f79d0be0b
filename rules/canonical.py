"""Canonical JSON (RFC 8785, restricted): the one spelling of a log entry."""

import hashlib
import json
import unicodedata
from typing import Any

LARGEST = 2**53 - 1
_SPELL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
DEEPEST = 32  # levels; the verifier reads no deeper
LONGEST = 1 << 20  # bytes of one entry


def encode(value: Any) -> bytes:
    """Spell `value` canonically.

    Raises:
        ValueError: a float, an integer beyond 2^53-1, a key that is not ASCII, a text that is not
            NFC or holds a lone surrogate, too deep or too long: nothing of that may enter the log.

    """
    _check(value, 0)
    spelled = _SPELL(value).encode()
    if len(spelled) > LONGEST:
        raise ValueError("an entry of the log has at most 1 MiB")
    return spelled


def commitment(salt: bytes, value: str) -> str:
    """Commit to a withheld value: SHA-256 of 16 salt bytes and the text, in hex."""
    if len(salt) != 16:
        raise ValueError("a salt has 16 bytes")
    return hashlib.sha256(salt + value.encode()).hexdigest()


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise ValueError(f"a value of the log is at most {DEEPEST} levels deep")
    match value:
        case str():
            _check_text(value)
        case None | bool():
            pass
        case int():
            if abs(value) > LARGEST:
                raise ValueError("an integer of the log fits into 53 bits")
        case list() | tuple():
            for item in value:
                _check(item, depth + 1)
        case dict():
            for key, item in value.items():
                if not (isinstance(key, str) and key.isascii()):
                    raise ValueError("a key of the log is ASCII")
                _check(item, depth + 1)
        case _:
            raise ValueError(f"a {type(value).__name__} cannot enter the log")


def _check_text(text: str) -> None:
    if text.isascii():
        return
    text.encode()
    if not unicodedata.is_normalized("NFC", text):
        raise ValueError("a text of the log is NFC")

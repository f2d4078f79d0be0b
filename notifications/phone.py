"""Mobile numbers: one spelling for sending, one for showing."""

import re
import unicodedata

from notifications.words import plain

_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})", re.ASCII)
_WITHIN = re.compile(r"1[3-9]\d{9}", re.ASCII)  # a longer text


def mobile(number: str) -> str | None:
    """Return a mainland mobile number as E.164, or None: no SMS reaches anything else."""
    bare = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", number))
    found = _MOBILE.fullmatch(bare)
    return f"+86{found[1]}" if found else None


def masked(number: str) -> str:
    """Hide the middle, 138****0417, as every page and record MUST show a number."""
    proper = mobile(number)
    return f"{proper[3:6]}****{proper[-4:]}" if proper else "****"


def hushed(said: str) -> str:
    """Put what a far side said on one line, with every phone number masked."""
    return _WITHIN.sub(lambda found: masked(found[0]), plain(said))


def shown(channel: str, address: str) -> str:
    """Write an address as pages and records may show it: a number masked, all else as it is."""
    return masked(address) if channel == "sms" and address else address

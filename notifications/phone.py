"""Mobile numbers: one spelling for sending, one for showing."""

import re
import unicodedata

_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})", re.ASCII)


def mobile(number: str) -> str | None:
    """Return a mainland mobile number as E.164, or None: no SMS reaches anything else."""
    bare = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", number))
    found = _MOBILE.fullmatch(bare)
    return f"+86{found[1]}" if found else None


def masked(number: str) -> str:
    """Hide the middle, 138****0417, as every page and record MUST show a number."""
    proper = mobile(number)
    return f"{proper[3:6]}****{proper[-4:]}" if proper else "****"


def shown(channel: str, address: str) -> str:
    """Write an address as pages and records may show it: a number masked, all else as it is."""
    return masked(address) if channel == "sms" and address else address

"""How a notice names the slip it speaks of: "slip-17" was sent, "slip-draft-17" waits for the coordinator."""

CHANNEL = "mail"  # a slip's sentence is too long for an SMS
PREFIX = "slip-"
_DRAFT = "slip-draft-"


def sent(slip_id: int) -> str:
    return f"{PREFIX}{slip_id}"


def drafted(slip_id: int) -> str:
    return f"{_DRAFT}{slip_id}"


def is_draft(stage: str) -> bool:
    return stage.startswith(_DRAFT)


def slip_of(stage: str) -> int | None:
    """Return the slip that a stage speaks of; None of any other stage."""
    number = stage.rpartition("-")[2]
    return int(number) if stage.startswith(PREFIX) and number.isdecimal() else None

"""The office that a cluster runs."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class AtWork:
    """An office as the workers find it; `now` is when they shall sweep, None for the real hour."""

    environment: dict[str, str]
    home: Path
    mail: Path
    now: datetime | None

"""`figures.json`: every figure that stands in the documents, with the records it counts."""

import json
from pathlib import Path
from typing import Any

from rules.appendix import Appendix, Figure


def write(appendix: Appendix, target: Path) -> None:
    """Write the figures for programs to read: integers and strings, no floats; absent keys were not given."""
    document = {
        "year": appendix.year,
        "as_of": appendix.as_of.isoformat(),
        "log_size": appendix.log_size,
        "log_root": appendix.log_root,
        "figures": [_figure(figure) for figure in appendix.figures],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    target.write_text(text + "\n", encoding="utf-8", newline="\n")


def _figure(figure: Figure) -> dict[str, Any]:
    given: dict[str, Any] = {
        "name": figure.name,
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "parts": [{"value": part.value, "unit": part.unit} for part in figure.parts] or None,
        "unit": figure.unit,
        "text": figure.text,
        "records": [{"id": record.id, "log": record.log} for record in figure.records],
    }
    return {key: value for key, value in given.items() if value is not None}

"""Elements of a Word file, by their names in ECMA-376 part 1."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def made(tag: str, *children: Any, **attributes: str | int) -> Any:
    """Return the element `w:tag` with `children` and `w:` attributes."""
    named = {qn(f"w:{name}"): str(value) for name, value in attributes.items()}
    element = OxmlElement(f"w:{tag}", attrs=named)
    element.extend(children)
    return element


def text(words: str) -> Any:
    """Return a piece of text whose spaces are kept."""
    element = made("t")
    element.text = words
    element.set(qn("xml:space"), "preserve")
    return element


def twips(points: float) -> int:
    """Return twentieths of a point, rounded down: 22 lines must not be a hair too high for the page."""
    return int(points * 20)

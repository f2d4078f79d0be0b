"""Templates become pages: escaped by themselves, and an unknown name is a bug, not a blank."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web import words

ROOM = Path(__file__).parent
STATIC = ROOM / "static"


@cache
def static(name: str) -> str:
    """Return the address of a static file; it changes with the bytes, so browsers may keep them."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def web_link(url: str | None) -> str:
    """Return an address that may be followed, else nothing: what was handed in is not trusted."""
    return url if url and url.startswith(("http://", "https://")) else ""


_environment = Environment(
    loader=FileSystemLoader(ROOM / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals.update(static=static, words=words, version=version("xuepu"))
_environment.filters["web_link"] = web_link


def page(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    return HTMLResponse(_environment.get_template(template).render(values), status)

"""Old 360, UOS and Kylin browsers (Chromium 69): no feature they miss, no script, no inline style."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
MISSED_CSS = {
    r":(has|is|where|focus-visible)\(?": "selectors of Chromium 86 and later",
    r"\b(color-mix|oklch|oklab|lab|lch)\(": "colours",
    r"\b(clamp|min|max)\(": "Chromium 79",
    r"(^|[;{\s])(gap|row-gap|column-gap|inset|aspect-ratio|accent-color|text-wrap)\s*:": "properties",
    r"(^|[;{\s])(margin|padding)-(inline|block)\s*:": "Chromium 87",
    r"@(container|layer|property|supports)\b": "at-rules",
    r"\b\d+(d|s|l)v(h|w)\b": "viewport units",
    r"overflow(-[xy])?\s*:\s*clip": "Chromium 90",
    r"overflow-wrap\s*:\s*anywhere": "Chromium 80",
    r"(^|[}\s])&": "nesting",
}
FORBIDDEN_HTML = {
    r"<script": "pages work without scripts",
    r"\sstyle=": "the security policy forbids it",
    r"\son\w+=": "the security policy forbids it",
    r"javascript:": "the security policy forbids it",
    r"\|\s*safe\b": "nothing is trusted",
    r"https?://(?!www\.w3\.org/)": "nothing foreign is loaded",
}


def found(text, patterns):
    bare = re.sub(r"/\*.*?\*/|\{#.*?#\}", "", text, flags=re.DOTALL)
    return {
        f"{why}: {match[0].strip()}"
        for pattern, why in patterns.items()
        for match in re.finditer(pattern, bare)
    }


@pytest.mark.parametrize("path", sorted((WEB / "static").iterdir()), ids=lambda path: path.name)
def test_styles_keep_to_what_old_browsers_know(path):
    assert path.suffix in {".css", ".svg"}, "a new kind of file needs its own rule here"
    assert (
        found(path.read_text(encoding="utf-8"), MISSED_CSS if path.suffix == ".css" else FORBIDDEN_HTML)
        == set()
    )


@pytest.mark.parametrize("path", sorted((WEB / "templates").iterdir()), ids=lambda path: path.name)
def test_templates_hold_no_script_and_no_style(path):
    assert found(path.read_text(encoding="utf-8"), FORBIDDEN_HTML) == set()


@pytest.mark.parametrize(
    "planted",
    [
        "a:has(b) { }", "a:is(b) { }", "p { color: color-mix(in srgb, red, blue); }", "p { gap: 4px; }",
        "p { width: min(1px, 2px); }", "p{inset:0}", "p { margin-inline: 1px; }", "@container x { }",
        "p { height: 100dvh; }", "p { overflow-x: clip; }", "p { overflow-wrap: anywhere; }",
        "p { & b { } }", "p { aspect-ratio: 1; }",
    ],
)  # fmt: skip
def test_the_guard_sees_each_feature(planted):
    assert found(planted, MISSED_CSS)


@pytest.mark.parametrize(
    "planted",
    [
        "<script>",
        '<p style="x">',
        '<p onclick="x">',
        '<a href="javascript:x">',
        "{{ x|safe }}",
        "https://cdn.example",
    ],
)
def test_the_guard_sees_each_danger(planted):
    assert found(planted, FORBIDDEN_HTML)

"""Every command in the manual is one that exists, with words that it takes."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from cli.app import app

PAGES = Path(__file__).parents[2] / "docs" / "manual"
WRITTEN = re.compile(r"(?:^|`)\./run xuepu ([^`\n]+)", re.MULTILINE)


def commands():
    for page in sorted(PAGES.glob("*.md")):
        yield from (found.strip() for found in WRITTEN.findall(page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("written", sorted(set(commands())))
def test_a_command_of_the_manual_can_be_typed(written):
    words, command = shlex.split(written), typer.main.get_command(app)
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    command.make_context(command.name, words)  # refuses an option or an argument that it does not know

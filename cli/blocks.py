"""Numbered blocks: what a terminal shows, and a printer prints, of things with facts below them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Block:
    number: str
    words: str
    facts: Mapping[str, str] = field(default_factory=dict)  # empty ones are left out


def laid_out(blocks: Iterable[Block]) -> list[str]:
    """Lay blocks out within the width of the terminal, a blank line after each."""
    from rich.console import Console
    from rich.table import Table

    console = Console(markup=False, highlight=False, emoji=False)  # the words are the office's
    with console.capture() as captured:
        for block in blocks:
            head = Table.grid(padding=(0, 1))
            head.add_column(width=max(4, len(block.number)), justify="right", no_wrap=True)
            head.add_column(overflow="fold")
            head.add_row(block.number, block.words)
            facts = Table.grid(padding=(0, 2))
            facts.add_column(no_wrap=True)
            facts.add_column(overflow="fold")
            for name, value in block.facts.items():
                if value:
                    facts.add_row(name, " ".join(value.split()))
            head.add_row("", facts)
            console.print(head)
            console.print()
    return [line.rstrip() for line in captured.get().splitlines()]

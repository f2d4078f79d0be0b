"""Print the generated pages of `docs/`: states.md from the tables, settings into .env.example."""

import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from models import states
from models.states import EXTENSION_MOVES, LIST_MOVES, MESSAGE_MOVES, MOVES, NOTICE_MOVES, SLIP_MOVES
from office.settings import Settings
from rules import slip_words
from rules.moves import (
    ACTION_WORDS,
    EXTENSION_ACTION_WORDS,
    EXTENSION_BY,
    EXTENSION_STATE_WORDS,
    LIST_ACTION_WORDS,
    LIST_STATE_WORDS,
    ROLE_WORDS,
    STATE_WORDS,
)

ROOT = Path(__file__).parents[1]


def states_page() -> str:
    """Print the life of a task, a list, a notice and so on, each as a diagram and one line an arrow."""
    return "\n".join(
        [
            "# Lives",
            "",
            "Printed by `./run docs` from the tables in `models/states.py`; edit those, not this.",
            "What is not listed is refused. *Overdue* and *due* are no states: they are asked of the day.",
            "",
            *_life("A task", {key: after for key, (_, after) in MOVES.items()}),
            *(
                f"- {STATE_WORDS[state]} `{state}` → {STATE_WORDS[after]} `{after}`: "
                f"**{ACTION_WORDS[action]}** `{action}`, by {ROLE_WORDS[role]} (`{role}`)"
                + (", with a reason" if action in states.REASON_NEEDED else "")
                for (state, action), (role, after) in MOVES.items()
            ),
            "",
            *_life("A duty list", LIST_MOVES),
            *(
                f"- {LIST_STATE_WORDS[state]} `{state}` → {LIST_STATE_WORDS[after]} `{after}`: "
                f"**{LIST_ACTION_WORDS[action]}** `{action}`"
                for (state, action), after in LIST_MOVES.items()
            ),
            "",
            *_life("A notice", {key: after for key, (after, _) in NOTICE_MOVES.items()}),
            *_arrows(NOTICE_MOVES),
            "",
            *_life("An extension", EXTENSION_MOVES),
            *(
                f"- {EXTENSION_STATE_WORDS[state]} `{state}` → {EXTENSION_STATE_WORDS[after]} `{after}`: "
                f"**{EXTENSION_ACTION_WORDS[action]}** `{action}`, by {EXTENSION_BY[action]}"
                for (state, action), after in EXTENSION_MOVES.items()
            ),
            "",
            *_life("A message of the outbox", {key: after for key, (after, _) in MESSAGE_MOVES.items()}),
            *_arrows(MESSAGE_MOVES),
            "",
            *_life("A slip", SLIP_MOVES),
            *(
                f"- {slip_words.STATE_WORDS[state]} `{state}` → {slip_words.STATE_WORDS[after]} `{after}`: "
                f"**{slip_words.ACTION_WORDS[action]}** `{action}`, by a person"
                for (state, action), after in SLIP_MOVES.items()
            ),
            "- A draft in which nothing is left to say lapses by itself: `drop`, with the reason, by nobody.",
            "",
        ]
    )


def _life(title: str, moves: "Mapping[Any, StrEnum]") -> Iterator[str]:
    yield from (f"## {title}", "", "```mermaid", "stateDiagram-v2")
    first = next(iter(moves))[0]
    yield f"    [*] --> {first}"
    for (state, action), after in moves.items():
        yield f"    {state} --> {after}: {action}"
    yield from ("```", "")


def _arrows(moves: "Mapping[Any, tuple[StrEnum, str]]") -> Iterator[str]:
    for (state, event), (after, when) in moves.items():
        yield f"- `{state}` → `{after}`: **{event}**, {when}"


def env_example() -> str:
    """Print every setting with its meaning and its default."""
    lines = ["# 学普的全部设置。复制为 .env 后按需修改；环境变量优先于 .env。", ""]
    for name, field in Settings.model_fields.items():
        default = field.default
        value = default.get_secret_value() if hasattr(default, "get_secret_value") else default
        lines += [f"# {field.description}", f"XUEPU_{name.upper()}={value}", ""]
    return "\n".join(lines)


PAGES = {ROOT / "docs" / "states.md": states_page, ROOT / ".env.example": env_example}


def main() -> int:
    """Write the pages; with `--check` write nothing and fail where one is stale."""
    stale = [
        path
        for path, page in PAGES.items()
        if not path.exists() or path.read_text(encoding="utf-8") != page()
    ]
    if "--check" in sys.argv:
        for path in stale:
            print(f"stale: {path.relative_to(ROOT)}; run ./run docs", file=sys.stderr)  # noqa: T201
        return 1 if stale else 0
    for path in stale:
        path.write_text(PAGES[path](), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How a row of a benchmark is measured: each run in a process of its own, ours and theirs in turn."""

import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

OUT = Path(__file__).with_name("out")
RUNS = 3


@dataclass(frozen=True)
class Row:
    """`ratio` is ours / theirs in `unit`; `goal` bounds it from below where more is better, else above."""

    work: str
    unit: str
    better: str  # "more" or "less"
    ours: float
    other: str | None
    theirs: float | None
    ratio: float | None
    goal: float | None
    holds: bool | None
    runs: int
    peak_mib: int


@dataclass(frozen=True)
class Side:
    """A function `module:name`, called with `arguments`; it returns how many things it did."""

    target: str
    arguments: tuple[str, ...] = ()


def once(side: Side) -> tuple[float, float, int]:
    """Run one side in a process of its own; return things done, seconds and peak MiB."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.child", side.target, *side.arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    if done.returncode:
        raise SystemExit(f"{side.target}: {done.stderr}")
    told = json.loads(done.stdout.splitlines()[-1])
    return told["done"], told["seconds"], told["peak_mib"]


def compared(
    work: str,
    unit: str,
    ours: Side,
    other: str | None = None,
    theirs: Side | None = None,
    *,
    better: str,
    goal: float | None,
) -> Row:
    """Measure one row. `unit` "s" counts seconds a run, any other unit counts things a second."""
    mine: list[float] = []
    alternative: list[float] = []
    peak = 0
    for _ in range(RUNS):
        done, seconds, mib = once(ours)
        mine.append(seconds if unit == "s" else done / seconds)
        peak = max(peak, mib)
        if theirs is not None:
            done, seconds, _ = once(theirs)
            alternative.append(seconds if unit == "s" else done / seconds)
    value = statistics.median(mine)
    beside = statistics.median(alternative) if alternative else None
    ratio = value / beside if beside else None
    judged = ratio if ratio is not None else value
    holds = None if goal is None else (judged >= goal if better == "more" else judged <= goal)
    return Row(
        work,
        unit,
        better,
        round(value, 3),
        other,
        beside and round(beside, 3),
        ratio and round(ratio, 3),
        goal,
        holds,
        RUNS,
        peak,
    )


def write(name: str, rows: Sequence[Row]) -> Path:
    OUT.mkdir(exist_ok=True)
    path = OUT / f"{name}.json"
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    told = {"name": name, "machine": machine, "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path

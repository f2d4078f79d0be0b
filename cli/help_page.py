"""What `--help` shows: in Chinese, and never cut off at the edge of a narrow terminal."""

import re
import shutil
from collections.abc import Iterable, Iterator
from typing import Any

from cli.called import as_called

LONGEST_LEFT = 26  # columns for names; a longer one has its sentence on the next line
HANGING = "，。、；：！？）」』》”’）"  # no line begins with one
_PIECE = re.compile(r"[!-~]+| |.")
WRITTEN = {
    "日期": "日期写成 2024-05-31 这样。",
    "时刻": "时刻写成 2024-05-31T09:00:00+08:00 这样。",
}


def write_page(ctx: Any, formatter: Any) -> None:
    """Write the help of the command of `ctx`: what it does, what it takes, what is below it."""
    formatter.write("\n".join(_lines(ctx, shutil.get_terminal_size().columns)))


def _lines(ctx: Any, columns: int) -> Iterator[str]:
    command = ctx.command
    params = [param for param in command.get_params(ctx) if not param.hidden]
    yield from wrapped(f"用法：{' '.join([ctx.command_path, *_pieces(command, params)])}", columns)
    yield ""
    yield from wrapped(as_called(command.help), columns)
    for heading, rows in _sections(command, params):
        yield from ("", heading)
        yield from _table(rows, columns)
    for kind, said in WRITTEN.items():
        if any(param.metavar == kind for param in params):
            yield from ("", said)


def _pieces(command: Any, params: Iterable[Any]) -> Iterator[str]:
    """Yield what is typed after the command: what it must be given, then what it may be."""
    if getattr(command, "commands", None):
        yield "命令 …"
        return
    for param in params:
        if param.param_type_name == "argument":
            more = " …" if param.nargs != 1 else ""
            yield f"{_value(param)}{more}" if param.required else f"[{_value(param)}{more}]"
        elif param.required:
            yield f"{param.opts[0]} {_value(param)}"
    yield "[选项]"


def _sections(command: Any, params: Iterable[Any]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    below = getattr(command, "commands", {})
    if below:
        yield "命令", [(name, each.help) for name, each in below.items()]
        return
    arguments = [(_value(each), each.help) for each in params if each.param_type_name == "argument"]
    if arguments:
        yield "参数", arguments
    yield "选项", [(_option(each), _said(each)) for each in params if each.param_type_name == "option"]


def _option(option: Any) -> str:
    names = " / ".join((*option.opts, *option.secondary_opts))
    return names if option.is_flag else f"{names} {_value(option)}"


def _value(param: Any) -> str:
    """Say what stands in the place of a value."""
    kind = str(param.get_runtime_param().annotation)
    return str(param.metavar or ("路径" if "Path" in kind else "数字" if "int" in kind else "文字"))


def _said(option: Any) -> str:
    if option.required:
        return f"{option.help}（必填）"
    default = option.default
    return f"{option.help}（默认 {default}）" if isinstance(default, str) and default else str(option.help)


def _table(rows: list[tuple[str, str]], columns: int) -> Iterator[str]:
    from rich.cells import cell_len

    left = max((width for name, _ in rows if (width := cell_len(name)) <= LONGEST_LEFT), default=0)
    for name, said in rows:
        lines = wrapped(as_called(said), columns - left - 4)
        if (width := cell_len(name)) <= left:
            yield f"  {name}{' ' * (left - width)}  {next(lines, '')}"
        else:
            yield f"  {name}"
        yield from (f"{' ' * (left + 4)}{line}" for line in lines)


def wrapped(text: str, columns: int) -> Iterator[str]:
    """Break a text at blanks and between Chinese characters; a closing mark stays with what it closes."""
    from rich.cells import cell_len

    line = ""
    for piece in _PIECE.findall(text):
        if line and piece not in HANGING and cell_len(line + piece) > columns - 2:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    yield line.rstrip()

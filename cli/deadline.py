"""`xuepu deadline`: read deadline phrases without an office, one or a file of them."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from models.refusals import Refusal

MOST_SHOWN = 12  # occurrences printed for a person; --json prints all


@dataclass(frozen=True)
class Asked:
    """One phrase to read."""

    text: str
    year: int
    issued: date | None


def deadline(
    text: Annotated[
        str | None,
        typer.Argument(metavar="时限", help="时限原文，如「每季度末月25日前」", show_default=False),
    ] = None,
    year: Annotated[
        int | None, typer.Option(metavar="年度", help="清单年度，如 2026", show_default=False)
    ] = None,
    issued: Annotated[
        str | None,
        typer.Option(
            metavar="日期", help="清单印发日期，如 2026-03-05；「即日起」从这天算", show_default=False
        ),
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option(help="一次读一个文件：每行一个 JSON，{text, year, issued}", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，一句一行")] = False,
) -> None:
    """Read one phrase, or a file of them, and print what was understood."""
    from rules.deadlines import read

    if (text is None) == (batch is None):
        raise Refusal("请写一条时限原文，或者用 --batch 指定一个文件，二者取其一。")
    asked = [_asked({"text": text}, year, issued, "")] if batch is None else _from_file(batch, year, issued)
    for each in asked:
        reading = read(each.text, year=each.year, issued=each.issued)
        typer.echo(
            json.dumps(reading.as_json(), ensure_ascii=False) if as_json else _shown(reading.as_json())
        )


def _from_file(path: Path, year: int | None, issued: str | None) -> list[Asked]:
    """Return every line of the file, all of them checked before the first is read."""
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except OSError as error:
        raise Refusal(f"打不开文件「{path}」，请检查路径和权限。") from error
    except UnicodeDecodeError as error:
        raise Refusal(f"文件「{path}」不是 UTF-8 编码的文本，请另存为 UTF-8 后再试。") from error
    asked = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"文件「{path.name}」第{number}行"
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Refusal(f"{where}不是一条 JSON，请改正后再试。") from error
        if not isinstance(fields, dict):
            raise Refusal(f"{where}应是一个带 text 和 year 的 JSON 对象，请改正后再试。")
        asked.append(_asked(fields, year, issued, where))
    return asked


def _asked(fields: dict[str, Any], year: int | None, issued: str | None, where: str) -> Asked:
    text, year, issued = fields.get("text"), fields.get("year", year), fields.get("issued", issued)
    if not isinstance(text, str):
        raise Refusal(f"{where}缺少文字形式的 text，请补上时限原文。")
    if not isinstance(year, int) or isinstance(year, bool):
        raise Refusal(f"{where}没有清单年度，请用 --year 或 year 写明，如 2026。")
    if not 1950 <= year <= 2098:
        raise Refusal(f"{where}清单年度{year}超出范围，请写1950至2098之间的年份。")
    if issued is None:
        return Asked(text, year, None)
    try:
        return Asked(text, year, date.fromisoformat(str(issued)))
    except ValueError as error:
        raise Refusal(f"{where}印发日期「{issued}」不是日期，请写成 2026-03-05 的样子。") from error


def _shown(reading: dict[str, Any]) -> str:
    lines = [f"原文：{reading['text']}", f"读作：{reading['meaning']}"]
    for each in reading["occurrences"][:MOST_SHOWN]:
        count = f"  至少{each['min_count']}{reading['unit'] or '次'}" if each["min_count"] else ""
        lines.append(
            f"  {each['start']} 至 {each['due']}{count}{'  ' + each['label'] if each['label'] else ''}"
        )
    left = len(reading["occurrences"]) - MOST_SHOWN
    if left > 0:
        lines.append(f"  ……另有{left}期")
    lines += [f"待确认：{flag}" for flag in reading["flags"]] or ["没有疑问"]
    return "\n".join(lines)

"""The office's own slip template (.docx with placeholders), filled in by a process with limits."""

import base64
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models import SlipKind
from models.refusals import BadSetting
from reports import official_docx
from rules.slip_template import CELLS, PLACEHOLDERS, ROW, ROWS, needed, sample
from rules.slip_words import NAMES

LARGEST = 20 << 20  # bytes
PATIENCE = 30.0  # seconds of waiting, beside the child's own limit of processor time
LOOP = f"{{%tr for {ROW} in {ROWS} %}} … {{%tr endfor %}}"
_QUOTED = re.compile(r"'([^']*)'(?: is undefined)?$")


def file_of(folder: Path | None, kind: SlipKind) -> Path | None:
    """Return the office's template for a kind of slip, where it has one."""
    path = folder / f"{NAMES[kind]}.docx" if folder else None
    return path if path and path.is_file() else None


def fill_in(template: Path, values: dict[str, object]) -> bytes:
    """Return the finished Word file; equal templates and values give equal bytes.

    Raises:
        BadSetting: the template cannot be used; the sentence says why.

    """
    answer = _asked(template, values)
    if "fault" in answer:
        raise BadSetting(_sentence(template, answer))
    return official_docx.packed(base64.b64decode(answer["docx"]))


def faults(template: Path, kind: SlipKind) -> Iterator[str]:
    """Yield what is wrong with a template, a Chinese sentence each; nothing where it can be used."""
    answer = _asked(template, sample(kind))
    if "fault" in answer:
        yield _sentence(template, answer)
        return
    for name in needed(kind):
        if name not in answer["names"]:
            yield f"模板「{template.name}」缺少占位符「{name}」，请在相应位置写上 {{{{ {name} }}}}。"
    if ROWS not in answer["loops"]:
        yield f"模板「{template.name}」没有逐项列任务的表格行，请把表格写成 {LOOP} 三行。"


def _asked(template: Path, values: dict[str, object]) -> dict[str, Any]:
    try:
        if template.stat().st_size > LARGEST:
            return {"fault": "limits", "detail": ""}
        given = base64.b64encode(template.read_bytes()).decode()
    except OSError:
        return {"fault": "missing", "detail": ""}
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-W", "ignore", "-m", "reports.template_child"],
            input=json.dumps({"template": given, "values": values}),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
            env={},
        )
    except subprocess.TimeoutExpired:
        return {"fault": "limits", "detail": ""}
    if done.returncode < 0 or not done.stdout:  # killed at its limit, or out of memory while dying
        return {"fault": "limits", "detail": ""}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _sentence(template: Path, answer: dict[str, Any]) -> str:
    detail = answer["detail"]
    quoted = _QUOTED.search(detail)
    missing = quoted[1] if quoted else detail
    said = {
        "missing": "读不到，请检查路径。",
        "file": "不是完好的 Word 文件，请用 Word 或 WPS 另存为 .docx。",
        "unknown": f"有不认识的占位符「{detail}」，可用的是：{'、'.join(PLACEHOLDERS)}。",
        "undefined": f"的「{ROW}」没有「{missing}」这一项，可用的是：{'、'.join(CELLS)}。",
        "forbidden": "有不允许的写法：只能用占位符、循环和条件，请删去其余代码。",
        "syntax": f"的占位符写法有误，请检查 {{{{ }}}} 和 {{% %}} 是否成对（{detail}）。",
        "failed": f"填写时出错（{detail}），请只用占位符、循环和条件。",
        "limits": "太大或太费时，没有填完，请删去不必要的图片和循环。",
    }
    return f"模板「{template.name}」{said[answer['fault']]}"

"""A process of its own that fills in one template: whatever the template does, it does it in here.

Reads one JSON object on standard input (`template` in base64, `values`), writes one on standard output:
`docx` in base64 with `names` and `loops` used, or a `fault`. Knows nothing of ours.
"""

import base64
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

SECONDS, MEMORY = 5, 768 << 20  # of processor time; bytes
FAULTS: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((MemoryError, RecursionError, OverflowError), "limits"),
    ((SecurityError,), "forbidden"),
    ((TemplateSyntaxError,), "syntax"),
    ((UndefinedError,), "undefined"),
    ((PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError), "file"),
    ((Exception,), "failed"),  # {{ 1 / 0 }}
)


def fill_in(template: bytes, values: dict[str, object]) -> dict[str, object]:
    """Render, in a sandbox that reaches no attribute of Python's own; plain values only."""
    if any(b"<!DOCTYPE" in part for part in _beginnings(template)):
        return {"fault": "file", "detail": ""}
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    document = DocxTemplate(BytesIO(template))
    names = document.get_undeclared_template_variables(environment)
    if unknown := sorted(names - values.keys()):
        return {"fault": "unknown", "detail": unknown[0]}
    document.init_docx()
    parsed = environment.parse(document.patch_xml(document.get_xml()))
    loops = [loop.iter.name for loop in parsed.find_all(nodes.For) if isinstance(loop.iter, nodes.Name)]
    document.render(values, environment)
    filled = BytesIO()
    document.save(filled)
    return {"docx": base64.b64encode(filled.getvalue()).decode(), "names": sorted(names), "loops": loops}


def _beginnings(template: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(BytesIO(template)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                with package.open(name) as part:
                    yield part.read(4096)


def main() -> None:
    """Set the limits before anything of the template is looked at."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # no file can grow
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked = json.load(sys.stdin)
    try:
        answer = fill_in(base64.b64decode(asked["template"]), asked["values"])
    except Exception as error:  # noqa: BLE001  (whatever a template does, its owner is told)
        fault = next(fault for kinds, fault in FAULTS if isinstance(error, kinds))
        answer = {"fault": fault, "detail": getattr(error, "message", None) or type(error).__name__}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()

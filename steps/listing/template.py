"""Write an empty list to fill in."""

from collections.abc import Sequence
from pathlib import Path

from reports import list_template
from reports.destination import destination, whole
from rules.list_example import example_columns

NAME = "学法普法责任清单填写模板.xlsx"


def template(out: Path, departments: Sequence[str], *, overwrite: bool = False) -> Path:
    """Write the workbook into the file or folder `out`; its drop-downs offer `departments`.

    Raises:
        Refusal: a file of another kind, or one that is there already.

    """
    file = destination(out, NAME, overwrite=overwrite)
    with whole(file) as target:
        list_template.write(example_columns(departments), target)
    return file

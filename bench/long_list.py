"""A long list of duties to read: whose each is, and when it is due, is told by who writes it."""

from collections.abc import Iterable
from pathlib import Path

HEADINGS = (
    "序号",
    "类别",
    "工作任务",
    "依据",
    "普法内容",
    "具体措施",
    "普法对象",
    "责任部门",
    "责任人",
    "完成时限",
    "佐证材料",
)
DEPARTMENTS = ("办公室", "法规科", "人事科", "领事科", "综合科")


def cells(number: int, *, owners: str, deadline: str) -> tuple[str, ...]:
    return (
        str(number),
        "学法" if number % 2 else "普法",
        f"第{number}项：学习宣传《中华人民共和国对外关系法》",
        "市2024年普法依法治理工作要点",
        "《对外关系法》《民法典》",
        "集中学习、发放宣传单、公众号推送",
        "全体干部职工",
        owners,
        "甲某",
        deadline,
        "签到表、照片",
    )


def workbook(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, values in enumerate((HEADINGS, *rows)):
            for column, value in enumerate(values):
                sheet.write_string(row, column, value)

"""An appendix and a ledger on the facts of the 2024 Heze report; people, days and evidence are invented."""

import csv
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from rules.appendix import (
    Appendix,
    Column,
    Figure,
    Ledger,
    Paragraph,
    Part,
    Record,
    Run,
    Section,
    Sheet,
    Table,
)

BEIJING = timezone(timedelta(hours=8))
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

with Path(__file__).with_name("duties.csv").open(encoding="utf-8", newline="") as file:
    DUTY_HEADINGS, *DUTIES = [tuple(line) for line in csv.reader(file)]

LAWS = "《领导干部应知应会党内法规和国家法律汇编》"


def records(kind: str, count: int, start: int) -> tuple[Record, ...]:
    return tuple(Record(f"{kind}:{number}", start + number) for number in range(1, count + 1))


FIGURES = (
    Figure("duties", "16项", records("task", 16, 40), value=16, unit="项"),
    Figure("done", "14项", records("task", 14, 40), value=14, unit="项"),
    Figure("done_late", "1项", records("task", 1, 300), value=1, unit="项"),
    Figure("under_way", "1项", records("task", 1, 320), value=1, unit="项"),
    Figure("study_sessions", "专题学法7次", records("activity", 7, 100), value=7, unit="次"),
    Figure("pass_rate", "合格率100%", records("examination", 1, 400), numerator=46, denominator=46, unit="%"),
    Figure("publicity_events", "50余次", records("activity", 53, 120), value=53, unit="次"),
    Figure(
        "foreign_cases",
        "12批17人",
        records("activity", 12, 500),
        parts=(Part(12, "批"), Part(17, "人")),
    ),
    Figure("evidence", "32件", records("evidence", 32, 600), value=32, unit="件"),
)
BY_NAME = {figure.name: figure for figure in FIGURES}


def said(*pieces: str) -> Paragraph:
    """Make a paragraph; a piece like `=duties` prints that figure, `=duties:16` a piece of its words."""
    runs = []
    for piece in pieces:
        if piece.startswith("="):
            name, _, text = piece[1:].partition(":")
            runs.append(Run(text or BY_NAME[name].text, name))
        else:
            runs.append(Run(piece))
    return tuple(runs)


def rows(lines: Iterable[Iterable[str]]) -> tuple[tuple[Paragraph, ...], ...]:
    return tuple(tuple(said(cell) for cell in line) for line in lines)


TOTALS = Table(
    "表1　学法普法责任清单落实主要数据",
    tuple(
        Column(heading, 1, centred=True)
        for heading in ("任务总数", "已完成", "逾期完成", "推进中", "考试合格率", "佐证材料")
    ),
    (
        (
            said("=duties"),
            said("=done"),
            said("=done_late"),
            said("=under_way"),
            said("=pass_rate:100%"),
            said("=evidence"),
        ),
    ),
)
FULFILMENT = Table(
    "表2　市外办2024年度学法普法责任清单落实情况表",
    (
        Column("序号", 1, centred=True),
        *(
            Column(heading, width, centred=width == 2)
            for heading, width in zip(DUTY_HEADINGS, (6, 6, 4, 2, 2, 2, 2), strict=True)
        ),
    ),
    rows((str(number), *duty) for number, duty in enumerate(DUTIES, 1)),
    landscape=True,
)
STUDIES = Table(
    "表3　学法情况统计表",
    (
        Column("序号", 1, centred=True),
        Column("时间", 3, centred=True),
        Column("形式", 4),
        Column("学习内容", 7),
        Column("参加范围", 3),
        Column("材料编号", 3, centred=True),
    ),
    rows(
        (str(number), f"{month}月{day}日", form, content, "办领导班子成员", f"2024-01-{number}")
        for number, (month, day, form, content) in enumerate(
            (
                (1, 22, "党组会", LAWS),
                (3, 18, "党组理论学习中心组", "《中华人民共和国保守国家秘密法》"),
                (4, 15, "党组会", "《中华人民共和国国家安全法》"),
                (6, 17, "党组会", "《中国共产党领导外事工作条例》"),
                (7, 29, "党组理论学习中心组", "《中华人民共和国对外关系法》"),
                (9, 23, "党组会", "《中华人民共和国领事保护与协助条例》"),
                (12, 2, "党组会", "《中华人民共和国宪法》"),
            ),
            1,
        )
    ),
)
MATERIALS = Table(
    "表4　佐证材料目录",
    (
        Column("编号", 3, centred=True),
        Column("材料名称", 8),
        Column("形式", 2, centred=True),
        Column("日期", 3, centred=True),
        Column("校验值（SHA-256前16位）", 4, centred=True),
    ),
    rows(
        (f"2024-{duty:02}-{piece}", name, form, f"2024-{1 + duty % 12:02}-15", DIGEST[duty : duty + 16])
        for duty in range(1, 17)
        for piece, name, form in ((1, "会议通知、议程和签到表", "扫描件"), (2, "活动现场照片", "照片"))
    ),
)

APPENDIX = Appendix(
    year=2024,
    label="附件1",
    title=("市外办2024年度学法普法责任清单", "落实情况"),
    office="市外办",
    as_of=datetime(2024, 12, 25, 9, tzinfo=BEIJING),
    dated=date(2024, 12, 25),
    log_size=812,
    log_root=DIGEST,
    opening=(
        said(
            "根据市司法局印发的《2024年全市普法依法治理工作要点》和《市外办2024年度学法普法工作计划和责任清单》，"
            "市外办逐项压实普法重点任务、责任部门、责任人员和完成时限，现将落实情况汇总如下。"
        ),
    ),
    sections=(
        Section(
            "一、总体情况",
            (
                said(
                    "2024年度责任清单共列任务",
                    "=duties",
                    "，已完成",
                    "=done",
                    "、逾期完成",
                    "=done_late",
                    "、推进中",
                    "=under_way",
                    "。全年组织党组会、党组理论学习中心组",
                    "=study_sessions",
                    "，公务员学法考法",
                    "=pass_rate",
                    "；开展各类安全提醒、领事保护宣传活动",
                    "=publicity_events",
                    "；归集佐证材料",
                    "=evidence",
                    "。",
                ),
            ),
            (TOTALS,),
        ),
        Section(
            "二、责任清单落实情况",
            (said("责任清单所列任务的落实情况见表2，逐项记录见第三部分，佐证材料目录见第四部分。"),),
            (FULFILMENT,),
        ),
        Section("三、逐项完成记录"),
        Section(
            "（一）党组会“第一议题”学法",
            (
                said(
                    "坚持党组会“第一议题”学法，组织党组会、党组理论学习中心组",
                    "=study_sessions",
                    "，认真学习《领导干部应知应会党内法规和国家法律汇编》《中华人民共和国保守国家秘密法》"
                    "《中华人民共和国对外关系法》等，夯实法治理论根基，注重理论与实践融会贯通，指导外事工作。"
                    "（对应清单第1项，佐证2024-01-1、2024-01-2）",
                ),
            ),
            (STUDIES,),
            level=2,
        ),
        Section(
            "（二）公务员学法考法",
            (said("组织全体公务员干部参与学法考法等法律知识测试，", "=pass_rate", "。（对应清单第5项）"),),
            level=2,
        ),
        Section(
            "（三）重要时间节点普法宣传",
            (
                said(
                    "依托“民法典宣传月”“国家安全周”“政务公开日”“网络安全周”等重要时间节点，认真组织开展系列法律法规"
                    "学习活动。赴包联社区发放法律宣传单、悬挂横幅标语，形象生动地向业主普及法律法规知识，"
                    "在全社会营造良好的法治环境。（对应清单第6项、第7项）"
                ),
            ),
            level=2,
        ),
        Section(
            "（四）领事保护宣传活动",
            (
                said(
                    "今年8月，联合市公安局、市文旅局、菏泽职业学院等单位，赴市公安局出入境业务大厅、巨野县田桥镇及"
                    "“走出去”企业开展领事保护宣传活动，主动向群众介绍国外遇险求助方式以及境外出行安全注意事项等"
                    "业务知识。全年共计开展各类安全提醒、领事保护宣传活动",
                    "=publicity_events",
                    "，有效提升我市赴外公民海外安全意识和风险防范能力。协调处理涉外案件",
                    "=foreign_cases",
                    "。（对应清单第8项、第15项）",
                ),
            ),
            level=2,
        ),
        Section(
            "（五）未完成事项",
            (
                said(
                    "涉外法治文化宣传阵地建设（清单第16项）推进中：共建协议已于2024年11月送菏泽职业学院会签，"
                    "场地移交推迟，预计2025年3月底前完成。"
                ),
            ),
            level=2,
        ),
        Section("四、佐证材料目录", (said("佐证材料按清单任务编号，原件由各责任部门保存。"),), (MATERIALS,)),
    ),
    figures=FIGURES,
)

LEDGER = Ledger(
    (
        Sheet(
            "责任清单完成情况",
            ("序号", *DUTY_HEADINGS),
            tuple((number, *duty) for number, duty in enumerate(DUTIES, 1)),
        ),
        Sheet(
            "学法情况",
            ("序号", "时间", "形式", "学习内容", "人数"),
            (
                (1, date(2024, 1, 22), "党组会", LAWS, 7),
                (2, date(2024, 3, 18), "党组理论学习中心组", "《保守国家秘密法》", None),
            ),
        ),
        Sheet(
            "普法活动",
            ("时间", "地点", "主题", "对象", "人数"),
            ((date(2024, 8, 6), "市公安局出入境业务大厅", "领事保护", "出境人员", 120),),
        ),
        Sheet(
            "考试情况",
            ("时间", "应考", "实考", "合格", "合格率"),
            ((date(2024, 11, 12), 46, 46, 46, "100%"),),
        ),
        Sheet(
            "佐证材料目录",
            ("编号", "名称", "形式", "日期", "SHA-256"),
            (("2024-01-1", "会议通知、议程和签到表", "扫描件", date(2024, 1, 22), DIGEST),),
        ),
        Sheet(
            "数据来源",
            ("数据", "印出文字", "记录", "日志序号"),
            tuple(
                (figure.name, figure.text, record.id, record.log)
                for figure in FIGURES
                for record in figure.records
            ),
        ),
    ),
    as_of=APPENDIX.as_of,
)

# As the 2022 Liaoning report: nothing was counted.
WITHOUT_FIGURES = Appendix(
    year=2022,
    label="附件",
    title=("2022年度学法普法责任清单落实情况",),
    office="省政府外办",
    as_of=datetime(2023, 1, 30, 9, tzinfo=BEIJING),
    dated=date(2023, 1, 30),
    log_size=12,
    log_root=DIGEST,
    opening=(),
    sections=(
        Section("一、总体情况", (said("办党组理论学习中心组、党组会深入学习习近平法治思想。"),)),
        Section("二、学法情况", (), (Table(STUDIES.caption, STUDIES.columns, ()),)),
        Section(
            "三、责任清单落实情况", (), (Table(FULFILMENT.caption, FULFILMENT.columns, (), landscape=True),)
        ),
    ),
    figures=(),
)

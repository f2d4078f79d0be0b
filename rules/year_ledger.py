"""The ledger beside the appendix: the full lists that its totals are counted from."""

from collections.abc import Sequence

from models import ActivityKind
from rules.appendix import Figure, Ledger, Sheet
from rules.days import BEIJING
from rules.figures import Told
from rules.moves import STATE_WORDS
from rules.year_records import KIND_WORDS, OTHER_WORK, PUBLICITY, STUDIES, Year, where


def ledger(year: Year, counted: Sequence[Figure]) -> Ledger:
    """Put the full lists behind the appendix into sheets."""
    numbers = {duty.id: duty.no or str(duty.place) for duty in year.duties}
    return Ledger(
        (
            Sheet(
                "责任清单完成情况",
                (
                    "任务编号",
                    "清单序号",
                    "任务",
                    "本期",
                    "责任部门",
                    "责任人",
                    "时限",
                    "原时限",
                    "延期理由",
                    "状态",
                    "办结日期",
                    "佐证材料编号",
                    "说明",
                ),
                tuple(
                    (
                        task.id,
                        numbers.get(task.duty_id, "（已调整）"),
                        task.demand,
                        task.label or f"第{task.occurrence}次",
                        task.department_name,
                        year.owner(task),
                        task.due_on,
                        extended[0].due_on if extended else None,
                        "；".join(each.reason for each in extended),
                        STATE_WORDS[task.state],
                        task.done_on,
                        "、".join(p.number for p in year.proofs if p.task.id == task.id),
                        task.reason,
                    )
                    for task in year.tasks
                    for extended in [year.extended.get(task.id or 0, ())]
                ),
            ),
            Sheet(
                "学法情况",
                ("记录编号", "时间", "形式", "地点", "学习内容", "参加范围", "人数"),
                tuple(
                    (
                        f"activity:{a.id}",
                        a.happened_on,
                        KIND_WORDS[a.kind],
                        a.place,
                        "".join(a.laws),
                        a.audience,
                        a.participants,
                    )
                    for a in (each.activity for each in year.of(STUDIES))
                ),
            ),
            Sheet(
                "普法活动",
                ("记录编号", "时间", "活动", "节点", "形式", "地点", "对象", "联合单位", "数字"),
                tuple(
                    (
                        f"activity:{e.activity.id}",
                        e.activity.happened_on,
                        e.activity.title,
                        e.activity.node,
                        KIND_WORDS[e.activity.kind],
                        e.activity.place,
                        e.activity.audience,
                        "、".join(e.activity.partners),
                        _numbers(e),
                    )
                    for e in year.of(PUBLICITY)
                ),
            ),
            Sheet(
                "考试情况",
                ("记录编号", "时间", "考试名称", "数字"),
                tuple(
                    (f"activity:{e.activity.id}", e.activity.happened_on, e.activity.title, _numbers(e))
                    for e in year.of({ActivityKind.EXAM})
                ),
            ),
            Sheet(
                "业务和其他记录",
                ("记录编号", "时间", "类别", "内容", "数字"),
                tuple(
                    (
                        f"activity:{e.activity.id}",
                        e.activity.happened_on,
                        KIND_WORDS[e.activity.kind],
                        e.activity.title,
                        _numbers(e),
                    )
                    for e in year.of(OTHER_WORK | {ActivityKind.BUSINESS})
                ),
            ),
            Sheet(
                "佐证材料目录",
                ("编号", "任务", "名称", "种类", "日期", "页数", "存放", "保管人", "网址", "SHA-256"),
                tuple(
                    (
                        p.number,
                        p.task.demand,
                        p.evidence.title,
                        p.evidence.kind,
                        p.evidence.dated_on,
                        p.evidence.pages,
                        where(p.evidence),
                        p.evidence.custodian,
                        p.evidence.url or "",
                        p.evidence.sha256 or "",
                    )
                    for p in year.proofs
                ),
            ),
            Sheet(
                "数据来源",
                ("数据", "打印文字", "记录编号", "日志序号"),
                tuple((f.name, f.text, r.id, r.log) for f in counted for r in f.records),
            ),
        ),
        as_of=year.as_of.astimezone(BEIJING),
    )


def _numbers(told: Told) -> str:
    return "、".join(f"{n.subject} {n.value}{n.unit}" for n in told.numbers)

"""The closing tables: the year at a glance, from what the database and the appendix hold."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from rich.table import Table
from sqlmodel import Session, select

from demo import story
from demo.closing import Closed
from demo.kept import Sent, climbed, most_a_day, out_of_hours, owed, sent
from models import Message, NoticeState, Person, Slip, SlipKind, SlipState, Task
from rules.days import beijing_day
from rules.figures import was_late
from rules.moves import STATE_WORDS
from rules.policy_words import CHANNEL_WORDS, PARTS
from rules.reminding import Policy
from rules.slip_words import NAMES
from rules.stages import kind
from store import lists, log, notices, policies, slips, tasks

VERDICTS = {"ok": "核验通过", "tampered": "被改动过", "incomplete": "不完整", "unreadable": "读不了"}
SHOWN_OF_ROOT = 16  # hex digits


def tables(session: Session, closed: Closed) -> Iterator[Table]:
    list_id = lists.of_year(session, story.YEAR).id
    assert list_id is not None
    year = tasks.of_list(session, list_id)
    names = {person.id or 0: person.name for person in session.exec(select(Person))}
    messages = session.exec(select(Message).order_by("id")).all()
    yield _states(year)
    yield _figures(closed)
    policy = policies.of_list(session, list_id)
    yield _messages(sent(session), policy, names)
    yield _overdue(session, list_id, year, policy, {message.id or 0: message for message in messages}, names)
    yield _log(log.size(session), closed)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", show_edge=False)
    for column in columns:
        table.add_column(column)
    return table


def _states(year: Sequence[Task]) -> Table:
    table = _table("一、任务", "状态", "项数", "说明")
    counted = Counter(task.state for task in year)
    for state, word in STATE_WORDS.items():
        if counted[state]:
            here = [task for task in year if task.state is state]
            table.add_row(word, str(counted[state]), _remark(here))
    table.add_row("合计", str(len(year)), "")
    return table


def _remark(here: Sequence[Task]) -> str:
    late = [task for task in here if task.done_on and was_late(task)]
    if late:
        return f"其中逾期{len(late)}项"
    if all(task.done_on for task in here):
        return ""
    return "；".join(f"{task.demand}（{task.due_on}）" for task in here)


def _figures(closed: Closed) -> Table:
    table = _table("二、附件里的数字", "印成", "由几条记录数出")
    for figure in closed.compiled.appendix.figures:
        table.add_row(figure.subject + figure.text, f"{len(figure.records)}条")
    return table


def _messages(all_sent: Sequence[Sent], policy: Policy, names: Mapping[int, str]) -> Table:
    """Show how much each person got: by channel, at most on one day, and out of hours."""
    cap = policy.cap_per_day
    table = _table(
        "三、提醒", "收件人", *CHANNEL_WORDS.values(), f"一天最多（上限各{cap}条）", "休息日、静默日、下班后"
    )
    total = Counter((each.person_id, each.channel) for each in all_sent)
    most, odd = most_a_day(all_sent), out_of_hours(all_sent, policy)
    for person in sorted(most, key=lambda one: -sum(total[one, channel] for channel in CHANNEL_WORDS)):
        counts = (str(total[person, channel]) for channel in CHANNEL_WORDS)
        at_most = "、".join(
            f"{words}{most[person][channel]}条"
            for channel, words in CHANNEL_WORDS.items()
            if most[person][channel]
        )
        table.add_row(names[person], *counts, at_most, f"{odd[person]}条")
    by_channel = Counter(each.channel for each in all_sent)
    table.add_row("合计", *(str(by_channel[name]) for name in CHANNEL_WORDS), "", f"{odd.total()}条")
    return table


def _overdue(
    session: Session,
    list_id: int,
    year: Sequence[Task],
    policy: Policy,
    messages: Mapping[int, Message],
    names: Mapping[int, str],
) -> Table:
    table = _table(
        "四、逾期任务怎样逐级催办", "任务", "时限", "交齐", "逾期后提醒了谁，代拟了什么单子", "提醒与办法"
    )
    papers = slips.of_list(session, list_id)
    for task in year:
        due, taken = owed(session, task, policy), climbed(session, task)
        if due or taken:
            done = f"{task.handed_in_on:%m-%d}" if task.done_on else "未办结"
            what = f"{task.demand}（{task.department_name}）"
            named = [slip for slip in papers if slip.kind is not SlipKind.PROMPT and task.id in slip.task_ids]
            steps = [*_climb(session, task, messages, names), *map(_paper, named)]
            told = "\n".join(f"{day:%m-%d} {words}" for day, words in sorted(steps, key=lambda step: step[0]))
            table.add_row(what, f"{task.due_on:%m-%d}", done, told, "一致" if due == taken else "不一致")
    return table


def _climb(
    session: Session, task: Task, messages: Mapping[int, Message], names: Mapping[int, str]
) -> Iterator[tuple[date, str]]:
    """Yield each day with everybody told on it and how, a line each."""
    told: dict[date, dict[str, list[str]]] = {}
    for notice in notices.of_task(session, task.id or 0):
        if kind(notice.stage) == "overdue" and notice.state is NoticeState.SENT:
            message = messages[notice.message_id or 0]
            who = f"{PARTS[notice.part]}{names[message.person_id]}"
            day = told.setdefault(beijing_day(message.made_at), {})
            day.setdefault(who, []).append(CHANNEL_WORDS[notice.channel])
    for on, people in told.items():
        yield on, "\n      ".join(f"{who}（{'、'.join(by)}）" for who, by in people.items())


def _paper(slip: Slip) -> tuple[date, str]:
    """Say when a slip was drafted, and what a person made of it."""
    became = {
        SlipState.DRAFT: "待审定",
        SlipState.SENT: f"{slip.signed_by}签发（{slip.number}）",
        SlipState.DROPPED: f"不发：{slip.reason}",
    }
    return beijing_day(slip.drawn_up_at), f"代拟{NAMES[slip.kind]}，{became[slip.state]}"


def _log(size: int, closed: Closed) -> Table:
    table = _table("五、日志", "日志", "审计包", "核验", "根值")
    report = closed.report
    root = f"{(report.root or '')[:SHOWN_OF_ROOT]}…"
    table.add_row(f"{size}条", f"{report.size}条", VERDICTS[report.verdict], root)
    return table

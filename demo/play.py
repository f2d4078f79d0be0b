"""The clock plays the year, day by day."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial

from demo import story
from demo.acts import Acts
from demo.cast import ABSENT, LEADER, LEAVES, STEPS_IN, TAKES_OVER
from demo.governing import governing
from demo.learning import learning
from demo.publicity import publicity
from rules import days
from rules.workdays import Workdays

CHECKED_AT, DRAWN_UP_AT, SIGNED_AT = time(7, 30), time(7, 40), time(23, 55)
SWEPT_AT = (time(8), time(9), time(15))  # at eight nobody is in the office yet: nothing goes out
ENTERED_AT, REVIEWED_AT, QUEUE_AT, HANDED_IN_AT = time(10), time(10, 30), time(10, 45), time(14, 20)


@dataclass(frozen=True)
class Scene:
    """One thing that happens at an hour of Beijing; `words` are told, what happens daily has none."""

    at: time
    act: Callable[[], None]
    words: str = ""


def played(acts: Acts) -> Iterator[tuple[date, str]]:
    """Play one day after the other; yield each day with what happened on it."""
    agenda = _agenda(acts)
    day = story.FOUNDED_ON
    while day <= story.CLOSED_ON:
        scenes = sorted([*agenda.get(day, ()), *_routine(acts, day)], key=lambda scene: scene.at)
        for scene in scenes:
            acts.clock.now = days.at(day, scene.at)
            scene.act()
        yield day, "；".join(dict.fromkeys(scene.words for scene in scenes if scene.words))
        day += timedelta(days=1)


def _routine(acts: Acts, day: date) -> Iterator[Scene]:
    """Yield what the timetable does every day; the sweep itself keeps rest days and quiet hours."""
    if day > story.ISSUED_ON:
        yield Scene(CHECKED_AT, acts.check)
        yield Scene(DRAWN_UP_AT, acts.draw_up)
        for at in SWEPT_AT:
            yield Scene(at, acts.remind)
        yield Scene(QUEUE_AT, acts.clear_queue)
    if day < story.CLOSED_ON:  # on the last day the appendix and the bundle are signed
        yield Scene(SIGNED_AT, acts.sign_log)


def _agenda(acts: Acts) -> Mapping[date, list[Scene]]:
    agenda: dict[date, list[Scene]] = defaultdict(list)
    for day, words, act in (
        (story.FOUNDED_ON, "新建单位、登记人员", acts.found),
        (story.IMPORTED_ON, "导入责任清单", acts.import_list),
        (story.SETTLED_ON, "逐条答复疑问、核定", acts.settle_doubts),
        (story.APPROVED_ON, "代录党组会审定", acts.approve),
        (story.ISSUED_ON, "印发，排出全年任务和提醒", acts.issue),
        (story.BACKDATED_ON, "给印发前已过期限的任务补定时限", acts.date_past_tasks),
        (story.AMENDED_ON, "调整清单：改一项、增一项", acts.amend),
        (story.HANDED_OVER_ON, f"{LEAVES}调离，移交{TAKES_OVER}", acts.hand_over),
        (story.AWAY_TOLD_ON, f"{ABSENT}外出，{STEPS_IN}代理", acts.be_away),
        (story.EXAM_DATED_ON, "收到考试通知，定下时限", acts.date_exam),
        (story.SETTLED_AGAIN_ON, "机关运动会两天不发提醒", acts.settle_quiet_days),
        (story.EXTENSION_ASKED_ON, f"{TAKES_OVER}申请延期", acts.ask_extension),
        (story.EXTENSION_GRANTED_ON, f"{LEADER}同意延期", acts.grant_extension),
    ):
        agenda[day].append(Scene(ENTERED_AT, act, words))
    workdays = Workdays()
    for work in (*learning(), *publicity(), *governing()):
        agenda[work.on].append(Scene(HANDED_IN_AT, partial(acts.hand_in, work), f"{work.by}交材料"))
        reviewed_on = work.reviewed_on or workdays.forward(work.on, 1)
        verdict = "退回补正" if work.returned else "审核通过"
        agenda[reviewed_on].append(Scene(REVIEWED_AT, partial(acts.review, work), verdict))
    return agenda

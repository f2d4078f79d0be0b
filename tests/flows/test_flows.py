"""The flows on a real office, called as the embedded clock calls them: no server, no run."""

import asyncio
import json
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from flows.layout_check import layout_check
from flows.log_checkpoint import log_checkpoint
from flows.receipt_collection import receipt_collection
from flows.reminder_sweep import reminder_sweep
from flows.slip_drafts import slip_drafts
from flows.step_call import instant
from flows.year_closing import year_closing
from models import Checkpoint, CheckpointKind, Notice, NoticeState, Task
from models.refusals import NotFound, Refusal
from office import Office
from rules.days import BEIJING
from store import log
from store.db import begin, reading
from tests import make
from tests.conftest import StillClock

QUARTER_DAY = datetime(2024, 3, 25, 9, 0, tzinfo=BEIJING)  # a Monday; the first quarter's study is due
CHRISTMAS = datetime(2024, 12, 25, 9, 0, tzinfo=BEIJING)


def run(flow: Any, now: datetime | str | None = None) -> Any:
    return asyncio.run(flow.fn(now))


def mails(office: Office) -> list[Path]:
    return sorted((office.settings.home / "mail").glob("*.eml"))


def test_the_sweep_sends_what_is_due_through_the_channels(at_work: Office) -> None:
    swept = run(reminder_sweep, QUARTER_DAY)

    assert (swept.accepted, swept.refused, swept.deferred) == (2, 0, 0)
    [mail] = mails(at_work)
    letter = message_from_bytes(mail.read_bytes(), policy=policy.default)
    assert "alice@example.org" in letter["To"]
    body = letter.get_body(("plain",))
    assert body is not None
    assert "党组理论学习中心组专题学法" in body.get_content()
    [sms] = (at_work.settings.home / "sms").glob("*.json")
    assert json.loads(sms.read_text(encoding="utf-8"))["text"].startswith("【学普】")


def test_a_second_sweep_sends_nothing(at_work: Office) -> None:
    run(reminder_sweep, QUARTER_DAY)
    assert run(reminder_sweep, QUARTER_DAY).accepted == 0
    assert len(mails(at_work)) == 1


def test_collecting_asks_only_who_is_set(at_work: Office) -> None:
    collected, inquired = run(receipt_collection, QUARTER_DAY)

    assert collected is None  # no mailbox
    assert inquired is not None
    assert (inquired.asked, inquired.unasked) == (0, 0)  # files are no gateway


@pytest.mark.parametrize(
    "at",
    [
        "2024-03-25T07:50:00+08:00",  # before hours
        "2024-03-25T18:00:00+08:00",  # the last wake of the day comes after hours
        "2024-03-30T10:00:00+08:00",  # a Saturday
        "2024-04-04T10:00:00+08:00",  # 清明节, a Thursday
    ],
)
def test_the_sweep_is_safe_at_any_time(at_work: Office, at: str) -> None:
    assert run(reminder_sweep, at).quiet
    assert mails(at_work) == []


def test_the_sweep_goes_out_on_a_weekend_day_worked_instead(at_work: Office) -> None:
    assert run(reminder_sweep, "2024-04-07T10:00:00+08:00").accepted > 0  # a Sunday, 调休上班


def test_days_that_were_missed_are_replayed_in_order(at_work: Office) -> None:
    first = run(reminder_sweep, "2024-03-25T09:00:00+08:00")
    second = run(reminder_sweep, "2024-03-25T17:50:00+08:00")
    third = run(reminder_sweep, "2024-03-26T01:00:00+00:00")  # 09:00 in Beijing: the first day overdue
    assert (first.accepted, second.accepted, third.accepted) == (2, 0, 2)


@pytest.mark.parametrize("now", ["2024-03-25T09:00:00", "昨天", "", datetime(2024, 3, 25)])  # noqa: DTZ001
def test_an_instant_without_its_offset_is_refused(now: datetime | str) -> None:
    with pytest.raises(Refusal, match="时区"):
        instant(now)


@pytest.mark.usefixtures("at_work")
def test_a_year_without_gaps_passes_the_check() -> None:
    [checked] = run(layout_check, QUARTER_DAY)
    assert (checked.duties, checked.tasks, checked.gaps) == (4, 7, ())


def test_a_gap_fails_the_run_and_is_named(at_work: Office) -> None:
    with begin(at_work.database) as session:
        task = session.exec(select(Task).where(Task.demand == "学法考法")).one()
        for notice in session.exec(select(Notice).where(Notice.task_id == task.id)):
            session.delete(notice)
    with pytest.raises(Refusal, match=r"1 处缺漏.*学法考法"):
        run(layout_check, QUARTER_DAY)


def test_both_years_are_checked_while_two_are_issued(at_work: Office, clock: StillClock) -> None:
    clock.at(2024, 12, 20)
    make.issued_list(at_work, on=clock.now.date(), year=2025)
    assert len(run(layout_check, CHRISTMAS)) == 2


def test_the_log_is_signed_for_the_day(at_work: Office) -> None:
    size = run(log_checkpoint, "2024-03-25T23:55:00+08:00")
    with reading(at_work.database) as session:
        newest = log.newest_checkpoint(session)
        assert newest is not None
        assert (newest.size, newest.kind) == (size, CheckpointKind.DAILY)
        assert newest.at == datetime(2024, 3, 25, 23, 55, tzinfo=BEIJING)


def test_a_day_without_entries_signs_nothing_new(at_work: Office) -> None:
    first, second = (run(log_checkpoint, f"2024-03-{day}T23:55:00+08:00") for day in (25, 26))
    with reading(at_work.database) as session:
        sizes = [each.size for each in session.exec(select(Checkpoint)).all()]
    assert first == second
    assert sizes.count(first) == 1


def test_the_year_is_closed_into_a_folder_of_its_own(at_work: Office) -> None:
    run(year_closing, CHRISTMAS)
    folder = at_work.settings.home / "appendix" / "2024"
    assert {path.name for path in folder.iterdir()} == {
        "appendix.docx",
        "appendix.pdf",
        "figures.json",
        "ledger.xlsx",
    }
    assert json.loads((folder / "figures.json").read_text(encoding="utf-8"))["year"] == 2024


def test_the_year_that_has_begun_is_closed_though_the_next_is_issued(
    at_work: Office, clock: StillClock
) -> None:
    clock.at(2024, 12, 20)
    make.issued_list(at_work, on=clock.now.date(), year=2025)
    run(year_closing, CHRISTMAS)
    assert [path.name for path in (at_work.settings.home / "appendix").iterdir()] == ["2024"]


@pytest.mark.usefixtures("elsewhere")
def test_an_office_without_an_issued_list_has_nothing_to_do(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.drafted_list(office)
    monkeypatch.setenv("XUEPU_HOME", str(office.settings.home))
    monkeypatch.setenv("XUEPU_DATABASE_URL", office.settings.database_url)

    assert run(layout_check, CHRISTMAS) == []
    assert run(year_closing, CHRISTMAS) == []
    assert run(reminder_sweep, QUARTER_DAY).bound == 0
    assert not (office.settings.home / "appendix").exists()


def test_without_a_channel_notices_stay_planned_and_say_why(
    at_work: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XUEPU_MAIL", "none")
    monkeypatch.setenv("XUEPU_SMS", "none")
    swept = run(reminder_sweep, QUARTER_DAY)
    assert (swept.accepted, swept.waiting > 0) == (0, True)
    with reading(at_work.database) as session:
        told = session.exec(select(Notice).where(Notice.reason != "")).all()
        assert len(told) == swept.waiting
        assert {notice.state for notice in told} == {NoticeState.PLANNED}


@pytest.mark.usefixtures("elsewhere")
def test_a_home_without_an_office_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUEPU_HOME", str(tmp_path))
    with pytest.raises(NotFound, match="xuepu init"):
        run(reminder_sweep)


def test_slips_are_drawn_up_once_a_morning_and_none_is_sent(at_work: Office) -> None:
    morning = datetime(2024, 4, 1, 7, 40, tzinfo=BEIJING)
    assert run(slip_drafts, morning) == ["slip:1 nudge 2024-04-01"]
    assert run(slip_drafts, morning) == []
    assert run(slip_drafts, datetime(2024, 4, 4, 7, 40, tzinfo=BEIJING)) == []  # 清明节
    assert mails(at_work) == []

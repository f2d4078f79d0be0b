"""The outbox under anything that may happen in any order: what is promised holds after every step."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import delete, select, update

from models import (
    Attempt,
    Message,
    MessageBody,
    MessageEvent,
    MessageState,
    Notice,
    NoticeState,
    Outcome,
    Task,
    TaskState,
)
from models.states import DONE
from store import leases, messages, notices, outbox
from store.calling_off import call_off
from store.db import begin, reading
from store.notices import Bound
from store.outbox import Ended

NOTICE_OF = {
    MessageState.ACCEPTED: {NoticeState.SENT},
    MessageState.DELIVERED: {NoticeState.SENT},
    MessageState.BOUNCED: {NoticeState.FAILED},
    MessageState.FAILED: {NoticeState.FAILED},
    MessageState.CANCELLED: {NoticeState.CANCELLED},
    MessageState.EXPIRED: set(),
}
OPEN = {
    state: {NoticeState.CARRIED, NoticeState.CANCELLED}
    for state in (MessageState.PLANNED, MessageState.LEASED, MessageState.SENDING, MessageState.UNCERTAIN)
}
TASKS = 3  # few, so that what happens meets
CHANNELS = st.sampled_from(["mail", "sms"])
OUTCOMES = st.sampled_from([Outcome.ACCEPTED, Outcome.DEFERRED, Outcome.REFUSED, Outcome.UNCERTAIN])
REPORTS = st.sampled_from([MessageEvent.DELIVERED, MessageEvent.BOUNCED, MessageEvent.NEVER_TAKEN])


class Outbox(RuleBasedStateMachine):
    office = None

    @initialize()
    def empty(self):
        self.now = self.office.clock()
        self.made = 0
        self.leased, self.sending = [], []  # in the hands of workers, who may be dead
        self.gone = {}  # message -> what may have reached its reader, in attempts
        self.asked_again = set()  # messages that somebody allowed to be sent again
        with begin(self.office.database) as session:
            session.exec(update(Notice).values(message_id=None, state=NoticeState.PLANNED))
            session.exec(update(Task).values(state=TaskState.OPEN))
            session.exec(delete(Attempt))
            session.exec(delete(MessageBody))
            session.exec(delete(Message))

    @rule(channel=CHANNELS, count=st.integers(1, 3))
    def bind(self, channel, count):
        with begin(self.office.database) as session:
            undone = select(Task.id).where(Task.id <= TASKS, Task.state.not_in(DONE))
            free = select(Notice.id).where(Notice.state == NoticeState.PLANNED, Notice.task_id.in_(undone))
            wanted = session.exec(free.order_by(Notice.id).limit(count)).all()
            if wanted:
                self.made += 1
                notices.bind(session, [Bound(self.row(channel), b"x", wanted)])

    def row(self, channel):
        return {
            "key": f"m{self.made}",
            "channel": channel,
            "person_id": 2,
            "address": "a@b.cn",
            "subject": "",
            "state": MessageState.PLANNED,
            "attempts": 0,
            "lease_epoch": 0,
            "not_before": self.now,
            "made_at": self.now,
            "server_id": "",
            "reason": "",
            "useful_until": self.now + timedelta(hours=8),
        }

    @precondition(lambda self: self.made)
    @rule(channel=CHANNELS, limit=st.integers(1, 3))
    def lease(self, channel, limit):
        with begin(self.office.database) as session:
            self.leased += leases.lease(session, channel, limit=limit, now=self.now)

    @precondition(lambda self: self.made)
    @rule(channel=CHANNELS)
    def lease_and_begin(self, channel):
        self.lease(channel, 2)
        for held in list(self.leased):
            self._begin(held)

    @precondition(lambda self: self.leased)
    @rule(data=st.data())
    def begin_one(self, data):
        self._begin(data.draw(st.sampled_from(self.leased)))

    def _begin(self, held):
        with begin(self.office.database) as session:
            before = session.get(Message, held.id)
            was, epoch = before.state, before.lease_epoch
            begun = outbox.begin(session, [held], now=self.now)
        if begun:
            assert epoch == held.epoch, "an older token begins nothing"
            assert was in (MessageState.LEASED, MessageState.UNCERTAIN)
            if held.channel == "sms":
                assert held.id not in self.gone or held.id in self.asked_again, "an SMS is never sent blindly"
            self.asked_again.discard(held.id)
            self.gone[held.id] = self.gone.get(held.id, 0) + 1
            self.sending += begun
        self.leased.remove(held)

    @precondition(lambda self: self.sending)
    @rule(data=st.data(), outcome=OUTCOMES)
    def settle(self, data, outcome):
        held = data.draw(st.sampled_from(self.sending))
        with begin(self.office.database) as session:
            newest = session.get(Message, held.id).lease_epoch
            mine = outbox.settle(session, Ended(held, outcome, "答复"), now=self.now)
        assert not mine or newest == held.epoch, "an older token settles nothing"
        if mine and outcome is Outcome.DEFERRED:
            self.gone.pop(held.id)  # it was not taken
        self.sending.remove(held)

    @precondition(lambda self: self.made)
    @rule(minutes=st.sampled_from([-60, 1, 5, 16, 16, 300, 1500]))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)
        with begin(self.office.database) as session:
            outbox.rescue(session, now=self.now)
            outbox.expire(session, now=self.now)

    @precondition(lambda self: self.sending or self.leased)
    @rule(data=st.data())
    def a_task_is_done(self, data):
        with begin(self.office.database) as session:
            todo = session.exec(
                select(Task).where(Task.id <= TASKS, Task.state.not_in(DONE)).order_by(Task.id)
            ).all()
            if todo:
                task = data.draw(st.sampled_from(todo))
                task.state = TaskState.ACCEPTED
                session.add(task)
                call_off(session, [task.id], "任务已办结")

    @precondition(lambda self: self.made)
    @rule(told=REPORTS, number=st.integers(1, 6))
    def the_far_side_reports(self, told, number):
        with begin(self.office.database) as session:
            found = messages.report(session, told, key=f"m{number}", now=self.now)
        if found and told is MessageEvent.NEVER_TAKEN:
            self.asked_again.add(found)

    @invariant()
    def all_is_as_promised(self):
        with reading(self.office.database) as session:
            made = session.exec(select(Message)).all()
            carried = session.exec(select(Notice, Task.state).join(Task, Task.id == Notice.task_id)).all()
            begun = session.exec(select(Attempt).where(Attempt.outcome == Outcome.BEGUN)).all()
        of = {m.id: [n for n, _ in carried if n.message_id == m.id] for m in made}
        for message in made:
            assert {n.state for n in of[message.id]} <= {**NOTICE_OF, **OPEN}[message.state] | (
                {NoticeState.CANCELLED} if message.state not in OPEN else set()
            )
            held = message.state in (MessageState.LEASED, MessageState.SENDING)
            assert (message.leased_until is not None) == held
        for notice, state in carried:
            assert (notice.state is NoticeState.PLANNED) <= (notice.message_id is None)
            if state in DONE and notice.state is NoticeState.CARRIED:
                assert {m.state for m in made if m.id == notice.message_id} == {MessageState.SENDING}
        under_way = [attempt.message_id for attempt in begun]
        assert sorted(under_way) == sorted(m.id for m in made if m.state is MessageState.SENDING)


@pytest.mark.parametrize("examples", [40, pytest.param(1_000, marks=pytest.mark.soak)])
def test_whatever_happens_in_whatever_order(issued, clock, examples):
    clock.at(2024, 3, 18)
    Outbox.office = issued
    run_state_machine_as_test(
        Outbox,
        settings=settings(
            max_examples=examples,
            stateful_step_count=50,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )

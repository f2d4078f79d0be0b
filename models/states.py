"""The lives of tasks, lists, notices, messages, extensions, slips: tables read by code, tests, docs alike.

`docs/states.md` is printed from these tables; edit them, then run `./run docs`.
"""

from enum import StrEnum


class TaskState(StrEnum):
    OPEN = "open"  # issued, waiting for its owner
    SUBMITTED = "submitted"  # evidence handed in, waiting for a reviewer
    RETURNED = "returned"  # the reviewer asked for more
    ACCEPTED = "accepted"  # done; only the office may reopen it, with a reason
    WAIVED = "waived"  # struck from the year with a stated reason


class Action(StrEnum):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    RETURN = "return"
    WAIVE = "waive"
    REOPEN = "reopen"


class Role(StrEnum):
    """What a person is to one task; one person may be several things."""

    OWNER = "owner"  # holds the post that owns the task, or stands in for who does
    REVIEWER = "reviewer"  # may judge what was handed in; never the submitter
    OFFICE = "office"  # coordinates the list


# (state, action) -> (role that may do it, next state). What is absent is refused.
MOVES: dict[tuple[TaskState, Action], tuple[Role, TaskState]] = {
    (TaskState.OPEN, Action.SUBMIT): (Role.OWNER, TaskState.SUBMITTED),
    (TaskState.RETURNED, Action.SUBMIT): (Role.OWNER, TaskState.SUBMITTED),
    (TaskState.SUBMITTED, Action.WITHDRAW): (Role.OWNER, TaskState.OPEN),
    (TaskState.SUBMITTED, Action.ACCEPT): (Role.REVIEWER, TaskState.ACCEPTED),
    (TaskState.SUBMITTED, Action.RETURN): (Role.REVIEWER, TaskState.RETURNED),
    (TaskState.OPEN, Action.WAIVE): (Role.OFFICE, TaskState.WAIVED),
    (TaskState.RETURNED, Action.WAIVE): (Role.OFFICE, TaskState.WAIVED),
    (TaskState.ACCEPTED, Action.REOPEN): (Role.OFFICE, TaskState.RETURNED),
    (TaskState.WAIVED, Action.REOPEN): (Role.OFFICE, TaskState.OPEN),
}
REASON_NEEDED = frozenset({Action.RETURN, Action.WAIVE, Action.REOPEN})
WAITING_ON_OWNER = frozenset({TaskState.OPEN, TaskState.RETURNED})
DONE = frozenset({TaskState.ACCEPTED, TaskState.WAIVED})


class ListState(StrEnum):
    DRAFT = "draft"  # read from the file; doubts are open
    CONFIRMED = "confirmed"  # every doubt was settled by a person
    APPROVED = "approved"  # the deciding body has agreed
    ISSUED = "issued"  # the year is laid out
    CLOSED = "closed"  # the year's appendix was filed


class ListAction(StrEnum):
    CONFIRM = "confirm"
    APPROVE = "approve"
    ISSUE = "issue"
    AMEND = "amend"
    CLOSE = "close"


LIST_MOVES: dict[tuple[ListState, ListAction], ListState] = {
    (ListState.DRAFT, ListAction.CONFIRM): ListState.CONFIRMED,
    (ListState.CONFIRMED, ListAction.APPROVE): ListState.APPROVED,
    (ListState.APPROVED, ListAction.ISSUE): ListState.ISSUED,
    (ListState.ISSUED, ListAction.AMEND): ListState.ISSUED,
    (ListState.ISSUED, ListAction.CLOSE): ListState.CLOSED,
}


class NoticeState(StrEnum):
    """A notice names no person; it is due when `planned_at <= now`, which is asked, never stored."""

    PLANNED = "planned"  # its time has not come, or it could not be bound yet: `reason` says why
    CARRIED = "carried"  # a message carries it; `reason` says why that has not gone out
    SENT = "sent"  # the far side took the message that carried it
    FAILED = "failed"  # it will not go out by itself: `reason` says why
    CANCELLED = "cancelled"  # the task was done, or the plan was laid out anew
    EXPIRED = "expired"  # a later notice of the same task spoke in its stead


class NoticeEvent(StrEnum):
    BIND = "bind"
    UNBIND = "unbind"
    TAKEN = "taken"
    FAIL = "fail"
    CALL_OFF = "call-off"
    SUPERSEDE = "supersede"


# (state, event) -> (next state, when that is). Whatever the state, an event leads to one state only.
NOTICE_MOVES: dict[tuple[NoticeState, NoticeEvent], tuple[NoticeState, str]] = {
    (NoticeState.PLANNED, NoticeEvent.BIND): (
        NoticeState.CARRIED,
        "its time has come, and a message to one person carries it",
    ),
    (NoticeState.PLANNED, NoticeEvent.FAIL): (
        NoticeState.FAILED,
        "nobody holds the post, or who does has no address",
    ),
    (NoticeState.PLANNED, NoticeEvent.CALL_OFF): (
        NoticeState.CANCELLED,
        "the task was done or handed in, or the plan was laid out anew",
    ),
    (NoticeState.PLANNED, NoticeEvent.SUPERSEDE): (
        NoticeState.EXPIRED,
        "it was missed, and a later notice of the same task speaks to the same person",
    ),
    (NoticeState.CARRIED, NoticeEvent.UNBIND): (
        NoticeState.PLANNED,
        "its message expired, or was called off because of another task in it",
    ),
    (NoticeState.CARRIED, NoticeEvent.TAKEN): (
        NoticeState.SENT,
        "the far side took the message",
    ),
    (NoticeState.CARRIED, NoticeEvent.FAIL): (
        NoticeState.FAILED,
        "the far side will never take the message",
    ),
    (NoticeState.CARRIED, NoticeEvent.CALL_OFF): (
        NoticeState.CANCELLED,
        "the task was done before the message had left for certain",
    ),
    (NoticeState.SENT, NoticeEvent.FAIL): (
        NoticeState.FAILED,
        "the message bounced",
    ),
}


class MessageState(StrEnum):
    """The outbox: one row a person, channel and sweep, with the bytes frozen."""

    PLANNED = "planned"  # to be sent from `not_before` on; for certain nothing of it has left
    LEASED = "leased"  # one worker holds it until `leased_until`; for certain nothing of it has left
    SENDING = "sending"  # the attempt is on record: bytes may be leaving
    ACCEPTED = "accepted"  # the far side took it
    DELIVERED = "delivered"  # the far side reported that it arrived
    BOUNCED = "bounced"  # the far side took it and reported that it will not arrive
    FAILED = "failed"  # the far side will never take it
    UNCERTAIN = "uncertain"  # it broke between the last byte and our record
    CANCELLED = "cancelled"  # every task it speaks of was done, or its words no longer hold
    EXPIRED = "expired"  # it could not leave on its day; its notices are told anew


SILENT = frozenset({NoticeState.CANCELLED, NoticeState.EXPIRED})  # nothing was said, and nothing will be
WAITING = frozenset({NoticeState.PLANNED, NoticeState.CARRIED})
ON_ITS_WAY = (MessageState.PLANNED, MessageState.LEASED, MessageState.SENDING, MessageState.UNCERTAIN)


class Outcome(StrEnum):
    """How one attempt to send ended."""

    BEGUN = "begun"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"  # the far side was cut off after the last byte
    ABANDONED = "abandoned"  # our own process died


class MessageEvent(StrEnum):
    """What befalls a message besides the outcome of an attempt."""

    LEASE = "lease"
    LAPSE = "lapse"
    CALL_OFF = "call-off"
    EXPIRE = "expire"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    NEVER_TAKEN = "never-taken"
    RELEASE = "release"


MESSAGE_MOVES: dict[tuple[MessageState, Outcome | MessageEvent], tuple[MessageState, str]] = {
    (MessageState.PLANNED, MessageEvent.LEASE): (
        MessageState.LEASED,
        "a worker takes it into its batch, under a new fencing token",
    ),
    (MessageState.LEASED, MessageEvent.LAPSE): (
        MessageState.PLANNED,
        "the lease ran out, or the far side is down: untouched, it waits for the next worker",
    ),
    (MessageState.LEASED, Outcome.BEGUN): (
        MessageState.SENDING,
        "the attempt is on record; only now may bytes leave",
    ),
    (MessageState.SENDING, Outcome.ACCEPTED): (
        MessageState.ACCEPTED,
        "the far side took it, and what it answered is kept",
    ),
    (MessageState.SENDING, Outcome.DEFERRED): (
        MessageState.PLANNED,
        "not now; again after 1, 5, 15, 60, 240 minutes",
    ),
    (MessageState.SENDING, Outcome.REFUSED): (
        MessageState.FAILED,
        "the far side will never take it",
    ),
    (MessageState.SENDING, Outcome.UNCERTAIN): (
        MessageState.UNCERTAIN,
        "the connection broke after the last byte, before an answer",
    ),
    (MessageState.SENDING, Outcome.ABANDONED): (
        MessageState.UNCERTAIN,
        "the lease ran out while it was being sent: our process died or was stopped",
    ),
    (MessageState.UNCERTAIN, Outcome.BEGUN): (
        MessageState.SENDING,
        "a mail goes once more, the same bytes under the same Message-ID; an SMS never does",
    ),
    (MessageState.UNCERTAIN, Outcome.ACCEPTED): (
        MessageState.ACCEPTED,
        "the far side says that it has it, or a person found that it arrived",
    ),
    (MessageState.UNCERTAIN, MessageEvent.DELIVERED): (
        MessageState.DELIVERED,
        "the far side says that it arrived",
    ),
    (MessageState.UNCERTAIN, MessageEvent.BOUNCED): (
        MessageState.BOUNCED,
        "the far side says that it will not arrive",
    ),
    (MessageState.UNCERTAIN, MessageEvent.NEVER_TAKEN): (
        MessageState.PLANNED,
        "the far side has no record of it, or a person found that it did not arrive: it may be sent",
    ),
    (MessageState.UNCERTAIN, MessageEvent.RELEASE): (
        MessageState.PLANNED,
        "a person decided that it be sent again",
    ),
    (MessageState.UNCERTAIN, MessageEvent.CALL_OFF): (
        MessageState.CANCELLED,
        "all its tasks are done; whether it had left stays unknown",
    ),
    (MessageState.PLANNED, MessageEvent.CALL_OFF): (
        MessageState.CANCELLED,
        "a task it speaks of was done or handed in; notices of other tasks are told anew",
    ),
    (MessageState.LEASED, MessageEvent.CALL_OFF): (
        MessageState.CANCELLED,
        "the same, while a worker held it: its attempt will be refused",
    ),
    (MessageState.PLANNED, MessageEvent.EXPIRE): (
        MessageState.EXPIRED,
        "its day is over; its notices go into one digest of the new day",
    ),
    (MessageState.UNCERTAIN, MessageEvent.EXPIRE): (
        MessageState.EXPIRED,
        "the same of a mail that was still to go once more: its words, which say today, hold no longer",
    ),
    (MessageState.ACCEPTED, MessageEvent.DELIVERED): (
        MessageState.DELIVERED,
        "a receipt says that it arrived",
    ),
    (MessageState.ACCEPTED, MessageEvent.BOUNCED): (
        MessageState.BOUNCED,
        "a receipt says that it will not arrive",
    ),
}


class ExtensionState(StrEnum):
    ASKED = "asked"  # waits for the leader
    GRANTED = "granted"  # the task's due day moved
    REFUSED = "refused"  # with the reason
    WITHDRAWN = "withdrawn"  # by who asked


class ExtensionAction(StrEnum):
    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


EXTENSION_MOVES: dict[tuple[ExtensionState, ExtensionAction], ExtensionState] = {
    (ExtensionState.ASKED, ExtensionAction.GRANT): ExtensionState.GRANTED,
    (ExtensionState.ASKED, ExtensionAction.REFUSE): ExtensionState.REFUSED,
    (ExtensionState.ASKED, ExtensionAction.WITHDRAW): ExtensionState.WITHDRAWN,
}


class SlipState(StrEnum):
    DRAFT = "draft"  # 代拟稿: waits in the coordinator's queue
    SENT = "sent"  # numbered, signed, dated, handed out by a person
    DROPPED = "dropped"  # a person decided not to send it, with the reason


class SlipAction(StrEnum):
    SEND = "send"
    DROP = "drop"


SLIP_MOVES: dict[tuple[SlipState, SlipAction], SlipState] = {
    (SlipState.DRAFT, SlipAction.SEND): SlipState.SENT,
    (SlipState.DRAFT, SlipAction.DROP): SlipState.DROPPED,
}

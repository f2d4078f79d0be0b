"""The lives of a task, a list, a message, an extension and a slip: tables read by code, tests and docs alike.

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

    PLANNED = "planned"  # its time has not come, or it could not go out yet: `reason` says why
    SENT = "sent"  # the far side took the message that carried it
    FAILED = "failed"  # it will not go out by itself: `reason` says why
    CANCELLED = "cancelled"  # the task was done, or the plan was laid out anew


class MessageState(StrEnum):
    """The outbox: one row a person, channel and sweep, with the bytes frozen."""

    READY = "ready"  # to be sent from `not_before` on
    SENDING = "sending"  # leased; the attempt is on record
    ACCEPTED = "accepted"  # the server took it
    FAILED = "failed"  # the server will never take it
    UNCERTAIN = "uncertain"  # it broke between the last byte and our record


class Outcome(StrEnum):
    """How one attempt to send ended."""

    BEGUN = "begun"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


MESSAGE_MOVES: dict[tuple[MessageState, Outcome], MessageState] = {
    (MessageState.READY, Outcome.BEGUN): MessageState.SENDING,
    (MessageState.SENDING, Outcome.ACCEPTED): MessageState.ACCEPTED,
    (MessageState.SENDING, Outcome.DEFERRED): MessageState.READY,
    (MessageState.SENDING, Outcome.REFUSED): MessageState.FAILED,
    (MessageState.SENDING, Outcome.UNCERTAIN): MessageState.UNCERTAIN,
    (MessageState.UNCERTAIN, Outcome.BEGUN): MessageState.SENDING,
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

"""What things are: tables, states, refusals. Imports nothing of ours."""

from models.activity import Activity, ActivityKind, ActivityNumber, Statistic
from models.calendar import CalendarNode, DayKind, HolidayDay
from models.compilation import Compilation
from models.department import Department
from models.duty import Duty
from models.duty_list import BasisDocument, DiscardedDraft, Doubt, DutyList
from models.extension import Extension
from models.formalities import Filing, Publication, Reply
from models.link_token import LinkToken, TokenUse
from models.log import Checkpoint, CheckpointKind, LogEntry, Withheld
from models.mailbox import MailboxMark
from models.notice import Attempt, Message, MessageBody, Notice, Part
from models.organisation import Organisation
from models.person import Absence, Person
from models.policy import ReminderPolicy
from models.post import Holding, Post, PostKind
from models.slip import Slip, SlipKind
from models.states import (
    Action,
    ExtensionAction,
    ExtensionState,
    ListAction,
    ListState,
    MessageEvent,
    MessageState,
    NoticeEvent,
    NoticeState,
    Outcome,
    Role,
    SlipAction,
    SlipState,
    TaskState,
)
from models.submission import Evidence, EvidenceForm, Review, Submission, Verdict
from models.task import Task
from models.upstream import UpstreamDocument, UpstreamItem, UpstreamLink

__all__ = [
    "Absence",
    "Action",
    "Activity",
    "ActivityKind",
    "ActivityNumber",
    "Attempt",
    "BasisDocument",
    "CalendarNode",
    "Checkpoint",
    "CheckpointKind",
    "Compilation",
    "DayKind",
    "Department",
    "DiscardedDraft",
    "Doubt",
    "Duty",
    "DutyList",
    "Evidence",
    "EvidenceForm",
    "Extension",
    "ExtensionAction",
    "ExtensionState",
    "Filing",
    "Holding",
    "HolidayDay",
    "LinkToken",
    "ListAction",
    "ListState",
    "LogEntry",
    "MailboxMark",
    "Message",
    "MessageBody",
    "MessageEvent",
    "MessageState",
    "Notice",
    "NoticeEvent",
    "NoticeState",
    "Organisation",
    "Outcome",
    "Part",
    "Person",
    "Post",
    "PostKind",
    "Publication",
    "ReminderPolicy",
    "Reply",
    "Review",
    "Role",
    "Slip",
    "SlipAction",
    "SlipKind",
    "SlipState",
    "Statistic",
    "Submission",
    "Task",
    "TaskState",
    "TokenUse",
    "UpstreamDocument",
    "UpstreamItem",
    "UpstreamLink",
    "Verdict",
    "Withheld",
]

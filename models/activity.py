"""What happened: the facts from which the year's figures are counted."""

from datetime import date
from enum import StrEnum

from sqlmodel import JSON, Field, SQLModel

from models.columns import choice


class ActivityKind(StrEnum):
    PARTY_GROUP_STUDY = "party_group_study"  # 党组会学法
    STUDY_GROUP = "study_group"  # 党组理论学习中心组专题学法
    STAFF_STUDY = "staff_study"  # 干部职工集体学习
    EXAM = "exam"  # 学法考法
    PUBLICITY = "publicity"  # 普法活动
    POST = "post"  # 网站、公众号推送
    MATERIAL = "material"  # 编写资料
    TRAINING = "training"  # 培训班、工作会
    RULES = "rules"  # 制度建设
    SELF_CHECK = "self_check"  # 自查、清理
    LAW_DUTY_REPORT = "law_duty_report"  # 述法
    BUSINESS = "business"  # 业务数字
    OTHER = "other"


class Activity(SQLModel, table=True):
    """One thing that happened, told by one submission; counted only once that is accepted."""

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    kind: ActivityKind = Field(sa_type=choice(ActivityKind), index=True)
    title: str
    happened_on: date = Field(index=True)
    place: str = ""
    node: str = ""  # the campaign it belongs to: 民法典宣传月
    audience: str = ""
    participants: int | None = None  # persons
    laws: list[str] = Field(default_factory=list, sa_type=JSON)  # titles with 《》
    partners: list[str] = Field(default_factory=list, sa_type=JSON)  # joint organs


class ActivityNumber(SQLModel, table=True):
    """A number with its unit, told with an activity: 应考 46 人, 发放 300 份, 涉外案件 12 批.

    `subject` names what is counted: one of the field's own (should_sit, sat, passed, copies,
    reads, …) or a `Statistic` of the office.
    """

    id: int | None = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activity.id", index=True)
    subject: str
    value: int
    unit: str


class Statistic(SQLModel, table=True):
    """A business number that this office accounts for: consular_cases, 领保案件, in 批 and 人."""

    name: str = Field(primary_key=True)  # ascii, stands in figures.json
    label: str
    units: list[str] = Field(sa_type=JSON)  # in the order in which they are printed
    place: int = 0

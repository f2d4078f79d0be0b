"""A post (岗位): what a task belongs to, so that it survives its holder."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.columns import choice


class PostKind(StrEnum):
    HEAD = "head"  # 主要负责人, the first responsible person
    LEADER = "leader"  # 分管领导
    COORDINATOR = "coordinator"  # 统筹人: the office's hand for the list
    DEPARTMENT_HEAD = "department_head"  # 部门负责人
    HANDLER = "handler"  # 经办人、联络员
    AUDITOR = "auditor"  # reads everything, changes nothing


class Post(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(unique=True)
    kind: PostKind = Field(sa_type=choice(PostKind))
    department_id: int | None = Field(default=None, foreign_key="department.id", index=True)


class Holding(SQLModel, table=True):
    """Who holds a post from when to when; both days count, an open end means still."""

    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    from_on: date
    to_on: date | None = None

    def covers(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)

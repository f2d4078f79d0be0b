"""Policies, extensions, slips and link tokens; who else a notice tells, and what became of a message.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from models.columns import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
CHOICE = sa.String(length=24)
NOTICE_KEY = "uq_notice_task_id_stage_part_channel_plan"
WIDER_NOTICE_KEY = "uq_notice_task_id_stage_part_told_department_id_channel_plan"


def upgrade() -> None:
    op.add_column("duty", sa.Column("reminding", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("task", sa.Column("support_ids", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("message", sa.Column("useful_until", UtcDateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("server_id", TEXT(), nullable=False, server_default=""))
    op.add_column("message", sa.Column("reported_at", UtcDateTime(timezone=True), nullable=True))
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("told_department_id", sa.Integer(), nullable=False, server_default="0"))
        notice.drop_constraint(NOTICE_KEY, type_="unique")
        notice.create_unique_constraint(
            WIDER_NOTICE_KEY, ["task_id", "stage", "part", "told_department_id", "channel", "plan"]
        )
    op.create_table(
        "reminderpolicy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("set_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["dutylist.id"], name="fk_reminderpolicy_list_id"),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name="fk_reminderpolicy_set_by"),
        sa.PrimaryKeyConstraint("id", name="pk_reminderpolicy"),
        sa.UniqueConstraint("list_id", name="uq_reminderpolicy_list_id"),
    )
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("state", CHOICE, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=False),
        sa.Column("reason", TEXT(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("entered_on_behalf", sa.Boolean(), nullable=False),
        sa.Column("answer", TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_extension_task_id"),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_extension_asked_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_extension_decided_by"),
        sa.PrimaryKeyConstraint("id", name="pk_extension"),
    )
    op.create_index("ix_extension_task_id", "extension", ["task_id"])
    op.create_table(
        "slip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("kind", CHOICE, nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("occasion", TEXT(), nullable=False),
        sa.Column("state", CHOICE, nullable=False),
        sa.Column("task_ids", sa.JSON(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("drawn_up_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("number", TEXT(), nullable=False),
        sa.Column("signed_by", TEXT(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("reason", TEXT(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["dutylist.id"], name="fk_slip_list_id"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_slip_department_id"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_slip_decided_by"),
        sa.PrimaryKeyConstraint("id", name="pk_slip"),
        sa.UniqueConstraint(
            "list_id", "kind", "department_id", "occasion", name="uq_slip_list_id_kind_department_id_occasion"
        ),
    )
    for column in ("list_id", "department_id", "state"):
        op.create_index(f"ix_slip_{column}", "slip", [column])
    op.create_table(
        "linktoken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", TEXT(), nullable=False),
        sa.Column("use", CHOICE, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_linktoken_person_id"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_linktoken_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_linktoken"),
        sa.UniqueConstraint("sha256", name="uq_linktoken_sha256"),
    )
    for column in ("person_id", "message_id"):
        op.create_index(f"ix_linktoken_{column}", "linktoken", [column])


def downgrade() -> None:
    for table in ("linktoken", "slip", "extension", "reminderpolicy"):
        op.drop_table(table)
    with op.batch_alter_table("notice") as notice:
        notice.drop_constraint(WIDER_NOTICE_KEY, type_="unique")
        notice.create_unique_constraint(NOTICE_KEY, ["task_id", "stage", "part", "channel", "plan"])
        notice.drop_column("told_department_id")
    for table, column in (
        ("message", "reported_at"),
        ("message", "server_id"),
        ("message", "useful_until"),
        ("task", "support_ids"),
        ("duty", "reminding"),
    ):
        op.drop_column(table, column)

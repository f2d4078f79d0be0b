"""Sending writes less: the bytes of a message lie apart from its row, attempts are known by their token.

Two indexes go that began as a unique key does; two others keep only what is on its way. On SQLite,
attempts and withheld values lie in their key, without a row beside it.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from models.columns import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CARRIED = sa.text("message_id IS NOT NULL")
PLANNED = sa.text("state = 'planned'")
GUARD = "CREATE TRIGGER withheld_no_update BEFORE UPDATE ON withheld BEGIN SELECT RAISE(ABORT, '日志只增不改'); END"


def upgrade() -> None:
    op.create_table(
        "messagebody",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_messagebody_message_id"),
        sa.PrimaryKeyConstraint("message_id", name="pk_messagebody"),
    )
    op.execute("INSERT INTO messagebody (message_id, body) SELECT id, body FROM message")
    op.drop_column("message", "body")

    op.drop_index("ix_notice_task_id", "notice")
    op.drop_index("ix_notice_waiting", "notice")
    op.create_index(
        "ix_notice_planned", "notice", ["planned_at"], sqlite_where=PLANNED, postgresql_where=PLANNED
    )
    op.drop_index("ix_notice_message_id", "notice")
    op.create_index(
        "ix_notice_message_id", "notice", ["message_id"], sqlite_where=CARRIED, postgresql_where=CARRIED
    )

    op.drop_index("ix_attempt_message_id", "attempt")
    op.rename_table("attempt", "attempt_before")
    attempts(sa.PrimaryKeyConstraint("message_id", "lease_epoch", name="pk_attempt_token"), with_rowid=False)
    op.execute(
        "INSERT INTO attempt SELECT message_id, lease_epoch, begun_at, outcome, ended_at, detail FROM attempt_before"
    )
    op.drop_table("attempt_before")
    lay_withheld(with_rowid=False)


def downgrade() -> None:
    lay_withheld(with_rowid=True)
    op.rename_table("attempt", "attempt_after")
    attempts(
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sa.UniqueConstraint("message_id", "lease_epoch", name="uq_attempt_message_id_lease_epoch"),
        with_rowid=True,
    )
    op.execute(
        "INSERT INTO attempt (message_id, lease_epoch, begun_at, outcome, ended_at, detail) SELECT * FROM attempt_after"
    )
    op.drop_table("attempt_after")
    op.create_index("ix_attempt_message_id", "attempt", ["message_id"])

    op.drop_index("ix_notice_message_id", "notice")
    op.create_index("ix_notice_message_id", "notice", ["message_id"])
    op.drop_index("ix_notice_planned", "notice")
    op.create_index("ix_notice_waiting", "notice", ["state", "planned_at"])
    op.create_index("ix_notice_task_id", "notice", ["task_id"])

    op.add_column(
        "message", sa.Column("body", sa.LargeBinary(), nullable=False, server_default=sa.text("''"))
    )
    op.execute("UPDATE message SET body = (SELECT body FROM messagebody WHERE message_id = message.id)")
    op.drop_table("messagebody")


def attempts(*keys: sa.Column | sa.Constraint, with_rowid: bool) -> None:
    op.create_table(
        "attempt",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("lease_epoch", sa.Integer(), nullable=False),
        sa.Column("begun_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_attempt_message"),
        *keys,
        sqlite_with_rowid=with_rowid,
    )


def lay_withheld(*, with_rowid: bool) -> None:
    """Write the withheld values of SQLite anew; what they say, and that they never change, stays."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("DROP TRIGGER withheld_no_update")
    op.rename_table("withheld", "withheld_before")
    op.create_table(
        "withheld",
        sa.Column("idx", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["idx"], ["log_entry.idx"], name="fk_withheld_idx"),
        sa.PrimaryKeyConstraint("idx", "field", name="pk_withheld"),
        sqlite_with_rowid=with_rowid,
    )
    op.execute("INSERT INTO withheld SELECT idx, field, salt, value FROM withheld_before")
    op.drop_table("withheld_before")
    op.execute(GUARD)

"""The bytes of a message lie apart from its row, which every step of sending writes anew.

Two indexes go that began as a unique key does; two others keep only the notices on their way.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CARRIED = sa.text("message_id IS NOT NULL")
WAITING = sa.text("state IN ('carried', 'planned')")


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
    op.drop_index("ix_attempt_message_id", "attempt")
    op.drop_index("ix_notice_task_id", "notice")
    op.drop_index("ix_notice_waiting", "notice")
    op.create_index(
        "ix_notice_waiting", "notice", ["planned_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.drop_index("ix_notice_message_id", "notice")
    op.create_index(
        "ix_notice_message_id", "notice", ["message_id"], sqlite_where=CARRIED, postgresql_where=CARRIED
    )


def downgrade() -> None:
    op.drop_index("ix_notice_waiting", "notice")
    op.create_index("ix_notice_waiting", "notice", ["state", "planned_at"])
    op.drop_index("ix_notice_message_id", "notice")
    op.create_index("ix_notice_message_id", "notice", ["message_id"])
    op.create_index("ix_notice_task_id", "notice", ["task_id"])
    op.create_index("ix_attempt_message_id", "attempt", ["message_id"])
    op.add_column(
        "message", sa.Column("body", sa.LargeBinary(), nullable=False, server_default=sa.text("''"))
    )
    op.execute("UPDATE message SET body = (SELECT body FROM messagebody WHERE message_id = message.id)")
    op.drop_table("messagebody")

"""When a far side was asked, and how far the mailbox was read.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from models.columns import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("asked_at", UtcDateTime(timezone=True), nullable=True))
    op.create_table(
        "mailboxmark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("read_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mailboxmark"),
        sa.UniqueConstraint("place", name="uq_mailboxmark_place"),
    )


def downgrade() -> None:
    op.drop_table("mailboxmark")
    op.drop_column("message", "asked_at")

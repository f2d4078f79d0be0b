"""What is on its way is found among all that ever left: a sent message leaves the index.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ON_ITS_WAY = sa.text("state = 'planned' OR state = 'leased' OR state = 'sending' OR state = 'uncertain'")


def upgrade() -> None:
    op.drop_index("ix_message_waiting", "message")
    op.create_index(
        "ix_message_on_its_way",
        "message",
        ["channel", "not_before"],
        sqlite_where=ON_ITS_WAY,
        postgresql_where=ON_ITS_WAY,
    )
    op.create_index("ix_message_made", "message", ["channel", "made_at"])


def downgrade() -> None:
    op.drop_index("ix_message_made", "message")
    op.drop_index("ix_message_on_its_way", "message")
    op.create_index("ix_message_waiting", "message", ["state", "channel", "not_before"])

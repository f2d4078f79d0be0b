"""A notice knows that a message carries it; a message that may go out is called planned.

Revision ID: 0005
Revises: 0004
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE notice SET state = 'carried' WHERE state = 'planned' AND message_id IS NOT NULL")
    op.execute("UPDATE message SET state = 'planned' WHERE state = 'ready'")
    op.drop_index("ix_message_waiting", "message")
    op.create_index("ix_message_waiting", "message", ["state", "channel", "not_before"])


def downgrade() -> None:
    op.drop_index("ix_message_waiting", "message")
    op.create_index("ix_message_waiting", "message", ["channel", "state", "not_before"])
    op.execute("UPDATE message SET state = 'ready' WHERE state IN ('planned', 'leased')")
    op.execute("UPDATE message SET state = 'accepted' WHERE state IN ('delivered', 'bounced')")
    op.execute("UPDATE message SET state = 'failed' WHERE state IN ('cancelled', 'expired')")
    op.execute("UPDATE attempt SET outcome = 'uncertain' WHERE outcome = 'abandoned'")
    op.execute("UPDATE notice SET state = 'planned' WHERE state = 'carried'")
    op.execute("UPDATE notice SET state = 'cancelled' WHERE state = 'expired'")

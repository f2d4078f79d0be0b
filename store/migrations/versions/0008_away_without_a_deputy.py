"""Somebody may be away without a deputy: then the next one up answers.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("absence") as absence:
        absence.alter_column("deputy_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM absence WHERE deputy_id IS NULL")
    with op.batch_alter_table("absence") as absence:
        absence.alter_column("deputy_id", existing_type=sa.Integer(), nullable=False)

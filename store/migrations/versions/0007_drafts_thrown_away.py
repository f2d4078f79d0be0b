"""Drafts that were thrown away keep their file and their answers.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from models.columns import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "discardeddraft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("plan_year", sa.Integer(), nullable=False),
        sa.Column("title", TEXT(), nullable=False),
        sa.Column("source_name", TEXT(), nullable=False),
        sa.Column("source_sha256", TEXT(), nullable=False),
        sa.Column("imported_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("discarded_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("discarded_by", sa.Integer(), nullable=False),
        sa.Column("reason", TEXT(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["discarded_by"], ["person.id"], name="fk_discardeddraft_discarded_by"),
        sa.PrimaryKeyConstraint("id", name="pk_discardeddraft"),
    )
    op.create_index("ix_discardeddraft_plan_year", "discardeddraft", ["plan_year"])


def downgrade() -> None:
    op.drop_table("discardeddraft")

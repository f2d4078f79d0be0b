"""Events, local extensions, the superior's file, and the formalities of a list.

Columns are added in place: a table that others refer to cannot be made anew while SQLite watches
its foreign keys.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.add_column("duty", sa.Column("happened", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("calendarnode", sa.Column("announced_end_on", sa.Date(), nullable=True))
    op.add_column("upstreamdocument", sa.Column("source_name", TEXT(), nullable=False, server_default=""))
    op.add_column("upstreamdocument", sa.Column("source_sha256", TEXT(), nullable=False, server_default=""))
    op.execute(
        "ALTER TABLE doubt ADD COLUMN upstream_item_id INTEGER "
        "CONSTRAINT fk_doubt_upstream_item_id REFERENCES upstreamitem (id)"
    )
    op.create_index("ix_doubt_upstream_item_id", "doubt", ["upstream_item_id"])
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("words", TEXT(), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=False),
        sa.Column("outcome", TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_reply_department_id"),
        sa.ForeignKeyConstraint(["list_id"], ["dutylist.id"], name="fk_reply_list_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reply"),
    )
    op.create_index("ix_reply_list_id", "reply", ["list_id"])
    op.create_table(
        "filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("filed_with", TEXT(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("number", TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["dutylist.id"], name="fk_filing_list_id"),
        sa.PrimaryKeyConstraint("id", name="pk_filing"),
    )
    op.create_index("ix_filing_list_id", "filing", ["list_id"])
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("url", TEXT(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["dutylist.id"], name="fk_publication_list_id"),
        sa.PrimaryKeyConstraint("id", name="pk_publication"),
    )
    op.create_index("ix_publication_list_id", "publication", ["list_id"])


def downgrade() -> None:
    for table in ("publication", "filing", "reply"):
        op.drop_table(table)
    op.drop_index("ix_doubt_upstream_item_id", "doubt")
    for table, column in (
        ("doubt", "upstream_item_id"),
        ("upstreamdocument", "source_sha256"),
        ("upstreamdocument", "source_name"),
        ("calendarnode", "announced_end_on"),
        ("duty", "happened"),
    ):
        op.drop_column(table, column)

"""The log only grows: the database itself refuses to change or delete an entry.

A guard against accidents, not the proof: whoever owns the database can drop a trigger, and the
signed checkpoints then tell.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# table, what is refused
GUARDS = (
    ("log_entry", "UPDATE"),
    ("log_entry", "DELETE"),
    ("withheld", "UPDATE"),
    ("checkpoint", "DELETE"),
)
SIGNED = ("size", "root", "note")  # of a checkpoint; its kind may still change


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '日志只增不改'; END $$"
        )
        for table, verb in GUARDS:
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION only_grows()"
            )
        op.execute(
            f"CREATE TRIGGER checkpoint_no_update BEFORE UPDATE OF {', '.join(SIGNED)} ON checkpoint "
            "FOR EACH ROW EXECUTE FUNCTION only_grows()"
        )
        return
    for table, verb in GUARDS:
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            "BEGIN SELECT RAISE(ABORT, '日志只增不改'); END"
        )
    op.execute(
        f"CREATE TRIGGER checkpoint_no_update BEFORE UPDATE OF {', '.join(SIGNED)} ON checkpoint "
        "BEGIN SELECT RAISE(ABORT, '日志只增不改'); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION only_grows() CASCADE")
        return
    for table, verb in (*GUARDS, ("checkpoint", "UPDATE")):
        op.execute(f"DROP TRIGGER {table}_no_{verb.lower()}")

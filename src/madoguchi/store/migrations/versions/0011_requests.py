"""What the customer was asked to do, by session and as it stands; the provider's ready-made sentences. Article: 5.7

Nothing was ever written into the table of before, which knew no session: it is laid anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_requests_to_customer_case_id", "requests_to_customer")
    op.drop_table("requests_to_customer")
    op.create_table(
        "requests_to_customer",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.String(24), nullable=False),
        sa.Column("asked_by", sa.String(32), nullable=False),
        sa.Column("changed_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("session_id", "number", name="uq_requests_to_customer_session_id_number"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"]),
        sa.ForeignKeyConstraint(["asked_by"], ["operators.id"]),
    )
    op.create_index("ix_requests_to_customer_case_id", "requests_to_customer", ["case_id"])
    op.create_table(
        "request_sentences",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("ja", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("added_at", sa.String(24), nullable=False),
        sa.Column("added_by", sa.String(32), nullable=False),
        sa.Column("removed_at", sa.String(24), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["added_by"], ["operators.id"]),
    )


def downgrade() -> None:
    """Requests keep what the old table can say of them, so that the way back loses no text that fits."""
    op.drop_table("request_sentences")
    op.rename_table("requests_to_customer", "requests_of_sessions")
    op.drop_index("ix_requests_to_customer_case_id", "requests_of_sessions")
    op.create_table(
        "requests_to_customer",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("text", sa.String(400), nullable=False),
        sa.Column("asked_at", sa.String(24), nullable=False),
        sa.Column("asked_by", sa.String(32), nullable=False),
        sa.Column("done_at", sa.String(24), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["asked_by"], ["operators.id"]),
    )
    op.execute(
        "INSERT INTO requests_to_customer SELECT id, case_id, substr(text, 1, 400), asked_at, asked_by,"
        " CASE WHEN state IN ('done', 'ticked_off') THEN changed_at END FROM requests_of_sessions"
    )
    op.drop_table("requests_of_sessions")
    op.create_index("ix_requests_to_customer_case_id", "requests_to_customer", ["case_id"])

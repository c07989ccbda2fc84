"""What was quoted and agreed in a session, and when no work went on. Article: 3.3"""

import sqlalchemy as sa
from alembic import op

from madoguchi.store.append_only import protect

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("fee_quotes", "fee_agreements", "work_turns")


def upgrade() -> None:
    op.create_table(
        "fee_quotes",
        sa.Column("session_id", sa.String(length=32), sa.ForeignKey("sessions.id"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "sha256"),
    )
    op.create_table(
        "fee_agreements",
        sa.Column("number", sa.Integer(), sa.ForeignKey("ledger.number"), autoincrement=False, nullable=False),
        sa.Column("session_id", sa.String(length=32), sa.ForeignKey("sessions.id"), nullable=False),
        sa.Column("answer", sa.String(32), nullable=False),
        sa.Column("quote_sha256", sa.String(length=64), nullable=False),
        sa.Column("stop_at", sa.Integer(), nullable=True),
        sa.Column("start", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index(op.f("ix_fee_agreements_session_id"), "fee_agreements", ["session_id"], unique=False)
    op.create_table(
        "work_turns",
        sa.Column("number", sa.Integer(), sa.ForeignKey("ledger.number"), autoincrement=False, nullable=False),
        sa.Column("session_id", sa.String(length=32), sa.ForeignKey("sessions.id"), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index(op.f("ix_work_turns_session_id"), "work_turns", ["session_id"], unique=False)
    protect(*TABLES)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)

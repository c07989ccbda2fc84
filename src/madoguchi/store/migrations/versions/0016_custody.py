"""Received files are kept sealed, opened for a purpose, returned or destroyed. Article: 5.6, 8.4, 8.5"""

import sqlalchemy as sa
from alembic import op

from madoguchi.store.append_only import protect

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "custody_files",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("session_id", sa.String(32), sa.ForeignKey("sessions.id"), nullable=True),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("deposited_at", sa.String(24), nullable=False),
        sa.Column("deposited_by", sa.String(32), sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("keep_until", sa.String(24), nullable=False),
        sa.Column("holding", sa.String(32), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("finding", sa.String(200), nullable=False),
        sa.Column("checked_at", sa.String(24), nullable=True),
        sa.Column("ended_at", sa.String(24), nullable=True),
        sa.Column("ended_by", sa.String(32), nullable=False),
        sa.Column("ended_for", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "number", name="uq_custody_files_case_id_number"),
    )
    op.create_index("ix_custody_files_holding", "custody_files", ["holding", "keep_until"])
    op.create_table(
        "custody_case_keys",
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_table(
        "custody_openings",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("file_id", sa.String(32), sa.ForeignKey("custody_files.id"), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.Column("by", sa.String(32), sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_custody_openings_file_id", "custody_openings", ["file_id"])
    op.create_table(
        "custody_rules",
        sa.Column("since", sa.String(24), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("remind_days", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.String(32), sa.ForeignKey("operators.id"), nullable=False),
        sa.PrimaryKeyConstraint("since"),
    )
    protect("custody_openings", "custody_rules")


def downgrade() -> None:
    for table in ("custody_rules", "custody_openings", "custody_case_keys", "custody_files"):
        op.drop_table(table)

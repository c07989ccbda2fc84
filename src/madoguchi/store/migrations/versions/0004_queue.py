"""Requests for support from the public page, and terms in draft. Article: 3.1, 12.1"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "support_requests",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("reference_sha256", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(200), nullable=False),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("language", sa.String(32), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.String(24), nullable=True),
        sa.Column("settled_by", sa.String(32), nullable=True),
        sa.Column("case_id", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference_sha256"),
        sa.ForeignKeyConstraint(["settled_by"], ["operators.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
    )
    op.create_index("ix_support_requests_state_at", "support_requests", ["state", "at"])


def downgrade() -> None:
    op.drop_table("support_requests")

"""Cases: words of the timeline, appointments that change; the queue finds what waits. Article: 1.2, 5.4, 11.1"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_entries", sa.Column("word", sa.String(32), nullable=False, server_default=""))
    op.add_column("support_requests", sa.Column("email", sa.String(254), nullable=False, server_default=""))
    op.create_index("ix_support_requests_case_id", "support_requests", ["case_id"])
    op.create_index("ix_numbers_state_expires_at", "numbers", ["state", "expires_at"])
    op.add_column("appointments", sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("appointments", sa.Column("changed_at", sa.String(24), nullable=True))


def downgrade() -> None:
    op.drop_column("appointments", "changed_at")
    op.drop_column("appointments", "sequence")
    op.drop_index("ix_numbers_state_expires_at", "numbers")
    op.drop_index("ix_support_requests_case_id", "support_requests")
    op.drop_column("support_requests", "email")
    op.drop_column("case_entries", "word")

"""What keeps lists quick when there is much: an operator's latest sessions without sorting all of them. Article: P.1"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_sessions_operator_created", "sessions", ["operator_id", "created_at"])


def downgrade() -> None:
    op.drop_index("ix_sessions_operator_created", "sessions")

"""Appointments invite somebody; one message for each step of one. Article: 3.2"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("appointments", sa.Column("email", sa.String(254), nullable=False, server_default=""))
    op.add_column("appointments", sa.Column("language", sa.String(32), nullable=False, server_default="ja"))
    op.create_table(
        "appointment_mails",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("appointment_id", sa.String(32), sa.ForeignKey("appointments.id"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("starts_at", sa.String(24), nullable=False),
        sa.Column("ends_at", sa.String(24), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("language", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("message_id", sa.String(200), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(500), nullable=False),
        sa.Column("created_at", sa.String(24), nullable=False),
        sa.Column("created_by", sa.String(32), sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("changed_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("appointment_id", "sequence", name="uq_appointment_mails_step"),
    )
    op.create_index("ix_appointment_mails_state", "appointment_mails", ["state"])


def downgrade() -> None:
    op.drop_table("appointment_mails")
    op.drop_column("appointments", "language")
    op.drop_column("appointments", "email")

"""Monthly statements, their lines and their sending. Article: 3.4"""

import sqlalchemy as sa
from alembic import op

from madoguchi.store.append_only import protect

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invoice_settings",
        sa.Column("since", sa.String(24), nullable=False),
        sa.Column("registration", sa.String(14), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("rounding", sa.String(32), nullable=False),
        sa.Column("entered_by", sa.String(32), sa.ForeignKey("operators.id"), nullable=False),
        sa.PrimaryKeyConstraint("since"),
    )
    op.create_table(
        "statements",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("customer_id", sa.String(32), sa.ForeignKey("customers.id"), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("cancels", sa.Integer(), sa.ForeignKey("statements.number"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("issued_at", sa.String(24), nullable=False),
        sa.Column("issued_by", sa.String(32), sa.ForeignKey("operators.id"), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("cancels"),
    )
    op.create_index(op.f("ix_statements_month"), "statements", ["month"], unique=False)
    op.create_index("ix_statements_customer_month", "statements", ["customer_id", "month"], unique=False)
    op.create_table(
        "statement_mails",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("statement", sa.Integer(), sa.ForeignKey("statements.number"), nullable=False),
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
        sa.UniqueConstraint("message_id"),
    )
    op.create_index(op.f("ix_statement_mails_statement"), "statement_mails", ["statement"], unique=False)
    op.create_index(op.f("ix_statement_mails_state"), "statement_mails", ["state"], unique=False)
    protect("invoice_settings", "statements")


def downgrade() -> None:
    op.drop_table("statement_mails")
    op.drop_table("statements")
    op.drop_table("invoice_settings")

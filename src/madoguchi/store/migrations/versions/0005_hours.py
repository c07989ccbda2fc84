"""Support hours, own days, rates, tax and free time, each dated and only ever added to. Article: 3.2, 3.3"""

import sqlalchemy as sa
from alembic import op

from madoguchi.store.append_only import protect

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("week_patterns", "own_days", "fee_rates", "tax_rates", "free_times")


def upgrade() -> None:
    op.create_table(
        "week_patterns",
        *_entry(),
        sa.Column("since", sa.String(24), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("closed_on_holidays", sa.Boolean(), nullable=False),
        *_keys(),
    )
    op.create_table(
        "own_days",
        *_entry(),
        sa.Column("on", sa.String(10), nullable=False),
        sa.Column("openings", sa.String(200), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        *_keys(),
    )
    op.create_table(
        "fee_rates",
        *_entry(),
        sa.Column("since", sa.String(24), nullable=False),
        sa.Column("unit_seconds", sa.Integer(), nullable=False),
        sa.Column("rounding", sa.String(32), nullable=False),
        sa.Column("minimum_units", sa.Integer(), nullable=False),
        sa.Column("yen", sa.Text(), nullable=False),
        sa.Column("night_from", sa.String(5), nullable=False),
        sa.Column("night_until", sa.String(5), nullable=False),
        *_keys(),
    )
    op.create_table(
        "tax_rates",
        *_entry(),
        sa.Column("since", sa.String(24), nullable=False),
        sa.Column("basis_points", sa.Integer(), nullable=False),
        *_keys(),
    )
    op.create_table(
        "free_times",
        *_entry(),
        sa.Column("customer_id", sa.String(32), nullable=False),
        sa.Column("since", sa.String(10), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        *_keys(),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
    )
    op.create_index(op.f("ix_free_times_customer_id"), "free_times", ["customer_id"], unique=False)
    protect(*TABLES)


def _entry() -> list[sa.Column[str] | sa.Column[int]]:
    return [
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entered_at", sa.String(24), nullable=False),
        sa.Column("entered_by", sa.String(32), nullable=False),
    ]


def _keys() -> list[sa.Constraint]:
    return [sa.PrimaryKeyConstraint("number"), sa.ForeignKeyConstraint(["entered_by"], ["operators.id"])]


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)

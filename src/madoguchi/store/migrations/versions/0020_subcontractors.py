"""Subcontractors, what they signed, and the cases that their people are given. Article: 9.1, 9.2

Whoever was marked as a subcontractor's before has no agreement here: they come in again with an invitation of their organisation.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subcontractors",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False, unique=True),
        sa.Column("corporate_number", sa.String(13), nullable=False),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(24), nullable=False),
        sa.Column("created_by", sa.String(32), sa.ForeignKey("operators.id"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "subcontractor_papers",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("subcontractor_id", sa.String(32), sa.ForeignKey("subcontractors.id"), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("expires_at", sa.String(24), nullable=False),
        sa.Column("added_at", sa.String(24), nullable=False),
        sa.Column("added_by", sa.String(32), sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("withdrawn_at", sa.String(24), nullable=True),
        sa.Column("noted_at", sa.String(24), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_subcontractor_papers_subcontractor_id", "subcontractor_papers", ["subcontractor_id"])
    op.create_table(
        "case_assignments",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("operator_id", sa.String(32), sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("accesses", sa.String(64), nullable=False),
        sa.Column("starts_at", sa.String(24), nullable=False),
        sa.Column("ends_at", sa.String(24), nullable=False),
        sa.Column("given_by", sa.String(32), sa.ForeignKey("operators.id"), nullable=False),
        sa.Column("ended_at", sa.String(24), nullable=True),
        sa.Column("ended_for", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_case_assignments_case_id", "case_assignments", ["case_id"])
    op.create_index("ix_case_assignments_operator_id", "case_assignments", ["operator_id", "ended_at"])
    op.add_column("operators", sa.Column("subcontractor_id", sa.String(32), nullable=True))
    op.create_index("ix_operators_subcontractor_id", "operators", ["subcontractor_id"])
    op.add_column("invitations", sa.Column("subcontractor_id", sa.String(32), nullable=True))
    people = sa.table("operators", sa.column("subcontractor", sa.Boolean()), sa.column("role", sa.String()))
    op.execute(people.update().where(people.c.subcontractor).values(role="subcontractor"))


def downgrade() -> None:
    """The older program knows no such role: their accounts are closed, and their links go."""
    people = sa.table("operators", sa.column("role", sa.String()), sa.column("active", sa.Boolean()))
    op.execute(people.update().where(people.c.role == "subcontractor").values(role="operator", active=False))
    invited = sa.table("invitations", sa.column("role", sa.String()))
    op.execute(invited.delete().where(invited.c.role == "subcontractor"))
    op.drop_column("invitations", "subcontractor_id")
    op.drop_index("ix_operators_subcontractor_id", "operators")
    op.drop_column("operators", "subcontractor_id")
    for table in ("case_assignments", "subcontractor_papers", "subcontractors"):
        op.drop_table(table)

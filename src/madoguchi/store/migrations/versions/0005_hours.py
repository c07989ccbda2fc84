"""Support hours, closed days, openings, rates, tax and allowances, each dated. Article: 3.2, 3.3"""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""

"""The register of customers and the cases: systems, notes, requests, consultation, appointments. Article: 1.2, 2.1, 3.1, 5.4, 5.7, 11.1"""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""

"""A webhook's secret can be renewed: for a day messages are signed by the former one too. Article: 8.1"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("hooks") as table:
        table.add_column(sa.Column("former_sealed", sa.LargeBinary))
        table.add_column(sa.Column("former_until", sa.String(24)))


def downgrade() -> None:
    with op.batch_alter_table("hooks") as table:
        table.drop_column("former_until")
        table.drop_column("former_sealed")

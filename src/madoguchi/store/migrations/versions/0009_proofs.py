"""The tree over the ledger and its signed heads; the entries that are there get their place in it. Article: P.2"""

import sqlalchemy as sa
from alembic import op

from madoguchi.ledger.tree import grow, leaf_hash
from madoguchi.store.append_only import protect

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ("ledger_nodes", "ledger_heads")


def upgrade() -> None:
    nodes = op.create_table(
        "ledger_nodes",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("level", "place"),
    )
    op.create_table(
        "ledger_heads",
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("size"),
    )
    _plant(nodes)
    protect(*TABLES)


def _plant(nodes: sa.Table) -> None:
    bind = op.get_bind()
    ledger = sa.table("ledger", sa.column("number", sa.Integer), sa.column("hash", sa.String))
    left: dict[tuple[int, int], bytes] = {}  # the nodes that may become somebody's left sister
    for number, hashed in bind.execute(sa.select(ledger.c.number, ledger.c.hash).order_by(ledger.c.number)).all():
        for grown in grow(number - 1, leaf_hash(hashed), lambda level, index: left[level, index]):
            left[grown.level, grown.index] = grown.hash
            bind.execute(nodes.insert().values(level=grown.level, place=grown.index, hash=grown.hash.hex()))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)

"""People: invitations, passkeys, identities at a sign-in provider, what they did, when they last proved themselves. Article: 8.1"""

import sqlalchemy as sa
from alembic import op

from madoguchi.store.append_only import protect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("web_sessions", sa.Column("network", sa.String(64), nullable=False, server_default=""))
    op.add_column("web_sessions", sa.Column("proven_at", sa.String(24), nullable=True))
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("operator_id", sa.String(32), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("organisation", sa.String(200), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("made_by", sa.String(32), nullable=False),
        sa.Column("made_at", sa.String(24), nullable=False),
        sa.Column("expires_at", sa.String(24), nullable=False),
        sa.Column("over_at", sa.String(24), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_sha256"),
        sa.ForeignKeyConstraint(["made_by"], ["operators.id"]),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("operator_id", sa.String(32), nullable=False),
        sa.Column("credential_id", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("added_at", sa.String(24), nullable=False),
        sa.Column("used_at", sa.String(24), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("credential_id"),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"]),
    )
    op.create_index("ix_passkeys_operator_id", "passkeys", ["operator_id"])
    op.create_table(
        "ceremonies",
        sa.Column("challenge_sha256", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("challenge_sha256"),
    )
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("operator_id", sa.String(32), nullable=False),
        sa.Column("linked_at", sa.String(24), nullable=False),
        sa.Column("linked_by", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("issuer", "subject"),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"]),
        sa.ForeignKeyConstraint(["linked_by"], ["operators.id"]),
    )
    op.create_index("ix_identities_operator_id", "identities", ["operator_id"])
    op.create_table(
        "deeds",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.Column("actor_id", sa.String(32), nullable=True),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.ForeignKeyConstraint(["actor_id"], ["operators.id"]),
    )
    op.create_index("ix_deeds_actor_id", "deeds", ["actor_id", "number"])
    protect("deeds")


def downgrade() -> None:
    for table in ("deeds", "identities", "ceremonies", "passkeys", "invitations"):
        op.drop_table(table)
    op.drop_column("web_sessions", "proven_at")
    op.drop_column("web_sessions", "network")

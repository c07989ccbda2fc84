"""One version of the terms holds its text in every language; drafts, and who confirmed them; what was withdrawn before it began.

Article: 3.2, 3.3, 12.1, 12.2
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from madoguchi.store.append_only import protect

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PROTECTED = ("terms_versions", "terms_wordings", "terms_withdrawals", "withdrawn_changes")
_OLD = sa.table(
    "terms_versions",
    *(sa.column(name) for name in ("version", "language", "title", "text", "sha256", "published_at", "signature")),
)


def upgrade() -> None:
    rows = _rows(sa.select(_OLD).order_by(_OLD.c.published_at))
    op.drop_table("terms_versions")
    versions = op.create_table(
        "terms_versions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("published_at", sa.String(24), nullable=False),
        sa.Column("effective_at", sa.String(24), nullable=False),
        sa.Column("author_id", sa.String(32), nullable=True),
        sa.Column("confirmed_by", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("version"),
        sa.ForeignKeyConstraint(["author_id"], ["operators.id"]),
        sa.ForeignKeyConstraint(["confirmed_by"], ["operators.id"]),
    )
    wordings = op.create_table(
        "terms_wordings",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(32), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("signature", sa.String(88), nullable=False),
        sa.PrimaryKeyConstraint("number", "language"),
        sa.ForeignKeyConstraint(["number"], ["terms_versions.number"]),
    )
    op.create_table(
        "terms_withdrawals",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.ForeignKeyConstraint(["number"], ["terms_versions.number"]),
        sa.ForeignKeyConstraint(["by"], ["operators.id"]),
    )
    _drafts()
    op.create_table(
        "withdrawn_changes",
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entered_at", sa.String(24), nullable=False),
        sa.Column("entered_by", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("what", "number"),
        sa.ForeignKeyConstraint(["entered_by"], ["operators.id"]),
    )
    op.add_column("sessions", sa.Column("terms_shown_sha256", sa.String(64), nullable=False, server_default=""))
    op.execute("UPDATE sessions SET terms_shown_sha256 = terms_sha256")
    _together(rows, versions, wordings)
    protect(*PROTECTED)


def _drafts() -> None:
    op.create_table(
        "terms_drafts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("effective_on", sa.String(10), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(24), nullable=False),
        sa.Column("changed_at", sa.String(24), nullable=False),
        sa.Column("changed_by", sa.String(32), nullable=False),
        sa.Column("proposed_by", sa.String(32), nullable=True),
        sa.Column("confirmed_by", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        *(
            sa.ForeignKeyConstraint([column], ["operators.id"])
            for column in ("changed_by", "proposed_by", "confirmed_by")
        ),
    )
    op.create_table(
        "terms_draft_wordings",
        sa.Column("draft_id", sa.String(32), nullable=False),
        sa.Column("language", sa.String(32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "language"),
        sa.ForeignKeyConstraint(["draft_id"], ["terms_drafts.id"]),
    )
    op.create_table(
        "terms_draft_authors",
        sa.Column("draft_id", sa.String(32), nullable=False),
        sa.Column("operator_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "operator_id"),
        sa.ForeignKeyConstraint(["draft_id"], ["terms_drafts.id"]),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"]),
    )


def _rows(query: sa.Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in op.get_bind().execute(query).mappings()]


def _together(rows: list[dict[str, Any]], versions: sa.Table, wordings: sa.Table) -> None:
    """Texts that were published under one name become one version, from the first of them on."""
    bind = op.get_bind()
    numbers: dict[str, int] = {}
    for row in rows:
        if row["version"] not in numbers:
            numbers[row["version"]] = len(numbers) + 1
            bind.execute(
                versions.insert().values(
                    number=numbers[row["version"]],
                    version=row["version"],
                    published_at=row["published_at"],
                    effective_at=row["published_at"],
                )
            )
        wording = {name: row[name] for name in ("language", "title", "text", "sha256", "signature")}
        bind.execute(wordings.insert().values(number=numbers[row["version"]], notice="", **wording))


def downgrade() -> None:
    op.drop_column("sessions", "terms_shown_sha256")
    versions = sa.table("terms_versions", sa.column("number"), sa.column("version"), sa.column("published_at"))
    names = ("number", "language", "title", "text", "sha256", "signature")
    wordings = sa.table("terms_wordings", *(sa.column(name) for name in names))
    query = sa.select(
        versions.c.version, versions.c.published_at, *(wordings.c[name] for name in names if name != "number")
    ).join_from(versions, wordings, versions.c.number == wordings.c.number)
    rows = _rows(query)
    for table in (
        "withdrawn_changes",
        "terms_draft_authors",
        "terms_draft_wordings",
        "terms_drafts",
        "terms_withdrawals",
        "terms_wordings",
        "terms_versions",
    ):
        op.drop_table(table)
    old = op.create_table(
        "terms_versions",
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.String(24), nullable=False),
        sa.Column("signature", sa.String(length=88), nullable=False),
        sa.PrimaryKeyConstraint("version", "language"),
    )
    if rows:
        op.get_bind().execute(old.insert(), rows)
    protect("terms_versions")

"""The register of customers and the cases: systems, notes, requests, consultation, appointments. Article: 1.2, 2.1, 3.1, 5.4, 5.7, 11.1"""

import unicodedata

import sqlalchemy as sa
from alembic import op

from madoguchi.store.append_only import protect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CUSTOMER_COLUMNS = (
    ("kana", sa.String(200)),
    ("corporate_number", sa.String(13)),
    ("suspended_for", sa.Text()),
    ("search", sa.Text()),
)
CASE_COLUMNS = (("assignee_id", sa.String(32)), ("declined_for", sa.Text()))


def upgrade() -> None:
    for name, kind in CUSTOMER_COLUMNS:
        op.add_column("customers", sa.Column(name, kind, nullable=False, server_default=""))
    op.add_column("contacts", sa.Column("kana", sa.String(200), nullable=False, server_default=""))
    op.add_column("contacts", sa.Column("removed_at", sa.String(24), nullable=True))
    for name, kind in CASE_COLUMNS:
        op.add_column("cases", sa.Column(name, kind, nullable=False, server_default=""))
    op.create_index("ix_customers_kana", "customers", ["kana"])
    op.create_index("ix_customers_corporate_number", "customers", ["corporate_number"])
    _create_customer_rooms()
    _create_case_rooms()
    _systems_to_rows()
    op.drop_column("customers", "systems")
    _fill_search()
    op.execute("UPDATE cases SET assignee_id = created_by")
    protect("case_entries", "routine_rules")


def downgrade() -> None:
    op.add_column("customers", sa.Column("systems", sa.Text(), nullable=False, server_default=""))
    _rows_to_systems()
    for table in ("appointments", "requests_to_customer", "case_entries", "routine_rules", "scope_items"):
        op.drop_table(table)
    op.drop_table("customer_notes")
    op.drop_table("customer_systems")
    op.drop_index("ix_customers_corporate_number", "customers")
    op.drop_index("ix_customers_kana", "customers")
    for name, _ in CASE_COLUMNS:
        op.drop_column("cases", name)
    op.drop_column("contacts", "removed_at")
    op.drop_column("contacts", "kana")
    for name, _ in CUSTOMER_COLUMNS:
        op.drop_column("customers", name)


def _create_customer_rooms() -> None:
    op.create_table(
        "customer_systems",
        sa.Column("customer_id", sa.String(32), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("use", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "place"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
    )
    op.create_table(
        "customer_notes",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("customer_id", sa.String(32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"]),
        sa.ForeignKeyConstraint(["by"], ["operators.id"]),
    )
    op.create_index("ix_customer_notes_customer_id", "customer_notes", ["customer_id"])
    op.create_table(
        "scope_items",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("in_scope", sa.Boolean(), nullable=False),
        sa.Column("ja", sa.String(200), nullable=False),
        sa.Column("en", sa.String(200), nullable=False),
        sa.Column("since", sa.String(24), nullable=False),
        sa.Column("until", sa.String(24), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "routine_rules",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.String(24), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.ForeignKeyConstraint(["by"], ["operators.id"]),
    )


def _create_case_rooms() -> None:
    op.create_table(
        "case_entries",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["by"], ["operators.id"]),
    )
    op.create_index("ix_case_entries_case_id", "case_entries", ["case_id"])
    op.create_table(
        "requests_to_customer",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("text", sa.String(400), nullable=False),
        sa.Column("asked_at", sa.String(24), nullable=False),
        sa.Column("asked_by", sa.String(32), nullable=False),
        sa.Column("done_at", sa.String(24), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["asked_by"], ["operators.id"]),
    )
    op.create_index("ix_requests_to_customer_case_id", "requests_to_customer", ["case_id"])
    op.create_table(
        "appointments",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("starts_at", sa.String(24), nullable=False),
        sa.Column("ends_at", sa.String(24), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("made_at", sa.String(24), nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("cancelled_at", sa.String(24), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["by"], ["operators.id"]),
    )
    op.create_index("ix_appointments_case_id", "appointments", ["case_id"])
    op.create_index("ix_appointments_starts_at", "appointments", ["starts_at"])


def _systems_to_rows() -> None:
    """One a line, until now."""
    bind = op.get_bind()
    for customer, status, systems in bind.execute(sa.text("SELECT id, status, systems FROM customers")).all():
        use = "planned" if status == "prospective" else "in_use"
        names = [line.strip()[:200] for line in systems.splitlines() if line.strip()]
        for place, name in enumerate(names):
            bind.execute(
                sa.text(
                    "INSERT INTO customer_systems (customer_id, place, name, use) VALUES (:customer, :place, :name, :use)"
                ),
                {"customer": customer, "place": place, "name": name, "use": use},
            )


def _rows_to_systems() -> None:
    bind = op.get_bind()
    found = bind.execute(sa.text("SELECT customer_id, name FROM customer_systems ORDER BY customer_id, place")).all()
    lines: dict[str, list[str]] = {}
    for customer, name in found:
        lines.setdefault(customer, []).append(name)
    for customer, names in lines.items():
        bind.execute(
            sa.text("UPDATE customers SET systems = :systems WHERE id = :id"),
            {"systems": "\n".join(names), "id": customer},
        )


def _fill_search() -> None:
    """What rules/search_text.py made of a name on the day of this migration; a change there needs a migration of its own."""
    bind = op.get_bind()
    words = {
        found.id: [found.organisation] for found in bind.execute(sa.text("SELECT id, organisation FROM customers"))
    }
    for found in bind.execute(sa.text("SELECT customer_id, name, phone, email FROM contacts")):
        words[found.customer_id] += [found.name, found.phone, found.email]
    for customer, texts in words.items():
        bind.execute(
            sa.text("UPDATE customers SET search = :search WHERE id = :id"),
            {"search": "\n".join(_folded(text) for text in texts if text), "id": customer},
        )


def _folded(text: str) -> str:
    """NFKC, small letters, katakana as hiragana, without marks and spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    signs = (chr(ord(sign) - 0x60) if "ァ" <= sign <= "ヶ" else sign for sign in plain)
    return "".join(sign for sign in signs if unicodedata.category(sign)[0] in "LN" and sign != "ー")

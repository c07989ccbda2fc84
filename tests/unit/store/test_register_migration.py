"""Migration 0003 keeps what an older office knew: systems become rows, old customers are found, and the way back loses no system."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from madoguchi.rules.search_text import search_text
from madoguchi.store.engine import reading, writing
from madoguchi.store.migrate import go_back, migrate

AT = "2026-01-05T01:00:00.000Z"
CUSTOMERS = {"a" * 32: ("㈱ミナト・ﾃﾞﾝｷ", "active"), "b" * 32: ("髙橋建具店", "prospective")}
CONTACT = ("ウンノ　渚", "045-000-1234", "Nagisa@Umineko.example")


def old_office(engine: Engine) -> None:
    migrate(engine, "0001")
    with writing(engine) as connection:
        columns = "id, login, name, organisation, subcontractor, role, password_hash, totp_sealed, totp_last_step, active, created_at"
        connection.execute(
            text(
                f"INSERT INTO operators ({columns}) VALUES (:id, 'y', 'Y', 'O', false, 'operator', 'x', :sealed, 0, true, :at)"
            ),
            {"id": "f" * 32, "sealed": b"x", "at": AT},
        )
        for key, (organisation, status) in CUSTOMERS.items():
            connection.execute(
                text("INSERT INTO customers VALUES (:id, :name, 'company', :status, :systems, :at, :by)"),
                {
                    "id": key,
                    "name": organisation,
                    "status": status,
                    "systems": " 販売\n\n会計",
                    "at": AT,
                    "by": "f" * 32,
                },
            )
        connection.execute(
            text("INSERT INTO contacts VALUES (:id, :customer, :name, :phone, :email)"),
            dict(zip(("id", "customer", "name", "phone", "email"), ("c" * 32, "a" * 32, *CONTACT), strict=True)),
        )


@pytest.mark.article("2.1")
def test_an_older_register_is_carried_over(engine: Engine) -> None:
    old_office(engine)
    migrate(engine, "0003")
    with reading(engine) as connection:
        found = connection.execute(text("SELECT customer_id, name, use FROM customer_systems ORDER BY 1, place")).all()
        search = {row.id: row.search for row in connection.execute(text("SELECT id, search FROM customers"))}
    assert [tuple(row) for row in found] == [
        ("a" * 32, "販売", "in_use"),
        ("a" * 32, "会計", "in_use"),
        ("b" * 32, "販売", "planned"),
        ("b" * 32, "会計", "planned"),
    ]
    assert search == {
        "a" * 32: search_text([CUSTOMERS["a" * 32][0], *CONTACT]),
        "b" * 32: search_text([CUSTOMERS["b" * 32][0]]),
    }
    go_back(engine, "0002")
    with reading(engine) as connection:
        assert set(connection.execute(text("SELECT systems FROM customers")).scalars()) == {"販売\n会計"}

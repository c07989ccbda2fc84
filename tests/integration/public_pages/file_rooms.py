"""The pages of a file of customers, with lines of every kind and texts that mean no good."""

from __future__ import annotations

from datetime import UTC, datetime

from madoguchi.base.words import Words
from madoguchi.office.customers.facts import ContactFacts, CustomerFacts
from madoguchi.office.customers.plan import FieldChange, Plan, PlannedLine, RefusedLine, What
from madoguchi.office.customers.ports import Customer, CustomerKind, CustomerStatus
from madoguchi.office.customers.sheet import COLUMNS, FILE_LIMIT
from madoguchi.office.ids import CustomerId, OperatorId
from madoguchi.web.categories import CATEGORY_KEYS, KIND_KEYS
from madoguchi.web.pages.calls import CallView
from madoguchi.web.pages.customer_files import SHOWN, PreviewView, reason, told

AT = datetime(2026, 1, 5, 1, 30, tzinfo=UTC)
LONG = "株式会社北海道東北関東甲信越北陸東海近畿中国四国九州沖縄総合情報通信設備保守管理サービス第二営業本部"
HOSTILE = '"><img src=x onerror=alert(1)>\u202egnp.exe'


def call_similar(_: Words) -> tuple[str, dict[str, object]]:
    same = tuple(
        Customer(
            CustomerId(digit * 32),
            name,
            CustomerKind.COMPANY,
            CustomerStatus.ACTIVE,
            AT,
            OperatorId("0" * 32),
            "",
            number,
        )
        for digit, name, number in (("1", LONG, "7000012050002"), ("2", HOSTILE, ""))
    )
    values = {"organisation": LONG, "contact_name": "", "kind": "company", "category": "fault"}
    view = CallView(values, {"contact_name": "office.field.needed"}, same)
    return "office/call.html", {"view": view, "kind_keys": KIND_KEYS, "category_keys": CATEGORY_KEYS}


def customers_import(say: Words) -> tuple[str, dict[str, object]]:
    return "office/customers_import.html", {
        "trouble": say("customer_files.unreadable.quotes", line=12),
        "columns": COLUMNS,
        "lines_limit": "10,000",
        "bytes_limit": FILE_LIMIT,
    }


def customers_preview(_: Words) -> tuple[str, dict[str, object]]:
    refused = (
        RefusedLine(4, "corporate_number", "register.field.corporate_number", ("岬商店", "123", "山 一", "03-1")),
        RefusedLine(7, "", "customer_files.line.differs", (LONG, HOSTILE, "", ""), {"line": 2}),
    )
    return "office/customers_preview.html", _preview(Plan(_lines(), refused), ("備考", HOSTILE))


def customers_preview_ready(_: Words) -> tuple[str, dict[str, object]]:
    return "office/customers_preview.html", _preview(Plan(_lines(), ()), ())


def _preview(plan: Plan, unknown: tuple[str, ...]) -> dict[str, object]:
    counts = {what: len(plan.of(what)) for what in What}
    return {
        "view": PreviewView(plan, unknown, counts, "eJw=", "0" * 64, is_stale=False),
        "what": What,
        "columns": COLUMNS,
        "shown": SHOWN,
        "reason": reason,
        "told": told,
    }


def _lines() -> tuple[PlannedLine, ...]:
    return (
        _line(
            2,
            LONG,
            CustomerId("1" * 32),
            FieldChange("organisation", "北海道総合", LONG),
            FieldChange("status", "prospective", "active"),
            FieldChange("systems", "", "販売管理\n在庫管理"),
        ),
        _line(
            3,
            HOSTILE,
            None,
            FieldChange("organisation", "", HOSTILE),
            FieldChange("kind", "", "sole_trader"),
            FieldChange("contact_name", "", "山田 花子"),
            FieldChange("contact_email", "", "a" * 60 + "@example.jp"),
        ),
        _line(5, "うみねこ", CustomerId("2" * 32)),
    )


def _line(number: int, organisation: str, customer: CustomerId | None, *fields: FieldChange) -> PlannedLine:
    what = What.NEW if customer is None else What.CHANGED if fields else What.UNCHANGED
    facts = CustomerFacts(organisation, CustomerKind.COMPANY, CustomerStatus.ACTIVE)
    person = ContactFacts("山田 花子")
    return PlannedLine(number, what, organisation, fields, str(number), facts, customer, person, None)

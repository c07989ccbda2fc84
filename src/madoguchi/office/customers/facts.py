"""What is typed about customers and contacts, and whether it can be used. Article: 2.1, 2.2"""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.office.customers.ports import CustomerKind, CustomerStatus, CustomerSystem, SystemUse
from madoguchi.office.fields import LINE_LIMIT, line, text
from madoguchi.office.ids import CustomerId
from madoguchi.office.refusals import BadField
from madoguchi.rules.corporate_number import is_corporate_number, plain_number

SYSTEMS_LIMIT = 100


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """``systems`` and ``planned``: in use, and to be used; one a line."""

    organisation: str
    kind: CustomerKind
    status: CustomerStatus
    systems: str = ""
    planned: str = ""
    kana: str = ""
    corporate_number: str = ""
    suspended_for: str = ""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    name: str
    phone: str = ""
    email: str = ""
    kana: str = ""


def unfit(facts: CustomerFacts) -> BadField | None:
    """The first field that cannot be used."""
    return (
        line("organisation", facts.organisation)
        or line("kana", facts.kana, needed=False)
        or _unfit_number(facts)
        or _unfit_systems("systems", facts.systems)
        or _unfit_systems("planned", facts.planned)
        or _unfit_suspension(facts)
    )


def unfit_contact(facts: ContactFacts) -> BadField | None:
    return (
        line("contact_name", facts.name)
        or line("contact_kana", facts.kana, needed=False)
        or line("contact_phone", facts.phone, needed=False, limit=40)
        or line("contact_email", facts.email, needed=False, limit=254)
    )


def systems_of(customer_id: CustomerId, facts: CustomerFacts) -> list[CustomerSystem]:
    """The rows; a line that stands twice is one."""
    typed = [(name, SystemUse.IN_USE) for name in _lines(facts.systems)]
    typed += [(name, SystemUse.PLANNED) for name in _lines(facts.planned)]
    return [CustomerSystem(customer_id, place, name, use) for place, (name, use) in enumerate(dict.fromkeys(typed))]


def system_lines(typed: str) -> str:
    """One name a line, as it is kept: no blanks around, none twice."""
    return "\n".join(dict.fromkeys(_lines(typed)))


def _lines(text: str) -> list[str]:
    return [found.strip() for found in text.splitlines() if found.strip()]


def _unfit_number(facts: CustomerFacts) -> BadField | None:
    number = plain_number(facts.corporate_number)
    if not number:
        return None
    if facts.kind is CustomerKind.SOLE_TRADER:
        return BadField("corporate_number", "register.field.sole_trader_number")
    return None if is_corporate_number(number) else BadField("corporate_number", "register.field.corporate_number")


def _unfit_systems(field: str, typed: str) -> BadField | None:
    if wrong := text(field, typed):
        return wrong
    lines = _lines(typed)
    if len(lines) > SYSTEMS_LIMIT or any(len(name) > LINE_LIMIT for name in lines):
        return BadField(field, "office.field.too_long")
    return None


def _unfit_suspension(facts: CustomerFacts) -> BadField | None:
    """Nobody is suspended without a reason that a colleague can read. Article: 2.2"""
    if facts.status is not CustomerStatus.SUSPENDED:
        return None
    if not facts.suspended_for.strip():
        return BadField("suspended_for", "office.field.needed")
    return text("suspended_for", facts.suspended_for, limit=1_000)

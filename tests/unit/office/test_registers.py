"""Customers, cases, terms, the provider: what fits is kept, what does not is said beside its field."""

from __future__ import annotations

import hashlib

import pytest

from madoguchi.base.canonical import canonical
from madoguchi.base.clock import iso
from madoguchi.base.words import Language
from madoguchi.office.cases.ports import Case, Category
from madoguchi.office.cases.service import CaseFacts
from madoguchi.office.customers.ports import CustomerKind, CustomerStatus
from madoguchi.office.customers.service import ContactFacts, CustomerFacts, CustomerWithContacts
from madoguchi.office.ids import ContactId, CustomerId
from madoguchi.office.refusals import BadField, CustomerSuspended, NoSuchThing
from madoguchi.seal.signing import Domain, check, from_base64url
from tests.office_world import World, got


@pytest.mark.article("2.1")
def test_a_customer_is_registered_with_a_contact_and_found_by_part_of_the_name(world: World) -> None:
    actor = world.operator().operator
    made = world.customer(actor, "株式会社 100%_みどり")
    world.customer(actor, "青木商店")
    assert [found.id for found in world.desk.customers.find("みどり 株式")] == [made.customer.id]
    assert [found.id for found in world.desk.customers.find("100%_")] == [made.customer.id]
    assert len(world.desk.customers.find("%")) == 2  # marks alone ask for nothing, as an empty field does
    assert world.desk.customers.find("1%り") == []  # and stand for nothing within a word
    assert got(CustomerWithContacts, world.desk.customers.get(made.customer.id)).contacts == made.contacts
    assert world.desk.customers.get(CustomerId("0" * 32)) == NoSuchThing()


@pytest.mark.parametrize(
    ("organisation", "contact", "refusal"),
    [
        ("", "田中", BadField("organisation", "office.field.needed")),
        (" 　", "田中", BadField("organisation", "office.field.needed")),
        ("あ" * 201, "田中", BadField("organisation", "office.field.too_long")),
        ("a\x1b[2Jb", "田中", BadField("organisation", "office.field.control")),
        ("客先", "", BadField("contact_name", "office.field.needed")),
        ("客先", "田\n中", BadField("contact_name", "office.field.control")),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    world: World, organisation: str, contact: str, refusal: BadField
) -> None:
    actor = world.operator().operator
    facts = CustomerFacts(organisation, CustomerKind.COMPANY, CustomerStatus.ACTIVE)
    assert world.desk.customers.register(actor, facts, ContactFacts(contact), world.now) == refusal
    assert world.desk.customers.find("") == []


@pytest.mark.article("1.2")
def test_references_count_by_the_year_in_japan(world: World) -> None:
    actor = world.operator().operator
    customer = world.customer(actor)
    assert [world.case(actor, customer).reference for _ in range(3)] == ["2026-0001", "2026-0002", "2026-0003"]
    world.clock.advance(360 * 86_400 + 14 * 3600 - 1)  # 2026-12-31 23:59:59 in Japan
    assert world.case(actor, customer).reference == "2026-0004"
    world.clock.advance(1)
    assert world.case(actor, customer).reference == "2027-0001"


@pytest.mark.article("2.2")
def test_no_case_for_nobody_and_none_for_the_suspended(world: World) -> None:
    actor = world.operator().operator
    one, other = world.customer(actor), world.customer(actor, "別の客先")
    nobody = CaseFacts(CustomerId("0" * 32), ContactId("0" * 32), Category.FAULT, "件名")
    assert world.desk.cases.create(actor, nobody, world.now) == NoSuchThing()
    crossed = CaseFacts(one.customer.id, other.contacts[0].id, Category.FAULT, "件名")
    assert world.desk.cases.create(actor, crossed, world.now) == NoSuchThing()
    facts = CustomerFacts("客先", CustomerKind.SOLE_TRADER, CustomerStatus.SUSPENDED, suspended_for="解約")
    world.desk.customers.change(one.customer.id, facts)
    mine = CaseFacts(one.customer.id, one.contacts[0].id, Category.FAULT, "件名")
    assert world.desk.cases.create(actor, mine, world.now) == CustomerSuspended()


def test_colleagues_come_onto_a_case_by_name(world: World) -> None:
    actor = world.operator().operator
    world.operator("colleague")
    case: Case = world.case(actor)
    nobody = world.desk.cases.add_member(actor, case.id, "nobody", world.now)
    assert nobody == BadField("login", "office.field.no_such_operator")
    assert world.desk.cases.add_member(actor, case.id, "colleague", world.now) is None
    assert world.desk.cases.add_member(actor, case.id, "colleague", world.now) is None  # again changes nothing


@pytest.mark.article("12.1", "P.2")
def test_publishing_puts_a_signed_version_into_force_for_good(world: World) -> None:
    before = world.now
    first = world.publish("2026-01")
    assert first.binding.title == "遠隔サポート約款"
    assert first.sha256 == hashlib.sha256(first.binding.text.encode()).hexdigest()
    signed = canonical(
        {
            "binding_sha256": first.sha256,
            "effective_at": iso(first.published_at),
            "kind": "terms",
            "language": "ja",
            "published_at": iso(first.published_at),
            "sha256": first.sha256,
            "version": "2026-01",
        }
    )
    check(world.keys.provider_public, Domain.TERMS, signed, from_base64url(first.binding.signature))
    world.clock.advance(1)
    second = world.publish("2026-02", text="# 第二版\n")
    assert world.desk.terms.in_force(world.now) == second
    assert world.desk.terms.in_force(before) == first
    assert world.desk.terms.versions() == [second, first]


@pytest.mark.parametrize(
    ("version", "text", "english", "field"),
    [
        ("", "# 題", "", "version"),
        ("a b", "# 題", "", "version"),
        ("1", "見出しなし", "", "text_ja"),
        ("1", " ", "# Terms", "text_ja"),
        ("1", "# 題", "no heading", "text_en"),
        ("1", "# 題 {provider}", "", "text_ja"),
    ],
)
def test_terms_that_do_not_fit(world: World, version: str, text: str, english: str, field: str) -> None:
    texts = {Language.JA: text, Language.EN: english}
    refusal = got(BadField, world.desk.terms.publish_first(version, texts, world.now))
    assert refusal.field == field
    assert world.desk.terms.versions() == []


def test_the_provider_is_dated_and_never_overwritten(world: World) -> None:
    world.desk.provider.introduce(world.now, name="株式会社まど", name_en="Mado", phone="03-0000-0000")
    then = world.now
    world.clock.advance(1)
    world.desk.provider.introduce(world.now, name="株式会社新しいまど", name_en="", phone="")
    assert world.desk.provider.as_of(then).name == "株式会社まど"
    assert world.desk.provider.as_of(world.now).name == "株式会社新しいまど"

"""The register of customers: found however they are typed, changed whole or not at all, suspended with a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from madoguchi.office.customers.facts import ContactFacts, CustomerFacts
from madoguchi.office.customers.ports import Contact, Customer, CustomerKind, CustomerNote, CustomerStatus, SystemUse
from madoguchi.office.customers.service import PAGE, CustomerWithContacts
from madoguchi.office.ids import ContactId, CustomerId
from madoguchi.office.refusals import BadField, NoSuchThing
from tests.office_world import World, got

FACTS = CustomerFacts(
    "株式会社うみねこ",
    CustomerKind.COMPANY,
    CustomerStatus.ACTIVE,
    systems="販売管理\n 在庫管理 \n\n販売管理",
    planned="会計",
    kana="カブシキガイシャウミネコ",
    corporate_number="T7000-0120-50002",
)
CONTACT = ContactFacts("海野 渚", "045-000-1234", "nagisa@umineko.example", "ウンノ ナギサ")


def registered(world: World, facts: CustomerFacts = FACTS) -> CustomerWithContacts:
    actor = world.operator().operator
    return got(CustomerWithContacts, world.desk.customers.register(actor, facts, CONTACT, world.now))


@pytest.mark.article("2.1")
def test_what_is_registered_is_read_again(world: World) -> None:
    made = registered(world)
    read = got(CustomerWithContacts, world.desk.customers.get(made.customer.id))
    assert read == made
    assert read.customer.corporate_number == "7000012050002"
    assert [(system.name, system.use) for system in read.systems] == [
        ("販売管理", SystemUse.IN_USE),
        ("在庫管理", SystemUse.IN_USE),
        ("会計", SystemUse.PLANNED),
    ]


@pytest.mark.article("2.1")
@pytest.mark.parametrize(
    "typed",
    ["うみねこ", "ｳﾐﾈｺ", "株式会社", "7000012050002", "0450001234", "海野", "うんの なぎさ", "UMINEKO", "うみねこ 渚"],
)
def test_it_is_found_by_every_name_and_number(world: World, typed: str) -> None:
    made = registered(world)
    assert world.desk.customers.find(typed) == [made.customer]
    assert world.desk.customers.find(typed + " かもめ") == []


@pytest.mark.article("2.1")
@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        (
            replace(FACTS, corporate_number="7000012050003"),
            BadField("corporate_number", "register.field.corporate_number"),
        ),
        (
            replace(FACTS, kind=CustomerKind.SOLE_TRADER),
            BadField("corporate_number", "register.field.sole_trader_number"),
        ),
        (replace(FACTS, kana="ア" * 201), BadField("kana", "office.field.too_long")),
        (replace(FACTS, planned="会計\n" * 101), BadField("planned", "office.field.too_long")),
        (replace(FACTS, status=CustomerStatus.SUSPENDED), BadField("suspended_for", "office.field.needed")),
    ],
)
def test_what_cannot_be_used_changes_nothing(world: World, facts: CustomerFacts, refusal: BadField) -> None:
    made = registered(world)
    assert world.desk.customers.change(made.customer.id, facts) == refusal
    assert world.desk.customers.get(made.customer.id) == made


@pytest.mark.article("2.2")
def test_the_reason_goes_with_the_suspension(world: World) -> None:
    made = registered(world).customer
    stopped = replace(FACTS, status=CustomerStatus.SUSPENDED, suspended_for="料金のお支払い待ち")
    assert got(Customer, world.desk.customers.change(made.id, stopped)).suspended_for == "料金のお支払い待ち"
    again = replace(stopped, status=CustomerStatus.ACTIVE)
    assert got(Customer, world.desk.customers.change(made.id, again)).suspended_for == ""


@pytest.mark.article("2.1")
def test_contacts_change_and_go_and_the_last_one_stays(world: World) -> None:
    made = registered(world)
    who, first = made.customer.id, made.contacts[0]
    customers = world.desk.customers
    assert customers.remove_contact(who, first.id, world.now) == BadField("contact", "register.field.last_contact")
    second = got(Contact, customers.add_contact(who, ContactFacts("岸 太郎")))
    got(Contact, customers.change_contact(who, second.id, ContactFacts("岸 次郎", "06-1234-5678")))
    assert [found.id for found in customers.find("きし 次郎") + customers.find("岸 次郎")] == [who]
    got(Contact, customers.remove_contact(who, first.id, world.now))
    left = got(CustomerWithContacts, customers.get(who)).contacts
    assert [(contact.id, contact.name, contact.phone) for contact in left] == [(second.id, "岸 次郎", "06-1234-5678")]
    assert customers.find("海野") == []
    assert customers.change_contact(who, first.id, ContactFacts("海野")) == NoSuchThing()
    assert customers.remove_contact(CustomerId("0" * 32), second.id, world.now) == NoSuchThing()
    assert customers.change_contact(who, ContactId("0" * 32), ContactFacts("岸")) == NoSuchThing()


@pytest.mark.article("2.1")
def test_an_old_case_still_names_a_contact_who_went(world: World) -> None:
    actor = world.operator().operator
    customer = world.customer(actor)
    case = world.case(actor, customer)
    got(Contact, world.desk.customers.add_contact(customer.customer.id, ContactFacts("後任")))
    got(Contact, world.desk.customers.remove_contact(customer.customer.id, customer.contacts[0].id, world.now))
    assert [file.contact.name for file in world.desk.cases.mine(actor)] == [customer.contacts[0].name]
    assert case.contact_id == customer.contacts[0].id


def test_notes_are_signed_and_the_newest_comes_first(world: World) -> None:
    actor = world.operator().operator
    customer = world.customer(actor).customer
    got(CustomerNote, world.desk.customers.add_note(actor, customer.id, "午前は不在\nが多い", world.now))
    world.clock.advance(1)
    got(CustomerNote, world.desk.customers.add_note(actor, customer.id, " 二回目 ", world.now))
    assert [(found.note.text, found.author) for found in world.desk.customers.notes(customer.id)] == [
        ("二回目", actor.name),
        ("午前は不在\nが多い", actor.name),
    ]
    blank = world.desk.customers.add_note(actor, customer.id, " \n ", world.now)
    assert blank == BadField("note", "office.field.needed")
    assert world.desk.customers.add_note(actor, CustomerId("0" * 32), "x", world.now) == NoSuchThing()


def test_pages_hold_everybody_once(world: World) -> None:
    actor = world.operator().operator
    facts = CustomerFacts("うみ", CustomerKind.COMPANY, CustomerStatus.ACTIVE)
    made = {
        got(CustomerWithContacts, world.desk.customers.register(actor, facts, CONTACT, world.now)).customer.id
        for _ in range(PAGE + 1)
    }
    first, second = world.desk.customers.page("うみ", 1), world.desk.customers.page("うみ", 2)
    assert (first.pages, first.count, len(second.customers)) == (2, PAGE + 1, 1)
    assert {customer.id for customer in first.customers + second.customers} == made
    assert world.desk.customers.page("うみ", 99) == second
    assert world.desk.customers.page("うみ", 0) == first

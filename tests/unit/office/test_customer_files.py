"""The register as a file: seen first, taken in whole or not at all; nothing written is a formula; what is written is read again."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.base.words import Language, Words
from madoguchi.office.actor import Actor, actor_of
from madoguchi.office.books import Books, Shelf
from madoguchi.office.customers.facts import ContactFacts, CustomerFacts
from madoguchi.office.customers.imports import CustomerFiles, Imported, NotAsShown, Preview
from madoguchi.office.customers.plan import What, plan
from madoguchi.office.customers.ports import CustomerKind, CustomerStatus
from madoguchi.office.customers.service import CustomerWithContacts
from madoguchi.office.customers.sheet import (
    COLUMNS,
    FILE_LIMIT,
    LINES_LIMIT,
    Sheet,
    Unreadable,
    guarded,
    read_sheet,
    unguarded,
    write_sheet,
)
from tests.office_world import World, got

JA = Words(Language.JA)
HEAD = "名称,法人番号,状態,ご担当者名,電話番号\n"
GULL = "株式会社うみねこ,7000012050002,利用中,海野 渚,045-000-1234\n"


def seen(world: World, text: str) -> Preview:
    return got(Preview, world.desk.customer_files.preview(text.encode()))


def taken_in(world: World, actor: Actor, text: str) -> Imported:
    files = world.desk.customer_files
    return got(Imported, files.take_in(actor, text.encode(), seen(world, text).plan.digest, world.now))


def names(world: World) -> list[str]:
    return [one.organisation for one in world.desk.customers.find("")]


@pytest.mark.article("2.1")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_every_encoding_and_separator_is_one_register(world: World, encoding: str, separator: str) -> None:
    data = (HEAD + GULL).replace(",", separator).encode(encoding)
    sheet = got(Sheet, read_sheet(data))
    assert [(line.number, line.cells["organisation"]) for line in sheet.lines] == [(2, "株式会社うみねこ")]
    assert sheet == got(Sheet, read_sheet((HEAD + GULL).replace(",", separator).encode()))
    assert got(Preview, world.desk.customer_files.preview(data)).plan.of(What.NEW)[0].facts.corporate_number


@pytest.mark.parametrize("language", list(Language))
def test_headings_of_both_languages_fit(language: Language) -> None:
    say = Words(language)
    head = ",".join(say(key) for key in COLUMNS.values())
    sheet = got(Sheet, read_sheet(f"{head},備考\n{','.join('x' for _ in COLUMNS)},memo\n".encode()))
    assert sheet.lines[0].cells == dict.fromkeys(COLUMNS, "x")
    assert sheet.unknown == ("備考",)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"\x00\xff", "encoding"),
        ("名称\nうみ\0ねこ\n".encode(), "encoding"),
        ("名称\nうみねこ\n".encode("utf-16"), "encoding"),
        ("会社\nうみねこ\n".encode(), "headings"),
        ("名称,Name\nうみねこ,\n".encode(), "twice"),
        (('名称,電話番号\nうみねこ,"045\n').encode(), "quotes"),
        (b"name\n" + b"x\n" * (LINES_LIMIT + 1), "too_many"),
        (b"name\n" + b"x" * FILE_LIMIT, "too_large"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, why: str) -> None:
    assert got(Unreadable, read_sheet(data)).why == f"customer_files.unreadable.{why}"


@pytest.mark.article("2.1")
def test_new_changed_and_unchanged_are_told_and_done(world: World) -> None:
    actor = world.operator().operator
    assert taken_in(world, actor, HEAD + GULL + "岬商店,,利用予定,岬 一,03-1\n") == Imported(2, 0)
    again = HEAD + GULL.replace("045-000-1234", "045-999-0000") + "みさき商店,,,,\n岬商店,,,,\n"
    made = seen(world, again).plan
    assert [(line.number, line.what) for line in made.lines] == [(2, What.CHANGED), (4, What.UNCHANGED)]
    assert [(one.column, one.was, one.becomes) for one in made.lines[0].fields] == [
        ("contact_phone", "045-000-1234", "045-999-0000")
    ]
    assert [(one.number, one.column, one.why) for one in made.refused] == [(3, "contact_name", "office.field.needed")]
    assert taken_in(world, actor, HEAD + GULL.replace("045-000-1234", "045-999-0000")) == Imported(0, 1)
    assert world.desk.customers.find("0459990000")[0].organisation == "株式会社うみねこ"
    assert world.desk.customers.find("0450001234") == []


@pytest.mark.article("2.1")
@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        (",,,山,1", "organisation", "office.field.needed"),
        ("岬,7000012050003,,山,1", "corporate_number", "register.field.corporate_number"),
        ("岬,,とまっている,山,1", "status", "customer_files.line.word"),
        ("岬,,停止中,山,1", "suspended_for", "office.field.needed"),
        ("岬,,,,1", "contact_name", "office.field.needed"),
        ("岬,,,山," + "1" * 41, "contact_phone", "office.field.too_long"),
        ("岬,,,山", "", "customer_files.line.cells"),
        ("岬,,,山,1,2", "", "customer_files.line.cells"),
        ("株式会社うみねこ,7000012050002,利用中,海野 渚,2", "contact_name", "customer_files.line.twice"),
        ("うみねこ,7000012050002,利用中,別の人,", "corporate_number", "customer_files.line.number_taken"),
        ("株式会社うみねこ,,利用中,別の人,", "", "customer_files.line.differs"),
    ],
)
def test_a_bad_line_is_refused_with_its_reason_and_nothing_is_taken_in(
    world: World, line: str, column: str, why: str
) -> None:
    actor = world.operator().operator
    text = HEAD + GULL + line + "\n"
    made = seen(world, text).plan
    assert [(one.number, one.column, one.why) for one in made.refused] == [(3, column, why)]
    files = world.desk.customer_files
    assert isinstance(files.take_in(actor, text.encode(), made.digest, world.now), NotAsShown)
    assert names(world) == []


@pytest.mark.article("2.1")
def test_what_changed_in_between_is_shown_again_and_not_done(world: World) -> None:
    actor = world.operator().operator
    taken_in(world, actor, HEAD + GULL)
    text = HEAD + GULL.replace("045-000-1234", "045-1")
    shown = seen(world, text).plan.digest
    who = world.desk.customers.find("うみねこ")[0]
    person = got(CustomerWithContacts, world.desk.customers.get(who.id)).contacts[0]
    world.desk.customers.change_contact(who.id, person.id, ContactFacts("海野 渚", "045-2"))
    after = got(NotAsShown, world.desk.customer_files.take_in(actor, text.encode(), shown, world.now))
    assert after.preview.plan.lines[0].fields[0].was == "045-2"
    assert world.desk.customers.find("0452") != []
    other = text.replace("045-1", "045-3").encode()
    assert isinstance(world.desk.customer_files.take_in(actor, other, after.preview.plan.digest, world.now), NotAsShown)


class Meanwhile:
    """A shelf on which somebody else is quicker, just before the first writing."""

    def __init__(self, shelf: Shelf, act: Callable[[], object]) -> None:
        self._shelf, self._act = shelf, act

    def reading(self) -> AbstractContextManager[Books]:
        return self._shelf.reading()

    def settle(self) -> None:
        self._shelf.settle()

    def writing(self) -> AbstractContextManager[Books]:
        act, self._act = self._act, lambda: None
        act()
        return self._shelf.writing()


@pytest.mark.article("2.1")
@pytest.mark.parametrize("clashes", [False, True])
def test_what_changes_while_it_is_worked_out_is_looked_at_again(world: World, clashes: bool) -> None:
    """Somebody else's change that touches no line of the file is no reason to do nothing, and nothing of it is lost."""
    actor = world.operator().operator
    taken_in(world, actor, HEAD + GULL)
    text = HEAD + GULL.replace("045-000-1234", "045-1") + "株式会社かもめ,,利用中,鴨 一,045-9\n"
    shown = seen(world, text).plan.digest
    other = HEAD + ("株式会社かもめ,,利用中,鴨 一,045-9\n" if clashes else "株式会社つばめ,,利用中,燕 二,045-8\n")
    quick = Meanwhile(world.desk.customer_files._shelf, lambda: taken_in(world, actor, other))
    files = CustomerFiles(quick, secrets.token_bytes)
    found = files.take_in(actor, text.encode(), shown, world.now)
    if clashes:
        assert isinstance(found, NotAsShown)
        assert world.desk.customers.find("0451") == []
        assert sorted(names(world)) == ["株式会社うみねこ", "株式会社かもめ"]
    else:
        assert found == Imported(new=1, changed=1)
        assert [one.organisation for one in world.desk.customers.find("0451")] == ["株式会社うみねこ"]
        assert sorted(names(world)) == ["株式会社うみねこ", "株式会社かもめ", "株式会社つばめ"]


def test_lines_of_one_customer_are_its_contacts(world: World) -> None:
    actor = world.operator().operator
    second = GULL.replace("海野 渚,045-000-1234", "岸 太郎,06-1")
    assert taken_in(world, actor, HEAD + GULL + second) == Imported(2, 0)
    who = world.desk.customers.find("うみねこ")
    assert len(who) == 1
    contacts = got(CustomerWithContacts, world.desk.customers.get(who[0].id)).contacts
    assert {one.name for one in contacts} == {"海野 渚", "岸 太郎"}
    assert world.desk.customers.find("岸") == who
    assert taken_in(world, actor, HEAD + second.replace("岸 太郎", "港 花")) == Imported(0, 1)
    assert len(got(CustomerWithContacts, world.desk.customers.get(who[0].id)).contacts) == 3


def test_an_empty_cell_and_a_missing_column_take_nothing_away(world: World) -> None:
    actor = world.operator().operator
    taken_in(world, actor, HEAD + GULL)
    made = seen(world, "名称,法人番号,電話番号\n株式会社 うみねこ,,\n").plan
    assert [(one.column, one.becomes) for one in made.lines[0].fields] == [("organisation", "株式会社 うみねこ")]


def test_two_who_fit_need_the_id(world: World) -> None:
    actor = world.operator().operator
    facts = CustomerFacts("岬商店", CustomerKind.COMPANY, CustomerStatus.ACTIVE)
    first, second = (
        got(CustomerWithContacts, world.desk.customers.register(actor, facts, ContactFacts("岬"), world.now))
        for _ in range(2)
    )
    assert seen(world, "名称\n岬商店\n").plan.refused[0].why == "customer_files.line.several"
    made = seen(world, f"ID,名称\n{second.customer.id},灯台商店\n{'0' * 32},\n").plan
    assert [line.customer for line in made.lines] == [second.customer.id]
    assert made.refused[0].why == "customer_files.line.no_such_customer"
    assert first.customer.id != second.customer.id


LINE_TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn"), exclude_characters="\ufeff"), min_size=1
)


@given(st.lists(LINE_TEXT, min_size=1, max_size=4))
def test_no_cell_is_a_formula_and_every_cell_is_read_again(cells: list[str]) -> None:
    assert [unguarded(guarded(cell)) for cell in cells] == cells
    data = write_sheet([list(COLUMNS)[1 : len(cells) + 1], cells])
    row = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1]
    assert not any(cell[:1] in "=+-@＝＋－＠\t\r" for cell in row)
    assert list(got(Sheet, read_sheet(data)).lines[0].cells.values()) == cells


@given(st.binary(max_size=400) | st.text(alphabet='名称,\t;"\r\nab=', max_size=200).map(str.encode))
def test_no_file_is_a_surprise(data: bytes) -> None:
    sheet = read_sheet(data)
    if isinstance(sheet, Sheet):
        made = plan(sheet, [])
        assert len(made.lines) + len(made.refused) == len(sheet.lines) + len(sheet.misfits)
        assert made.digest == plan(sheet, []).digest


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(LINE_TEXT.filter(lambda text: len(text) < 60), LINE_TEXT.filter(lambda text: len(text) < 40)),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_written_changes_nothing_when_it_comes_back(world: World, rows: list[tuple[str, str]]) -> None:
    person = _somebody(world)
    for organisation, contact in rows:
        facts = CustomerFacts(organisation, CustomerKind.COMPANY, CustomerStatus.ACTIVE, "在庫\n販売")
        got(
            CustomerWithContacts,
            world.desk.customers.register(person, facts, ContactFacts(contact, "+81-3"), world.now),
        )
    for language in Language:
        found = got(Preview, world.desk.customer_files.preview(world.desk.customer_files.written(Words(language))))
        assert not found.plan.refused
        assert {line.what for line in found.plan.lines} == {What.UNCHANGED}


def _somebody(world: World) -> Actor:
    """The same operator for every example in one register."""
    with world.shelf.reading() as books:
        found = books.operators.by_login("yamada")
    return world.operator().operator if found is None else actor_of(found)

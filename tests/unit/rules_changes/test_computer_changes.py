"""What changed between two looks at a computer, and how it is said. Article: 7.2"""

from __future__ import annotations

import pytest

from madoguchi.base.words import Language, Words
from madoguchi.rules.computer_changes import Change, Changes, Look, Part, Service, Start, change_text, compare

pytestmark = pytest.mark.article("7.2", "7.3")
AUTO, MANUAL, NEVER = Start.AUTOMATIC, Start.MANUAL, Start.FORBIDDEN


def services(**found: tuple[Start, bool]) -> Look:
    return Look({}, {name: Service(start, runs=runs) for name, (start, runs) in found.items()})


def test_new_gone_and_other_packages_by_name():
    before = Look({"a": "1", "b": "1", "c": "1"}, {})
    after = Look({"b": "2", "c": "1", "d": "1"}, {})
    assert compare(before, after).found == (
        Change(Part.PACKAGE, "a", "1", ""),
        Change(Part.PACKAGE, "b", "1", "2"),
        Change(Part.PACKAGE, "d", "", "1"),
    )


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((AUTO, True), (AUTO, True), None),
        ((MANUAL, False), (MANUAL, True), None),
        ((AUTO, True), (AUTO, False), ("automatic:running", "automatic:stopped")),
        ((MANUAL, False), (AUTO, False), ("manual:stopped", "automatic:stopped")),
        ((AUTO, True), (NEVER, False), ("automatic:running", "forbidden:stopped")),
        ((MANUAL, True), (NEVER, True), ("manual:running", "forbidden:running")),
    ],
)
def test_a_service_that_comes_when_it_is_wanted_is_no_change(before, after, told):
    found = compare(services(cups=before), services(cups=after)).found
    assert found == (() if told is None else (Change(Part.SERVICE, "cups", *told),))


def test_a_new_and_a_removed_service_count_however_they_start():
    found = compare(services(old=(MANUAL, False)), services(new=(MANUAL, True))).found
    assert found == (
        Change(Part.SERVICE, "new", "", "manual:running"),
        Change(Part.SERVICE, "old", "manual:stopped", ""),
    )


@pytest.mark.parametrize("silent", [0, 1])
def test_what_one_look_does_not_tell_is_said_to_be_unread_and_is_no_removal(silent: int):
    looks = [Look({"a": "1"}, {"s": Service(AUTO, runs=True)})] * 2
    looks[silent] = Look(None, None)
    assert compare(*looks) == Changes((), (Part.PACKAGE, Part.SERVICE))


@pytest.mark.parametrize(
    ("language", "change", "said"),
    [
        (Language.JA, ("package", "a", "", "1"), "a 1（追加）"),
        (Language.JA, ("package", "a", "1", ""), "a 1（削除）"),
        (Language.EN, ("package", "a", "1", "2"), "a 1 → 2"),
        (
            Language.JA,
            ("service", "cups", "automatic:running", "automatic:stopped"),
            "サービス cups 「自動で起動・動作中」 → 「自動で起動・停止中」",
        ),
        (Language.EN, ("service", "cups", "", "what is this"), "service cups (what is this) (added)"),
    ],
)
def test_it_is_said_in_words(language, change, said):
    assert change_text(*change, Words(language)) == said

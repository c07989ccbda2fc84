"""Whatever stands in a case's timeline has its words, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from madoguchi.base.words import Language, Words
from madoguchi.office.cases.ports import Came, CaseEntry, CaseStatus, Category, EntryKind, Told
from madoguchi.office.cases.timeline import WrittenDown
from madoguchi.office.ids import CaseId, OperatorId
from madoguchi.web.case_timeline import timeline_lines

AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
WORDS = {
    EntryKind.OPENED: list(Came),
    EntryKind.STATUS: list(CaseStatus),
    EntryKind.CATEGORY: list(Category),
    EntryKind.DECLINED: list(Told),
}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(EntryKind))
def test_every_kind_of_entry_has_its_sentence(kind: EntryKind, language: Language) -> None:
    for word in WORDS.get(kind, [""]):
        entry = CaseEntry("1", CaseId("2"), AT, kind, "内容", OperatorId("3"), str(word))
        (line,) = timeline_lines([WrittenDown(AT, "山田", entry)], Words(language))
        assert line.text
        assert "内容" in line.text + line.words or kind in {EntryKind.OPENED, EntryKind.STATUS, EntryKind.CATEGORY}

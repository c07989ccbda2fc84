"""The versions of the terms, and their drafts. Article: 12.1"""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, Select, delete, func, insert, select, update

from madoguchi.base.clock import Instant
from madoguchi.base.words import Language
from madoguchi.office.terms.ports import (
    OPEN,
    DraftWording,
    TermsDraft,
    TermsVersion,
    TermsWording,
    Withdrawal,
)
from madoguchi.store.records.rows import Register, record_of, values_of
from madoguchi.store.tables.terms import (
    terms_draft_authors,
    terms_draft_wordings,
    terms_drafts,
    terms_versions,
    terms_withdrawals,
    terms_wordings,
)

_ORDER = tuple(Language)  # the binding language first
_DRAFT_FIELDS = tuple(column.name for column in terms_drafts.columns)


class Terms(Register):
    def add(self, terms: TermsVersion) -> None:
        self._do(
            insert(terms_versions).values(**{name.name: getattr(terms, name.name) for name in terms_versions.columns})
        )
        for wording in terms.wordings:
            self._do(insert(terms_wordings).values(number=terms.number, **values_of(wording)))

    def withdraw(self, number: int, withdrawal: Withdrawal) -> None:
        self._do(insert(terms_withdrawals).values(number=number, **values_of(withdrawal)))

    def in_force(self, as_of: Instant) -> TermsVersion | None:
        query = _versions().where(terms_versions.c.effective_at <= as_of, terms_withdrawals.c.at.is_(None))
        row = self._connection.execute(query.limit(1)).mappings().first()
        return self._version(row) if row else None

    def get(self, version: str) -> TermsVersion | None:
        row = self._connection.execute(_versions().where(terms_versions.c.version == version)).mappings().first()
        return self._version(row) if row else None

    def versions(self) -> list[TermsVersion]:
        return [self._version(row) for row in self._connection.execute(_versions()).mappings().all()]

    def last_number(self) -> int:
        return int(self._connection.execute(select(func.max(terms_versions.c.number))).scalar() or 0)

    def _version(self, row: RowMapping) -> TermsVersion:
        columns = [terms_wordings.c[name] for name in ("language", "title", "text", "notice", "sha256", "signature")]
        found = self._many(TermsWording, select(*columns).where(terms_wordings.c.number == row["number"]))
        facts = {name.name: row[name.name] for name in terms_versions.columns}
        withdrawn = Withdrawal(row["at"], row["by"], row["reason"]) if row["at"] else None
        wordings = tuple(sorted(found, key=lambda one: _ORDER.index(one.language)))
        return TermsVersion(**facts, wordings=wordings, withdrawn=withdrawn)


def _versions() -> Select[Any]:
    """With what was withdrawn; the one that takes effect last first, of one instant the one published last."""
    columns = (terms_withdrawals.c.at, terms_withdrawals.c.by, terms_withdrawals.c.reason)
    joined = terms_versions.outerjoin(terms_withdrawals, terms_versions.c.number == terms_withdrawals.c.number)
    order = (terms_versions.c.effective_at.desc(), terms_versions.c.number.desc())
    return select(terms_versions, *columns).select_from(joined).order_by(*order)


class Drafts(Register):
    def add(self, draft: TermsDraft) -> None:
        self._do(insert(terms_drafts).values(**{name: getattr(draft, name) for name in _DRAFT_FIELDS}))
        self._write_parts(draft)

    def change(self, draft: TermsDraft) -> None:
        values = {name: getattr(draft, name) for name in _DRAFT_FIELDS}
        self._do(update(terms_drafts).where(terms_drafts.c.id == draft.id).values(**values))
        for table in (terms_draft_wordings, terms_draft_authors):
            self._connection.execute(delete(table).where(table.c.draft_id == draft.id))
        self._write_parts(draft)

    def by_id(self, draft_id: str) -> TermsDraft | None:
        row = self._connection.execute(select(terms_drafts).where(terms_drafts.c.id == draft_id)).mappings().first()
        return self._draft(row) if row else None

    def open(self) -> list[TermsDraft]:
        query = select(terms_drafts).where(terms_drafts.c.state.in_(OPEN)).order_by(terms_drafts.c.changed_at.desc())
        return [self._draft(row) for row in self._connection.execute(query).mappings().all()]

    def _write_parts(self, draft: TermsDraft) -> None:
        for wording in draft.wordings:
            self._do(insert(terms_draft_wordings).values(draft_id=draft.id, **values_of(wording)))
        for author in sorted(draft.authors):
            self._do(insert(terms_draft_authors).values(draft_id=draft.id, operator_id=author))

    def _draft(self, row: RowMapping) -> TermsDraft:
        columns = [terms_draft_wordings.c[name] for name in ("language", "text", "notice")]
        query = select(*columns).where(terms_draft_wordings.c.draft_id == row["id"])
        found = {one["language"]: record_of(DraftWording, one) for one in self._connection.execute(query).mappings()}
        authors = select(terms_draft_authors.c.operator_id).where(terms_draft_authors.c.draft_id == row["id"])
        return TermsDraft(
            **row,
            wordings=tuple(found.get(language) or DraftWording(language, "", "") for language in _ORDER),
            authors=frozenset(self._connection.execute(authors).scalars()),
        )

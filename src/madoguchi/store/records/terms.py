"""The versions of the terms. Article: 12.1"""

from __future__ import annotations

from sqlalchemy import insert, select

from madoguchi.base.clock import Instant
from madoguchi.base.words import Language
from madoguchi.office.terms.ports import TermsVersion
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.provider import terms_versions


class Terms(Register):
    def add(self, terms: TermsVersion) -> None:
        self._do(insert(terms_versions).values(**values_of(terms)))

    def in_force(self, language: Language, as_of: Instant) -> TermsVersion | None:
        query = select(terms_versions).where(
            terms_versions.c.language == language, terms_versions.c.published_at <= as_of
        )
        return self._one(TermsVersion, query.order_by(terms_versions.c.published_at.desc()).limit(1))

    def get(self, version: str, language: Language) -> TermsVersion | None:
        query = select(terms_versions).where(terms_versions.c.version == version, terms_versions.c.language == language)
        return self._one(TermsVersion, query)

    def versions(self) -> list[TermsVersion]:
        return self._many(TermsVersion, select(terms_versions).order_by(terms_versions.c.published_at.desc()))

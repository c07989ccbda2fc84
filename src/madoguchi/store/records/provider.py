"""How the provider introduced itself, by date."""

from __future__ import annotations

from sqlalchemy import insert, select

from madoguchi.base.clock import Instant
from madoguchi.office.provider.ports import Provider
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.provider import provider_versions


class Providers(Register):
    def add(self, provider: Provider) -> None:
        self._do(insert(provider_versions).values(**values_of(provider)))

    def as_of(self, now: Instant) -> Provider | None:
        query = select(provider_versions).where(provider_versions.c.since <= now)
        return self._one(Provider, query.order_by(provider_versions.c.since.desc()).limit(1))

"""From rows to the office's frozen records: the columns carry the names of the fields, so a record is its row."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Connection, Delete, Insert, RowMapping, Select, Update

T = TypeVar("T")


def values_of(record: Any) -> dict[str, Any]:
    """The row of a record (not deep: records are flat)."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def record_of(kind: type[T], row: RowMapping) -> T:
    """The record of a row."""
    return kind(**row)


class Register:
    """What every register shares: a connection, and reading rows as records."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _one(self, kind: type[T], query: Select[Any]) -> T | None:
        row = self._connection.execute(query).mappings().first()
        return None if row is None else record_of(kind, row)

    def _many(self, kind: type[T], query: Select[Any]) -> list[T]:
        return [record_of(kind, row) for row in self._connection.execute(query).mappings()]

    def _do(self, statement: Insert | Update | Delete) -> int:
        """Run it; how many rows it changed."""
        return self._connection.execute(statement).rowcount

"""How values of ours stand in columns: instants as ISO text in UTC (sortable, readable), closed lists as their words."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import String, TypeDecorator
from sqlalchemy.engine import Dialect

from madoguchi.base.clock import Instant, from_iso, iso
from madoguchi.wire.vocabulary import Listed


class InstantText(TypeDecorator[Instant]):
    """``2026-01-05T03:04:05.678Z``"""

    impl = String(24)
    cache_ok = True

    def process_bind_param(self, value: Instant | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else iso(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Instant | None:  # noqa: ARG002
        return None if value is None else from_iso(value)


class Word(TypeDecorator[StrEnum]):
    """A member of a StrEnum, by its value."""

    impl = String(32)
    cache_ok = True

    def __init__(self, members: type[StrEnum]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else self.members(value).value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        return None if value is None else self.members(value)


class ListedWord(TypeDecorator[Listed]):
    """A member of one of the wire's closed lists, by its word."""

    impl = String(32)
    cache_ok = True

    def __init__(self, members: type[Listed]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: Listed | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else self.members(value).word

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Listed | None:  # noqa: ARG002
        return None if value is None else self.members[value.upper()]

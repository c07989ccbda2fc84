"""What the provider publishes: itself, its program. Article: P.1"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from madoguchi.store.tables.metadata import metadata
from madoguchi.store.types import InstantText

provider_versions = Table(
    "provider_versions",
    metadata,
    Column("since", InstantText, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("hotkey", String(40), nullable=False),
    Column("minimum_build", String(40), nullable=False),
)

downloads = Table(
    "downloads",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("file", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("address", String(64), nullable=False, index=True),
    Column("at", InstantText, nullable=False),
)

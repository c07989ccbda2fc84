"""What the provider publishes: itself, its terms, its program. Article: 12.1"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table, Text

from madoguchi.base.words import Language
from madoguchi.store.tables.metadata import metadata
from madoguchi.store.types import InstantText, Word

terms_versions = Table(
    "terms_versions",
    metadata,
    Column("version", String(40), primary_key=True),
    Column("language", Word(Language), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("published_at", InstantText, nullable=False),
    Column("signature", String(88), nullable=False),
)

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

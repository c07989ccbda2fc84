from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from madoguchi.store.engine import open_engine
from tests import postgres
from tests.office_world import World, make_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = make_world(tmp_path)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with nothing in it, on both."""
    where = tmp_path / "x.sqlite3" if request.param == "sqlite" else postgres.empty(f"e{abs(hash(tmp_path))}")
    made = open_engine(where)
    yield made
    made.dispose()

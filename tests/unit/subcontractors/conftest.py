from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office_world import World, make_world
from tests.subcontractor_world import Outside, outside_of


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = make_world(tmp_path)
    yield made
    made.close()


@pytest.fixture
def outside(world: World) -> Outside:
    return outside_of(world)

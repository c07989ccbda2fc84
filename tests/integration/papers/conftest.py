from __future__ import annotations

from collections.abc import Iterator

import pytest

from madoguchi.web.pdf.press import Press


@pytest.fixture(scope="session")
def press() -> Iterator[Press]:
    """One typesetter for all: starting it is what takes time."""
    made = Press()
    yield made
    made.close()

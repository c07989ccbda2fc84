"""The main journey: from the number on the phone to the receipt."""

from __future__ import annotations

import pytest

from tests.journeys.world import World


@pytest.mark.article("P.1", "P.2", "P.3", "1.1", "5.1", "7.1", "12.2")
def test_number_to_receipt(stage: World):
    customer, page = stage.open_session()
    page.get_by_text("許可中").first.wait_for()
    print(stage.ledger())
    kinds = [kind for kind in stage.kinds() if kind in {"started", "shown", "agreed", "connected", "grant:allowed"}]
    assert kinds == ["started", "shown", "agreed", "connected", "grant:allowed"]
    customer.click("終了")
    customer.sees("終了しました")

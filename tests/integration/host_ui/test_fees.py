"""The fee outside the support hours: a yes by the customer's own hand, and an amount to stop at that makes sense."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from madoguchi.host import port
from tests.integration.host_ui import samples

LEFT = Qt.MouseButton.LeftButton


@pytest.mark.article("3.3")
def test_a_yes_by_hand_alone_and_an_amount_that_makes_sense(windows, told, until) -> None:
    windows.show(samples.bar())
    until(windows.bar.isVisible)
    windows.show(port.ShowFeeQuestion(samples.QUOTE, 600))
    until(lambda: bool(windows.bar.questions.cards))
    (card,) = windows.bar.questions.cards.values()
    until(card.yes.isEnabled)
    card.stop_at.field.setText("100")
    QTest.mouseClick(card.yes, LEFT)
    assert told.said == []
    assert card.stop_at.field.text() == "100"
    assert card.stop_at.wrong.text() == "2,200 円から 10,000,000 円までの金額を数字で入れてください。"
    card.stop_at.field.setText("５，０００円")
    until(card.yes.isEnabled)
    told.physical = False
    card.yes.click()
    assert told.said == []
    told.physical = True
    QTest.mouseClick(card.yes, LEFT)
    assert told.said == [port.AgreeFee(port.FeeYes(samples.QUOTE.sha256, 5_000))]

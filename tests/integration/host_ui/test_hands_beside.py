"""The operator's hands beside our windows: what always stands there does not count as an open menu."""

from __future__ import annotations

import pytest

from madoguchi.host.inject.x11_scene import X11Scene
from madoguchi.host.ui.own import own_ids
from madoguchi.host.x11.display import X11Display
from madoguchi.wire.vocabulary import Access, Grant
from tests.integration.host_ui import samples


@pytest.mark.article("5.2")
def test_bar_and_border_are_ours_but_no_open_menu(windows, display, until) -> None:
    windows.show(samples.bar({Access.VIEW: Grant.HELD, Access.CONTROL: Grant.HELD}))
    until(lambda: windows.bar.isVisible() and windows.border.edges and windows.border.edges[0].isVisible())
    seen = X11Display(display)
    scene = X11Scene(seen, own_ids)
    until(lambda: scene.sight(windows.bar.x() + 20, windows.bar.y() + 20).pointer_is_ours)
    assert not scene.sight(960, 900).pointer_is_ours
    seen.close()


@pytest.mark.article("6.1", "6.2")
def test_an_open_bar_at_rest_does_not_change_its_picture(windows, until) -> None:
    windows.show(samples.bar(seconds=60, bytes_used=300_001))
    until(lambda: windows.bar.isVisible() and windows.bar.strip.time.text() == "1分・料金なし")
    before = windows.bar.strip.grab().toImage()
    windows.show(samples.bar(seconds=119, bytes_used=399_999))
    windows.show(samples.bar(seconds=119, bytes_used=400_000))
    until(lambda: windows.bar.strip._value.bytes_used == 400_000)
    assert windows.bar.strip.data.text() == "400 kB"
    assert windows.bar.strip.grab().toImage() == before
    windows.show(samples.bar(seconds=3_720, bytes_used=12_000_000))
    until(lambda: windows.bar.strip.time.text() == "1時間2分・料金なし")
    assert windows.bar.strip.data.text() == "12 MB"

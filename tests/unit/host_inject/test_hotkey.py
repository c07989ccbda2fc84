from __future__ import annotations

import pytest

from madoguchi.host.inject.hotkey import DEFAULT_HOTKEY, Hotkey, Modifier


@pytest.mark.article("5.3")
@pytest.mark.parametrize(
    ("text", "spelled", "keysym"),
    [
        ("Ctrl+Alt+Q", "Ctrl+Alt+Q", ord("q")),
        ("alt + control + q", "Ctrl+Alt+Q", ord("q")),
        ("Win+Shift+5", "Shift+Super+5", ord("5")),
        ("Pause", "Pause", 0xFF13),
        ("F12", "F12", 0xFFC9),
        ("Ctrl+F1", "Ctrl+F1", 0xFFBE),
    ],
)
def test_it_reads_what_people_write(text: str, spelled: str, keysym: int) -> None:
    hotkey = Hotkey.parse(text)
    assert (str(hotkey), hotkey.keysym) == (spelled, keysym)
    assert Hotkey.parse(str(hotkey)) == hotkey


@pytest.mark.parametrize("text", ["", "Q", "Shift+Q", "Ctrl+", "Ctrl+Ctrl+Q", "Foo+Q", "Ctrl+ä", "Ctrl+Alt", "F1", "+"])
def test_it_refuses_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"hotkey|key|modifiers"):
        Hotkey.parse(text)


def test_the_default() -> None:
    assert Hotkey.parse("Ctrl+Alt+Q") == DEFAULT_HOTKEY
    assert DEFAULT_HOTKEY.modifiers == {Modifier.CTRL, Modifier.ALT}

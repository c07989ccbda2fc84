"""The physical keys: every one that a console can name, Japanese ones included. [5.5]"""

from __future__ import annotations

import pytest

from madoguchi.host.inject.hid import EVDEV, x11_keycode


@pytest.mark.article("5.5")
@pytest.mark.parametrize(
    ("usage", "code"),
    [
        (0x04, 38),  # A
        (0x1D, 52),  # Z
        (0x27, 19),  # 0
        (0x28, 36),  # Enter
        (0x2C, 65),  # Space
        (0x35, 49),  # 半角/全角
        (0x39, 66),  # Caps Lock
        (0x3A, 67),  # F1
        (0x45, 96),  # F12
        (0x46, 107),  # Print Screen
        (0x4C, 119),  # Delete
        (0x4F, 114),  # Right
        (0x52, 111),  # Up
        (0x58, 104),  # keypad Enter
        (0x63, 91),  # keypad .
        (0x65, 135),  # Menu
        (0x87, 97),  # ろ
        (0x88, 101),  # カタカナひらがな
        (0x89, 132),  # ￥
        (0x8A, 100),  # 変換
        (0x8B, 102),  # 無変換
        (0x90, 130),  # Lang1 かな
        (0x91, 131),  # Lang2 英数
        (0xE0, 37),
        (0xE6, 108),
        (0xE7, 134),
    ],
)
def test_the_keys_are_where_a_real_keyboard_has_them(usage: int, code: int) -> None:
    assert x11_keycode(usage) == code


def test_what_is_no_key_is_none() -> None:
    assert [x11_keycode(usage) for usage in (0, 1, 3, 0x82, 0x86, 0x99, 0xE8, 0xFFFF)] == [None] * 8


def test_every_key_fits_an_x_keycode() -> None:
    assert all(1 <= code <= 247 for code in EVDEV.values())
    assert set(range(0x04, 0x66)) <= EVDEV.keys()

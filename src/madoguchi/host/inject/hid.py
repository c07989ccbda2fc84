"""USB HID usages of page 7 (keyboard) to Linux evdev key codes: the physical places of keys, whatever the layout.

The table is that of the kernel's HID driver, so an injected key arrives as the same key of a real keyboard would, Japanese
keys included: 半角/全角 0x35, カタカナひらがな 0x88, ￥ 0x89, 変換 0x8A, 無変換 0x8B, ろ 0x87, 英数/かな 0x90 and 0x91.
"""

from __future__ import annotations

from typing import Final

X11_OFFSET: Final = 8  # an X keycode is the evdev code and 8
_CONTROLS: Final = {
    0xE0: 29,  # left Ctrl
    0xE1: 42,  # left Shift
    0xE2: 56,  # left Alt
    0xE3: 125,  # left Meta
    0xE4: 97,  # right Ctrl
    0xE5: 54,  # right Shift
    0xE6: 100,  # right Alt
    0xE7: 126,  # right Meta
}
# From usage 0x04 on, in order; 0 where Linux knows no key.
_FROM_04: Final = (
    *(30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38, 50, 49, 24, 25, 16, 19, 31, 20, 22, 47, 17, 45, 21, 44),  # a to z
    *(2, 3, 4, 5, 6, 7, 8, 9, 10, 11),  # 1 to 0
    *(28, 1, 14, 15, 57, 12, 13, 26, 27, 43, 43, 39, 40, 41, 51, 52, 53, 58),  # Enter 0x28 to Caps Lock 0x39
    *(59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 87, 88),  # F1 to F12
    *(99, 70, 119, 110, 102, 104, 111, 107, 109, 106, 105, 108, 103),  # Print Screen 0x46 to the arrows
    *(69, 98, 55, 74, 78, 96, 79, 80, 81, 75, 76, 77, 71, 72, 73, 82, 83),  # the keypad, 0x53 to 0x63
    *(86, 127, 116, 117),  # the 102nd key, Menu, Power, keypad =
    *(183, 184, 185, 186, 187, 188, 189, 190, 191, 192, 193, 194),  # F13 to F24
    *(134, 138, 130, 132, 128, 129, 131, 137, 133, 135, 136, 113, 115, 114),  # Open 0x74 to Volume Down 0x81
    *(0, 0, 0, 121, 0),  # 0x85 is the keypad's comma
    *(89, 93, 124, 92, 94, 95, 0, 0, 0),  # International1 ろ 0x87 to International9
    *(122, 123, 90, 91, 85, 0, 0, 0, 0),  # Lang1 0x90 to Lang9
)
EVDEV: Final[dict[int, int]] = {0x04 + at: code for at, code in enumerate(_FROM_04) if code} | _CONTROLS


def x11_keycode(usage: int) -> int | None:
    """The X keycode (evdev rules) of a physical key, or None for a key that does not exist there."""
    code = EVDEV.get(usage)
    return None if code is None else code + X11_OFFSET

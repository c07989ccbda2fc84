"""What the loads show: pages of text as programs draw it, and a film with motion and grain. Pixels are those of X11 (0x00RRGGBB)."""

from __future__ import annotations

import os
from typing import Final

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint32]

LINE: Final = 18  # pixels from one line of text to the next
WORDS: Final = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "is",
    "for",
    "that",
    "on",
    "with",
    "account",
    "statement",
    "carried",
    "forward",
    "month",
    "before",
    "amounts",
    "without",
    "tax",
    "printer",
    "answers",
    "tray",
    "said",
    "empty",
    "look",
    "rollers",
    "first",
    "def",
    "return",
    "self",
    "total",
    "rows",
    "list",
    "Row",
    "sum",
    "amount",
    "if",
    "else",
    "None",
    "import",
    "from",
    "class",
    "value",
    "index",
    "2026-11-23",
    "09:41:07",
    "4,812,600",
    "振込",
    "山田商店",
    "手数料",
    "請求書",
    "番号",
    "日付",
    "確認",
    "してから",
    "印刷",
    "ボタン",
    "押して",
    "ください",
    "お世話に",
    "なって",
    "おります",
    "用紙",
    "設定",
    "見ていただけますか",
    "330",
    "7,450",
    "customer",
    "invoice",
    "number",
    "window",
    "driver",
    "update",
    "restart",
    "network",
    "cable",
    "green",
    "light",
    "please",
    "wait",
    "again",
    "error",
    "0x80070057",
    "folder",
    "shared",
    "open",
    "close",
    "save",
    "as",
]


def line(number: int) -> str:
    """A line of words that is unlike any other."""
    return " ".join(
        WORDS[(number * 7_919 + place * 613 + number * number * place) % len(WORDS)] for place in range(14)
    )[:92]


def page(width: int, height: int, first: int, *, dark: bool = False) -> Pixels:
    """A page of text, its lines numbered from ``first``; smoothed letters, some of them coloured."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter  # some loads need no text

    app = QGuiApplication.instance() or QGuiApplication(["loads"])
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#1e1f29" if dark else "#ffffff"))
    painter = QPainter(image)
    font = QFont("Noto Sans Mono CJK JP")
    font.setPixelSize(14)
    painter.setFont(font)
    inks = ("#d8dee9", "#8fbcbb", "#ebcb8b") if dark else ("#202020", "#0b4f9e", "#8c1d40")
    for row in range(height // LINE):
        number = first + row
        painter.setPen(QColor(inks[number % 7 % 3]))
        painter.drawText(264, row * LINE + 14, f"{number:>6}  {line(number)}")
    painter.end()
    assert app is not None
    raw = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(height, image.bytesPerLine() // 4)
    return raw[:, :width] & np.uint32(0xFFFFFF)


def film(width: int, height: int, count: int, seed: int = 1) -> list[Pixels]:
    """Pictures of a film: a soft scene that pans, things that move across it, and grain."""
    random = np.random.default_rng(seed)
    scene = _scene(height + 160, width + 240, random)
    grain = random.integers(-4, 5, (height + 64, width + 64), dtype=np.int16)
    pictures = []
    for number in range(count):
        x, y = 3 * number % 240, 2 * number % 160
        picture = scene[y : y + height, x : x + width].copy()
        for thing in range(4):
            side = height // 5
            left = (thing * 397 + number * (9 + 4 * thing)) % (width - side)
            top = (thing * 211 + number * 5) % (height - side)
            picture[top : top + side, left : left + side] //= 2
            picture[top : top + side, left : left + side, thing % 3] += 90
        dx, dy = random.integers(0, 64, 2)
        noisy = picture + grain[dy : dy + height, dx : dx + width, None]
        blue, green, red = (np.clip(noisy[:, :, channel], 0, 255).astype(np.uint32) for channel in range(3))
        pictures.append(blue | green << np.uint32(8) | red << np.uint32(16))
    return pictures


def _scene(height: int, width: int, random: np.random.Generator) -> npt.NDArray[np.int16]:
    """Soft shapes: noise at several sizes, each twice as fine as the one before."""
    whole = np.zeros((height, width, 3), dtype=np.float32)
    for step, strength in ((120, 70.0), (40, 30.0), (12, 16.0), (4, 6.0)):
        coarse = random.normal(0.0, strength, (-(-height // step) + 1, -(-width // step) + 1, 3)).astype(np.float32)
        whole += np.repeat(np.repeat(coarse, step, 0), step, 1)[:height, :width]
    for axis in (0, 1):
        whole = (whole + np.roll(whole, 1, axis) + np.roll(whole, 2, axis) + np.roll(whole, 3, axis)) / 4
    scene: npt.NDArray[np.int16] = np.clip(whole + 118.0, 0, 255).astype(np.int16)
    return scene

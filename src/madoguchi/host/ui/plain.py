"""Strings that a peer can fill, made safe to show: what is drawn is what was written, and nothing more.

Characters that change the direction of text, that cannot be seen or that control a terminal are drawn as their code in
brackets, so ``注文書<U+202E>fdp.exe`` cannot pass for a PDF. Marks piled on one letter are cut at three. Nothing here
makes a name safe for a file system: the receiver of a file does that.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath
from typing import Final

_GONE: Final = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")  # seen by nobody, needed by nobody here
_MARKS: Final = 3
_LONG: Final = 24  # letters without a place to break
_PROGRAMS: Final = (
    "apk app appimage appref-ms bat chm cmd com command cpl deb desktop dll dmg docm dotm exe gadget hta htm html inf ins "
    "iso jar js jse lnk mht mhtml mjs msc msi msp mst pif pkg potm ppam pptm ps1 psm1 py pyw reg run rpm scf scr sct sh shb "
    "svg sys url vb vbe vbs vhd vhdx ws wsc wsf wsh xlam xll xlsm xltm xpi "
)
DANGEROUS: Final = frozenset(_PROGRAMS.split())


def plain(text: str, limit: int = 400) -> str:
    """One line, at most about ``limit`` characters."""
    return _spelled(re.sub(r"\s+", " ", text[: limit * 4]), limit).strip()


def plain_lines(text: str, limit: int = 4_000) -> str:
    """Several lines: line ends stay, tabs become spaces."""
    ends = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    return "\n".join(_spelled(line, limit) for line in ends[:limit].split("\n"))


def breakable(text: str) -> str:
    """The same with places to break inside long runs, so that no line is wider than its window."""
    return re.sub(rf"\S{{{_LONG}}}", lambda run: run[0] + "\u200b", text)


def looks_dangerous(name: str) -> bool:
    """Whether opening a file of this name may start a program, or the name hides what it is."""
    folded = unicodedata.normalize("NFKC", name).rstrip(". \t")
    hidden = any(unicodedata.category(char) in {"Cf", "Cc"} for char in name)
    return hidden or PurePath(folded).suffix.lstrip(".").lower() in DANGEROUS


def _spelled(line: str, limit: int) -> str:
    drawn: list[str] = []
    marks = 0
    for char in line:
        category = unicodedata.category(char)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if char in _GONE or marks > _MARKS:
            continue
        if category in {"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"}:
            drawn.append("�" if category in {"Cs", "Co", "Cn"} else f"⟨U+{ord(char):04X}⟩")
        else:
            drawn.append(char)
        if len(drawn) >= limit:
            return "".join(drawn) + "…"
    return "".join(drawn)

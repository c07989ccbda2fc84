"""What a file from somebody else may be called here, and what its name warns of.

``safe_name`` guarantees, for any text: one path component; NFC; at most 240 bytes of UTF-8; never empty, ``.`` or ``..``;
never a name that Windows reserves, a stream, an 8.3 alias or a hidden file; nothing invisible and nothing that turns the
direction of writing. Equal text gives an equal name, and a safe name stays as it is. The rules are those of SECURITY 1.3,
in its order. Article: 5.5
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from hashlib import sha256
from typing import Final

LONGEST: Final = 240  # bytes; file systems take 255, a number and a suffix may still come
LONGEST_EXTENSION: Final = 32  # bytes, its dot included; anything longer is no extension
NAMELESS: Final = "file"

_FORBIDDEN: Final = frozenset('/\\:*?"<>|')
_BLANK: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters that show nothing
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"}
)
_ALIAS: Final = re.compile(r"[^.~]{1,6}~[0-9]{1,6}(\.[^.]{0,3})?")
_REGIONAL: Final = range(0x1F1E6, 0x1F200)
_SKIN: Final = range(0x1F3FB, 0x1F400)
_HALF_WIDTH_MARKS: Final = frozenset("\uff9e\uff9f")


class Caution(StrEnum):
    """Why a name deserves a second look before the file is opened."""

    PROGRAM = "program"  # it runs when it is opened
    SHORTCUT = "shortcut"  # it leads elsewhere, or makes the computer ask another one who it is
    SYSTEM = "system"  # it changes how a folder or a drive behaves
    MACRO = "macro"  # a document that holds a program
    DISK = "disk"  # a disk image: what is in it escapes the mark of the web
    DISGUISED = "disguised"  # a program that pretends to be a document: 注文書.pdf.exe


_CLASSES: Final = {
    Caution.PROGRAM: (
        "exe com scr pif msi msp msix appx bat cmd ps1 psm1 vbs vbe js jse wsf wsh hta cpl jar reg dll sys application gadget"
        " sh bash run appimage deb rpm py pyw pl rb command app pkg dmg chm msc xll"
    ),
    Caution.SHORTCUT: "lnk url scf library-ms searchconnector-ms search-ms desktop webloc website appref-ms theme",
    Caution.MACRO: "docm dotm xlsm xltm xlam pptm potm ppam ppsm sldm xls doc ppt xlsb one slk iqy",
    Caution.DISK: "iso img vhd vhdx udf",
}
_CLASS_OF: Final = {extension: kind for kind, listed in _CLASSES.items() for extension in listed.split()}
_SYSTEM_NAMES: Final = frozenset({"desktop.ini", "autorun.inf", "thumbs.db", ".directory"})
_DOCUMENTS: Final = frozenset(
    [
        "pdf",
        "txt",
        "csv",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "ppt",
        "pptx",
        "odt",
        "ods",
        "odp",
        "rtf",
        "jtd",
        "jpg",
        "jpeg",
        "png",
        "gif",
        "bmp",
        "webp",
        "heic",
        "mp3",
        "mp4",
        "mov",
        "zip",
        "eml",
        "htm",
        "html",
    ]
)


def safe_name(peer_name: str) -> str:
    """The name to keep a file under that somebody else calls ``peer_name``."""
    name = harmless(peer_name)
    name = "".join("_" if character in _FORBIDDEN else character for character in name)
    name = _trimmed(name)
    if _ALIAS.fullmatch(name):
        name = name.replace("~", "_")
    name = name or NAMELESS
    if is_reserved(name) or _extends(name[0]):
        name = f"_{name}"
    if len(name.encode()) > LONGEST:
        name = _shortened(name, peer_name)
    return name


def harmless(text: str) -> str:
    """``text`` in NFC with nothing invisible and nothing that turns the direction of writing; for showing on one line."""
    kept = "".join(_kept(character) for character in unicodedata.normalize("NFC", text))
    return unicodedata.normalize("NFC", kept)  # taking something out may bring a letter and its mark together


def numbered(name: str, number: int) -> str:
    """``報告書.pdf`` as the second of its name: ``報告書 (2).pdf``. Safe when ``name`` is."""
    stem, extension = _parted(name)
    suffix = f" ({number})"
    return _cut(stem, LONGEST - len((suffix + extension).encode())) + suffix + extension


def collation(name: str) -> str:
    """Equal for two names that some file system takes for one: by case, or by how a letter is composed."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def real_extension(name: str) -> str:
    """What decides how the file is opened, lower case and without its dot; to be shown apart from the name."""
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def warning_class(name: str) -> Caution | None:
    """Why to warn before this file is taken or opened; None for an ordinary name."""
    if name.strip(" .").lower() in {system.strip(".") for system in _SYSTEM_NAMES}:
        return Caution.SYSTEM
    kind = _CLASS_OF.get(real_extension(name.rstrip(" .")))
    if kind in {Caution.PROGRAM, Caution.SHORTCUT}:
        before = real_extension(name.rstrip(" .").rpartition(".")[0])
        if before in _DOCUMENTS:
            return Caution.DISGUISED
    return kind


def is_reserved(name: str) -> bool:
    """Whether Windows takes this name for a device, with or without an extension."""
    return name.partition(".")[0].strip().casefold() in _RESERVED


def _kept(character: str) -> str:
    match unicodedata.category(character):
        case "Cc" | "Cf":  # controls; bidi, zero width, soft hyphen, tags
            return ""
        case "Zl" | "Zp":
            return " "
        case "Co" | "Cs" | "Cn":  # private use, half a surrogate pair, no character (of this version of Unicode)
            return "_"
        case _:
            return "_" if character in _BLANK else character


def _trimmed(name: str) -> str:
    start, end = 0, len(name)
    while start < end and (name[start].isspace() or name[start] == "."):
        start += 1
    while end > start and (name[end - 1].isspace() or name[end - 1] == "."):
        end -= 1
    return name[start:end]


def _parted(name: str) -> tuple[str, str]:
    """Stem and extension with its dot; the extension is empty when the last dot begins none."""
    stem, dot, extension = name.rpartition(".")
    if not stem or not extension or len(extension.encode()) + 1 > LONGEST_EXTENSION:
        return name, ""
    return stem, dot + extension


def _shortened(name: str, original: str) -> str:
    """Cut between two characters as people see them; the end of a hash keeps long names apart that begin alike."""
    stem, extension = _parted(name)
    mark = "-" + sha256(original.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return _cut(stem, LONGEST - len((mark + extension).encode())) + mark + extension


def _cut(stem: str, limit: int) -> str:
    kept, size = [], 0
    for cluster in _clusters(stem):
        size += len(cluster.encode())
        if size > limit:
            break
        kept.append(cluster)
    return _trimmed("".join(kept)) or NAMELESS


def _clusters(text: str) -> Iterator[str]:
    """Letters with their marks, flags, emoji with their skin: what must not be cut apart."""
    cluster = ""
    for character in text:
        if cluster and not (_extends(character) or _makes_flag(cluster, character)):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _extends(character: str) -> bool:
    return (
        unicodedata.category(character) in {"Mn", "Mc", "Me"}
        or ord(character) in _SKIN
        or character in _HALF_WIDTH_MARKS
        or 0x1161 <= ord(character) <= 0x11FF  # the later parts of a Hangul syllable
    )


def _makes_flag(cluster: str, character: str) -> bool:
    return len(cluster) == 1 and ord(cluster) in _REGIONAL and ord(character) in _REGIONAL

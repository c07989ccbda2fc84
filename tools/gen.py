"""Writes the files that follow from others: run by ``make gen``; ``--check`` fails when one is stale.

src/madoguchi/base/word_keys.py        the keys of the catalogue, as a type
viewer/src/wire/messages.gen.ts        the tables of messages, the closed lists and the limits
docs/protocol.md                       its tables, between their marks (tools/protocol.py)
viewer/src/ui/words.gen.ts             the sentences that the viewer says (keys console.*, access.*, ending.*, common.*)
"""

from __future__ import annotations

import json
import sys
from enum import IntEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORDS = ROOT / "src" / "madoguchi" / "words"
VIEWER_KEYS = ("console.", "access.", "ending.", "common.")


def read_words(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for room in sorted((WORDS / language).glob("*.json")):
        found.update(json.loads(room.read_text(encoding="utf-8")))
    return found


def word_keys() -> str:
    keys = "\n".join(f'    "{key}",' for key in sorted(read_words("ja")))
    return (
        '"""Written by tools/gen.py from madoguchi/words: do not edit."""\n\n'
        f"from typing import Literal, TypeAlias\n\nKey: TypeAlias = Literal[\n{keys}\n]\n"
    )


def words_ts() -> str:
    tables = {
        language: {key: text for key, text in sorted(read_words(language).items()) if key.startswith(VIEWER_KEYS)}
        for language in ("ja", "en")
    }
    keys = "\n".join(f'  | "{key}"' for key in tables["ja"])
    body = json.dumps(tables, ensure_ascii=False, indent=2)
    return (
        "// Written by tools/gen.py from madoguchi/words: do not edit.\n\n"
        f'export type WordKey =\n{keys};\n\nexport const WORDS: Record<"ja" | "en", Record<WordKey, string>> = {body};\n'
    )


def messages_ts() -> str:
    from madoguchi.wire import conversation, envelope, handshake, vocabulary
    from madoguchi.wire.fields import OneOf

    languages = [
        envelope.ENVELOPE,
        handshake.HANDSHAKE,
        conversation.CONTROL,
        conversation.INPUT,
        conversation.PICTURE,
        conversation.FILES,
    ]
    lists: dict[str, type[IntEnum]] = {}
    classes: list[str] = []
    tables: list[str] = []
    for language in languages:
        rows: list[str] = []
        names: list[str] = []
        for number, cls in sorted(language.table.items()):
            fields: list[str] = []
            types: list[str] = []
            for name, kind in cls.layout:
                if isinstance(kind, OneOf):
                    lists[kind.spelled] = kind.members
                fields.append(f'["{name}", {field_ts(kind)}]')
                types.append(f"{name}: {type_ts(kind)}")
            tag = f"{language.name}.{cls.__name__}"
            body = "; ".join([f'readonly is: "{tag}"', *(f"readonly {text}" for text in types)])
            classes.append(f"export type {language.name.capitalize()}{cls.__name__} = {{ {body} }};")
            names.append(f"{language.name.capitalize()}{cls.__name__}")
            rows.append(
                f'  {{ is: "{tag}", number: 0x{number:02x}, sender: "{cls.sender.value}", limit: {cls.limit}, '
                f"fields: [{', '.join(fields)}] }},"
            )
        classes.append(f"export type {language.name.capitalize()}Message = {' | '.join(names)};\n")
        tables.append(f"export const {language.name.upper()}: readonly MessageRow[] = [\n" + "\n".join(rows) + "\n];\n")
    for members in (vocabulary.Grant, vocabulary.Phase, vocabulary.Pause, vocabulary.Sharing):
        lists[members.__name__] = members
    enums = [
        f"export const {name} = {{ {', '.join(f'{m.name}: {m.value}' for m in members)} }} as const;\n"
        f"export type {name} = (typeof {name})[keyof typeof {name}];"
        for name, members in sorted(lists.items())
    ]
    limits = [
        f"export const {name} = {getattr(module, name)};"
        for module, names in (
            (handshake, ["VERSION"]),
            (envelope, ["SEALED_LIMIT", "TICKET_LIMIT"]),
            (
                conversation,
                [
                    "CHAT_LIMIT",
                    "CLIPBOARD_LIMIT",
                    "PURPOSE_LIMIT",
                    "TILE_PIXELS",
                    "TILE_LIMIT",
                    "CELL",
                    "KEPT_CELLS",
                    "VIDEO_LIMIT",
                    "CHUNK_LIMIT",
                    "FILE_NAME_LIMIT",
                    "REQUEST_LIMIT",
                    "REQUEST_WORD_LIMIT",
                ],
            ),
        )
        for name in names
    ]
    kinds = (
        "export type FieldKind =\n"
        '  | { kind: "uint" | "int"; size: number }\n'
        '  | { kind: "bool" }\n'
        '  | { kind: "text" | "blob"; limit: number }\n'
        '  | { kind: "fixed"; size: number }\n'
        '  | { kind: "list"; members: readonly number[] };\n'
        'export type SenderName = "host" | "console" | "both" | "end" | "relay";\n'
        "export interface MessageRow {\n  readonly is: string;\n  readonly number: number;\n  readonly sender: SenderName;\n"
        "  readonly limit: number;\n  readonly fields: readonly (readonly [string, FieldKind])[];\n}\n"
    )
    head = "// Written by tools/gen.py from madoguchi.wire: do not edit.\n"
    return "\n".join([head, *limits, "", *enums, "", kinds, *classes, *tables])


def field_ts(kind: object) -> str:
    from madoguchi.wire.fields import Blob, Fixed, Flag, Integer, OneOf, Text

    match kind:
        case Integer(size, signed):
            return f'{{ kind: "{"int" if signed else "uint"}", size: {size} }}'
        case Flag():
            return '{ kind: "bool" }'
        case Text(limit):
            return f'{{ kind: "text", limit: {limit} }}'
        case Blob(limit):
            return f'{{ kind: "blob", limit: {limit} }}'
        case Fixed(size):
            return f'{{ kind: "fixed", size: {size} }}'
        case OneOf(members):
            return f'{{ kind: "list", members: [{", ".join(str(int(m)) for m in members)}] }}'
    raise AssertionError(kind)


def type_ts(kind: object) -> str:
    from madoguchi.wire.fields import Blob, Fixed, Flag, Integer, OneOf, Text

    match kind:
        case Integer():
            return "number"
        case Flag():
            return "boolean"
        case Text():
            return "string"
        case Blob() | Fixed():
            return "Uint8Array"
        case OneOf():
            return kind.spelled
    raise AssertionError(kind)


def protocol_page() -> str:
    from protocol import tables

    return tables((ROOT / "docs" / "protocol.md").read_text(encoding="utf-8"))


def main() -> int:
    check = "--check" in sys.argv
    stale: list[str] = []
    targets = [
        (ROOT / "src" / "madoguchi" / "base" / "word_keys.py", word_keys),
        (ROOT / "viewer" / "src" / "wire" / "messages.gen.ts", messages_ts),
        (ROOT / "viewer" / "src" / "ui" / "words.gen.ts", words_ts),
        (ROOT / "docs" / "protocol.md", protocol_page),
    ]
    for path, write in targets:
        text = write()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(str(path.relative_to(ROOT)))
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale:
        print(("stale, run make gen: " if check else "written: ") + ", ".join(stale))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())

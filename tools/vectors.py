"""Writes the generated breadth of ``vectors/`` (``make vectors``); ``--check`` fails when a file is stale.

    vectors/wire/breadth.json      every message at its smallest, its largest numbers, and every way to break every field
    vectors/wire/values.json       values that no message may be built with
    vectors/handshake/*.json       whole handshakes and refused ones    (calculated by tools/reference.py)
    vectors/sealed/core.json       sealed frames, and frames that must not open    (the same)
    vectors/fees/*.json            the cases of docs/fees.md, every instant written out
    vectors/tickets/core.json      good tickets and every kind of bad one    (the same)

The files named ``core`` in the other folders are written by hand and never touched here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from vectors_fees import fee_charges, fee_parts, fee_quotes
from vectors_seal import handshakes, refused_handshakes, sealed_frames
from vectors_tickets import tickets
from vectors_wire import wire_breadth, wire_values

Vector = dict[str, Any]

VECTORS = Path(__file__).resolve().parent.parent / "vectors"
FILES = {
    "wire/breadth.json": ("wire/1", "Written by make vectors: every message at its extremes, every field broken.", wire_breadth),
    "wire/values.json": ("values/1", "Written by make vectors: values that no message may be built with.", wire_values),
    "handshake/core.json": ("handshake/1", "Calculated by tools/reference.py from docs/protocol.md section 3.", handshakes),
    "handshake/refused.json": ("handshake-refused/1", "Calculated by tools/reference.py: handshakes that must end.", refused_handshakes),
    "sealed/core.json": ("sealed/1", "Calculated by tools/reference.py from docs/protocol.md section 4.", sealed_frames),
    "fees/parts.json": ("fee-parts/1", "Written by make vectors from docs/fees.md.", fee_parts),
    "fees/quotes.json": ("fee-quotes/1", "Written by make vectors from docs/fees.md.", fee_quotes),
    "fees/charges.json": ("fee-charges/1", "Written by make vectors from docs/fees.md.", fee_charges),
    "tickets/core.json": ("tickets/1", "Calculated by tools/reference.py from docs/protocol.md section 2.", tickets),
}  # fmt: skip


def written(form: str, about: str, vectors: Iterator[Vector]) -> str:
    """One vector a line: a change shows as one line in a comparison."""
    lines = ",\n".join(json.dumps(vector, ensure_ascii=False) for vector in vectors)
    return f'{{\n"format": {json.dumps(form)},\n"about": {json.dumps(about)},\n"vectors": [\n{lines}\n]\n}}\n'


def main() -> int:
    stale = []
    for name, (form, about, vectors) in FILES.items():
        path, text = VECTORS / name, written(form, about, vectors())
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale:
        print(("stale, run make vectors: " if "--check" in sys.argv else "written: ") + ", ".join(stale))
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())

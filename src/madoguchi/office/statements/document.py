"""A statement as a document: what is frozen when it is issued, and how it is read again. Article: 3.4

Guarantee: what is read is what was written, to the byte; everything that a paper, a CSV or a mail says stands in the document, so
nothing that is changed later can change what was issued.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from madoguchi.base.canonical import Document, Value, canonical, digest
from madoguchi.base.clock import Instant, from_iso, iso
from madoguchi.base.errors import BrokenProof
from madoguchi.office.statements.ports import StatementKind
from madoguchi.rules.fees import LineKind, TaxSum, TimeKind
from madoguchi.rules.statements import StatementLine, TaxRounding, Totals, Work

FORMAT: Final = "madoguchi/statement/1"


@dataclass(frozen=True, slots=True)
class Issuer:
    name: str
    name_en: str
    phone: str
    registration: str
    address: str
    bank: str


@dataclass(frozen=True, slots=True)
class Paper:
    """All of an issued statement, or of a draft (number 0)."""

    number: int
    kind: StatementKind
    month: str
    issued_at: Instant
    issuer: Issuer
    customer: str  # its id
    recipient: str  # its name
    rounding: TaxRounding
    lines: tuple[StatementLine, ...]
    totals: Totals
    cancels: int | None = None
    replaces: int | None = None
    reason: str = ""

    def document(self) -> Document:
        return {
            "cancels": self.cancels,
            "customer": self.customer,
            "format": FORMAT,
            "issued_at": iso(self.issued_at),
            "issuer": {
                "address": self.issuer.address,
                "bank": self.issuer.bank,
                "name": self.issuer.name,
                "name_en": self.issuer.name_en,
                "phone": self.issuer.phone,
                "registration": self.issuer.registration,
            },
            "kind": self.kind.value,
            "lines": [_told(line) for line in self.lines],
            "month": self.month,
            "number": self.number,
            "reason": self.reason,
            "recipient": self.recipient,
            "replaces": self.replaces,
            "rounding": self.rounding.value,
            "taxes": [
                {"basis_points": group.basis_points, "tax": group.tax, "yen": group.yen} for group in self.totals.taxes
            ],
            "total": self.totals.total,
        }

    def text(self) -> bytes:
        return canonical(self.document())

    @property
    def seen(self) -> str:
        """A digest of what a person sees in a draft: the same while nothing in it changes."""
        shown = {**self.document(), "issued_at": "", "number": 0}
        return digest(shown)


def _told(line: StatementLine) -> Document:
    return {
        "basis_points": line.basis_points,
        "end": iso(line.end),
        "free_seconds": line.free_seconds,
        "kind": line.kind.value,
        "line": line.line.value,
        "price": line.price,
        "reference": line.work.reference,
        "seconds": line.seconds,
        "session": line.work.session,
        "start": iso(line.start),
        "subject": line.work.subject,
        "unit_seconds": line.unit_seconds,
        "units": line.units,
        "yen": line.yen,
    }


def paper_of(text: str) -> Paper:
    """The statement that ``text()`` wrote. Raises BrokenProof when it is not what was written."""
    told = json.loads(text)
    if told.get("format") != FORMAT:
        raise BrokenProof("this is no statement")
    found = Paper(
        number=told["number"],
        kind=StatementKind(told["kind"]),
        month=told["month"],
        issued_at=from_iso(told["issued_at"]),
        issuer=Issuer(**told["issuer"]),
        customer=told["customer"],
        recipient=told["recipient"],
        rounding=TaxRounding(told["rounding"]),
        lines=tuple(_line(line) for line in told["lines"]),
        totals=Totals(tuple(TaxSum(group["basis_points"], group["yen"], group["tax"]) for group in told["taxes"])),
        cancels=told["cancels"],
        replaces=told["replaces"],
        reason=told["reason"],
    )
    if found.text().decode("utf-8") != text:
        raise BrokenProof("a statement is not what was written")
    return found


def _line(told: Mapping[str, Value]) -> StatementLine:
    return StatementLine(
        Work(str(told["session"]), str(told["reference"]), str(told["subject"])),
        LineKind(str(told["line"])),
        TimeKind(str(told["kind"])),
        from_iso(str(told["start"])),
        from_iso(str(told["end"])),
        _count(told["seconds"]),
        _count(told["free_seconds"]),
        _count(told["units"]),
        _count(told["unit_seconds"]),
        _count(told["price"]),
        _count(told["yen"]),
        _count(told["basis_points"]),
    )


def _count(value: Value) -> int:
    assert isinstance(value, int)
    return value

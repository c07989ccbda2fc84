"""The pages of received files, in every state and with names that mean no good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from madoguchi.base.words import Words
from madoguchi.office.cases.service import CaseFile
from madoguchi.office.custody.ports import CustodyFile, CustodyId, Holding, Opening, Source, Verdict
from madoguchi.office.custody.service import Held, HeldFile
from madoguchi.office.custody.vault import Details
from madoguchi.office.ids import OperatorId
from madoguchi.web.custody_words import HOLDING_KEYS, SOURCE_KEYS, VERDICT_KEYS

AT = datetime(2026, 1, 5, 1, 30, tzinfo=UTC)
KEYS: dict[str, object] = {
    "holding_keys": HOLDING_KEYS,
    "source_keys": SOURCE_KEYS,
    "verdict_keys": VERDICT_KEYS,
}
HOSTILE = '"><img src=x onerror=alert(1)>\u202egnp.' + "長い名前" * 40 + ".exe"


def held(file: CaseFile) -> tuple[Held, ...]:
    """One of each state and verdict."""
    states = [*((Holding.KEPT, verdict) for verdict in Verdict), *((over, Verdict.CLEAN) for over in list(Holding)[1:])]
    return tuple(_one(file, number, *state) for number, state in enumerate(states, 1))


def _one(file: CaseFile, number: int, holding: Holding, verdict: Verdict) -> Held:
    is_kept = holding is Holding.KEPT
    found = CustodyFile(
        id=CustodyId(f"{number:032x}"),
        case_id=file.case.id,
        number=number,
        size=2_345_678,
        sha256="ab" * 32,
        source=Source.EMAIL,
        session_id=None,
        wrapped=b"",
        details=b"",
        deposited_at=AT,
        deposited_by=OperatorId("0" * 32),
        keep_until=AT + timedelta(days=30),
        holding=holding,
        verdict=verdict,
        finding="Win.Test.EICAR_HDB-1" if verdict is Verdict.NOT_CLEAN else "",
        checked_at=AT,
        ended_at=None if is_kept else AT,
        ended_by="" if is_kept else "0" * 32,
        ended_for="" if is_kept else HOSTILE,
    )
    return Held(
        found, Details(HOSTILE, HOSTILE, HOSTILE) if is_kept else None, "佐藤 花子", "" if is_kept else "佐藤 花子"
    )


def rooms_of(file: CaseFile, fields: tuple[str, ...]) -> dict[str, tuple[str, dict[str, object]]]:
    """The page of one file: kept and not clean, and gone; by name."""
    states = held(file)
    opened = Opening("0" * 32, CustodyId("0" * 32), AT, OperatorId("0" * 32), HOSTILE, Verdict.UNKNOWN)
    usual: dict[str, Any] = {"values": dict.fromkeys(fields, ""), "done": "", **KEYS}
    return {
        "custody_file": (
            "office/custody_file.html",
            usual
            | {
                "found": HeldFile(states[1], file, ((opened, "佐藤 花子"),)),
                "may_work": True,
                "may_end": True,
                "is_supervisor": True,
                "troubles": {"purpose": "office.field.needed", "end_sure": "office.field.needed"},
            },
        ),
        "custody_gone": (
            "office/custody_file.html",
            usual
            | {
                "found": HeldFile(states[4], file, ()),
                "may_work": False,
                "may_end": False,
                "is_supervisor": False,
                "troubles": {},
            },
        ),
    }


def custody_rule(_: Words) -> tuple[str, dict[str, object]]:
    values = {"days": "0", "remind": "7"}
    return "office/custody_rule.html", {"values": values, "troubles": {"days": "office.field.needed"}, "done": ""}

"""An appointment as it is typed, and as it is meant. Pure. Article: 3.2"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.base.words import Language
from madoguchi.office.fields import line
from madoguchi.office.refusals import BadField
from madoguchi.office.statements.outbox import ADDRESS
from madoguchi.rules.hours import instant_of
from madoguchi.rules.hours_text import read_clock, read_day

NOTE_LIMIT: Final = 200
EMAIL_LIMIT: Final = 254
FARTHEST: Final = timedelta(days=366)
LENGTHS: Final = (15, 30, 45, 60, 90, 120, 180, 240)  # minutes


@dataclass(frozen=True, slots=True)
class WhenFacts:
    """``accepted``: the names of the concerns that were shown and are accepted."""

    on: str  # 2026-04-01
    clock: str  # 14:00, in Japan
    minutes: str
    note: str = ""
    accepted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class InviteFacts:
    """Whom the invitation goes to, if one is to go."""

    wanted: bool = False
    email: str = ""
    language: Language = Language.JA


@dataclass(frozen=True, slots=True)
class Meant:
    starts_at: Instant
    ends_at: Instant
    note: str


def meant(facts: WhenFacts, now: Instant) -> Meant | BadField:  # noqa: PLR0911 - one for each field that may be wrong
    """The time that was typed, when it can be used: to come, and not too far away."""
    on = read_day(facts.on)
    if on is None:
        return BadField("on", "office.field.needed" if not facts.on.strip() else "hours.field.date")
    clock = read_clock(facts.clock)
    if clock is None:
        return BadField("clock", "office.field.needed" if not facts.clock.strip() else "fees.field.clock")
    minutes = unicodedata.normalize("NFKC", facts.minutes).strip()
    if minutes not in {str(length) for length in LENGTHS}:
        return BadField("minutes", "office.field.needed")
    starts_at = instant_of(on, clock)
    if starts_at <= now:
        is_today = on == now.astimezone(JAPAN).date()
        return BadField("clock" if is_today else "on", "appointments.field.past")
    if starts_at - now > FARTHEST:
        return BadField("on", "appointments.field.far")
    if wrong := line("details", facts.note, needed=False, limit=NOTE_LIMIT):
        return wrong
    return Meant(starts_at, starts_at + timedelta(minutes=int(minutes)), facts.note.strip())


def invited(facts: InviteFacts) -> str | BadField:
    """The address that is invited; empty when nobody is to be."""
    if not facts.wanted:
        return ""
    address = facts.email.strip()
    if not address:
        return BadField("email", "appointments.field.email")
    if len(address) > EMAIL_LIMIT or not ADDRESS.match(address):
        return BadField("email", "statements.mail.address")
    return address


def when_text(starts_at: Instant, ends_at: Instant) -> str:
    """2026-01-06 14:00–15:00, in Japan: for records that are read in every language."""
    start, end = starts_at.astimezone(JAPAN), ends_at.astimezone(JAPAN)
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%Y-%m-%d %H:%M}"
    return f"{start:%Y-%m-%d %H:%M}–{until}"

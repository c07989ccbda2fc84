"""Appointments in words: when, and what it means that it is off hours. Article: 3.2, 3.3"""

from __future__ import annotations

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.base.words import Words
from madoguchi.office.appointments.concerns import Concerns, OffHours
from madoguchi.web.fee_notice import price_sentences


def span_text(say: Words, starts_at: Instant, ends_at: Instant) -> str:
    """2026年1月6日（火）14:00–15:00"""
    start, end = starts_at.astimezone(JAPAN), ends_at.astimezone(JAPAN)
    slots = {"day": say.day(start.date()), "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
    if start.date() == end.date():
        return say("appointments.span", **slots)
    return say("appointments.span_days", last=say.day(end.date()), **slots)


def off_hours_sentences(say: Words, off: OffHours) -> tuple[str, ...]:
    """That it is off hours, and what the work would cost then."""
    told = say("appointments.off_hours", minutes=-(-off.seconds // 60))
    if not off.prices:
        return told, say("appointments.no_fee")
    return (told, *price_sentences(say, off.prices), say("appointments.fee_agreed_first"))


def concern_sentences(say: Words, concerns: Concerns, assignee: str) -> tuple[str, ...]:
    """Of the other appointments no more than when they are: their cases may be nobody's business here."""
    off = off_hours_sentences(say, concerns.off_hours) if concerns.off_hours else ()
    busy = (
        say("appointments.busy", name=assignee, when=span_text(say, one.starts_at, one.ends_at))
        for one in concerns.busy
    )
    return (*off, *busy)

"""What somebody should know before an appointment is put in: outside the support hours and at which price, or busy then.

Guarantee: no appointment is made or moved off hours, or into another one of the same person, without having been told so.
Article: 3.2, 3.3
"""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.base.clock import Instant, iso
from madoguchi.office.appointments.ports import Appointment
from madoguchi.rules.fees import FeePlan, Price, Span, TimeKind, parts


@dataclass(frozen=True, slots=True)
class OffHours:
    """The part of an appointment that lies outside the support hours. Without prices: it costs nothing."""

    starts_at: Instant
    ends_at: Instant
    seconds: int
    prices: tuple[tuple[TimeKind, Price], ...]

    @property
    def name(self) -> str:
        return f"off/{iso(self.starts_at)}/{iso(self.ends_at)}"


@dataclass(frozen=True, slots=True)
class Concerns:
    """Nothing was written: these were not accepted yet."""

    off_hours: OffHours | None
    busy: tuple[Appointment, ...]  # others of whoever has the case, at the same time

    @property
    def names(self) -> frozenset[str]:
        found = {f"busy/{one.id}/{one.sequence}" for one in self.busy}
        return frozenset(found | ({self.off_hours.name} if self.off_hours else set()))


def off_hours_of(starts_at: Instant, ends_at: Instant, plan: FeePlan) -> OffHours | None:
    """By what is known now of hours and rates at that time; None within the support hours."""
    off = [part for part in parts(Span(starts_at, ends_at), plan) if part.kind is not TimeKind.IN_HOURS]
    if not off:
        return None
    rows = tuple(dict.fromkeys((part.kind, part.price) for part in off if part.price is not None))
    charged = any(part.is_charged for part in off)
    return OffHours(starts_at, ends_at, sum(part.seconds for part in off), rows if charged else ())

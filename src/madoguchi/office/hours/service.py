"""The support hours as the provider sets them: dated, added to, never written over; asked for any instant.

Guarantee: nothing that is entered holds before it was entered, so the past stays as it was judged. Article: 3.2
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from madoguchi.base.clock import Instant, iso
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.consent.decisions import Decided, write_decision
from madoguchi.office.fields import line
from madoguchi.office.hours.ports import Dated, SetDay, SetWeek
from madoguchi.office.ids import Entropy
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.rules.hours import (
    DEFAULT,
    MIDNIGHT,
    Calendar,
    OwnDay,
    WeekPattern,
    day_in_japan,
    instant_of,
    is_off_hours,
    next_change,
)
from madoguchi.rules.hours_text import openings_text, read_day, read_openings

WEEK_FIELDS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NOTE_LIMIT = 100


@dataclass(frozen=True, slots=True)
class WeekFacts:
    """A week as it is typed: the date from which it holds, and seven lines of openings."""

    since: str  # 2026-04-01; today means from now on
    days: Sequence[str]  # 9:00-12:00, 13:00-18:00; nothing is closed
    closed_on_holidays: bool


@dataclass(frozen=True, slots=True)
class DayFacts:
    """A day of one's own as it is typed."""

    on: str
    openings: str  # nothing is closed
    note: str = ""


class HoursService:
    def __init__(self, shelf: Shelf, entropy: Entropy) -> None:
        self._shelf = shelf
        self._entropy = entropy

    def calendar(self) -> Calendar:
        """Everything that was ever set."""
        with self._shelf.reading() as books:
            return calendar_of(books)

    def is_off_hours(self, at: Instant) -> bool:
        return is_off_hours(at, self.calendar())

    def next_change(self, at: Instant) -> Instant | None:
        return next_change(at, self.calendar())

    def weeks(self) -> list[SetWeek]:
        with self._shelf.reading() as books:
            return books.hours.weeks()

    def days(self) -> list[SetDay]:
        with self._shelf.reading() as books:
            return books.hours.days()

    def set_week(self, actor: Actor, facts: WeekFacts, now: Instant) -> SetWeek | BadField:
        """A pattern from a coming date on, or from now on."""
        since = since_of(facts.since, now)
        if isinstance(since, BadField):
            return since
        days = []
        for name, typed in zip(WEEK_FIELDS, facts.days, strict=True):
            openings = read_openings(typed)
            if openings is None:
                return BadField(name, "hours.field.openings")
            days.append(openings)
        entry = SetWeek(WeekPattern(since, tuple(days), facts.closed_on_holidays), now, actor.id)
        with self._shelf.writing() as books:
            books.hours.add_week(entry)
            told = {
                "closed_on_holidays": "yes" if entry.pattern.closed_on_holidays else "no",
                "days": [openings_text(day) for day in days],
                "since": iso(since),
            }
            decided = Decided("hours:published", "week", iso(since), told)
            write_decision(books, self._entropy, actor, decided, now)
        return entry

    def withdraw_week(self, actor: Actor, number: int, now: Instant) -> SetWeek | NoSuchThing:
        """Take a pattern back before it begins: it never holds."""
        with self._shelf.writing() as books:
            entry = next((one for one in books.hours.weeks() if one.number == number), None)
            if entry is None or entry.withdrawn_at or entry.pattern.since <= now:
                return NoSuchThing()
            books.hours.withdraw(Dated.WEEK, number, actor.id, now)
            since = iso(entry.pattern.since)
            decided = Decided("hours:withdrawn", "week", since, {"number": number, "since": since})
            write_decision(books, self._entropy, actor, decided, now)
            return replace(entry, withdrawn_at=now)

    def set_day(self, actor: Actor, facts: DayFacts, now: Instant) -> SetDay | BadField:
        """A day closed, or open at hours of its own, known from now on."""
        on = read_day(facts.on)
        if on is None or on < day_in_japan(now):
            return BadField("on", "hours.field.date" if on is None else "hours.field.past")
        openings = read_openings(facts.openings)
        if openings is None:
            return BadField("openings", "hours.field.openings")
        if wrong := line("note", facts.note, needed=False, limit=NOTE_LIMIT):
            return wrong
        return self._add(actor, SetDay(OwnDay(on, openings, now, facts.note.strip()), actor.id))

    def withdraw_day(self, actor: Actor, on: date, now: Instant) -> SetDay | BadField:
        """The day is again as the week says, from now on."""
        if on < day_in_japan(now):
            return BadField("on", "hours.field.past")
        return self._add(actor, SetDay(OwnDay(on, (), now, withdrawn=True), actor.id))

    def _add(self, actor: Actor, entry: SetDay) -> SetDay:
        day = entry.day
        with self._shelf.writing() as books:
            books.hours.add_day(entry)
            told = {"note": day.note, "on": day.on.isoformat(), "openings": openings_text(day.openings)}
            kind = "hours:withdrawn" if day.withdrawn else "hours:published"
            write_decision(books, self._entropy, actor, Decided(kind, "day", day.on.isoformat(), told), day.since)
        return entry


def calendar_of(books: Books) -> Calendar:
    """The calendar in these books; before anything was set, the terms' own week."""
    return Calendar(
        (DEFAULT, *(week.pattern for week in books.hours.weeks() if not week.withdrawn_at)),
        tuple(entry.day for entry in books.hours.days()),
    )


def since_of(typed: str, now: Instant) -> Instant | BadField:
    """The beginning of a coming day in Japan; for today, now: what was is never changed."""
    on = read_day(typed)
    if on is None:
        return BadField("since", "hours.field.date")
    if on < day_in_japan(now):
        return BadField("since", "hours.field.past")
    return max(now, instant_of(on, MIDNIGHT))

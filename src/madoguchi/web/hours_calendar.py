"""The support hours as a file for calendars (iCalendar, RFC 5545): each opening of the coming months is an event.

An opening keeps its UID from file to file, so a calendar that reads the file again replaces what it had. Article: 3.2
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from icalendar import Calendar as CalendarFile
from icalendar import Event

from madoguchi.base.clock import Instant, iso
from madoguchi.rules.hours import MIDNIGHT, Calendar, day_as_of, day_in_japan, instant_of

DAYS: Final = 185
_LAST_SECOND: Final = timedelta(days=1, seconds=-1)


def calendar_file(calendar: Calendar, now: Instant, what: str, provider: str, host: str) -> bytes:
    """From this day on, half a year. Instants are in UTC: Japan's time has no summer time."""
    file = CalendarFile()
    file.add("prodid", "-//Madoguchi//support hours//JA")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", f"{what} {provider}".strip())
    file.add("x-wr-timezone", "Asia/Tokyo")
    first = day_in_japan(now)
    for passed in range(DAYS):
        on = first + timedelta(days=passed)
        for start, end in day_as_of(on, instant_of(on, MIDNIGHT) + _LAST_SECOND, calendar).spans():
            event = Event()
            event.add("uid", f"hours-{iso(start)}@{host}")
            event.add("dtstamp", now.replace(microsecond=0))
            event.add("dtstart", start)
            event.add("dtend", end)
            event.add("summary", f"{what} {provider}".strip())
            event.add("transp", "TRANSPARENT")
            file.add_component(event)
    return bytes(file.to_ical())

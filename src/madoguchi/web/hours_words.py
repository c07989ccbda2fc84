"""A week's hours as one sentence: days with the same hours stand together. Article: 3.2"""

from __future__ import annotations

from itertools import groupby
from typing import Final

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Words
from madoguchi.rules.hours import WeekPattern, pattern_as_of
from madoguchi.rules.hours_text import openings_text
from madoguchi.web.visit import Visit, run

DAY_KEYS: Final[tuple[Key, ...]] = (
    "hours.monday",
    "hours.tuesday",
    "hours.wednesday",
    "hours.thursday",
    "hours.friday",
    "hours.saturday",
    "hours.sunday",
)
SHORT_KEYS: Final[tuple[Key, ...]] = (
    "hours.short.monday",
    "hours.short.tuesday",
    "hours.short.wednesday",
    "hours.short.thursday",
    "hours.short.friday",
    "hours.short.saturday",
    "hours.short.sunday",
)


def week_text(say: Words, pattern: WeekPattern) -> str:
    """月〜金 9:00–12:00, 13:00–18:00（日本時間）; days without hours are not named."""
    told: list[str] = []
    for openings, group in groupby(range(7), key=lambda day: pattern.days[day]):
        days = list(group)
        if openings:
            first, last = say(SHORT_KEYS[days[0]]), say(SHORT_KEYS[days[-1]])
            hours = openings_text(openings)
            told.append(
                say("hours.on_day", day=first, hours=hours)
                if len(days) == 1
                else say("hours.on_days", first=first, last=last, hours=hours)
            )
    if not told:
        return say("hours.never_open")
    return say("hours.in_japan", hours=say("hours.between").join(told))


async def support_hours(visit: Visit) -> str:
    """The week that holds now, in the visitor's language."""
    desk = visit.web.desk
    return week_text(visit.say, pattern_as_of(desk.clock.now(), await run(desk.hours.calendar)))

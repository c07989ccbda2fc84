"""What looks like routine work, in words with its figures. Article: 1.2"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from madoguchi.base.words import Words
from madoguchi.office.cases.ports import Category
from madoguchi.rules.routine import ManyHours, SameAgain
from madoguchi.web.categories import CATEGORY_KEYS


def routine_sentences(found: Iterable[SameAgain | ManyHours], say: Words) -> Iterator[str]:
    """A sentence for each limit that is passed."""
    for one in found:
        match one:
            case SameAgain(category, count, times, days):
                named = say(CATEGORY_KEYS[Category(category)])
                yield say("routine.same_again", category=named, count=count, times=times, days=days)
            case ManyHours(month, seconds, hours):
                whole, rest = divmod(seconds, 3600)
                worked = say("portal.duration_hours", hours=whole, minutes=rest // 60)
                yield say("routine.many_hours", month=f"{month:%Y-%m}", worked=worked, hours=hours)

"""What help would cost at this moment, in plain words, for somebody who only thinks of asking. Article: 3.2, 3.3"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from madoguchi.base.clock import Instant
from madoguchi.base.words import Words
from madoguchi.rules.fees import Price, TimeKind, quote, tax_on
from madoguchi.rules.hours import is_off_hours, next_change, pattern_as_of
from madoguchi.web.hours_words import week_text
from madoguchi.web.pages.hours import TIME_KIND_KEYS
from madoguchi.web.visit import Visit, run


@dataclass(frozen=True, slots=True)
class HelpNow:
    """Whether the desk is open, until when, and the prices that may be met before it opens."""

    is_open: bool
    hours: str
    changes_at: Instant | None
    prices: tuple[str, ...]  # empty: nothing costs anything now


async def help_now(visit: Visit) -> HelpNow:
    """For everybody: without any customer's free time. Nothing is promised by it; what is agreed to is the quote itself."""
    desk, now = visit.web.desk, visit.web.desk.clock.now()
    plan = await run(desk.fees.plan, None, now)
    offered = quote(plan, now)
    return HelpNow(
        not is_off_hours(now, plan.calendar),
        week_text(visit.say, pattern_as_of(now, plan.calendar)),
        next_change(now, plan.calendar),
        () if offered is None or offered.is_free else price_sentences(visit.say, offered.prices),
    )


def price_sentences(say: Words, rows: tuple[tuple[TimeKind, Price], ...]) -> tuple[str, ...]:
    """A sentence for each kind of time and its price, tax included."""
    return tuple(_prices(say, rows))


def _prices(say: Words, rows: tuple[tuple[TimeKind, Price], ...]) -> Iterator[str]:
    for kind, price in rows:
        minutes, yen = price.unit_seconds // 60, price.yen + tax_on(price.yen, price.tax)
        if price.yen:
            yield say("queue.fee.price", kind=say(TIME_KIND_KEYS[kind]), minutes=minutes, yen=f"{yen:,}")
        else:
            yield say("queue.fee.free_kind", kind=say(TIME_KIND_KEYS[kind]))

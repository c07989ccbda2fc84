"""What off-hours work costs: the rates as they are and will be, what a piece of work would cost, and the forms. Article: 3.3"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.clock import Instant
from madoguchi.base.word_keys import Key
from madoguchi.office.customers.service import CustomerWithContacts
from madoguchi.office.fees.ports import SetFreeTime, SetRates, SetTax, known
from madoguchi.office.fees.service import RatesFacts, whole_number
from madoguchi.office.hours.ports import Dated
from madoguchi.office.ids import HEX_ID, CustomerId
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.rules.fees import (
    OFF_HOURS_KINDS,
    Agreement,
    Charge,
    FeePlan,
    Part,
    Rounding,
    Span,
    charge,
    next_boundary,
    parts,
    quote,
    tax_on,
)
from madoguchi.rules.hours import day_in_japan
from madoguchi.web.pages.customers import FormView
from madoguchi.web.pages.done import done_text
from madoguchi.web.pages.hours import TIME_KIND_KEYS, read_moment
from madoguchi.web.visit import Visit, redirect, run, visit_of

ROUNDING_KEYS: Final[dict[Rounding, Key]] = {
    Rounding.UP: "fees.rounding.up",
    Rounding.DOWN: "fees.rounding.down",
    Rounding.NEAREST: "fees.rounding.nearest",
}
LONGEST_PREVIEW: Final = 48 * 60  # minutes
_RATE_FIELDS: Final = ("since", "unit_minutes", "rounding", "minimum_units", "night_from", "night_until")
_USUAL: Final = {
    "unit_minutes": "30",
    "rounding": "up",
    "minimum_units": "1",
    "night_from": "22:00",
    "night_until": "5:00",
}


@dataclass(frozen=True, slots=True)
class RatesRow:
    """Rates as they stand in the list."""

    entry: SetRates
    is_in_force: bool
    is_planned: bool
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class TaxRow:
    entry: SetTax
    is_in_force: bool
    is_planned: bool
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """A piece of work, and what it would cost if all of it were agreed."""

    at: str
    minutes: str
    troubles: dict[str, Key]
    parts: tuple[Part, ...] = ()
    charge: Charge | None = None


@dataclass(frozen=True, slots=True)
class FeesView:
    rates: tuple[RatesRow, ...]
    taxes: tuple[TaxRow, ...]
    tax: int  # of now, in basis points
    preview: Preview
    tax_form: FormView
    done: str

    @property
    def in_force(self) -> RatesRow | None:
        return next((row for row in self.rates if row.is_in_force), None)


async def fees(request: Request) -> Response:
    """GET /office/fees"""
    visit = visit_of(request)
    return await _page(request, visit, 200, _empty_tax(visit), {})


async def rates_form(request: Request) -> Response:
    """GET /office/fees/rates"""
    visit = visit_of(request)
    now = visit.web.desk.clock.now()
    plan = await run(visit.web.desk.fees.plan, None, now)
    values: dict[str, str] = {**_USUAL, **{kind.value: "0" for kind in OFF_HOURS_KINDS}, "since": _tomorrow(now)}
    if held := plan.rates_at(now):
        values |= {
            "unit_minutes": str(held.unit_seconds // 60),
            "rounding": held.rounding.value,
            "minimum_units": str(held.minimum_units),
            "night_from": f"{held.night_from:%H:%M}",
            "night_until": f"{held.night_until:%H:%M}",
            **{kind.value: str(yen) for kind, yen in held.yen.items()},
        }
    return _rates_page(visit, values, {}, 200)


async def set_rates(request: Request) -> Response:
    """POST /office/fees/rates"""
    visit = visit_of(request)
    desk = visit.web.desk
    typed = {name: visit.field(name) for name in (*_RATE_FIELDS, *OFF_HOURS_KINDS)}
    facts = RatesFacts(
        **{name: typed[name] for name in _RATE_FIELDS}, yen={kind: typed[kind] for kind in OFF_HOURS_KINDS}
    )
    result = await run(desk.fees.set_rates, visit.person, facts, desk.clock.now())
    if isinstance(result, BadField):
        return _rates_page(visit, typed, {result.field: result.why}, 422)
    return redirect("/office/fees?done=rates_set")


async def set_tax(request: Request) -> Response:
    """POST /office/fees/tax"""
    visit = visit_of(request)
    desk = visit.web.desk
    typed = {name: visit.field(name) for name in ("since", "per_cent")}
    result = await run(desk.fees.set_tax, visit.person, typed["since"], typed["per_cent"], desk.clock.now())
    if isinstance(result, BadField):
        return await _page(request, visit, 422, typed, {result.field: result.why})
    return redirect("/office/fees?done=tax_set")


async def withdraw(request: Request) -> Response:
    """POST /office/fees/{what}/{number}/withdraw"""
    visit = visit_of(request)
    desk = visit.web.desk
    what, number = request.path_params["what"], whole_number(request.path_params["number"], 1_000_000_000)
    if what not in {Dated.RATES, Dated.TAX} or number is None:
        return visit.missing()
    done = await run(desk.fees.withdraw, visit.person, Dated(what), number, desk.clock.now())
    return visit.missing() if isinstance(done, NoSuchThing) else redirect("/office/fees?done=fees_withdrawn")


async def free_time(request: Request) -> Response:
    """GET /office/fees/customers/{customer}"""
    visit = visit_of(request)
    now = visit.web.desk.clock.now()
    return await _free_page(request, visit, 200, {"month": f"{day_in_japan(now):%Y-%m}", "minutes": ""}, {})


async def set_free_time(request: Request) -> Response:
    """POST /office/fees/customers/{customer}"""
    visit = visit_of(request)
    desk = visit.web.desk
    typed = {name: visit.field(name) for name in ("month", "minutes")}
    customer = _customer_id(request)
    result = await run(desk.fees.set_free, visit.person, customer, typed["month"], typed["minutes"], desk.clock.now())
    if isinstance(result, NoSuchThing):
        return visit.missing()
    if isinstance(result, BadField):
        return await _free_page(request, visit, 422, typed, {result.field: result.why})
    return redirect(f"/office/fees/customers/{customer}?done=free_set")


def _coming(entry: SetRates | SetTax, since: Instant, now: Instant) -> tuple[bool, bool]:
    """Whether it is still to come, and whether it was withdrawn."""
    is_withdrawn = entry.withdrawn_at is not None
    return since > now and not is_withdrawn, is_withdrawn


async def _free_page(
    request: Request, visit: Visit, status: int, typed: dict[str, str], troubles: dict[str, Key]
) -> Response:
    desk = visit.web.desk
    found = await run(desk.customers.get, _customer_id(request))
    if not isinstance(found, CustomerWithContacts):
        return visit.missing()
    entries: list[SetFreeTime] = await run(desk.fees.free_of, found.customer.id)
    return visit.page(
        "office/fees_free.html",
        status=status,
        customer=found.customer,
        entries=tuple(reversed(entries)),
        form=FormView(f"/office/fees/customers/{found.customer.id}", typed, troubles),
        done=done_text(request, visit),
    )


async def _page(
    request: Request, visit: Visit, status: int, tax_typed: dict[str, str], troubles: dict[str, Key]
) -> Response:
    desk = visit.web.desk
    now = desk.clock.now()
    plan = await run(desk.fees.plan, None, now)
    held = plan.rates_at(now)
    tax = next((one for one in reversed(plan.taxes) if one.since <= now), None)
    view = FeesView(
        rates=tuple(
            RatesRow(entry, known(entry, now) and entry.rates == held, *_coming(entry, entry.rates.since, now))
            for entry in reversed(await run(desk.fees.rates))
        ),
        taxes=tuple(
            TaxRow(entry, known(entry, now) and entry.tax == tax, *_coming(entry, entry.tax.since, now))
            for entry in reversed(await run(desk.fees.taxes))
        ),
        tax=plan.tax_at(now),
        preview=_preview(request, plan),
        tax_form=FormView("/office/fees/tax", tax_typed, troubles),
        done=done_text(request, visit),
    )
    return visit.page(
        "office/fees.html",
        status=status,
        view=view,
        kind_keys=TIME_KIND_KEYS,
        kinds=OFF_HOURS_KINDS,
        rounding_keys=ROUNDING_KEYS,
        tax_on=tax_on,
        per_cent=per_cent,
    )


def _rates_page(visit: Visit, values: dict[str, str], troubles: dict[str, Key], status: int) -> Response:
    form = FormView("/office/fees/rates", values, troubles)
    kinds = tuple((kind.value, TIME_KIND_KEYS[kind]) for kind in OFF_HOURS_KINDS)
    return visit.page("office/fees_rates.html", status=status, form=form, kinds=kinds, rounding_keys=ROUNDING_KEYS)


def _preview(request: Request, plan: FeePlan) -> Preview:
    at, minutes = request.query_params.get("at", "")[:40], request.query_params.get("minutes", "")[:10]
    if not at and not minutes:
        return Preview("", "60", {})
    start, count = read_moment(at), whole_number(minutes, LONGEST_PREVIEW)
    troubles: dict[str, Key] = {}
    if start is None:
        troubles["at"] = "hours.field.moment"
    if not count:
        troubles["minutes"] = "fees.field.preview"
    if start is None or not count:
        return Preview(at, minutes, troubles)
    span = Span(start, start + timedelta(minutes=count))
    return Preview(at, minutes, {}, parts(span, plan), charge(_all_agreed(plan, span), [span], plan))


def _all_agreed(plan: FeePlan, span: Span) -> list[Agreement]:
    """A yes at the start and at every boundary, as if the customer agreed to everything."""
    found: list[Agreement] = []
    at = span.start
    while at < span.end:
        asked = quote(plan, at)
        if asked is None:
            at = next_boundary(at, plan) or span.end
        else:
            found.append(Agreement(asked, at, asked.until))
            at = asked.until
    return found


def per_cent(basis_points: int) -> str:
    """10, 8, 7.25"""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)


def _tomorrow(now: Instant) -> str:
    return (day_in_japan(now) + timedelta(days=1)).isoformat()


def _empty_tax(visit: Visit) -> dict[str, str]:
    return {"since": _tomorrow(visit.web.desk.clock.now()), "per_cent": ""}


def _customer_id(request: Request) -> CustomerId:
    found = request.path_params["customer"]
    return CustomerId(found if HEX_ID.match(found) else "")

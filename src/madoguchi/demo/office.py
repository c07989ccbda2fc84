"""An office for the demo and the journeys: a provider, an operator, a customer, terms in force and a number.

Everything goes through the office's own services, as the command line would; nothing is written past them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Final, TypeVar

from madoguchi.app import initialise, open_office
from madoguchi.base.clock import JAPAN
from madoguchi.base.errors import Misuse
from madoguchi.base.words import Language, Words
from madoguchi.office.actor import Actor
from madoguchi.office.cases.ports import Case, Category
from madoguchi.office.cases.service import CaseFacts
from madoguchi.office.customers.ports import CustomerKind, CustomerStatus
from madoguchi.office.customers.service import ContactFacts, CustomerFacts, CustomerWithContacts
from madoguchi.office.desk import Desk
from madoguchi.office.fees.ports import SetRates, SetTax
from madoguchi.office.fees.service import RatesFacts
from madoguchi.office.hours.ports import SetWeek
from madoguchi.office.hours.service import WeekFacts
from madoguchi.office.numbers.ports import Number
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.operators.service import CreatedOperator, NewOperator
from madoguchi.office.provider.build import BuildKind, build_facts
from madoguchi.office.provider.ports import Provider
from madoguchi.office.terms.ports import TermsVersion
from madoguchi.rules.fees import OFF_HOURS_KINDS
from madoguchi.rules.hours import day_in_japan
from madoguchi.rules.terms import PlacesRefused, fill
from madoguchi.web.settings import Settings
from madoguchi.wire.number import Number as SpokenNumber
from madoguchi.wire.number import draw_secret

Made = TypeVar("Made")
PROVIDER: Final = ("見本サポート株式会社", "Mihon Support Inc.")
PHONE: Final = "03-0000-0000"
HOURS: Final = {
    Language.JA: "平日 9:00〜12:00、13:00〜18:00",
    Language.EN: "weekdays 9:00–12:00 and 13:00–18:00 (Japan time)",
}
UNIT_MINUTES, UNIT_YEN, TAX_PERCENT = "30", "4000", "10"
FEE: Final = {Language.JA: "30分ごとに 4,000円（税別）", Language.EN: "4,000 yen for each 30 minutes, plus tax"}
CLOSED: Final = {Language.JA: "土曜日、日曜日、祝日", Language.EN: "Saturdays, Sundays and national holidays"}
COURT: Final = {Language.JA: "東京地方裁判所", Language.EN: "the Tokyo District Court"}


@dataclass(frozen=True, slots=True)
class Login:
    """How the demo's operator signs in by hand."""

    login: str
    name: str
    password: str
    totp_secret: str


@dataclass(frozen=True, slots=True)
class DemoOffice:
    """What was made. ``number`` is None when it is to be made by hand."""

    login: Login
    sign_in_link: str  # path of the one-time link
    case_path: str
    number: Number | None
    spoken: SpokenNumber | None
    build_file: Path


class Hours(StrEnum):
    """What the demo's time of day is, whatever the clock shows."""

    INSIDE = "inside"
    OUTSIDE = "outside"


def make_office(
    settings: Settings, *, with_number: bool, kind: BuildKind = BuildKind.DEMO, hours: Hours | None = None
) -> DemoOffice:
    """Make it in the settings' data folder, which must be new. With ``hours`` it has the terms' fee, and is open all day or
    not at all; without, it has no fee and the terms' own week."""
    initialise(settings.data_dir)
    opened = open_office(settings)
    try:
        desk = opened.desk
        now = desk.clock.now()
        _made(desk.provider.introduce(now, name=PROVIDER[0], name_en=PROVIDER[1], phone=PHONE), Provider)
        texts = {language: _terms(desk, language, settings.public_url) for language in Language}
        _made(desk.terms.publish_first("1.0", texts, now), TermsVersion)
        created, password = _operator(desk)
        if hours is not None:
            _fee(desk, created.operator, hours)
        customer = _customer(desk, created.operator)
        case = _case(desk, created.operator, customer)
        number, spoken = _number(desk, created.operator, case) if with_number else (None, None)
        link = desk.operators.make_link(created.operator.id, now)
        return DemoOffice(
            login=Login("sato", created.operator.name, password, created.totp_secret),
            sign_in_link=f"/sign-in/link/{link}",
            case_path=f"/office/cases/{case.id}",
            number=number,
            spoken=spoken,
            build_file=write_build(desk, settings, kind),
        )
    finally:
        opened.shelf.close()


def write_build(desk: Desk, settings: Settings, kind: BuildKind) -> Path:
    """The facts that a build of the host has inside, as a file in the data folder."""
    path = settings.data_dir / "host-build.json"
    provider = desk.provider.as_of(desk.clock.now())
    path.write_text(build_facts(provider, desk.keys.provider_public, settings.public_url, kind), encoding="utf-8")
    return path


def _terms(desk: Desk, language: Language, website: str) -> str:
    template = resources.files("madoguchi.rules").joinpath("samples", f"terms.{language.value}.md")
    now = desk.clock.now()
    text = fill(
        template.read_text(encoding="utf-8"),
        {
            "provider": PROVIDER[0] if language is Language.JA else PROVIDER[1],
            "phone": PHONE,
            "hours": HOURS[language],
            "off_hours_fee": FEE[language],
            "closed_days": CLOSED[language],
            "court": COURT[language],
            "website": website,
            "effective_date": Words(language).day(now.astimezone(JAPAN).date()),
        },
    )
    if isinstance(text, PlacesRefused):
        raise Misuse(f"the sample terms cannot be filled: {text}")
    return text


def _operator(desk: Desk) -> tuple[CreatedOperator, str]:
    password = secrets.token_urlsafe(12)
    new = NewOperator("sato", "佐藤 花子", PROVIDER[0], OperatorRole.OPERATOR, password)
    return _made(desk.operators.create(new, PROVIDER[1], desk.clock.now()), CreatedOperator), password


def _fee(desk: Desk, operator: Actor, hours: Hours) -> None:
    now = desk.clock.now()
    today = day_in_japan(now).isoformat()
    rates = RatesFacts(today, UNIT_MINUTES, "up", "1", dict.fromkeys(OFF_HOURS_KINDS, UNIT_YEN))
    _made(desk.fees.set_rates(operator, rates, now), SetRates)
    _made(desk.fees.set_tax(operator, today, TAX_PERCENT, now), SetTax)
    day = "0:00-24:00" if hours is Hours.INSIDE else ""
    _made(desk.hours.set_week(operator, WeekFacts(today, [day] * 7, closed_on_holidays=False), now), SetWeek)


def _customer(desk: Desk, operator: Actor) -> CustomerWithContacts:
    facts = CustomerFacts("山田商店", CustomerKind.SOLE_TRADER, CustomerStatus.ACTIVE, "販売管理システム")
    contact = ContactFacts("山田 太郎", "03-1111-1111")
    return _made(desk.customers.register(operator, facts, contact, desk.clock.now()), CustomerWithContacts)


def _case(desk: Desk, operator: Actor, customer: CustomerWithContacts) -> Case:
    facts = CaseFacts(customer.customer.id, customer.contacts[0].id, Category.FAULT, "見積書を印刷できない")
    return _made(desk.cases.create(operator, facts, desk.clock.now()), Case)


def _number(desk: Desk, operator: Actor, case: Case) -> tuple[Number, SpokenNumber]:
    number = _made(desk.numbers.issue(operator, case.id, desk.clock.now()), Number)
    return number, SpokenNumber(number.routing, draw_secret(secrets.token_bytes))


def _made(result: object, wanted: type[Made]) -> Made:
    if not isinstance(result, wanted):
        raise Misuse(f"the demo's office could not be made: {result}")
    return result

"""A whole application without sockets, and browsers to use it: cookies, forms, the tokens in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from madoguchi.app import Application, create_app, initialise
from madoguchi.base.clock import ManualClock
from madoguchi.base.words import Language
from madoguchi.office.deeds.service import Asking
from madoguchi.office.ids import SubcontractorId
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.operators.service import CreatedOperator, NewOperator
from madoguchi.office.subcontractors.ports import Paper, Subcontractor
from madoguchi.office.subcontractors.service import PaperFacts, SubcontractorFacts
from madoguchi.office.terms.ports import TermsVersion
from madoguchi.rules.subcontracting import PaperKind
from madoguchi.web.settings import Settings
from tests import postgres
from tests.office_world import MONDAY_TEN, PASSWORD, TERMS, cheap, got, totp

ORIGIN = "http://127.0.0.1:8080"
CONSOLE_KEY = "A" * 43


@dataclass
class Site:
    app: Application
    clock: ManualClock
    people: dict[str, CreatedOperator] = field(default_factory=dict)

    def close(self) -> None:
        self.app.close()

    def person(self, login: str, role: OperatorRole = OperatorRole.OPERATOR) -> CreatedOperator:
        if login not in self.people:
            organisation = self._subcontractor() if role is OperatorRole.SUBCONTRACTOR else None
            new = NewOperator(login, f"{login} の担当", "株式会社まど", role, PASSWORD, organisation)
            self.people[login] = got(CreatedOperator, self.app.desk.operators.create(new, "", self.clock.now()))
        return self.people[login]

    def _subcontractor(self) -> SubcontractorId:
        """An organisation in force."""
        desk, now = self.app.desk, self.clock.now()
        asking = Asking(self.person("itaku-kanri", OperatorRole.ADMIN).operator, "", now)
        made = got(Subcontractor, desk.subcontractors.add(asking, SubcontractorFacts("委託先株式会社")))
        for kind in PaperKind:
            got(
                Paper,
                desk.subcontractors.add_paper(asking, made.id, PaperFacts(kind, "K-1", "2026-01-05", "2026-12-31")),
            )
        return made.id

    def publish(self, version: str = "2026-01", text: str = TERMS) -> None:
        got(TermsVersion, self.app.desk.terms.publish_first(version, {Language.JA: text}, self.clock.now()))

    def browser(self, **headers: str) -> Browser:
        return Browser(self.app, **headers)

    async def signed_in(self, login: str, role: OperatorRole = OperatorRole.OPERATOR) -> Browser:
        person = self.person(login, role)
        browser = self.browser()
        await browser.get("/sign-in")
        self.clock.advance(30)  # a code works once
        answer = await browser.submit(
            "/sign-in", login=login, password=PASSWORD, code=totp(person, self.clock.now()), next="/office"
        )
        assert answer.status_code == 303, answer.text
        return browser


class Browser(httpx.AsyncClient):
    """Keeps cookies, sends Origin and the token of the last page with a form."""

    def __init__(self, app: Any, **headers: str) -> None:
        transport = httpx.ASGITransport(app, client=("192.0.2.10", 50_000))
        self.origin = app.settings.origin if isinstance(app, Application) else ORIGIN
        super().__init__(transport=transport, base_url=self.origin, headers={"accept-language": "ja"} | headers)
        self.csrf = ""

    async def get(self, url: Any, **more: Any) -> httpx.Response:
        answer = await super().get(url, **more)
        found = re.search(r'name="csrf" value="([^"]+)"', answer.text) or re.search(r'"csrf": "([^"]+)"', answer.text)
        if found:
            self.csrf = found[1]
        return answer

    async def submit(self, path: str, **fields: str) -> httpx.Response:
        return await self.post(path, data={"csrf": self.csrf} | fields, headers={"origin": self.origin})

    async def call(self, path: str, body: Any = None) -> httpx.Response:
        """A call of the console's API."""
        headers = {"origin": self.origin, "x-csrf-token": self.csrf, "sec-fetch-site": "same-origin"}
        return await self.post(f"/api/v1/console/{path}", json=body if body is not None else {}, headers=headers)

    async def register(self, organisation: str = "株式会社客先", contact: str = "田中 一郎") -> str:
        """The id of a new customer."""
        await self.get("/office/customers/new")
        answer = await self.submit(
            "/office/customers/new",
            organisation=organisation,
            kind="company",
            status="active",
            systems="販売管理",
            contact_name=contact,
            contact_phone="03-1111-2222",
        )
        return _last(answer)

    async def open_case(self, customer: str, subject: str = "印刷できない", description: str = "") -> str:
        """The id of a new case."""
        form = await self.get(f"/office/cases/new?customer={customer}")
        contact = re.search(r'<option value="([0-9a-f]{32})"', form.text)
        assert contact, form.text
        answer = await self.submit(
            "/office/cases/new",
            customer=customer,
            contact=contact[1],
            category="fault",
            subject=subject,
            description=description,
        )
        return _last(answer)

    async def issue(self, case: str) -> str:
        """The id of a new number."""
        await self.get(f"/office/cases/{case}")
        return _last(await self.submit(f"/office/cases/{case}/numbers"))


def _last(answer: httpx.Response) -> str:
    assert answer.status_code == 303, (answer.status_code, answer.text[-2000:])
    return urlsplit(answer.headers["location"]).path.rsplit("/", 1)[1]


def make_site(folder: Path, *, demo: bool = False, **more: Any) -> Site:
    data = folder / "data"
    initialise(data)
    clock = ManualClock(MONDAY_TEN)
    more.setdefault("database", postgres.address(data) if postgres.IS_ASKED else "")
    settings = Settings(data_dir=data, demo=demo, **more)
    app = create_app(settings, clock=clock, hasher=cheap())
    app.desk.provider.introduce(clock.now(), name="株式会社まど", name_en="Mado Inc.", phone="03-0000-0000")
    clock.advance(1)
    return Site(app, clock)

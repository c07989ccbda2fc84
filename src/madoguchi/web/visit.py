"""What is known of a request before any handler runs: who, from where, in which language. Handlers read it, none makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address, ip_network
from typing import ParamSpec, TypeVar

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi.base.clock import Instant
from madoguchi.base.words import Language, Words
from madoguchi.office.actor import Actor
from madoguchi.office.deeds.service import Asking
from madoguchi.office.desk import Desk
from madoguchi.office.provider.ports import Provider
from madoguchi.web.doors import may
from madoguchi.web.messenger import HttpsMessenger
from madoguchi.web.oidc import SignInService
from madoguchi.web.pdf.press import Press
from madoguchi.web.render import ProviderNames, Renderer, RequestFacts
from madoguchi.web.session.cookies import Cookies
from madoguchi.web.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Web:
    """What every handler works with."""

    desk: Desk
    settings: Settings
    renderer: Renderer
    cookies: Cookies
    press: Press = field(default_factory=Press)
    identity: SignInService | None = None
    messenger: HttpsMessenger = field(default_factory=HttpsMessenger)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request. ``actor`` is set behind every door that asks for somebody; ``form`` behind every POST of a page."""

    web: Web
    address: str
    language: Language
    provider: Provider
    path: str
    actor: Actor | None = None
    token: str = ""
    csrf: str = ""
    form: Mapping[str, str] = field(default_factory=dict)
    file: bytes | None = None  # what came with a form that takes a file
    proven_at: Instant | None = None  # when who is signed in last showed password or second factor

    @property
    def say(self) -> Words:
        return Words(self.language)

    @property
    def person(self) -> Actor:
        """Who is signed in. Only behind a door that lets nobody else in."""
        assert self.actor is not None
        return self.actor

    def may(self, method: str, path: str) -> bool:
        """Whether who is signed in may come in at this door (as the table of doors spells it)."""
        return self.actor is not None and may(self.actor.role, method, path)

    @property
    def asking(self) -> Asking:
        """Who asks, from where, and when."""
        return Asking(self.person, self.address, self.web.desk.clock.now())

    def field(self, name: str) -> str:
        """What was typed; nothing for a field that was not sent."""
        return self.form.get(name, "")

    def page(self, template: str, /, *, status: int = 200, **context: object) -> Response:
        """A page, never kept by browsers or proxies."""
        answer = self.web.renderer.page(self.facts(), template, status=status, **context)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def facts(self) -> RequestFacts:
        return RequestFacts(
            language=self.language,
            path=self.path,
            provider=ProviderNames(self.provider.name, self.provider.name_en, self.provider.phone),
            operator=self.actor.name if self.actor else None,
            csrf=self.csrf,
            demo=self.web.settings.demo,
            may=self.may,
        )

    def missing(self) -> Response:
        """The one answer for what is not there and what is not yours. Article: 8.3"""
        return self.page(
            "error.html",
            status=404,
            heading=self.say("office.error.missing"),
            text=self.say("office.error.missing_text"),
            back="/office" if self.actor else "/",
            back_text=self.say("office.error.back"),
        )


def visit_of(request: Request) -> Visit:
    """What the guard found out about this request."""
    visit = request.scope["madoguchi.visit"]
    assert isinstance(visit, Visit)
    return visit


async def run(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Blocking work (the database, signatures) off the event loop."""
    return await anyio.to_thread.run_sync(partial(work, *args, **kwargs))


def redirect(path: str) -> Response:
    """After a form: the browser fetches ``path`` anew, so a reload sends nothing twice."""
    return RedirectResponse(path, status_code=303, headers={"Cache-Control": "no-store"})


def address_of(client: str, forwarded: str, trusted: tuple[str, ...]) -> str:
    """The network address of who asks: the socket's, or, behind a proxy of ours, the last hop that is not ours."""
    hops = [client, *reversed([hop.strip() for hop in forwarded.split(",") if hop.strip()])]
    for hop in hops:
        if not _is_trusted(hop, trusted):
            return hop[:64]
    return hops[-1][:64]


def _is_trusted(hop: str, trusted: tuple[str, ...]) -> bool:
    try:
        address = ip_address(hop)
    except ValueError:
        return False
    return any(address in ip_network(network) for network in trusted)


def language_of(asked: str, cookie: str, accepted: str) -> Language:
    """What was asked for just now, else chosen before, else what the browser prefers; Japanese when nobody says."""
    for said in (asked, cookie):
        if said in {language.value for language in Language}:
            return Language(said)
    ranked: list[tuple[float, str]] = []
    for part in accepted.split(",")[:16]:
        name, _, weight = part.strip().partition(";q=")
        try:
            ranked.append((float(weight) if weight else 1.0, name.lower()[:2]))
        except ValueError:
            continue
    for _, name in sorted(ranked, key=lambda pair: -pair[0]):
        if name in {language.value for language in Language}:
            return Language(name)
    return Language.JA

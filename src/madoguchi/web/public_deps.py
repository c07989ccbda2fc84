"""What the public pages ask of the application, from the office's services."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from starlette.requests import Request

from madoguchi.base.clock import Instant
from madoguchi.base.words import Language, Words
from madoguchi.office.terms.ports import TermsVersion
from madoguchi.rules.hours import is_off_hours, next_change, pattern_as_of
from madoguchi.web.builds import BuildFolder, HostBuild
from madoguchi.web.hours_words import week_text
from madoguchi.web.pages.public import HoursNow, ProviderCard, PublicDeps
from madoguchi.web.pages.public_terms import TermsDeps
from madoguchi.web.render import RequestFacts
from madoguchi.web.visit import Web, run, visit_of


def public_deps(web: Web) -> PublicDeps:
    """The seam, filled."""
    desk = web.desk

    def facts(request: Request) -> RequestFacts:
        return visit_of(request).facts()

    def address(request: Request) -> str:
        return visit_of(request).address

    async def provider() -> ProviderCard:
        stands = await run(desk.provider.as_of, desk.clock.now())
        return ProviderCard(stands.hotkey, sha256(desk.keys.provider_public).hexdigest())

    async def hours_now(language: Language) -> HoursNow:
        now = desk.clock.now()
        calendar = await run(desk.hours.calendar)
        text = week_text(Words(language), pattern_as_of(now, calendar))
        return HoursNow(not is_off_hours(now, calendar), text, next_change(now, calendar))

    async def current() -> TermsVersion | None:
        return await run(desk.terms.in_force, desk.clock.now())

    async def every() -> Sequence[TermsVersion]:
        return await run(desk.terms.versions)

    async def named(version: str) -> TermsVersion | None:
        return await run(desk.terms.get, version)

    async def record_fetched(build: HostBuild, address: str, at: Instant) -> None:
        await run(desk.consent.record_fetched, build.name, build.sha256, build.size, address, at)

    return PublicDeps(
        render=web.renderer,
        now=desk.clock.now,
        facts=facts,
        provider=provider,
        hours_now=hours_now,
        terms=TermsDeps(web.renderer, desk.clock.now, facts, current, every, named),
        builds=BuildFolder(web.settings.builds_dir).builds,
        record_fetched=record_fetched,
        address=address,
    )

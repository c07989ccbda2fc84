"""What the public pages ask of the application, from the office's services."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from starlette.requests import Request

from madoguchi.base.clock import Instant
from madoguchi.base.words import Language, Words
from madoguchi.office.terms.ports import TermsVersion
from madoguchi.rules.hours import is_off_hours, next_change, pattern_as_of
from madoguchi.rules.terms import TermsEntry, TermsText
from madoguchi.web.builds import BuildFolder, HostBuild
from madoguchi.web.hours_words import week_text
from madoguchi.web.pages.public import HoursNow, ProviderCard, PublicDeps
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

    async def current_terms(language: Language) -> TermsText | None:
        return _text(await run(desk.terms.in_force, language, desk.clock.now()))

    async def all_terms() -> Sequence[TermsEntry]:
        return _entries(await run(desk.terms.versions))

    async def terms(version: str, language: Language) -> TermsText | None:
        return _text(await run(desk.terms.get, version, language))

    async def record_fetched(build: HostBuild, address: str, at: Instant) -> None:
        await run(desk.consent.record_fetched, build.name, build.sha256, build.size, address, at)

    return PublicDeps(
        render=web.renderer,
        now=desk.clock.now,
        facts=facts,
        provider=provider,
        hours_now=hours_now,
        current_terms=current_terms,
        all_terms=all_terms,
        terms=terms,
        builds=BuildFolder(web.settings.builds_dir).builds,
        record_fetched=record_fetched,
        address=address,
    )


def _text(found: TermsVersion | None) -> TermsText | None:
    if found is None:
        return None
    return TermsText(found.version, found.language, found.title, found.text, found.sha256, found.published_at)


def _entries(versions: list[TermsVersion]) -> list[TermsEntry]:
    """One entry for each version, by its first publishing; the newest first."""
    by_version: dict[str, list[TermsVersion]] = {}
    for found in versions:
        by_version.setdefault(found.version, []).append(found)
    entries = [
        TermsEntry(version, min(one.published_at for one in group), {one.language: one.sha256 for one in group})
        for version, group in by_version.items()
    ]
    return sorted(entries, key=lambda entry: entry.published_at, reverse=True)

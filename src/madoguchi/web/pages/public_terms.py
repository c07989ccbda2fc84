"""The terms for everybody: the version in force, every earlier and announced one, and what changed between any two.

Guarantee: what is shown is the text whose SHA-256 stands beside it, and beside a translation stands the hash of the Japanese
text, which binds. An address with a version and a language always shows the same text. Article: 12.1
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import anyio
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from madoguchi.base.clock import Instant
from madoguchi.base.words import Language, Words
from madoguchi.office.terms.ports import TermsVersion, TermsWording
from madoguchi.rules.terms import VERSION
from madoguchi.web.markdown import rendered
from madoguchi.web.render import Renderer, RequestFacts
from madoguchi.web.told_differences import told_difference


@dataclass(frozen=True, slots=True)
class TermsDeps:
    """What these pages ask of the application."""

    render: Renderer
    now: Callable[[], Instant]
    facts: Callable[[Request], RequestFacts]
    current: Callable[[], Awaitable[TermsVersion | None]]
    every: Callable[[], Awaitable[Sequence[TermsVersion]]]  # the one that takes effect last first
    named: Callable[[str], Awaitable[TermsVersion | None]]


class Standing(StrEnum):
    """How a version stands at this moment."""

    IN_FORCE = "in_force"
    ANNOUNCED = "announced"
    EARLIER = "earlier"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version in the list of all; ``before`` is the one that it followed, empty for the first."""

    terms: TermsVersion
    standing: Standing
    before: str


def rows_of(versions: Sequence[TermsVersion], now: Instant) -> list[VersionRow]:
    """Every version with how it stands, in the order in which they come."""
    holding = [terms for terms in versions if not terms.withdrawn]
    current = next((terms for terms in holding if terms.effective_at <= now), None)
    rows = []
    for at, terms in enumerate(versions):
        older = next((one.version for one in versions[at + 1 :] if not one.withdrawn), "")
        rows.append(VersionRow(terms, _standing(terms, current, now), older))
    return rows


def _standing(terms: TermsVersion, current: TermsVersion | None, now: Instant) -> Standing:
    if terms.withdrawn:
        return Standing.WITHDRAWN
    if terms.effective_at > now:
        return Standing.ANNOUNCED
    return Standing.IN_FORCE if terms is current else Standing.EARLIER


async def terms_in_force(deps: TermsDeps, request: Request) -> Response:
    """GET /terms; with two versions chosen in its form, on to what changed between them."""
    facts = deps.facts(request)
    old, new = (request.query_params.get(name, "") for name in ("old", "new"))
    if VERSION.fullmatch(old) and VERSION.fullmatch(new):
        return RedirectResponse(f"/terms/{old}..{new}", status_code=303)
    terms = await deps.current()
    rows = rows_of(await deps.every(), deps.now())
    if terms is None:
        return deps.render.page(facts, "public/terms_none.html", status=404, rows=rows)
    return _page(deps, facts, terms, terms.nearest(facts.language), rows)


async def terms_version(deps: TermsDeps, request: Request) -> Response:
    """GET /terms/{version}, in the reader's language where there is a translation"""
    facts = deps.facts(request)
    terms = await _named(deps, request.path_params["version"])
    if terms is None:
        return _no_such_page(deps, facts)
    return _page(deps, facts, terms, terms.nearest(facts.language), rows_of(await deps.every(), deps.now()))


async def terms_in_language(deps: TermsDeps, request: Request) -> Response:
    """GET /terms/{version}/{language}: that very text, for good"""
    facts = deps.facts(request)
    terms = await _named(deps, request.path_params["version"])
    wording = (
        next((one for one in terms.wordings if one.language == request.path_params["language"]), None)
        if terms
        else None
    )
    if terms is None or wording is None:
        return _no_such_page(deps, facts)
    return _page(deps, facts, terms, wording, rows_of(await deps.every(), deps.now()))


async def terms_between(deps: TermsDeps, request: Request) -> Response:
    """What changed from one version to another, in a language that both have."""
    facts = deps.facts(request)
    old = await _named(deps, request.path_params["old"])
    new = await _named(deps, request.path_params["new"])
    if old is None or new is None:
        return _no_such_page(deps, facts)
    before, after = _alike(old, new, facts.language)
    return deps.render.page(
        facts,
        "public/terms_diff.html",
        old=old,
        new=new,
        shown=after.language,
        binding=new.binding.language,
        rows=rows_of(await deps.every(), deps.now()),
        difference=await anyio.to_thread.run_sync(told_difference, before.text, after.text),
    )


def _alike(old: TermsVersion, new: TermsVersion, language: Language) -> tuple[TermsWording, TermsWording]:
    """Both texts in one language: the reader's, or the binding one."""
    before, after = old.wording(language), new.wording(language)
    return (before, after) if before and after else (old.binding, new.binding)


def _page(
    deps: TermsDeps, facts: RequestFacts, terms: TermsVersion, wording: TermsWording, rows: Sequence[VersionRow]
) -> Response:
    row = next(row for row in rows if row.terms.version == terms.version)
    return deps.render.page(
        facts,
        "public/terms.html",
        terms=terms,
        wording=wording,
        document=rendered(wording.text, wording.title),
        row=row,
        rows=rows,
        current=next((row.terms for row in rows if row.standing is Standing.IN_FORCE), None),
        announced=[row for row in rows if row.standing is Standing.ANNOUNCED],
    )


def _no_such_page(deps: TermsDeps, facts: RequestFacts) -> Response:
    say = Words(facts.language)
    return deps.render.page(
        facts,
        "error.html",
        status=404,
        heading=say("portal.no_such_terms"),
        text=say("portal.no_such_terms_text"),
        back="/terms",
        back_text=say("portal.to_terms"),
    )


async def _named(deps: TermsDeps, version: str) -> TermsVersion | None:
    return await deps.named(version) if VERSION.fullmatch(version) else None

"""What anybody may read: the guide to remote support, the terms with all their versions, and the customer's program.

Guarantee: these pages say nothing of customers, cases or sessions; they ask nothing and set nothing; what they show of the
terms is the text whose SHA-256 stands beside it.

Article: P.1, 1.1, 1.2, 3.2, 12.1
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from madoguchi.base.clock import Instant
from madoguchi.base.words import Language, Words
from madoguchi.rules.differences import Change, Kind, Piece, difference
from madoguchi.rules.terms import VERSION, TermsEntry, TermsText
from madoguchi.web.builds import PROGRAM, HostBuild, Platform
from madoguchi.web.downloads import handed_out
from madoguchi.web.markdown import rendered
from madoguchi.web.render import Renderer, RequestFacts

LINE_SPEED: Final = 1_250_000  # bytes in a second: 10 Mbit/s, a slow office line
_HEADING_MARK: Final = re.compile(r"^#{1,6}\s+")


@dataclass(frozen=True, slots=True)
class HoursNow:
    """Whether support is open at this moment, and the provider's own sentence about its hours."""

    is_open: bool
    text: str
    changes_at: Instant | None  # when it closes, or opens again; None when nobody has said


@dataclass(frozen=True, slots=True)
class ProviderCard:
    """What the provider says of itself on the public page beside its name and number."""

    hotkey: str  # the keys that stop a session
    key_fingerprint: str  # SHA-256 of its public key, hexadecimal


@dataclass(frozen=True, slots=True)
class PublicDeps:
    """What these pages ask of the application."""

    render: Renderer
    now: Callable[[], Instant]
    facts: Callable[[Request], RequestFacts]
    address: Callable[[Request], str]  # the network address of who asks, behind proxies too
    provider: Callable[[], Awaitable[ProviderCard]]
    hours_now: Callable[[Language], Awaitable[HoursNow]]
    current_terms: Callable[[Language], Awaitable[TermsText | None]]
    all_terms: Callable[[], Awaitable[Sequence[TermsEntry]]]  # newest first
    terms: Callable[[str, Language], Awaitable[TermsText | None]]
    builds: Callable[[], Awaitable[Sequence[HostBuild]]]  # newest first; BuildFolder(path).builds
    record_fetched: Callable[[HostBuild, str, Instant], Awaitable[None]]  # build, network address, when


def public_routes(deps: PublicDeps) -> list[Route]:
    """The routes of this room, to be put in the application's list."""
    pages: tuple[tuple[str, Callable[[PublicDeps, Request], Awaitable[Response]]], ...] = (
        ("/", home),
        ("/terms", terms_in_force),
        ("/terms/{old}..{new}", terms_between),
        ("/terms/{version}", terms_version),
        ("/download/host", download_newest),
        ("/download/{build}", download_build),
    )
    return [Route(path, partial(page, deps), methods=["GET"], name=f"public.{page.__name__}") for path, page in pages]


async def home(deps: PublicDeps, request: Request) -> Response:
    facts = deps.facts(request)
    builds = await deps.builds()
    newest = _newest_for_linux(builds)
    return deps.render.page(
        facts,
        "public/home.html",
        provider=await deps.provider(),
        hours=await deps.hours_now(facts.language),
        terms=await _in_either(deps.current_terms, facts.language),
        build=newest,
        program=PROGRAM,
        build_seconds=max(1, round(newest.size / LINE_SPEED)) if newest else 0,
        has_others={platform.value: any(build.platform is platform for build in builds) for platform in Platform},
    )


async def terms_in_force(deps: PublicDeps, request: Request) -> Response:
    facts = deps.facts(request)
    text = await _in_either(deps.current_terms, facts.language)
    if text is None:
        return deps.render.page(facts, "public/terms_none.html", status=404)
    return await _terms_page(deps, facts, text)


async def terms_version(deps: PublicDeps, request: Request) -> Response:
    facts = deps.facts(request)
    text = await _version(deps, request.path_params["version"], facts.language)
    return await _terms_page(deps, facts, text) if text else _no_such_page(deps, facts)


async def terms_between(deps: PublicDeps, request: Request) -> Response:
    """What changed from one version to another, in a language that has both."""
    facts = deps.facts(request)
    old, new = request.path_params["old"], request.path_params["new"]
    for language in _languages(facts.language):
        before, after = await _exactly(deps, old, language), await _exactly(deps, new, language)
        if before and after:
            changes = difference(before.text, after.text)
            return deps.render.page(
                facts,
                "public/terms_diff.html",
                old=before,
                new=after,
                entries=await deps.all_terms(),
                sections=_sections(changes),
                counts={kind.value: sum(change.kind is kind for change in changes) for kind in Kind},
            )
    return _no_such_page(deps, facts)


async def download_newest(deps: PublicDeps, request: Request) -> Response:
    newest = _newest_for_linux(await deps.builds())
    if newest is None:
        return deps.render.page(deps.facts(request), "public/download_none.html", status=404)
    return _download(deps, request, newest)


async def download_build(deps: PublicDeps, request: Request) -> Response:
    asked = request.path_params["build"]
    for build in await deps.builds():
        if build.name == asked:
            return _download(deps, request, build)
    return deps.render.page(deps.facts(request), "public/download_none.html", status=404)


def _download(deps: PublicDeps, request: Request, build: HostBuild) -> Response:
    """The file itself; written down as fetched when its last byte has gone out. Article: P.1"""

    async def fetched() -> None:
        await deps.record_fetched(build, deps.address(request), deps.now())

    return handed_out(request, build.file(), fetched)


async def _terms_page(deps: PublicDeps, facts: RequestFacts, text: TermsText) -> Response:
    current = await _in_either(deps.current_terms, facts.language)
    return deps.render.page(
        facts,
        "public/terms.html",
        terms=text,
        document=rendered(text.text, text.title),
        is_in_force=current is not None and current.version == text.version,
        entries=await deps.all_terms(),
    )


def _no_such_page(deps: PublicDeps, facts: RequestFacts) -> Response:
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


def _languages(first: Language) -> tuple[Language, Language]:
    """The asked language, then the other: a text in the wrong language is better than none, and the page says so."""
    return (first, Language.EN if first is Language.JA else Language.JA)


async def _in_either(find: Callable[[Language], Awaitable[TermsText | None]], language: Language) -> TermsText | None:
    for tried in _languages(language):
        if text := await find(tried):
            return text
    return None


async def _version(deps: PublicDeps, version: str, language: Language) -> TermsText | None:
    for tried in _languages(language):
        if text := await _exactly(deps, version, tried):
            return text
    return None


async def _exactly(deps: PublicDeps, version: str, language: Language) -> TermsText | None:
    return await deps.terms(version, language) if VERSION.fullmatch(version) else None


def _newest_for_linux(builds: Sequence[HostBuild]) -> HostBuild | None:
    return next((build for build in builds if build.platform is Platform.LINUX), None)


@dataclass(frozen=True, slots=True)
class Told:
    """One change as the page shows it: without the marks of Markdown's headings, and as deep as it stands in its list."""

    kind: Kind
    pieces: tuple[Piece, ...]
    depth: int


@dataclass(frozen=True, slots=True)
class Section:
    """The changes under one heading."""

    heading: Told | None
    changes: tuple[Told, ...]
    has_changed: bool


def _sections(changes: Sequence[Change]) -> list[Section]:
    """The changes by the heading they stand under, so that an untouched article can be passed over."""
    groups: list[list[Change]] = []
    for change in changes:
        if change.is_heading or not groups:
            groups.append([])
        groups[-1].append(change)
    return [
        Section(
            _told(group[0]) if group[0].is_heading else None,
            tuple(_told(change) for change in group if not change.is_heading),
            any(change.kind is not Kind.SAME for change in group),
        )
        for group in groups
    ]


def _told(change: Change) -> Told:
    first, *rest = change.pieces
    bare = _HEADING_MARK.sub("", first.text)
    inward = len(bare) - len(bare.lstrip(" "))
    return Told(change.kind, (Piece(first.kind, bare.lstrip(" ")), *rest), min(inward // 2, 2))

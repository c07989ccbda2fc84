"""What anybody may read: the guide to remote support, the terms with all their versions, and the customer's program.

Guarantee: these pages say nothing of customers, cases or sessions; they ask nothing and set nothing; what they show of the
terms is the text whose SHA-256 stands beside it.

Article: P.1, 1.1, 1.2, 3.2, 12.1
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from madoguchi.base.clock import Instant
from madoguchi.base.words import Language
from madoguchi.web.builds import PROGRAM, HostBuild, Platform
from madoguchi.web.downloads import handed_out
from madoguchi.web.pages.public_terms import TermsDeps, terms_between, terms_in_force, terms_in_language, terms_version
from madoguchi.web.render import Renderer, RequestFacts

LINE_SPEED: Final = 1_250_000  # bytes in a second: 10 Mbit/s, a slow office line


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
    terms: TermsDeps
    builds: Callable[[], Awaitable[Sequence[HostBuild]]]  # newest first; BuildFolder(path).builds
    record_fetched: Callable[[HostBuild, str, Instant], Awaitable[None]]  # build, network address, when


def public_routes(deps: PublicDeps) -> list[Route]:
    """The routes of this room, to be put in the application's list."""
    pages: tuple[tuple[str, Callable[[PublicDeps, Request], Awaitable[Response]]], ...] = (
        ("/", home),
        ("/download/host", download_newest),
        ("/download/{build}", download_build),
    )
    terms: tuple[tuple[str, Callable[[TermsDeps, Request], Awaitable[Response]]], ...] = (
        ("/terms", terms_in_force),
        ("/terms/{old}..{new}", terms_between),
        ("/terms/{version}", terms_version),
        ("/terms/{version}/{language}", terms_in_language),
    )
    return [
        *(
            Route(path, partial(page, deps.terms), methods=["GET"], name=f"public.{page.__name__}")
            for path, page in terms
        ),
        *(Route(path, partial(page, deps), methods=["GET"], name=f"public.{page.__name__}") for path, page in pages),
    ]


async def home(deps: PublicDeps, request: Request) -> Response:
    facts = deps.facts(request)
    builds = await deps.builds()
    newest = _newest_for_linux(builds)
    return deps.render.page(
        facts,
        "public/home.html",
        provider=await deps.provider(),
        hours=await deps.hours_now(facts.language),
        terms=await deps.terms.current(),
        build=newest,
        program=PROGRAM,
        build_seconds=max(1, round(newest.size / LINE_SPEED)) if newest else 0,
        has_others={platform.value: any(build.platform is platform for build in builds) for platform in Platform},
    )


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


def _newest_for_linux(builds: Sequence[HostBuild]) -> HostBuild | None:
    return next((build for build in builds if build.platform is Platform.LINUX), None)

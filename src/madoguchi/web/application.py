"""The web application: every route with its door, errors that say nothing, headers on everything.

Guarantee: a route without a row in the table of doors stops the start; a row without a route does too. Article: 8.1, 8.3
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from madoguchi import __version__
from madoguchi.base.errors import Misuse, Unavailable
from madoguchi.base.words import Words
from madoguchi.web.api import console as console_api
from madoguchi.web.api import deposits as deposits_api
from madoguchi.web.api import host as host_api
from madoguchi.web.api import problems
from madoguchi.web.api_document import api_routes
from madoguchi.web.api_doors import API_DOORS
from madoguchi.web.api_guard import KeyGuard
from madoguchi.web.doors import DOORS, OPTIONAL
from madoguchi.web.guard import Guard
from madoguchi.web.headers import SecureHeaders, broken
from madoguchi.web.office_pages import office_routes
from madoguchi.web.pages.public import PublicDeps, public_routes
from madoguchi.web.render import STATIC, ProviderNames, RequestFacts
from madoguchi.web.session.cookies import read_cookies
from madoguchi.web.static_files import StaticFiles
from madoguchi.web.visit import Web, language_of, visit_of

log = logging.getLogger("madoguchi.web")


def web_application(web: Web, public: PublicDeps, extra: Sequence[BaseRoute]) -> SecureHeaders:
    """The whole of it as one ASGI application. ``extra`` are routes with a gate of their own (the relay)."""
    app = FastAPI(
        title="Madoguchi",
        version=__version__,
        openapi_url="/openapi.json" if web.settings.openapi else None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    _put_api(app)
    app.router.routes.extend([*office_routes(), *public_routes(public), *_plain_routes()])
    _put_doors(app, web)
    app.router.routes.extend(extra)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _no_such_page(web))
    app.add_exception_handler(Unavailable, _not_now)
    app.add_exception_handler(Exception, _broken)  # the answer; SecureHeaders writes the log
    return SecureHeaders(app, web.settings)


def _put_api(app: FastAPI) -> None:
    """Routes of this application's own: the guard is put on each, and two applications must not share one."""
    for route in (*host_api.router.routes, *console_api.router.routes, *deposits_api.router.routes, *api_routes()):
        assert isinstance(route, APIRoute)
        app.router.add_api_route(
            route.path,
            route.endpoint,
            methods=sorted(route.methods or ()),
            response_model=route.response_model,
            status_code=route.status_code,
            response_class=route.response_class,
            tags=route.tags,
        )


def _plain_routes() -> list[Route]:
    return [
        Route("/static/{name:path}", StaticFiles(STATIC).__call__, methods=["GET"], name="static"),
        Route("/healthz", _healthz, methods=["GET"], name="healthz"),
    ]


async def _healthz(request: Request) -> Response:  # noqa: ARG001 - a route's shape
    """Whether the server answers; says nothing else."""
    return PlainTextResponse("ok")


def _put_doors(app: FastAPI, web: Web) -> None:
    """A guard in front of every route, from the table; whatever the table lacks, or has too much, is our mistake."""
    seen: set[tuple[str, str]] = set()
    table = DOORS | (OPTIONAL if web.settings.openapi else {})
    for route in flat_routes(app):
        for method in sorted((route.methods or set()) - {"HEAD"}):
            if (method, route.path) in API_DOORS:
                seen.add((method, route.path))
                route.app = KeyGuard(route.app, web, API_DOORS[method, route.path])
                continue
            who = table.get((method, route.path))
            if who is None:
                raise Misuse(f"{method} {route.path} has no row in the table of doors")
            seen.add((method, route.path))
            route.app = Guard(route.app, web, who, route.path)
    if unused := (table.keys() | API_DOORS.keys()) - seen:
        raise Misuse(f"doors without a route: {sorted(unused)}")


def flat_routes(app: FastAPI) -> list[Route | APIRoute]:
    """Every HTTP route."""
    return [route for route in app.routes if isinstance(route, Route | APIRoute)]


async def _unreadable(request: Request, wrong: Exception) -> Response:
    """Without the text of ``wrong``: that may hold what was sent."""
    if "madoguchi.by_key" in request.scope:
        return problems.unreadable(wrong, visit_of(request).say)
    return host_api.unreadable(request)


async def _not_now(request: Request, wrong: Exception) -> Response:
    """Something that the server needs is away for a while: the ledger's signer, the typesetter."""
    log.warning("not now: %s", wrong)
    return broken(request.url.path, getattr(wrong, "retry_after", None) or 5.0)


async def _broken(request: Request, wrong: Exception) -> Response:  # noqa: ARG001 - nothing of it is said
    return broken(request.url.path)


def _no_such_page(web: Web) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, wrong: Exception) -> Response:
        """For addresses that no route has: no door, so nobody is known here. A wrong method is no address either, and a
        body that cannot even be parsed is one that cannot be read."""
        status = wrong.status_code if isinstance(wrong, HTTPException) else 500
        if status == 400 and "madoguchi.visit" in request.scope:
            return await _unreadable(request, wrong)
        status = 404 if status == 405 else status
        cookies = read_cookies(request.headers.get("cookie", ""))
        language = language_of("", cookies.get(web.cookies.language, ""), request.headers.get("accept-language", ""))
        say = Words(language)
        if request.url.path.startswith(("/api/v1/host/", "/api/v1/console/")):
            return JSONResponse({"refusal": "not_found", "message": say("office.refusal.not_found")}, status)
        if request.url.path.startswith("/api/"):
            return problems.problem(status, "not_found", say("office.refusal.not_found"))
        facts = RequestFacts(language, "/", ProviderNames("", "", ""))
        return web.renderer.page(
            facts,
            "error.html",
            status=status,
            heading=say("office.error.missing"),
            text=say("office.error.missing_text"),
            back="/",
            back_text=say("office.error.back"),
        )

    return answer

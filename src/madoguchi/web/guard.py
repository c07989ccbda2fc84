"""The guard at every door: looks the door up in the table, finds out who comes, and turns away whoever may not come in.

Guarantee: nothing behind a door runs before this has let the request in. A form or call that changes something is let in
only from our own origin, exactly, and with the token of its own cookie. Article: 8.1, 8.3
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qsl, quote

from starlette.datastructures import Headers, QueryParams
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from madoguchi.base.words import Words
from madoguchi.office.operators.service import Present
from madoguchi.office.provider.ports import Provider
from madoguchi.web.deeds import DEED_OF, noted
from madoguchi.web.doors import ROLES, SENSITIVE, STREAMED, TAKE_A_FILE, Who
from madoguchi.web.file_forms import form_with_file, is_form_with_file
from madoguchi.web.proving import limiter_of, prove_again
from madoguchi.web.session.cookies import csrf_fits, csrf_of, read_cookies
from madoguchi.web.visit import Visit, Web, address_of, language_of, redirect, run

FORM_LIMIT: Final = 4_194_304  # bytes: the longest terms in Japanese, percent-encoded
SMALL_LIMIT: Final = 65_536  # bytes: every call, and every form of somebody who is not signed in
FIELDS_LIMIT: Final = 64
SAFE: Final = frozenset({"GET", "HEAD"})
API: Final = "/api/"


class BodyTooLarge(Exception):
    """More was sent than is read."""


class Guard:
    """Stands in front of one route."""

    def __init__(self, app: ASGIApp, web: Web, who: Who, path: str) -> None:
        self._app = app
        self._web = web
        self._who = who
        self._path = path  # as the table of doors spells it

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._who is Who.PROBE:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        query = QueryParams(scope["query_string"])
        cookies = read_cookies(headers.get("cookie", ""))
        names = self._web.cookies
        language = language_of(
            query.get("language", ""), cookies.get(names.language, ""), headers.get("accept-language", "")
        )
        token = cookies.get(names.session, "")
        provider, present = await run(self._look_up, token)
        actor = present.actor if present else None
        visit = Visit(
            web=self._web,
            address=address_of(
                scope["client"][0] if scope["client"] else "",
                headers.get("x-forwarded-for", ""),
                self._web.settings.trusted_proxies,
            ),
            language=language,
            provider=provider,
            path=scope["path"],
            actor=actor,
            token=token if actor else "",
            csrf=csrf_of(token) if actor else "",
            proven_at=present.proven_at if present else None,
        )
        if query.get("language") == language.value:
            send = _with_cookie(send, names.language_header(language))
        try:
            streamed = (scope["method"], self._path) in STREAMED
            limit = FORM_LIMIT if actor and not _is_api(scope) else SMALL_LIMIT
            body = b"" if streamed else await read_body(receive, limit)
        except BodyTooLarge:
            await self._say(visit, 413, "too_large")(scope, receive, send)
            return
        form = _form(headers, body) if scope["method"] not in SAFE and not _is_api(scope) else {}
        if scope["path"] in TAKE_A_FILE and actor and is_form_with_file(headers):
            form, sent = await form_with_file(headers, body)
            visit = replace(visit, file=sent)
        visit = _with(visit, form, cookies.get(names.visit, ""), self._who)
        turned_away = self._judge(scope, headers, visit, cookies.get(names.visit, ""))
        if turned_away is not None:
            await turned_away(scope, receive, send)
            return
        door = (scope["method"], self._path)
        if door in SENSITIVE and (asked_again := await prove_again(visit, limiter_of(scope["app"]))) is not None:
            await asked_again(scope, receive, send)
            return
        scope["madoguchi.visit"] = visit
        if (act := DEED_OF.get(door)) is not None:
            send = noted(send, visit, act)
        await self._app(scope, receive if streamed else again(body, receive), send)

    def _look_up(self, token: str) -> tuple[Provider, Present | None]:
        desk = self._web.desk
        now = desk.clock.now()
        return desk.provider.as_of(now), desk.operators.present(token, now) if token else None

    def _judge(self, scope: Scope, headers: Headers, visit: Visit, visit_cookie: str) -> Response | None:  # noqa: PLR0911 - one for each way to be turned away
        """None lets it in."""
        who, is_safe, is_api = self._who, scope["method"] in SAFE, _is_api(scope)
        if who is Who.ANYBODY:
            return None
        origin = headers.get("origin")
        if who is Who.HOST:
            # A program sends no Origin; a page that does is ours or is turned away.
            foreign = origin is not None and origin != self._web.settings.origin
            return self._say(visit, 403, "wrong_origin") if foreign else None
        if who is Who.DEMO and not self._web.settings.demo:
            return visit.missing()
        if who in ROLES:
            if visit.actor is None:
                return self._sign_in_first(scope, visit)
            if visit.actor.role not in ROLES[who]:
                return self._say(visit, 404, "not_found") if is_api else visit.missing()
        site = headers.get("sec-fetch-site", "same-origin")
        if is_safe:
            return self._say(visit, 403, "wrong_origin") if is_api and site != "same-origin" else None
        if origin != self._web.settings.origin or site != "same-origin":
            return self._say(visit, 403, "wrong_origin")
        token = visit.token if who in ROLES else visit_cookie
        shown = headers.get("x-csrf-token", "") if is_api else visit.form.get("csrf", "")
        return None if csrf_fits(token, shown) else self._say(visit, 403, "stale_form")

    def _sign_in_first(self, scope: Scope, visit: Visit) -> Response:
        if _is_api(scope):
            return self._say(visit, 401, "sign_in_needed")
        wanted = scope["path"] if scope["method"] in SAFE else "/office"
        return redirect(f"/sign-in?next={quote(wanted, safe='/')}")

    def _say(self, visit: Visit, status: int, code: str) -> Response:
        """Turned away, in the form that the caller reads."""
        words: Words = visit.say
        sentences = {
            "too_large": words("office.error.too_large"),
            "wrong_origin": words("office.error.wrong_origin"),
            "stale_form": words("office.error.stale_form"),
            "sign_in_needed": words("office.error.sign_in_needed"),
            "not_found": words("office.refusal.not_found"),
        }
        if visit.path.startswith(API):
            return JSONResponse({"refusal": code, "message": sentences[code]}, status, {"Cache-Control": "no-store"})
        return visit.page(
            "error.html",
            status=status,
            heading=words("office.error.refused"),
            text=sentences[code],
            back="/office" if visit.actor else "/sign-in",
            back_text=words("office.error.back"),
        )


def _with(visit: Visit, form: Mapping[str, str], visit_cookie: str, who: Who) -> Visit:
    csrf = visit.csrf or (csrf_of(visit_cookie) if visit_cookie and who in {Who.VISITOR, Who.DEMO} else "")
    return replace(visit, csrf=csrf, form=form)


def _is_api(scope: Scope) -> bool:
    return str(scope["path"]).startswith(API)


async def read_body(receive: Receive, limit: int) -> bytes:
    """The whole body, up to the limit."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > limit:
            raise BodyTooLarge
        if not message.get("more_body", False):
            return bytes(body)


def again(body: bytes, receive: Receive) -> Receive:
    """The body once more, for the handler; after it whatever really comes (the visitor going away)."""
    given = False

    async def once_more() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once_more


def _form(headers: Headers, body: bytes) -> dict[str, str]:
    """The fields of a plain form. No other kind is read but at the doors that take a file (web/file_forms.py)."""
    if headers.get("content-type", "").split(";")[0].strip() != "application/x-www-form-urlencoded":
        return {}
    try:
        pairs: list[tuple[Any, Any]] = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=FIELDS_LIMIT, errors="strict"
        )
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in pairs}


def _with_cookie(send: Send, header: bytes) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"set-cookie", header)]
        await send(message)

    return sending

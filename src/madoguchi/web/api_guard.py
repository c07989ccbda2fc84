"""The guard at the doors of the API for other programs: a key in the Authorization header, and nothing else, says who calls.

Guarantee: cookies are never looked at; the key's maker is looked up anew at every call; a role that the page's door does not let in gets
the answer of an address that does not exist; a call with an Idempotency-Key is done once. Article: 8.1, 8.3
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from madoguchi.office.api_keys.replies import Claim, GivenReply
from madoguchi.office.api_keys.service import Caller
from madoguchi.office.deeds.ports import Act
from madoguchi.office.provider.ports import Provider
from madoguchi.office.refusals import NoSuchThing, TooManyTries
from madoguchi.web.api.problems import problem, refused
from madoguchi.web.api_doors import ApiDoor
from madoguchi.web.deeds import DEED_OF
from madoguchi.web.guard import SAFE, SMALL_LIMIT, BodyTooLarge, again, read_body
from madoguchi.web.visit import Visit, Web, address_of, language_of, run

BEARER: Final = re.compile(r"[Bb]earer +([A-Za-z0-9_-]{1,100}) *\Z", re.ASCII)
CALL: Final = re.compile(r"[!-~]{1,200}\Z", re.ASCII)
KEPT_HEADERS: Final = frozenset({"content-type", "etag", "location"})


class KeyGuard:
    """Stands in front of one route of the API."""

    def __init__(self, app: ASGIApp, web: Web, door: ApiDoor) -> None:
        self._app = app
        self._web = web
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        desk, settings = self._web.desk, self._web.settings
        client = scope["client"][0] if scope["client"] else ""
        address = address_of(client, headers.get("x-forwarded-for", ""), settings.trusted_proxies)
        shown = BEARER.match(headers.get("authorization", ""))
        provider, caller, wait = await run(self._look_up, shown[1] if shown else "", address)
        visit = Visit(
            web=self._web,
            address=address,
            language=language_of("", "", headers.get("accept-language", "")),
            provider=provider,
            path=scope["path"],
            actor=caller.actor if caller else None,
        )
        scope["madoguchi.visit"] = visit
        scope["madoguchi.by_key"] = True
        turned_away = self._judge(visit, caller, wait)
        if turned_away is None and caller is not None and (seconds := desk.api_pace.wait(caller.key.id)):
            turned_away = refused(TooManyTries(seconds), visit.say)
        if turned_away is not None:
            await turned_away(scope, receive, send)
            return
        try:
            body = await read_body(receive, SMALL_LIMIT)
        except BodyTooLarge:
            await problem(413, "too_large", visit.say("office.error.too_large"))(scope, receive, send)
            return
        act = DEED_OF.get(self._door.like) if scope["method"] not in SAFE else None
        if act is not None and caller is not None:
            send = _noted(send, visit, act, caller)
        name = headers.get("idempotency-key")
        if name is None or scope["method"] != "POST" or caller is None:
            await self._app(scope, again(body, receive), send)
        elif not CALL.match(name):
            await problem(400, "bad_idempotency_key", visit.say("api.problem.bad_call"))(scope, receive, send)
        else:
            once = _Once(self._app, visit, caller.key.id, name, _digest(scope, body))
            await once(scope, again(body, receive), send)

    def _look_up(self, token: str, address: str) -> tuple[Provider, Caller | None, int | None]:
        """Who calls, and how long this network has to wait after many wrong keys."""
        desk = self._web.desk
        now = desk.clock.now()
        provider = desk.provider.as_of(now)
        wait = desk.api_failures.wait(address) if token else None
        if not token or wait:
            return provider, None, wait
        caller = desk.api_keys.caller(token, now)
        if caller is None:
            desk.api_failures.failed(address)
        return provider, caller, None

    def _judge(self, visit: Visit, caller: Caller | None, wait: int | None) -> Response | None:
        """None lets it in."""
        scope = self._door.scope
        if scope is None:
            return None
        if wait:
            return refused(TooManyTries(wait), visit.say)
        if caller is None:
            challenge = {"WWW-Authenticate": 'Bearer realm="madoguchi"'}
            return problem(401, "key_needed", visit.say("api.problem.key_needed"), headers=challenge)
        if not self._door.lets_in(caller.actor.role):
            return refused(NoSuchThing(), visit.say)
        if scope not in caller.key.allowed:
            challenge = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope.value}"'}
            title = visit.say("api.problem.scope", scope=scope.value)
            return problem(403, "insufficient_scope", title, headers=challenge)
        return None


@dataclass(frozen=True, slots=True)
class _Once:
    """One call that has a name: done once, and answered the same each time."""

    app: ASGIApp
    visit: Visit
    key_id: str
    name: str
    digest: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        desk = self.visit.web.desk
        claim = await run(desk.api_replies.claim, self.key_id, self.name, self.digest, desk.clock.now())
        if claim is not None:
            await self._said_before(claim)(scope, receive, send)
            return
        messages: list[Message] = []

        async def keeping(message: Message) -> None:
            messages.append(message)

        await self.app(scope, receive, keeping)  # when this raises, nobody knows what was done: the claim stays
        reply = _reply_of(messages)
        if reply.status < 300:
            await run(desk.api_replies.keep, self.key_id, self.name, self.digest, reply, desk.clock.now())
        elif reply.status < 500:
            await run(desk.api_replies.release, self.key_id, self.name)
        for message in messages:
            await send(message)

    def _said_before(self, claim: GivenReply | Claim) -> Response:
        say = self.visit.say
        match claim:
            case Claim.OTHER_CALL:
                return problem(422, "idempotency_key_reused", say("api.problem.other_call"))
            case Claim.NOT_KNOWN:
                return problem(409, "call_not_finished", say("api.problem.not_known"))
            case GivenReply(status, headers, body):
                told = dict(headers) | {"Idempotency-Replayed": "true", "Cache-Control": "no-store"}
                return Response(body, status, told)


def _reply_of(messages: list[Message]) -> GivenReply:
    start = next(message for message in messages if message["type"] == "http.response.start")
    body = b"".join(message.get("body", b"") for message in messages if message["type"] == "http.response.body")
    kept = tuple((name, value) for name, value in Headers(raw=start["headers"]).items() if name in KEPT_HEADERS)
    return GivenReply(start["status"], kept, body)


def _digest(scope: Scope, body: bytes) -> str:
    return sha256(f"{scope['method']} {scope['path']}\n".encode() + scope["query_string"] + b"\n" + body).hexdigest()


def _noted(send: Send, visit: Visit, act: Act, caller: Caller) -> Send:
    """``send``, with the deed written before an answer that says that it was done."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] < 300:
            replayed = Headers(raw=message["headers"]).get("idempotency-replayed")
            if not replayed:
                await run(visit.web.desk.deeds.note, visit.asking, act, f"{visit.path} ({caller.key.prefix})")
        await send(message)

    return sending

"""Forms of somebody who is not signed in: tied to the browser by a cookie of their own. Article: 8.1"""

from __future__ import annotations

import secrets
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.seal.signing import to_base64url
from madoguchi.web.session.cookies import csrf_of, read_cookies
from madoguchi.web.visit import Visit

_LENGTHS: Final = range(32, 65)


def visitor_page(request: Request, visit: Visit, template: str, /, *, status: int = 200, **context: object) -> Response:
    """A page with a form that a visitor may send, whoever is signed in besides."""
    token, csrf = visit_token(request, visit)
    shown = Visit(visit.web, visit.address, visit.language, visit.provider, visit.path, None, "", csrf)
    answer = shown.page(template, status=status, **context)
    visit.web.cookies.set_visit(answer, token)
    return answer


def visit_token(request: Request, visit: Visit) -> tuple[str, str]:
    """The cookie that ties the form to this browser, kept when it is there (a second tab must not spoil the first)."""
    token = read_cookies(request.headers.get("cookie", "")).get(visit.web.cookies.visit, "")
    if len(token) not in _LENGTHS:
        token = to_base64url(secrets.token_bytes(32))
    return token, csrf_of(token)

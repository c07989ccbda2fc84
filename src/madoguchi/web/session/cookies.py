"""Cookies: random reference tokens, never data. Over https they carry the ``__Host-`` prefix (this host alone, this path, secure).

On plain http, which the settings allow on loopback only, browsers would refuse that prefix, so the names go without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie

from starlette.responses import Response

from madoguchi.base.words import Language
from madoguchi.seal.signing import to_base64url


@dataclass(frozen=True, slots=True)
class Cookies:
    """The names of one server's cookies."""

    is_https: bool

    @property
    def session(self) -> str:
        return self._named("madoguchi-session")

    @property
    def visit(self) -> str:
        """For the sign-in form, before there is a session."""
        return self._named("madoguchi-visit")

    @property
    def language(self) -> str:
        return self._named("madoguchi-language")

    def set_session(self, answer: Response, token: str) -> None:
        self._set(answer, self.session, token)

    def drop_session(self, answer: Response) -> None:
        answer.delete_cookie(self.session, path="/", secure=self.is_https, httponly=True, samesite="lax")

    @property
    def identity(self) -> str:
        """Whom the sign-in service proved, sealed, until the second factor is shown."""
        return self._named("madoguchi-identity")

    def set_identity(self, answer: Response, sealed: str) -> None:
        self._set(answer, self.identity, sealed)

    def drop_identity(self, answer: Response) -> None:
        answer.delete_cookie(self.identity, path="/", secure=self.is_https, httponly=True, samesite="lax")

    def set_visit(self, answer: Response, token: str) -> None:
        self._set(answer, self.visit, token)

    def language_header(self, language: Language) -> bytes:
        """A Set-Cookie header: which language was chosen last."""
        secure = "; Secure" if self.is_https else ""
        return f"{self.language}={language.value}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{secure}".encode(
            "ascii"
        )

    def _named(self, name: str) -> str:
        return f"__Host-{name}" if self.is_https else name

    def _set(self, answer: Response, name: str, value: str) -> None:
        answer.set_cookie(name, value, path="/", secure=self.is_https, httponly=True, samesite="lax")


def read_cookies(header: str) -> dict[str, str]:
    """The cookies of a request; nothing for a header that no browser of ours writes."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def csrf_of(token: str) -> str:
    """The form token that belongs to a cookie: who cannot read the cookie cannot know it."""
    return to_base64url(sha256(b"madoguchi/csrf/1\n" + token.encode("utf-8")).digest())


def csrf_fits(token: str, shown: str) -> bool:
    """Whether a form's token belongs to the cookie."""
    return bool(token) and compare_digest(csrf_of(token).encode(), shown.encode("utf-8", "replace"))

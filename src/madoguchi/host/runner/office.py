"""The host's calls to the office, docs/protocol.md §5. Everything that comes back is checked before it is believed:
shape, provider's signature, hash. Article: P.1, P.2"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import httpx

from madoguchi.base.canonical import canonical
from madoguchi.base.errors import BrokenProof, MadoguchiError, Unavailable
from madoguchi.base.words import Language
from madoguchi.host.build import Build
from madoguchi.host.port import CaseFacts, Terms
from madoguchi.host.runner.receipts import proven, proven_paper
from madoguchi.seal.signing import Domain, check, from_base64url

CALL_SECONDS: Final = 10.0
PAPER_SECONDS: Final = 40.0  # to set a PDF
ANSWER_LIMIT: Final = 4_194_304  # bytes; terms are the longest answer


class OfficeRefusal(MadoguchiError):
    """The office said no: ``code`` is the refusal's word; ``ending`` how a session that is over ended, as the office tells it."""

    def __init__(self, code: str, retry_after: float | None = None, ending: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after
        self.ending = ending


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the office gave for one typed number."""

    attempt: bytes  # 16 bytes
    host_token: str
    route: bytes  # 16 bytes
    relay_url: str
    ticket: bytes


@dataclass(frozen=True, slots=True)
class Ticket:
    relay_url: str
    ticket: bytes


@dataclass(frozen=True, slots=True)
class Greeting:
    """``support_hours`` is a sentence; ``minimum_build`` a version, or empty."""

    support_hours: str
    minimum_build: str


@dataclass(frozen=True, slots=True)
class SessionFacts:
    session: str  # hex
    case: CaseFacts


class Office:
    """One build's office. Raises OfficeRefusal (a no), Unavailable (not reached), BrokenProof (not the provider's)."""

    def __init__(self, build: Build, language: Language) -> None:
        self._build = build
        self.language = language
        self._token = ""
        self._http = httpx.AsyncClient(
            base_url=f"{build.server}/api/v1/host/", timeout=CALL_SECONDS, follow_redirects=False
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def greeting(self) -> Greeting:
        """What the office says to every program that starts."""
        answer = await self._call("GET", "provider")
        return Greeting(_text(answer, "support_hours"), _text(answer, "minimum_build"))

    async def attempt(self, routing: str, platform: str) -> Attempt:
        """A place at the relay for one guess; the token in the answer is kept for the calls that follow."""
        body = {"routing": routing, "build": self._build.label, "platform": platform, "language": self.language.value}
        answer = await self._call("POST", "attempts", body)
        self._token = _text(answer, "host_token")
        return Attempt(
            attempt=_hex16(answer, "attempt"),
            host_token=self._token,
            route=_hex16(answer, "route"),
            relay_url=_text(answer, "relay_url"),
            ticket=_text(answer, "ticket").encode(),
        )

    async def ticket(self) -> Ticket:
        """A new ticket for the same place."""
        answer = await self._call("POST", "ticket")
        return Ticket(_text(answer, "relay_url"), _text(answer, "ticket").encode())

    async def session(self) -> SessionFacts:
        """What the call is about; refused with ``not_confirmed`` until the console confirmed the number."""
        answer = await self._call("GET", "session")
        case = answer.get("case")
        if not isinstance(case, dict):
            raise Unavailable("the office's answer has no case")
        return SessionFacts(
            session=_text(answer, "session"),
            case=CaseFacts(
                reference=_text(case, "reference"),
                category=_text(case, "category"),
                subject=_text(case, "subject"),
                organisation=_text(answer, "organisation"),
                contact=_text(answer, "contact"),
                off_hours=answer.get("off_hours") is True,
                support_hours=_text(answer, "support_hours"),
            ),
        )

    async def terms(self, version: str = "") -> Terms:
        """The terms in force (or that version), proven to be the provider's and to be the text that the hash names."""
        asked = {"language": self.language.value} | ({"version": version} if version else {})
        answer = await self._call("GET", f"terms?{urlencode(asked)}")
        text = _text(answer, "text")
        signed = {
            "binding_sha256": _text(answer, "binding_sha256"),
            "effective_at": _text(answer, "effective_at"),
            "kind": "terms",
            "language": _text(answer, "language"),
            "published_at": _text(answer, "published_at"),
            "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
            "version": _text(answer, "version"),
        }
        if signed["language"] == Language.JA.value and signed["binding_sha256"] != signed["sha256"]:
            raise BrokenProof("the Japanese text is not the one that binds")
        if version and signed["version"] != version:
            raise BrokenProof("the terms are of another version")
        check(self._build.public_key, Domain.TERMS, canonical(signed), from_base64url(_text(answer, "signature")))
        return Terms(
            language=_language(signed["language"]),
            version=signed["version"],
            title=_text(answer, "title"),
            text=text,
            published_at=signed["published_at"],
            sha256=signed["sha256"],
            binding_sha256=signed["binding_sha256"],
            effective_at=signed["effective_at"],
            agreed_before=_text(answer, "agreed_before"),
        )

    async def state(self, statement: str, signature: str, host_key: str) -> None:
        """Have a statement written down. Returns once it is durable: the receipt is checked against the statement."""
        body = {"statement": statement, "signature": signature, "host_key": host_key}
        receipt = (await self._call("POST", "statements", body)).get("receipt")
        if not isinstance(receipt, dict):
            raise BrokenProof("no receipt")
        if receipt.get("statement_sha256") != hashlib.sha256(statement.encode("utf-8")).hexdigest():
            raise BrokenProof("the receipt is for another statement")
        proof = from_base64url(_text(receipt, "signature"))
        signed = {key: value for key, value in receipt.items() if key != "signature"}
        check(self._build.public_key, Domain.RECEIPT, canonical(signed), proof)

    async def fee_plan(self) -> str:
        """The fee plan's text, proven to be the provider's."""
        answer = await self._call("GET", "fee-plan")
        text = _text(answer, "plan")
        check(self._build.public_key, Domain.FEES, text.encode("utf-8"), from_base64url(_text(answer, "signature")))
        return text

    async def receipt(self) -> bytes:
        """The whole receipt document, as the office wrote it (for ``madoguchi verify``), proven to be the provider's."""
        raw = (await self._send("GET", "receipt", None)).content
        proven(raw, self._build.public_key)
        return raw

    async def paper(self, receipt: bytes) -> bytes:
        """The same as a PDF for people to read, proven to carry the record of ``receipt``. It takes the office a moment to set."""
        pdf = (await self._send("GET", "receipt.pdf", None, PAPER_SECONDS)).content
        return await asyncio.to_thread(proven_paper, pdf, receipt, self._build.public_key)

    async def _call(self, method: str, path: str, body: dict[str, str] | None = None) -> dict[str, object]:
        answer = await self._send(method, path, body)
        try:
            found = answer.json()
        except ValueError as wrong:
            raise Unavailable("the office's answer is no JSON") from wrong
        if not isinstance(found, dict):
            raise Unavailable("the office's answer is no object")
        return found

    async def _send(
        self, method: str, path: str, body: dict[str, str] | None, seconds: float = CALL_SECONDS
    ) -> httpx.Response:
        headers = {"Accept-Language": self.language.value}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        try:
            answer = await self._http.request(method, path, json=body, headers=headers, timeout=seconds)
        except httpx.HTTPError as wrong:
            raise Unavailable(f"the office cannot be reached: {wrong!r}") from wrong
        if len(answer.content) > ANSWER_LIMIT:
            raise Unavailable("the office's answer is too long")
        if answer.status_code >= 500:
            raise Unavailable(f"the office answered {answer.status_code}")
        if answer.status_code >= 300:
            raise _refusal(answer)
        return answer


def _refusal(answer: httpx.Response) -> OfficeRefusal:
    try:
        said = answer.json()
        after = said.get("retry_after")
        ending = str(said.get("ending", ""))
        return OfficeRefusal(str(said["refusal"]), float(after) if after is not None else None, ending)
    except (ValueError, KeyError, TypeError, AttributeError):
        return OfficeRefusal(f"status_{answer.status_code}")


def _text(answer: dict[str, object], key: str) -> str:
    value = answer.get(key)
    if not isinstance(value, str):
        raise Unavailable(f"the office's answer has no {key}")
    return value


def _language(word: str) -> Language:
    try:
        return Language(word)
    except ValueError as wrong:
        raise Unavailable(f"the terms are in a language that this program does not speak: {word[:8]}") from wrong


def _hex16(answer: dict[str, object], key: str) -> bytes:
    try:
        value = bytes.fromhex(_text(answer, key))
    except ValueError as wrong:
        raise Unavailable(f"the office's {key} is no hexadecimal number") from wrong
    if len(value) != 16:
        raise Unavailable(f"the office's {key} has {len(value)} bytes")
    return value

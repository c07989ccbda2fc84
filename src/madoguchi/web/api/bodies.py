"""What the API takes and gives, as documented types: unknown fields are refused, every text has a limit."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

from madoguchi.base.words import Language

Short = Annotated[str, StringConstraints(max_length=100)]
Routing = Annotated[str, StringConstraints(max_length=16)]
HexId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Base64url = Annotated[str, StringConstraints(max_length=128, pattern=r"^[A-Za-z0-9_-]*$")]


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class AttemptAsked(Asked):
    routing: Routing
    build: Short
    platform: Short
    language: Annotated[Language, ...] = Language.JA
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class StatementAsked(Asked):
    statement: Annotated[str, StringConstraints(max_length=16_384)]
    signature: Base64url
    host_key: Base64url


class ConsoleKeyAsked(Asked):
    console_key: Base64url


class ConfirmedAsked(Asked):
    attempt: HexId


class EndAsked(Asked):
    ending: Annotated[str, StringConstraints(max_length=32)]
    note: Annotated[str, StringConstraints(max_length=4_000)] = ""


class ProviderGiven(BaseModel):
    name: str
    name_en: str
    phone: str
    hotkey: str
    public_key: str
    server_time: str
    support_hours: str
    minimum_build: str


class TermsGiven(BaseModel):
    version: str
    language: str
    title: str
    text: str
    sha256: str
    binding_sha256: str
    published_at: str
    effective_at: str
    signature: str
    agreed_before: str


class AttemptGiven(BaseModel):
    attempt: str
    host_token: str
    route: str
    relay_url: str
    ticket: str


class TicketGiven(BaseModel):
    relay_url: str
    ticket: str


class CaseGiven(BaseModel):
    reference: str
    category: str
    subject: str


class SessionGiven(BaseModel):
    session: str
    organisation: str
    contact: str
    case: CaseGiven
    purpose: str
    off_hours: bool
    support_hours: str


class FeePlanGiven(BaseModel):
    plan: str
    signature: str


class ReceiptGiven(BaseModel):
    receipt: dict[str, Any]


class PlaceGiven(BaseModel):
    relay_url: str
    ticket: str
    route: str
    routing: str
    expires_at: str
    card: str
    card_signature: str


class WrongGiven(BaseModel):
    wrong: int
    burnt: bool


class ConfirmedGiven(BaseModel):
    session: str


class EndGiven(BaseModel):
    ending: str


class TimelineGiven(BaseModel):
    at: str
    kind: str
    by: str
    text: str


class SessionStateGiven(BaseModel):
    session: str
    phase: str
    ending: str | None
    timeline: list[TimelineGiven]
    receipt: dict[str, Any] | None = None

"""What the API for other programs takes and gives, as documented types: unknown fields are refused, every text has a limit."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

HEX: str = r"^[0-9a-f]{32}$"
MONTH: str = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"
Id: TypeAlias = Annotated[str, Path(pattern=HEX)]
Month: TypeAlias = Annotated[str, Path(pattern=MONTH)]
AskedMonth: TypeAlias = Annotated[str, Query(pattern=MONTH)]
Number: TypeAlias = Annotated[int, Path(ge=1, le=999_999_999)]
Cursor: TypeAlias = Annotated[str | None, Query(pattern=HEX)]
AskedId: TypeAlias = Annotated[str | None, Query(pattern=HEX)]
Limit: TypeAlias = Annotated[int, Query(ge=1, le=100)]
Line: TypeAlias = Annotated[str, StringConstraints(max_length=200)]
LongText: TypeAlias = Annotated[str, StringConstraints(max_length=10_000)]
HexId: TypeAlias = Annotated[str, StringConstraints(pattern=HEX)]
OneLine: TypeAlias = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\r\n]*$")]
Systems: TypeAlias = Annotated[list[OneLine], Field(max_length=100)]
KindWord: TypeAlias = Literal["company", "sole_trader"]
StatusWord: TypeAlias = Literal["active", "prospective", "suspended"]
CategoryWord: TypeAlias = Literal["fault", "operation", "restoration"]


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ContactAsked(Asked):
    name: Line
    kana: Line = ""
    phone: Annotated[str, StringConstraints(max_length=40)] = ""
    email: Annotated[str, StringConstraints(max_length=254)] = ""


class CustomerFactsAsked(Asked):
    organisation: Line
    kind: KindWord
    status: StatusWord
    kana: Line = ""
    corporate_number: Annotated[str, StringConstraints(max_length=40)] = ""
    systems: Systems = []
    planned: Systems = []
    reason: Annotated[str, StringConstraints(max_length=1_000)] = ""


class CustomerAsked(CustomerFactsAsked):
    contact: ContactAsked


class SuspendAsked(Asked):
    reason: Annotated[str, StringConstraints(max_length=1_000)]


class NoteAsked(Asked):
    text: Annotated[str, StringConstraints(max_length=4_000)]


class CaseAsked(Asked):
    customer: HexId
    contact: HexId
    category: CategoryWord
    subject: Line
    description: LongText = ""


class CaseStatusAsked(Asked):
    status: Literal["open", "waiting", "closed"]


class IssueAsked(Asked):
    seen: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class CorrectAsked(Asked):
    reason: Line
    keep: Annotated[list[HexId], Field(max_length=1_000)]


class FieldError(BaseModel):
    field: str
    message: str


class ProblemGiven(BaseModel):
    """RFC 9457. ``code`` is for programs, ``title`` for people."""

    code: str
    errors: list[FieldError]
    status: int
    title: str
    type: str


class ContactGiven(BaseModel):
    id: str
    name: str
    kana: str
    phone: str
    email: str


class CustomerRow(BaseModel):
    id: str
    organisation: str
    kana: str
    kind: str
    status: str
    corporate_number: str
    reason: str
    created_at: str


class CustomerGiven(CustomerRow):
    contacts: list[ContactGiven]
    systems: list[str]
    planned: list[str]


class CustomersGiven(BaseModel):
    items: list[CustomerRow]
    next: str | None


class NoteGiven(BaseModel):
    id: str
    text: str
    at: str
    author: str


class NotesGiven(BaseModel):
    items: list[NoteGiven]


class MemberGiven(BaseModel):
    id: str
    name: str


class ApiCaseGiven(BaseModel):
    id: str
    reference: str
    customer: str
    organisation: str
    contact: str
    category: str
    subject: str
    description: str
    status: str
    created_at: str
    members: list[MemberGiven]


class CasesGiven(BaseModel):
    items: list[ApiCaseGiven]
    next: str | None


class NumberGiven(BaseModel):
    """The secret part is drawn by the operator's page at ``console`` and never comes to the server."""

    id: str
    case: str
    routing: str
    expires_at: str
    console: str


class SessionRow(BaseModel):
    id: str
    case: str
    operator: str
    phase: str
    ending: str | None
    off_hours: bool
    created_at: str
    connected_at: str | None
    ended_at: str | None
    seconds: int | None
    bytes_used: int | None


class SessionsGiven(BaseModel):
    items: list[SessionRow]
    next: str | None


class HappenedGiven(BaseModel):
    at: str
    kind: str
    by: str
    text: str


class ApiSessionGiven(SessionRow):
    reference: str
    customer: str
    terms_version: str
    yen: int
    timeline: list[HappenedGiven]


class StatementRow(BaseModel):
    number: int
    kind: str
    customer: str
    organisation: str
    month: str
    total: int
    issued_at: str
    cancels: int | None
    replaces: int | None
    sha256: str


class StatementGiven(StatementRow):
    document: dict[str, Any]


class StatementsGiven(BaseModel):
    items: list[StatementRow]


class DraftGiven(BaseModel):
    customer: str
    month: str
    total: int
    seen: str
    hindrance: str | None
    document: dict[str, Any]


class HoursGiven(BaseModel):
    at: str
    is_off_hours: bool
    next_change: str | None


class OpeningGiven(BaseModel):
    opens: str
    closes: str


class DayGiven(BaseModel):
    on: str
    kind: str
    openings: list[OpeningGiven]
    note: str


class HoursMonthGiven(BaseModel):
    month: str
    days: list[DayGiven]


class QuoteGiven(BaseModel):
    at: str
    is_off_hours: bool
    is_free: bool
    estimate_seconds: int
    estimate_yen: int
    estimate_tax: int
    estimate_total: int
    until: str | None
    document: dict[str, Any] | None


class TermsRow(BaseModel):
    version: str
    language: str
    title: str
    published_at: str
    effective_at: str
    sha256: str
    is_binding: bool
    in_force: bool
    withdrawn_at: str | None


class TermsListGiven(BaseModel):
    items: list[TermsRow]


class TermsTextGiven(TermsRow):
    text: str
    signature: str

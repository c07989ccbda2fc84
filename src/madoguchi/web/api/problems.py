"""Refusals of the API for other programs, as RFC 9457 says: ``application/problem+json``, in the language that was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from starlette.responses import JSONResponse

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Words
from madoguchi.office.refusals import BadField, Refusal, TooManyTries
from madoguchi.web.api.refusing import sentence, status_of

PROBLEM: Final = "application/problem+json"
MOST_ERRORS: Final = 20
PLACES: Final = 6  # how deep a field may lie for its name to be told
# Fields of the office's forms that have another name here.
_NAMES: Final[dict[str, str]] = {
    "contact_name": "contact.name",
    "contact_kana": "contact.kana",
    "contact_phone": "contact.phone",
    "contact_email": "contact.email",
    "suspended_for": "reason",
    "note": "text",
}
# What pydantic calls it, and what people are told.
_WHY: Final[dict[str, Key]] = {
    "missing": "office.field.needed",
    "string_too_short": "office.field.needed",
    "string_too_long": "office.field.too_long",
    "too_long": "office.field.too_long",
    "extra_forbidden": "api.field.unknown",
    "literal_error": "api.field.choice",
    "string_type": "api.field.kind_text",
    "int_type": "api.field.kind_number",
    "int_parsing": "api.field.kind_number",
    "list_type": "api.field.kind_list",
    "model_attributes_type": "api.field.kind_object",
    "model_type": "api.field.kind_object",
    "dict_type": "api.field.kind_object",
    "datetime_from_date_parsing": "api.field.moment",
    "datetime_parsing": "api.field.moment",
    "timezone_aware": "api.field.moment",
}


def problem(
    status: int,
    code: str,
    title: str,
    *,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """One refusal. ``code`` is for programs, ``title`` for people, ``errors`` says what is wrong with which field."""
    body: dict[str, Any] = {
        "code": code,
        "errors": list(errors),
        "status": status,
        "title": title,
        "type": f"urn:madoguchi:problem:{code}",
    }
    return JSONResponse(body, status, {"Cache-Control": "no-store"} | dict(headers or {}), media_type=PROBLEM)


def refused(refusal: Refusal, say: Words) -> JSONResponse:
    """A "no" of the office."""
    errors = []
    if isinstance(refusal, BadField):
        errors.append(_error(_NAMES.get(refusal.field, refusal.field), say(refusal.why)))
    headers = {"Retry-After": str(refusal.retry_after)} if isinstance(refusal, TooManyTries) else {}
    return problem(status_of(refusal), refusal.code, sentence(refusal, say), errors=errors, headers=headers)


def bad_field(field: str, why: Key, say: Words) -> JSONResponse:
    return refused(BadField(field, why), say)


def unreadable(wrong: Exception, say: Words) -> JSONResponse:
    """What was sent has not the documented form."""
    found = wrong.errors() if isinstance(wrong, RequestValidationError) else []
    if not found or any(one["type"] == "json_invalid" for one in found):
        return problem(400, "unreadable", say("api.problem.unreadable"))
    errors = [_error(_place(one["loc"]), say(_WHY.get(one["type"], "api.field.unfit"))) for one in found[:MOST_ERRORS]]
    return problem(422, "bad_field", say("office.refusal.bad_field"), errors=errors)


def _error(field: str, message: str) -> dict[str, str]:
    return {"field": field, "message": message}


def _place(loc: Sequence[Any]) -> str:
    """contact.name, keep.0; the names that the caller made up are cut."""
    return ".".join(str(part)[:64] for part in loc[1 : 1 + PLACES]) or "body"

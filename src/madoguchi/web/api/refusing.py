"""Refusals over HTTP: the status, the code, the sentence in the asked language. A new refusal stops the type check here."""

from __future__ import annotations

from typing import assert_never

from starlette.responses import JSONResponse

from madoguchi.base.words import Words
from madoguchi.office.refusals import (
    AlreadyUsed,
    BadField,
    BuildTooOld,
    BusyElsewhere,
    CaseClosed,
    ChangedMeanwhile,
    CustomerSuspended,
    EndingNotYours,
    LinkOver,
    NoNumberFree,
    NoSuchThing,
    NotConfirmed,
    NoTermsPublished,
    NotNow,
    NumberNotValid,
    NumberOver,
    OutOfOrder,
    QueueFull,
    Refusal,
    RequestSettled,
    SessionEnded,
    SignInRefused,
    StatementMalformed,
    TermsNotInForce,
    TooManyTries,
    VersionTaken,
)


def status_of(refusal: Refusal) -> int:  # noqa: PLR0911 - one for each status
    """The HTTP status that says the same."""
    match refusal:
        case NoSuchThing() | NumberNotValid():
            return 404
        case BadField() | StatementMalformed() | EndingNotYours():
            return 422
        case CustomerSuspended() | SignInRefused():
            return 403
        case (
            CaseClosed()
            | NoTermsPublished()
            | BusyElsewhere()
            | AlreadyUsed()
            | NotConfirmed()
            | OutOfOrder()
            | NotNow()
            | TermsNotInForce()
            | VersionTaken()
            | BuildTooOld()
            | RequestSettled()
        ):
            return 409
        case ChangedMeanwhile():
            return 412
        case NumberOver() | SessionEnded() | LinkOver():
            return 410
        case TooManyTries():
            return 429
        case NoNumberFree() | QueueFull():
            return 503
        case never:
            assert_never(never)


def sentence(refusal: Refusal, say: Words) -> str:
    """What a person is told."""
    match refusal:
        case TooManyTries(retry_after):
            return say(refusal.key, minutes=-(-retry_after // 60))
        case RequestSettled(by) if by:
            return say("queue.refusal.settled_by", operator=by)
        case _:
            return say(refusal.key)


def refused(refusal: Refusal, say: Words) -> JSONResponse:
    """The answer. For one kind of refusal it is the same bytes whatever led to it."""
    body: dict[str, str | int] = {"refusal": refusal.code, "message": sentence(refusal, say)}
    headers = {"Cache-Control": "no-store"}
    if isinstance(refusal, TooManyTries):
        body["retry_after"] = refusal.retry_after
        headers["Retry-After"] = str(refusal.retry_after)
    if isinstance(refusal, SessionEnded):
        body["ending"] = refusal.ending.word
    return JSONResponse(body, status_of(refusal), headers)

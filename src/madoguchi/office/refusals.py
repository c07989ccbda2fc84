"""Every business "no" of the office, as a value: its code for programs, its sentence for people, its article.

Missing and forbidden are one answer: NoSuchThing. Article: 2.2, 8.3
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from madoguchi.base.word_keys import Key
from madoguchi.wire.vocabulary import Ending


@dataclass(frozen=True, slots=True)
class NoSuchThing:
    """It does not exist, or it is not yours to know of: nobody can tell which."""

    code: ClassVar[str] = "not_found"
    key: ClassVar[Key] = "office.refusal.not_found"
    article: ClassVar[str] = "8.3"


@dataclass(frozen=True, slots=True)
class BadField:
    """What was typed into ``field`` cannot be used; ``why`` is said beside it."""

    field: str
    why: Key
    code: ClassVar[str] = "bad_field"
    key: ClassVar[Key] = "office.refusal.bad_field"
    article: ClassVar[str] = "2.1"


@dataclass(frozen=True, slots=True)
class CustomerSuspended:
    code: ClassVar[str] = "customer_suspended"
    key: ClassVar[Key] = "office.refusal.customer_suspended"
    article: ClassVar[str] = "2.2"


@dataclass(frozen=True, slots=True)
class CaseClosed:
    code: ClassVar[str] = "case_closed"
    key: ClassVar[Key] = "office.refusal.case_closed"
    article: ClassVar[str] = "1.2"


@dataclass(frozen=True, slots=True)
class NoTermsPublished:
    """Nobody can agree to what is not published."""

    code: ClassVar[str] = "no_terms"
    key: ClassVar[Key] = "office.refusal.no_terms"
    article: ClassVar[str] = "12.1"


@dataclass(frozen=True, slots=True)
class NoNumberFree:
    code: ClassVar[str] = "no_number_free"
    key: ClassVar[Key] = "office.refusal.no_number_free"
    article: ClassVar[str] = "2.2"


@dataclass(frozen=True, slots=True)
class NumberNotValid:
    """Unknown, expired, used, burnt or cancelled: one answer for all."""

    code: ClassVar[str] = "number_not_valid"
    key: ClassVar[Key] = "office.refusal.number_not_valid"
    article: ClassVar[str] = "8.3"


@dataclass(frozen=True, slots=True)
class NumberOver:
    """To its own operator: this number leads nowhere any more."""

    code: ClassVar[str] = "number_over"
    key: ClassVar[Key] = "office.refusal.number_over"
    article: ClassVar[str] = "2.2"


@dataclass(frozen=True, slots=True)
class BusyElsewhere:
    code: ClassVar[str] = "busy_elsewhere"
    key: ClassVar[Key] = "office.refusal.busy_elsewhere"
    article: ClassVar[str] = "8.1"


@dataclass(frozen=True, slots=True)
class AlreadyUsed:
    code: ClassVar[str] = "already_used"
    key: ClassVar[Key] = "office.refusal.already_used"
    article: ClassVar[str] = "2.2"


@dataclass(frozen=True, slots=True)
class BuildTooOld:
    """The provider asks for a newer program of the customer's. Said before the number is looked at."""

    code: ClassVar[str] = "build_too_old"
    key: ClassVar[Key] = "office.refusal.build_too_old"
    article: ClassVar[str] = "8.1"


@dataclass(frozen=True, slots=True)
class TooManyTries:
    retry_after: int  # seconds
    code: ClassVar[str] = "too_many_tries"
    key: ClassVar[Key] = "office.refusal.too_many_tries"
    article: ClassVar[str] = "8.1"


@dataclass(frozen=True, slots=True)
class NotConfirmed:
    """The operator's page has not proven the number yet."""

    code: ClassVar[str] = "not_confirmed"
    key: ClassVar[Key] = "office.refusal.not_confirmed"
    article: ClassVar[str] = "P.1"


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """Over. Its two ends are told with which word."""

    ending: Ending
    code: ClassVar[str] = "session_ended"
    key: ClassVar[Key] = "office.refusal.session_ended"
    article: ClassVar[str] = "5.3"


@dataclass(frozen=True, slots=True)
class StatementMalformed:
    """Not the canonical text, not a kind of ours, not this session's, or not signed by this session's key."""

    code: ClassVar[str] = "statement_malformed"
    key: ClassVar[Key] = "office.refusal.statement_malformed"
    article: ClassVar[str] = "P.2"


@dataclass(frozen=True, slots=True)
class OutOfOrder:
    code: ClassVar[str] = "out_of_order"
    key: ClassVar[Key] = "office.refusal.out_of_order"
    article: ClassVar[str] = "P.2"


@dataclass(frozen=True, slots=True)
class NotNow:
    """A step that the session's life does not have here."""

    code: ClassVar[str] = "not_now"
    key: ClassVar[Key] = "office.refusal.not_now"
    article: ClassVar[str] = "P.1"


@dataclass(frozen=True, slots=True)
class TermsNotInForce:
    code: ClassVar[str] = "terms_not_in_force"
    key: ClassVar[Key] = "office.refusal.terms_not_in_force"
    article: ClassVar[str] = "12.2"


@dataclass(frozen=True, slots=True)
class EndingNotYours:
    """An ending that is not the operator's to give."""

    code: ClassVar[str] = "ending_not_yours"
    key: ClassVar[Key] = "office.refusal.ending_not_yours"
    article: ClassVar[str] = "5.4"


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """Unknown name, wrong password, wrong code, used code, closed account: one answer for all."""

    code: ClassVar[str] = "sign_in_refused"
    key: ClassVar[Key] = "office.refusal.sign_in"
    article: ClassVar[str] = "8.1"


@dataclass(frozen=True, slots=True)
class LinkOver:
    code: ClassVar[str] = "link_over"
    key: ClassVar[Key] = "office.refusal.link_over"
    article: ClassVar[str] = "8.1"


@dataclass(frozen=True, slots=True)
class VersionTaken:
    """Versions are never written over."""

    code: ClassVar[str] = "version_taken"
    key: ClassVar[Key] = "office.refusal.version_taken"
    article: ClassVar[str] = "12.1"


@dataclass(frozen=True, slots=True)
class QueueFull:
    """So many wait that nobody can be promised an answer: they are asked to call."""

    code: ClassVar[str] = "queue_full"
    key: ClassVar[Key] = "queue.refusal.full"
    article: ClassVar[str] = "2.2"


@dataclass(frozen=True, slots=True)
class RequestSettled:
    """A colleague was faster, or the customer took the request back. ``by`` is empty then."""

    by: str
    code: ClassVar[str] = "request_settled"
    key: ClassVar[Key] = "queue.refusal.settled"
    article: ClassVar[str] = "2.2"


@dataclass(frozen=True, slots=True)
class ChangedMeanwhile:
    """It is no longer what was seen."""

    code: ClassVar[str] = "changed_meanwhile"
    key: ClassVar[Key] = "api.problem.changed"
    article: ClassVar[str] = "2.1"


Refusal: TypeAlias = (
    ChangedMeanwhile
    | NoSuchThing
    | BadField
    | CustomerSuspended
    | CaseClosed
    | NoTermsPublished
    | NoNumberFree
    | NumberNotValid
    | NumberOver
    | BusyElsewhere
    | AlreadyUsed
    | BuildTooOld
    | TooManyTries
    | NotConfirmed
    | SessionEnded
    | StatementMalformed
    | OutOfOrder
    | NotNow
    | TermsNotInForce
    | EndingNotYours
    | SignInRefused
    | LinkOver
    | VersionTaken
    | QueueFull
    | RequestSettled
)

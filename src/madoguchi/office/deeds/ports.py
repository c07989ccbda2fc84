"""What the record of deeds needs of a store: it can be read and added to, and nothing else. Article: 8.1"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.office.ids import OperatorId


class Act(StrEnum):
    """What was done. A word once written keeps its meaning for ever."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"  # without a person: with a name that nobody has
    SIGNED_OUT = "signed_out"
    SIGNED_OUT_ELSEWHERE = "signed_out_elsewhere"
    PERSON_INVITED = "person_invited"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    PERSON_JOINED = "person_joined"
    ROLE_CHANGED = "role_changed"
    PERSON_CLOSED = "person_closed"
    PERSON_OPENED = "person_opened"
    FACTOR_RESET = "factor_reset"
    PHRASE_CHANGED = "phrase_changed"  # the password
    CODE_SET = "code_set"
    CODE_REMOVED = "code_removed"
    RECOVERY_MADE = "recovery_made"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    IDENTITY_LINKED = "identity_linked"
    IDENTITY_REMOVED = "identity_removed"
    SUBCONTRACTOR_ADDED = "subcontractor_added"
    SUBCONTRACTOR_CHANGED = "subcontractor_changed"
    PAPER_ADDED = "paper_added"  # what a subcontractor signed
    PAPER_WITHDRAWN = "paper_withdrawn"
    SUBCONTRACTOR_SHUT_OUT = "subcontractor_shut_out"  # somebody of theirs, because a paper ended
    ASSIGNMENT_GIVEN = "assignment_given"
    ASSIGNMENT_ENDED = "assignment_ended"
    CUSTOMER_REGISTERED = "customer_registered"
    CUSTOMER_CHANGED = "customer_changed"
    CUSTOMERS_IMPORTED = "customers_imported"
    CUSTOMERS_EXPORTED = "customers_exported"
    CASE_OPENED = "case_opened"
    CASE_CHANGED = "case_changed"
    REQUEST_DECLINED = "request_declined"
    CASE_DECLINED = "case_declined"
    APPOINTMENT_MADE = "appointment_made"
    APPOINTMENT_MOVED = "appointment_moved"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    APPOINTMENT_MAILED = "appointment_mailed"  # an invitation once more
    CUSTODY_RULE_SET = "custody_rule_set"
    SCOPE_SET = "scope_set"
    ROUTINE_SET = "routine_set"
    NUMBER_ISSUED = "number_issued"
    NUMBER_CANCELLED = "number_cancelled"
    SESSION_CONFIRMED = "session_confirmed"
    SESSION_ENDED = "session_ended"
    HOURS_SET = "hours_set"
    RATES_SET = "rates_set"
    FREE_TIME_SET = "free_time_set"
    INVOICE_SETTINGS_SET = "invoice_settings_set"
    SENTENCES_SET = "sentences_set"
    STATEMENT_ISSUED = "statement_issued"
    STATEMENT_CORRECTED = "statement_corrected"
    STATEMENT_MAILED = "statement_mailed"
    TERMS_PUBLISHED = "terms_published"
    TERMS_DRAFTED = "terms_drafted"  # a draft begun or changed
    TERMS_MOVED = "terms_moved"  # a draft shown to the second person, confirmed, sent back or dropped
    TERMS_WITHDRAWN = "terms_withdrawn"
    API_KEY_MADE = "api_key_made"
    API_KEY_REVOKED = "api_key_revoked"
    HOOK_MADE = "hook_made"
    HOOK_CHANGED = "hook_changed"
    HOOK_REMOVED = "hook_removed"


@dataclass(frozen=True, slots=True)
class Deed:
    """One act. ``about`` is the login of a person or the address of the page that shows what was changed."""

    number: int
    at: Instant
    actor_id: OperatorId | None  # None: on the server itself, by its command line
    login: str
    act: Act
    about: str
    address: str


@dataclass(frozen=True, slots=True)
class DeedsWanted:
    """What is looked for; everything that is None fits."""

    actor_id: OperatorId | None = None
    act: Act | None = None
    since: Instant | None = None
    until: Instant | None = None
    before: int | None = None  # numbers below


class DeedRecords(Protocol):
    def last_number(self) -> int: ...
    def acts_after(self, number: int) -> tuple[int, frozenset[Act]]:
        """The number of the last one, and what was done since ``number``."""
        ...

    def add(self, deed: Deed) -> None: ...
    def find(self, wanted: DeedsWanted, limit: int) -> list[Deed]:
        """The newest first."""
        ...

"""What the sign-in needs of a store."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.office.ids import OperatorId, SubcontractorId


class OperatorRole(StrEnum):
    """What kind of work a person does. Nobody has two."""

    ADMIN = "admin"  # people, terms, rates, settings; never a case
    SUPERVISOR = "supervisor"  # all that an operator may, on every case; statements
    OPERATOR = "operator"  # customers, their own cases and sessions
    AUDITOR = "auditor"  # reads everything, changes nothing
    SUBCONTRACTOR = (
        "subcontractor"  # of a subcontractor (委託先): the cases they are given, and nothing else. Article: 9.1, 9.2
    )


@dataclass(frozen=True, slots=True)
class Operator:
    """A person who can sign in. Every one has a second factor: ``totp_sealed`` is empty only while there is a passkey, or
    after a reset, when nothing opens the door but a new invitation."""

    id: OperatorId
    login: str
    name: str
    organisation: str
    subcontractor: bool
    role: OperatorRole
    password_hash: str
    totp_sealed: bytes
    totp_last_step: int
    active: bool
    created_at: Instant
    subcontractor_id: SubcontractorId | None = None


@dataclass(frozen=True, slots=True)
class WebSession:
    """One browser that is signed in; the token itself is in the browser alone."""

    token_sha256: str
    operator_id: OperatorId
    created_at: Instant
    seen_at: Instant
    ended_at: Instant | None
    network: str = ""  # office.limits.network_of the address of the sign-in
    proven_at: Instant | None = None  # when password or second factor were last shown; None: at the sign-in


class InvitationPurpose(StrEnum):
    """What a one-time set-up link is for."""

    JOIN = "join"  # somebody new chooses password and second factor
    FACTOR = "factor"  # shows the password and sets a second factor anew
    BOTH = "both"  # chooses both anew


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time set-up link; the token itself is with the person alone. A new person's row comes to be when it is used."""

    id: str
    token_sha256: str
    operator_id: OperatorId
    purpose: InvitationPurpose
    login: str
    name: str
    organisation: str
    role: OperatorRole
    made_by: OperatorId
    made_at: Instant
    expires_at: Instant
    over_at: Instant | None  # used or withdrawn
    subcontractor_id: SubcontractorId | None = None

    def is_live(self, now: Instant) -> bool:
        return self.over_at is None and now < self.expires_at


class OperatorRecords(Protocol):
    def add(self, operator: Operator) -> None: ...
    def by_id(self, operator_id: OperatorId) -> Operator | None: ...
    def by_login(self, login: str) -> Operator | None: ...
    def everybody(self) -> list[Operator]: ...
    def use_totp_step(self, operator_id: OperatorId, step: int) -> bool:
        """True when ``step`` was newer than every step used before, and now is used."""
        ...

    def set_active(self, operator_id: OperatorId, active: bool) -> None: ...
    def set_role(self, operator_id: OperatorId, role: OperatorRole) -> None: ...
    def set_password_hash(self, operator_id: OperatorId, password_hash: str) -> None: ...
    def set_totp(self, operator_id: OperatorId, sealed: bytes) -> None:
        """A new secret, none of whose codes was used; empty: none."""
        ...

    def recovery_codes_left(self, operator_id: OperatorId) -> int: ...
    def drop_recovery_codes(self, operator_id: OperatorId, now: Instant) -> None:
        """None of them works any more."""
        ...

    def add_recovery_codes(self, operator_id: OperatorId, digests: list[str]) -> None: ...
    def use_recovery_code(self, operator_id: OperatorId, digest: str, now: Instant) -> bool: ...
    def add_link(self, digest: str, operator_id: OperatorId, expires_at: Instant) -> None: ...
    def use_link(self, digest: str, now: Instant) -> OperatorId | None: ...


class WebSessionRecords(Protocol):
    def add(self, session: WebSession) -> None: ...
    def by_digest(self, digest: str) -> WebSession | None: ...
    def touch(self, digest: str, now: Instant) -> None: ...
    def touch_all(self, operator_id: OperatorId, seen_since: Instant, now: Instant) -> None:
        """Those that were seen since then: an expired one stays expired."""
        ...

    def prove(self, digest: str, now: Instant) -> None: ...
    def open_ones(self, operator_id: OperatorId, seen_since: Instant) -> list[WebSession]:
        """Those that have not ended and were seen since then, the latest first."""
        ...

    def signed_in(self, seen_since: Instant, created_since: Instant) -> frozenset[OperatorId]:
        """Whose account is open and who has a browser that was seen, and signed in, since these moments."""
        ...

    def is_known_network(self, operator_id: OperatorId, network: str) -> bool:
        """Whether this person ever signed in from there."""
        ...

    def last_seen(self) -> dict[OperatorId, Instant]:
        """When each person was last seen."""
        ...

    def end(self, digest: str, now: Instant) -> None: ...
    def end_all(self, operator_id: OperatorId, now: Instant, *, but: str = "") -> None:
        """Every browser of theirs is signed out, but the one with this digest."""
        ...


class InvitationRecords(Protocol):
    def add(self, invitation: Invitation) -> None: ...
    def by_id(self, invitation_id: str) -> Invitation | None: ...
    def by_digest(self, token_sha256: str) -> Invitation | None: ...
    def live(self, now: Instant) -> list[Invitation]: ...
    def is_login_invited(self, login: str, now: Instant) -> bool: ...
    def settle(self, invitation_id: str, now: Instant) -> bool:
        """Used or withdrawn: True for whoever came first."""
        ...

    def settle_of(self, operator_id: OperatorId, now: Instant) -> None:
        """No link of this person works any more."""
        ...

"""What passkeys need of a store. Article: 8.1"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.office.ids import OperatorId


@dataclass(frozen=True, slots=True)
class Passkey:
    """A public key whose other half is in a device or an account of the person's."""

    id: str
    operator_id: OperatorId
    credential_id: str  # base64url
    public_key: bytes  # COSE
    sign_count: int
    name: str
    added_at: Instant
    used_at: Instant | None


class CeremonyPurpose(StrEnum):
    """What a challenge was drawn for: an answer to another purpose is none."""

    JOIN = "join"
    ADD = "add"
    SIGN_IN = "sign_in"
    PROVE = "prove"
    IDENTITY = "identity"  # of a sign-in service, for as long as the sign-in there may take


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A challenge that waits for its answer, for one minute or so, once. ``about``: whom or which browser it was drawn for."""

    challenge_sha256: str
    purpose: CeremonyPurpose
    about: str
    expires_at: Instant


class PasskeyRecords(Protocol):
    def add(self, passkey: Passkey) -> None: ...
    def of(self, operator_id: OperatorId) -> list[Passkey]:
        """In the order in which they came."""
        ...

    def by_credential(self, credential_id: str) -> Passkey | None: ...
    def used(self, passkey_id: str, sign_count: int, now: Instant) -> None: ...
    def remove(self, passkey_id: str) -> None: ...
    def remove_all(self, operator_id: OperatorId) -> None: ...


class CeremonyRecords(Protocol):
    def add(self, ceremony: Ceremony, now: Instant) -> None:
        """What has expired is forgotten on the way."""
        ...

    def spend(self, challenge_sha256: str, purpose: CeremonyPurpose, about: str, now: Instant) -> bool:
        """True once, in time, for what it was drawn for."""
        ...

"""Signing in by the provider's own sign-in service: what is remembered between going there and coming back, and whom it opens for.

Guarantee: who comes back is the browser that went, once, within ``PATIENCE``; an account of the service opens for nobody but the person
whom an administrator linked it with, by its subject and never by an e-mail address; and our own second factor is shown all the
same. Nobody comes to be by signing in. Article: 8.1
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final

from madoguchi.base.canonical import canonical
from madoguchi.base.clock import Instant
from madoguchi.base.errors import BrokenProof
from madoguchi.office.books import Shelf
from madoguchi.office.ids import Entropy, OperatorId
from madoguchi.office.operators.factors import Factor
from madoguchi.office.operators.passkey_ports import Ceremony, CeremonyPurpose
from madoguchi.office.operators.service import OperatorService, SignedIn
from madoguchi.office.provider.keys import Keys
from madoguchi.office.refusals import LinkOver, SignInRefused, TooManyTries
from madoguchi.seal.signing import from_base64url, to_base64url

PATIENCE: Final = timedelta(minutes=10)  # for the sign-in at the service
FACTOR_PATIENCE: Final = timedelta(minutes=5)  # for the second factor after it


@dataclass(frozen=True, slots=True)
class Errand:
    """What one browser was sent to the service with. ``next_path``: where it wanted to go here."""

    state: str
    nonce: str
    verifier: str  # PKCE
    next_path: str


@dataclass(frozen=True, slots=True)
class Proven:
    """Whom the service proved, for one browser, until the second factor is shown."""

    operator_id: OperatorId
    next_path: str


class IdentityService:
    def __init__(self, shelf: Shelf, keys: Keys, entropy: Entropy, operators: OperatorService) -> None:
        self._shelf = shelf
        self._keys = keys
        self._entropy = entropy
        self._operators = operators

    def begin(self, browser: str, next_path: str, now: Instant) -> Errand:
        """``browser``: what only this browser and we know."""
        state = f"{to_base64url(self._entropy(32))}.{to_base64url(next_path.encode())}"
        with self._shelf.writing() as books:
            books.ceremonies.add(
                Ceremony(_digest(state), CeremonyPurpose.IDENTITY, _digest(browser), now + PATIENCE), now
            )
        return self._errand(state)

    def came_back(self, state: str, browser: str, now: Instant) -> Errand | LinkOver:
        """The errand that this browser was sent on; it is over with this."""
        with self._shelf.writing() as books:
            fits = books.ceremonies.spend(_digest(state), CeremonyPurpose.IDENTITY, _digest(browser), now)
        return self._errand(state) if fits else LinkOver()

    def recognise(
        self, issuer: str, subject: str, browser: str, next_path: str, address: str, now: Instant
    ) -> str | SignInRefused:
        """The service has proven this subject. For somebody who is linked: a sealed word for this browser to bring back."""
        operator_id = self._operators.of_identity(issuer, subject)
        if operator_id is None:
            return self._operators.refuse_identity(address, now)
        until = (now + FACTOR_PATIENCE).timestamp()
        plain = canonical({"next": next_path, "operator": operator_id, "until": int(until)})
        return to_base64url(self._keys.seal(plain, f"identity {browser}", self._entropy))

    def proven(self, sealed: str, browser: str, now: Instant) -> Proven | LinkOver:
        """Whose second factor is awaited in this browser."""
        try:
            said = json.loads(self._keys.unseal(from_base64url(sealed), f"identity {browser}"))
        except (ValueError, BrokenProof):
            return LinkOver()
        if now.timestamp() >= said["until"]:
            return LinkOver()
        return Proven(OperatorId(said["operator"]), said["next"])

    def finish(
        self, sealed: str, browser: str, factor: Factor, address: str, now: Instant
    ) -> SignedIn | SignInRefused | TooManyTries | LinkOver:
        """With the second factor."""
        proven = self.proven(sealed, browser, now)
        if isinstance(proven, LinkOver):
            return proven
        return self._operators.sign_in_by_identity(proven.operator_id, factor, address, now)

    def _errand(self, state: str) -> Errand:
        """Nonce and verifier follow from the state by a key of ours: nothing more needs remembering."""
        to = state.split(".")[1]
        return Errand(
            state, self._derived("nonce", state), self._derived("verifier", state), from_base64url(to).decode()
        )

    def _derived(self, what: str, state: str) -> str:
        own = hmac.digest(self._keys.at_rest, b"madoguchi/identity/1", "sha256")
        return to_base64url(hmac.digest(own, f"{what}\n{state}".encode(), "sha256"))


def _digest(text: str) -> str:
    return sha256(f"madoguchi/identity/1\n{text}".encode()).hexdigest()

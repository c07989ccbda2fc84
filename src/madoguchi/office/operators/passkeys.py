"""Passkeys: challenges drawn, answers judged (WebAuthn). The library judges the signatures; this room sees to the rest.

Guarantee: a challenge is answered once, within ``PATIENCE``, for the purpose and the person or browser it was drawn for; an answer
counts for our own origin and name alone; a copied authenticator, whose counter goes back, is refused. Article: 8.1
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from madoguchi.base.clock import Instant
from madoguchi.office.books import Books
from madoguchi.office.ids import Entropy, OperatorId, fresh
from madoguchi.office.operators.passkey_ports import Ceremony, CeremonyPurpose, Passkey
from madoguchi.seal.signing import from_base64url, to_base64url

PATIENCE: Final = timedelta(minutes=3)
ANSWER_LIMIT: Final = 20_000  # characters
MOST: Final = 10  # passkeys of one person
NAME_LIMIT: Final = 100


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """This server, as browsers and authenticators know it: the host's name of its one origin."""

    id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser sent for a challenge, as it came, and whom or which browser the challenge was drawn for."""

    text: str
    about: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A passkey that answered. ``verified``: the device made sure of the person (PIN, finger, face)."""

    passkey: Passkey
    verified: bool


class Passkeys:
    def __init__(self, party: RelyingParty, entropy: Entropy) -> None:
        self._party = party
        self._entropy = entropy

    def invite(
        self,
        books: Books,
        purpose: CeremonyPurpose,
        about: str,
        operator_id: OperatorId,
        login: str,
        provider: str,
        now: Instant,
    ) -> str:
        """Options for making a passkey, as JSON for the browser."""
        options = generate_registration_options(
            rp_id=self._party.id,
            rp_name=provider or "Madoguchi",
            user_name=login,
            user_id=bytes.fromhex(operator_id),
            challenge=self._challenge(books, purpose, about, now),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.PREFERRED
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=from_base64url(known.credential_id))
                for known in books.passkeys.of(operator_id)
            ],
        )
        return str(options_to_json(options))

    def made(
        self, books: Books, purpose: CeremonyPurpose, answer: Answer, operator_id: OperatorId, name: str, now: Instant
    ) -> Passkey | None:
        """The new passkey (not yet in the books); None for an answer that is none."""
        challenge = self._spent(books, purpose, answer, now)
        if challenge is None:
            return None
        try:
            found = verify_registration_response(
                credential=answer.text,
                expected_challenge=challenge,
                expected_rp_id=self._party.id,
                expected_origin=self._party.origin,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError):
            return None
        credential_id = to_base64url(found.credential_id)
        if len(credential_id) > 1400 or books.passkeys.by_credential(credential_id) is not None:
            return None
        return Passkey(
            id=fresh(self._entropy),
            operator_id=operator_id,
            credential_id=credential_id,
            public_key=found.credential_public_key,
            sign_count=found.sign_count,
            name=name,
            added_at=now,
            used_at=None,
        )

    def ask(self, books: Books, purpose: CeremonyPurpose, about: str, now: Instant, *, is_alone: bool = False) -> str:
        """Options for showing a passkey, as JSON. They name no passkey, so they tell nobody who has one."""
        wish = UserVerificationRequirement.REQUIRED if is_alone else UserVerificationRequirement.PREFERRED
        options = generate_authentication_options(
            rp_id=self._party.id,
            challenge=self._challenge(books, purpose, about, now),
            user_verification=wish,
        )
        return str(options_to_json(options))

    def shown(self, books: Books, purpose: CeremonyPurpose, answer: Answer, now: Instant) -> Shown | None:
        """The passkey that answered; None for an answer that is none. It counts as used."""
        challenge = self._spent(books, purpose, answer, now)
        passkey = books.passkeys.by_credential(_credential_id(answer.text))
        if challenge is None or passkey is None:
            return None
        try:
            found = verify_authentication_response(
                credential=answer.text,
                expected_challenge=challenge,
                expected_rp_id=self._party.id,
                expected_origin=self._party.origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError):
            return None
        if _user_handle(answer.text) not in {"", to_base64url(bytes.fromhex(passkey.operator_id))}:
            return None
        books.passkeys.used(passkey.id, found.new_sign_count, now)
        return Shown(passkey, found.user_verified)

    def _challenge(self, books: Books, purpose: CeremonyPurpose, about: str, now: Instant) -> bytes:
        challenge = self._entropy(32)
        books.ceremonies.add(Ceremony(sha256(challenge).hexdigest(), purpose, _digest(about), now + PATIENCE), now)
        return challenge

    def _spent(self, books: Books, purpose: CeremonyPurpose, answer: Answer, now: Instant) -> bytes | None:
        """The challenge that the answer says it answers, when it is one of ours and waits."""
        try:
            said = json.loads(from_base64url(str(_response(answer.text).get("clientDataJSON", ""))))
            challenge = from_base64url(str(said["challenge"]))
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        fits = books.ceremonies.spend(sha256(challenge).hexdigest(), purpose, _digest(answer.about), now)
        return challenge if fits else None


def _digest(about: str) -> str:
    return sha256(f"madoguchi/ceremony/1\n{about}".encode()).hexdigest()


def _document(text: str) -> dict[str, Any]:
    if len(text) > ANSWER_LIMIT:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _response(text: str) -> dict[str, Any]:
    found = _document(text).get("response")
    return found if isinstance(found, dict) else {}


def _credential_id(text: str) -> str:
    return str(_document(text).get("id", ""))[:1400]


def _user_handle(text: str) -> str:
    return str(_response(text).get("userHandle") or "")

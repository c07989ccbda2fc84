"""How people come in: a one-time link by which they choose their own password and second factor. Nobody else ever knows either.

Guarantee: a link works once and for three days; a person is there only from the moment when a second factor is proven to work; a
reset takes the lost factor away at once, not when the new one is set. The first administrator is made on the server itself, by
the command line, never over the web. Article: 8.1
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from madoguchi.base.clock import Instant
from madoguchi.base.errors import BrokenProof
from madoguchi.office.actor import Actor, actor_of
from madoguchi.office.books import Books, Shelf
from madoguchi.office.deeds.ports import Act
from madoguchi.office.deeds.service import Asking, write_deed, write_of
from madoguchi.office.fields import line
from madoguchi.office.ids import Entropy, OperatorId, SubcontractorId, fresh, token_digest
from madoguchi.office.operators.passkey_ports import CeremonyPurpose, Passkey
from madoguchi.office.operators.passkeys import Answer, Passkeys
from madoguchi.office.operators.ports import Invitation, InvitationPurpose, Operator, OperatorRole
from madoguchi.office.operators.secrets import new_recovery_codes, new_totp, otpauth_uri, recovery_digest, totp_step
from madoguchi.office.operators.service import OperatorService, is_good_password, organisation_of, unfit_role
from madoguchi.office.provider.keys import Keys
from madoguchi.office.refusals import BadField, LinkOver, NoSuchThing
from madoguchi.office.sessions.leaving import held_routes
from madoguchi.seal.signing import from_base64url, to_base64url

LIFE: Final = timedelta(hours=72)
PASSKEY_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is typed about somebody new."""

    login: str
    name: str
    organisation: str
    role: OperatorRole
    subcontractor_id: SubcontractorId | None = None  # of one of theirs, who carries its name


@dataclass(frozen=True, slots=True)
class Invited:
    """Shown once: the token is nowhere else."""

    invitation: Invitation
    token: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A new secret for an authenticator app, to be shown, and sealed, to come back with the form."""

    secret: str
    sealed: str
    uri: str


@dataclass(frozen=True, slots=True)
class Proven:
    """A secret whose app works, and the step of the code that showed it: that code is used."""

    secret: str
    step: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person chose: a password, and either a code of the new secret or a passkey."""

    password: str
    sealed: str = ""
    code: str = ""
    passkey: Answer | None = None
    passkey_name: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """Shown once: the recovery codes are nowhere else in the clear."""

    actor: Actor
    recovery_codes: tuple[str, ...]


class InvitationService:
    def __init__(
        self, shelf: Shelf, keys: Keys, entropy: Entropy, passkeys: Passkeys, operators: OperatorService
    ) -> None:
        self._shelf = shelf
        self._keys = keys
        self._entropy = entropy
        self._passkeys = passkeys
        self._operators = operators

    def invite(self, asking: Asking, facts: PersonFacts) -> Invited | BadField:
        """A link for somebody new."""
        for field, value, limit in (
            ("login", facts.login, 64),
            ("name", facts.name, 200),
            ("organisation", facts.organisation, 200),
        ):
            if wrong := line(field, value, limit=limit):
                return wrong
        with self._shelf.writing() as books:
            login = facts.login.strip()
            if books.operators.by_login(login) or books.invitations.is_login_invited(login, asking.at):
                return BadField("login", "office.field.login_taken")
            if wrong := unfit_role(books, facts.role, facts.subcontractor_id):
                return wrong
            organisation = facts.organisation.strip()
            if facts.subcontractor_id is not None:
                organisation = organisation_of(books, facts.subcontractor_id)
            made = self._new(
                asking,
                InvitationPurpose.JOIN,
                OperatorId(fresh(self._entropy)),
                PersonFacts(login, facts.name.strip(), organisation, facts.role, facts.subcontractor_id),
            )
            books.invitations.add(made.invitation)
            write_deed(books, asking, Act.PERSON_INVITED, login)
        return made

    def anew(
        self, asking: Asking, operator_id: OperatorId, purpose: InvitationPurpose
    ) -> Invited | NoSuchThing | BadField:
        """Take the second factors of a person away (and the password, for BOTH) and make a link for new ones."""
        with self._shelf.writing() as books:
            person = books.operators.by_id(operator_id)
            if person is None or purpose is InvitationPurpose.JOIN:
                return NoSuchThing()
            if asking.actor is not None and asking.actor.id == person.id:
                return BadField("person", "people.field.yourself")
            books.operators.set_totp(person.id, b"")
            books.operators.drop_recovery_codes(person.id, asking.at)
            books.passkeys.remove_all(person.id)
            if purpose is InvitationPurpose.BOTH:
                books.operators.set_password_hash(person.id, self._operators.unknown_hash())
            books.web_sessions.end_all(person.id, asking.at)
            books.invitations.settle_of(person.id, asking.at)
            facts = PersonFacts(person.login, person.name, person.organisation, person.role, person.subcontractor_id)
            made = self._new(asking, purpose, person.id, facts)
            books.invitations.add(made.invitation)
            write_deed(books, asking, Act.FACTOR_RESET, person.login)
            routes = held_routes(books, person.id, asking.at)
        self._operators.closer.close(routes)
        return made

    def withdraw(self, asking: Asking, invitation_id: str) -> NoSuchThing | None:
        """The link leads nowhere from now on."""
        with self._shelf.writing() as books:
            found = books.invitations.by_id(invitation_id)
            if found is None or not books.invitations.settle(found.id, asking.at):
                return NoSuchThing()
            write_deed(books, asking, Act.INVITATION_WITHDRAWN, found.login)
        return None

    def open(self, token: str, now: Instant) -> Invitation | LinkOver:
        """Looking uses nothing up."""
        with self._shelf.reading() as books:
            return self._live(books, token, now) or LinkOver()

    def offer(self, about: str, login: str, issuer: str) -> Offer:
        """A new secret for the person or invitation ``about``; nothing is stored until its code was shown."""
        return offer(self._keys, self._entropy, about, login, issuer)

    def ask_for_passkey(self, token: str, provider: str, now: Instant) -> str | LinkOver:
        """Options for making a passkey."""
        with self._shelf.writing() as books:
            invitation = self._live(books, token, now)
            if invitation is None:
                return LinkOver()
            return self._passkeys.invite(
                books,
                CeremonyPurpose.JOIN,
                invitation.id,
                invitation.operator_id,
                invitation.login,
                provider,
                now,
            )

    def accept(self, token: str, choice: Choice, address: str, now: Instant) -> Joined | BadField | LinkOver:
        """Use the link up: password and second factor stand from now on."""
        invitation = self.open(token, now)
        if isinstance(invitation, LinkOver):
            return invitation
        proven = proven_secret(self._keys, invitation.id, choice.sealed, choice.code, now)
        if wrong := self._judge(invitation, choice, proven):
            return wrong
        password_hash = self._operators.hashed(choice.password)
        codes = new_recovery_codes(self._entropy)
        with self._shelf.writing() as books:
            passkey = self._made(books, invitation, choice, now) if choice.passkey else None
            if choice.passkey and passkey is None:
                return BadField("passkey", "people.field.passkey")
            person = self._stands(books, invitation, password_hash, now)
            if person is None:
                return LinkOver()
            if passkey is not None:
                books.passkeys.add(passkey)
            elif proven is not None:
                books.operators.set_totp(person.id, self._keys.seal(proven.secret.encode(), person.id, self._entropy))
                books.operators.use_totp_step(person.id, proven.step)
            digests = [recovery_digest(person.id, code) for code in codes]
            books.operators.add_recovery_codes(person.id, digests)
            write_of(books, person, Act.PERSON_JOINED, person.login, address, now)
        return Joined(actor_of(person), codes)

    def _new(self, asking: Asking, purpose: InvitationPurpose, operator_id: OperatorId, facts: PersonFacts) -> Invited:
        token = to_base64url(self._entropy(32))
        assert asking.actor is not None  # links are made by somebody who is signed in
        invitation = Invitation(
            id=fresh(self._entropy),
            token_sha256=token_digest(token),
            operator_id=operator_id,
            purpose=purpose,
            login=facts.login,
            name=facts.name,
            organisation=facts.organisation,
            role=facts.role,
            made_by=asking.actor.id,
            made_at=asking.at,
            expires_at=asking.at + LIFE,
            over_at=None,
            subcontractor_id=facts.subcontractor_id,
        )
        return Invited(invitation, token)

    def _live(self, books: Books, token: str, now: Instant) -> Invitation | None:
        found = books.invitations.by_digest(token_digest(token))
        if found is None or not found.is_live(now):
            return None
        person = books.operators.by_id(found.operator_id)
        if found.purpose is InvitationPurpose.JOIN:
            return found if person is None else None
        return found if person is not None and person.active else None

    def _judge(self, invitation: Invitation, choice: Choice, proven: Proven | None) -> BadField | None:
        if invitation.purpose is InvitationPurpose.FACTOR:
            with self._shelf.reading() as books:
                person = books.operators.by_id(invitation.operator_id)
            if not self._operators.password_fits(person, choice.password):
                return BadField("phrase", "people.field.phrase")
        elif not is_good_password(choice.password, invitation.login):
            return BadField("phrase", "office.field.password")
        return BadField("code", "people.field.code") if choice.passkey is None and proven is None else None

    def _made(self, books: Books, invitation: Invitation, choice: Choice, now: Instant) -> Passkey | None:
        assert choice.passkey is not None
        answer = Answer(choice.passkey.text, invitation.id)
        name = choice.passkey_name.strip()[:PASSKEY_NAME]
        return self._passkeys.made(books, CeremonyPurpose.JOIN, answer, invitation.operator_id, name, now)

    def _stands(self, books: Books, invitation: Invitation, password_hash: str, now: Instant) -> Operator | None:
        """The person, as they are from now on; None when the link was used meanwhile, or the login taken."""
        if not books.invitations.settle(invitation.id, now):
            return None
        operator_id = invitation.operator_id
        if invitation.purpose is InvitationPurpose.JOIN:
            if books.operators.by_login(invitation.login) is not None:
                return None
            organisation = invitation.organisation  # a subcontractor's may have changed its name meanwhile
            if invitation.subcontractor_id is not None:
                organisation = organisation_of(books, invitation.subcontractor_id)
            books.operators.add(
                Operator(
                    id=operator_id,
                    login=invitation.login,
                    name=invitation.name,
                    organisation=organisation,
                    subcontractor=invitation.subcontractor_id is not None,
                    role=invitation.role,
                    password_hash=password_hash,
                    totp_sealed=b"",
                    totp_last_step=0,
                    active=True,
                    created_at=now,
                    subcontractor_id=invitation.subcontractor_id,
                )
            )
        elif invitation.purpose is InvitationPurpose.BOTH:
            books.operators.set_password_hash(operator_id, password_hash)
        return books.operators.by_id(operator_id)


def offer(keys: Keys, entropy: Entropy, about: str, login: str, issuer: str) -> Offer:
    """A new secret, and the same sealed for ``about`` alone."""
    secret = new_totp(entropy)
    sealed = to_base64url(keys.seal(secret.encode(), f"offer {about}", entropy))
    return Offer(secret, sealed, otpauth_uri(secret, login, issuer))


def proven_secret(keys: Keys, about: str, sealed: str, code: str, now: Instant) -> Proven | None:
    """The secret of an offer, when ``code`` is one of it now."""
    try:
        secret = keys.unseal(from_base64url(sealed), f"offer {about}").decode()
    except (ValueError, BrokenProof):
        return None
    step = totp_step(secret, code.replace(" ", ""), now)
    return None if step is None else Proven(secret, step)

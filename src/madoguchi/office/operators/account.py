"""One's own account: passkeys, the app's code, recovery codes, password, the browsers that are signed in.

Guarantee: nobody can take their last second factor away; what changes a way in signs every other browser of theirs out. Article: 8.1
"""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.base.clock import Instant
from madoguchi.office.books import Books, Shelf
from madoguchi.office.deeds.ports import Act
from madoguchi.office.deeds.service import Asking, write_deed
from madoguchi.office.fields import line
from madoguchi.office.ids import Entropy, OperatorId, token_digest
from madoguchi.office.operators.invitations import Offer, offer, proven_secret
from madoguchi.office.operators.passkey_ports import CeremonyPurpose, Passkey
from madoguchi.office.operators.passkeys import MOST, NAME_LIMIT, Answer, Passkeys
from madoguchi.office.operators.ports import Operator, WebSession
from madoguchi.office.operators.secrets import new_recovery_codes, recovery_digest
from madoguchi.office.operators.service import OperatorService, is_good_password
from madoguchi.office.provider.keys import Keys
from madoguchi.office.refusals import BadField, NoSuchThing


@dataclass(frozen=True, slots=True)
class Account:
    """What a person sees of their own ways in."""

    person: Operator
    passkeys: tuple[Passkey, ...]
    has_code: bool
    recovery_left: int
    sessions: tuple[WebSession, ...]

    @property
    def may_drop_code(self) -> bool:
        return self.has_code and bool(self.passkeys)

    @property
    def may_drop_passkey(self) -> bool:
        return self.has_code or len(self.passkeys) > 1


class AccountService:
    def __init__(
        self, shelf: Shelf, keys: Keys, entropy: Entropy, passkeys: Passkeys, operators: OperatorService
    ) -> None:
        self._shelf = shelf
        self._keys = keys
        self._entropy = entropy
        self._passkeys = passkeys
        self._operators = operators

    def get(self, operator_id: OperatorId, now: Instant) -> Account:
        """One's own."""
        with self._shelf.reading() as books:
            return self._account(books, operator_id, now)

    def offer(self, asking: Asking, issuer: str) -> Offer:
        """A new secret for the app; nothing changes until its code was shown."""
        who = _who(asking)
        return offer(self._keys, self._entropy, who, asking.actor.login if asking.actor else "", issuer)

    def set_code(self, asking: Asking, sealed: str, code: str, token: str) -> BadField | None:
        """The app's new secret stands; codes of the old one are over."""
        who = _who(asking)
        proven = proven_secret(self._keys, who, sealed, code, asking.at)
        if proven is None:
            return BadField("code", "people.field.code")
        with self._shelf.writing() as books:
            books.operators.set_totp(who, self._keys.seal(proven.secret.encode(), who, self._entropy))
            books.operators.use_totp_step(who, proven.step)
            self._changed(books, asking, Act.CODE_SET, token)
        return None

    def drop_code(self, asking: Asking, token: str) -> BadField | None:
        """Passkeys alone from now on."""
        who = _who(asking)
        with self._shelf.writing() as books:
            if not self._account(books, who, asking.at).may_drop_code:
                return BadField("code", "people.field.last_factor")
            books.operators.set_totp(who, b"")
            self._changed(books, asking, Act.CODE_REMOVED, token)
        return None

    def ask_for_passkey(self, asking: Asking, provider: str) -> str:
        """Options for making one."""
        assert asking.actor is not None
        with self._shelf.writing() as books:
            return self._passkeys.invite(
                books,
                CeremonyPurpose.ADD,
                asking.actor.id,
                asking.actor.id,
                asking.actor.login,
                provider,
                asking.at,
            )

    def add_passkey(self, asking: Asking, text: str, name: str) -> Passkey | BadField:
        """One more, under a name of the person's choice."""
        who = _who(asking)
        if wrong := line("name", name, limit=NAME_LIMIT):
            return wrong
        with self._shelf.writing() as books:
            if len(books.passkeys.of(who)) >= MOST:
                return BadField("name", "people.field.too_many_passkeys")
            answer = Answer(text, who)
            passkey = self._passkeys.made(books, CeremonyPurpose.ADD, answer, who, name.strip(), asking.at)
            if passkey is None:
                return BadField("name", "people.field.passkey")
            books.passkeys.add(passkey)
            write_deed(books, asking, Act.PASSKEY_ADDED, passkey.name)
        return passkey

    def drop_passkey(self, asking: Asking, passkey_id: str, token: str) -> NoSuchThing | BadField | None:
        """It opens nothing any more."""
        who = _who(asking)
        with self._shelf.writing() as books:
            account = self._account(books, who, asking.at)
            found = next((one for one in account.passkeys if one.id == passkey_id), None)
            if found is None:
                return NoSuchThing()
            if not account.may_drop_passkey:
                return BadField("passkey", "people.field.last_factor")
            books.passkeys.remove(found.id)
            self._changed(books, asking, Act.PASSKEY_REMOVED, token, found.name)
        return None

    def new_recovery_codes(self, asking: Asking) -> tuple[str, ...]:
        """Ten new ones; the old ones are over. Shown once."""
        who = _who(asking)
        codes = new_recovery_codes(self._entropy)
        with self._shelf.writing() as books:
            books.operators.drop_recovery_codes(who, asking.at)
            books.operators.add_recovery_codes(who, [recovery_digest(who, code) for code in codes])
            write_deed(books, asking, Act.RECOVERY_MADE, "")
        return codes

    def change_password(self, asking: Asking, password: str, token: str) -> BadField | None:
        """Whoever asks has just shown the old one, or a second factor."""
        assert asking.actor is not None
        if not is_good_password(password, asking.actor.login):
            return BadField("phrase", "office.field.password")
        password_hash = self._operators.hashed(password)
        with self._shelf.writing() as books:
            books.operators.set_password_hash(asking.actor.id, password_hash)
            self._changed(books, asking, Act.PHRASE_CHANGED, token)
        return None

    def sign_out_elsewhere(self, asking: Asking, token: str) -> None:
        """Every browser but this one."""
        with self._shelf.writing() as books:
            self._changed(books, asking, Act.SIGNED_OUT_ELSEWHERE, token)

    def _changed(self, books: Books, asking: Asking, act: Act, token: str, about: str = "") -> None:
        books.web_sessions.end_all(_who(asking), asking.at, but=token_digest(token))
        write_deed(books, asking, act, about)

    def _account(self, books: Books, operator_id: OperatorId, now: Instant) -> Account:
        person = books.operators.by_id(operator_id)
        assert person is not None
        return Account(
            person=person,
            passkeys=tuple(books.passkeys.of(operator_id)),
            has_code=bool(person.totp_sealed),
            recovery_left=books.operators.recovery_codes_left(operator_id),
            sessions=tuple(books.web_sessions.open_ones(operator_id, now - self._operators.life.idle)),
        )


def _who(asking: Asking) -> OperatorId:
    assert asking.actor is not None
    return asking.actor.id

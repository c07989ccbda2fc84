"""The second factor, whatever it is: a code of the app, a recovery code, a passkey. Each counts once. Article: 8.1"""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.base.clock import Instant
from madoguchi.office.books import Books
from madoguchi.office.operators.passkey_ports import CeremonyPurpose
from madoguchi.office.operators.passkeys import Answer, Passkeys
from madoguchi.office.operators.ports import Operator
from madoguchi.office.operators.secrets import is_totp_shaped, recovery_digest, totp_step
from madoguchi.office.provider.keys import Keys


@dataclass(frozen=True, slots=True)
class Factor:
    """What somebody shows: typed, or answered by a device."""

    code: str = ""
    passkey: Answer | None = None


class Factors:
    def __init__(self, keys: Keys, passkeys: Passkeys) -> None:
        self._keys = keys
        self._passkeys = passkeys

    def shown(
        self, books: Books, operator: Operator, factor: Factor, purpose: CeremonyPurpose, now: Instant
    ) -> str | None:
        """What it was (``code``, ``recovery``, ``passkey``); None when it is not this person's."""
        if factor.passkey is not None:
            found = self._passkeys.shown(books, purpose, factor.passkey, now)
            return "passkey" if found is not None and found.passkey.operator_id == operator.id else None
        plain = factor.code.replace(" ", "")
        if is_totp_shaped(plain):
            return "code" if self.code_fits(books, operator, plain, now) else None
        used = books.operators.use_recovery_code(operator.id, recovery_digest(operator.id, plain), now)
        return "recovery" if used else None

    def code_fits(self, books: Books, operator: Operator, code: str, now: Instant) -> bool:
        """Whether a code of the app is this person's and newer than every one used before; it is used up."""
        if not operator.totp_sealed:
            return False
        step = totp_step(self._keys.unseal(operator.totp_sealed, operator.id).decode(), code, now)
        return step is not None and books.operators.use_totp_step(operator.id, step)

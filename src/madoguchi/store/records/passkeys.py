"""Passkeys, the challenges that wait for an answer, and identities at a sign-in service. Article: 8.1"""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from madoguchi.base.clock import Instant
from madoguchi.office.ids import OperatorId
from madoguchi.office.operators.identity_ports import Identity
from madoguchi.office.operators.passkey_ports import Ceremony, CeremonyPurpose, Passkey
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.people import ceremonies, identities, passkeys


class Passkeys(Register):
    def add(self, passkey: Passkey) -> None:
        self._do(insert(passkeys).values(**values_of(passkey)))

    def of(self, operator_id: OperatorId) -> list[Passkey]:
        query = select(passkeys).where(passkeys.c.operator_id == operator_id)
        return self._many(Passkey, query.order_by(passkeys.c.added_at, passkeys.c.id))

    def by_credential(self, credential_id: str) -> Passkey | None:
        return self._one(Passkey, select(passkeys).where(passkeys.c.credential_id == credential_id))

    def used(self, passkey_id: str, sign_count: int, now: Instant) -> None:
        self._do(update(passkeys).where(passkeys.c.id == passkey_id).values(sign_count=sign_count, used_at=now))

    def remove(self, passkey_id: str) -> None:
        self._do(delete(passkeys).where(passkeys.c.id == passkey_id))

    def remove_all(self, operator_id: OperatorId) -> None:
        self._do(delete(passkeys).where(passkeys.c.operator_id == operator_id))


class Ceremonies(Register):
    def add(self, ceremony: Ceremony, now: Instant) -> None:
        self._do(delete(ceremonies).where(ceremonies.c.expires_at <= now))
        self._do(insert(ceremonies).values(**values_of(ceremony)))

    def spend(self, challenge_sha256: str, purpose: CeremonyPurpose, about: str, now: Instant) -> bool:
        fits = (
            ceremonies.c.challenge_sha256 == challenge_sha256,
            ceremonies.c.purpose == purpose,
            ceremonies.c.about == about,
            ceremonies.c.expires_at > now,
        )
        return self._do(delete(ceremonies).where(*fits)) == 1


class Identities(Register):
    def add(self, identity: Identity) -> None:
        self._do(insert(identities).values(**values_of(identity)))

    def find(self, issuer: str, subject: str) -> Identity | None:
        return self._one(
            Identity, select(identities).where(identities.c.issuer == issuer, identities.c.subject == subject)
        )

    def of(self, operator_id: OperatorId) -> list[Identity]:
        query = select(identities).where(identities.c.operator_id == operator_id)
        return self._many(Identity, query.order_by(identities.c.linked_at))

    def remove_all(self, operator_id: OperatorId) -> None:
        self._do(delete(identities).where(identities.c.operator_id == operator_id))

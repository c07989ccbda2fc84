"""Operators, their recovery codes and links, the browsers that are signed in, and who is invited."""

from __future__ import annotations

from sqlalchemy import func, insert, select, update

from madoguchi.base.clock import Instant
from madoguchi.office.ids import OperatorId
from madoguchi.office.operators.ports import Invitation, Operator, OperatorRole, WebSession
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.people import invitations, operators, recovery_codes, sign_in_links, web_sessions


class Operators(Register):
    def add(self, operator: Operator) -> None:
        self._do(insert(operators).values(**values_of(operator)))

    def by_id(self, operator_id: OperatorId) -> Operator | None:
        return self._one(Operator, select(operators).where(operators.c.id == operator_id))

    def by_login(self, login: str) -> Operator | None:
        return self._one(Operator, select(operators).where(operators.c.login == login))

    def everybody(self) -> list[Operator]:
        return self._many(Operator, select(operators).order_by(operators.c.login))

    def use_totp_step(self, operator_id: OperatorId, step: int) -> bool:
        newer = operators.c.totp_last_step < step
        return self._do(update(operators).where(operators.c.id == operator_id, newer).values(totp_last_step=step)) == 1

    def set_active(self, operator_id: OperatorId, active: bool) -> None:
        self._do(update(operators).where(operators.c.id == operator_id).values(active=active))

    def set_role(self, operator_id: OperatorId, role: OperatorRole) -> None:
        self._do(update(operators).where(operators.c.id == operator_id).values(role=role))

    def set_password_hash(self, operator_id: OperatorId, password_hash: str) -> None:
        self._do(update(operators).where(operators.c.id == operator_id).values(password_hash=password_hash))

    def set_totp(self, operator_id: OperatorId, sealed: bytes) -> None:
        self._do(update(operators).where(operators.c.id == operator_id).values(totp_sealed=sealed, totp_last_step=0))

    def recovery_codes_left(self, operator_id: OperatorId) -> int:
        left = (recovery_codes.c.operator_id == operator_id, recovery_codes.c.used_at.is_(None))
        return int(self._connection.execute(select(func.count()).where(*left)).scalar_one())

    def drop_recovery_codes(self, operator_id: OperatorId, now: Instant) -> None:
        left = (recovery_codes.c.operator_id == operator_id, recovery_codes.c.used_at.is_(None))
        self._do(update(recovery_codes).where(*left).values(used_at=now))

    def add_recovery_codes(self, operator_id: OperatorId, digests: list[str]) -> None:
        for digest in digests:
            self._do(insert(recovery_codes).values(code_sha256=digest, operator_id=operator_id, used_at=None))

    def use_recovery_code(self, operator_id: OperatorId, digest: str, now: Instant) -> bool:
        unused = (
            recovery_codes.c.operator_id == operator_id,
            recovery_codes.c.code_sha256 == digest,
            recovery_codes.c.used_at.is_(None),
        )
        return self._do(update(recovery_codes).where(*unused).values(used_at=now)) == 1

    def add_link(self, digest: str, operator_id: OperatorId, expires_at: Instant) -> None:
        self._do(
            insert(sign_in_links).values(
                token_sha256=digest, operator_id=operator_id, expires_at=expires_at, used_at=None
            )
        )

    def use_link(self, digest: str, now: Instant) -> OperatorId | None:
        unused = (
            sign_in_links.c.token_sha256 == digest,
            sign_in_links.c.used_at.is_(None),
            sign_in_links.c.expires_at > now,
        )
        if self._do(update(sign_in_links).where(*unused).values(used_at=now)) != 1:
            return None
        found = self._connection.execute(
            select(sign_in_links.c.operator_id).where(sign_in_links.c.token_sha256 == digest)
        ).scalar_one()
        return OperatorId(found)


class WebSessions(Register):
    def add(self, session: WebSession) -> None:
        self._do(insert(web_sessions).values(**values_of(session)))

    def by_digest(self, digest: str) -> WebSession | None:
        return self._one(WebSession, select(web_sessions).where(web_sessions.c.token_sha256 == digest))

    def touch(self, digest: str, now: Instant) -> None:
        self._do(update(web_sessions).where(web_sessions.c.token_sha256 == digest).values(seen_at=now))

    def touch_all(self, operator_id: OperatorId, seen_since: Instant, now: Instant) -> None:
        alive = (
            web_sessions.c.operator_id == operator_id,
            web_sessions.c.seen_at > seen_since,
            web_sessions.c.ended_at.is_(None),
        )
        self._do(update(web_sessions).where(*alive).values(seen_at=now))

    def prove(self, digest: str, now: Instant) -> None:
        self._do(update(web_sessions).where(web_sessions.c.token_sha256 == digest).values(proven_at=now))

    def open_ones(self, operator_id: OperatorId, seen_since: Instant) -> list[WebSession]:
        alive = (
            web_sessions.c.operator_id == operator_id,
            web_sessions.c.seen_at > seen_since,
            web_sessions.c.ended_at.is_(None),
        )
        return self._many(WebSession, select(web_sessions).where(*alive).order_by(web_sessions.c.seen_at.desc()))

    def signed_in(self, seen_since: Instant, created_since: Instant) -> frozenset[OperatorId]:
        alive = (
            web_sessions.c.ended_at.is_(None),
            web_sessions.c.seen_at > seen_since,
            web_sessions.c.created_at > created_since,
            operators.c.active,
        )
        query = select(web_sessions.c.operator_id).join(operators).where(*alive).distinct()
        return frozenset(OperatorId(found) for found in self._connection.execute(query).scalars())

    def is_known_network(self, operator_id: OperatorId, network: str) -> bool:
        seen = (web_sessions.c.operator_id == operator_id, web_sessions.c.network == network)
        return self._connection.execute(select(web_sessions.c.token_sha256).where(*seen).limit(1)).first() is not None

    def last_seen(self) -> dict[OperatorId, Instant]:
        latest = func.max(web_sessions.c.seen_at, type_=web_sessions.c.seen_at.type)
        query = select(web_sessions.c.operator_id, latest).group_by(web_sessions.c.operator_id)
        return {OperatorId(operator_id): seen_at for operator_id, seen_at in self._connection.execute(query)}

    def end(self, digest: str, now: Instant) -> None:
        self._do(
            update(web_sessions)
            .where(web_sessions.c.token_sha256 == digest, web_sessions.c.ended_at.is_(None))
            .values(ended_at=now)
        )

    def end_all(self, operator_id: OperatorId, now: Instant, *, but: str = "") -> None:
        theirs = (
            web_sessions.c.operator_id == operator_id,
            web_sessions.c.ended_at.is_(None),
            web_sessions.c.token_sha256 != but,
        )
        self._do(update(web_sessions).where(*theirs).values(ended_at=now))


class Invitations(Register):
    def add(self, invitation: Invitation) -> None:
        self._do(insert(invitations).values(**values_of(invitation)))

    def by_id(self, invitation_id: str) -> Invitation | None:
        return self._one(Invitation, select(invitations).where(invitations.c.id == invitation_id))

    def by_digest(self, token_sha256: str) -> Invitation | None:
        return self._one(Invitation, select(invitations).where(invitations.c.token_sha256 == token_sha256))

    def live(self, now: Instant) -> list[Invitation]:
        query = select(invitations).where(invitations.c.over_at.is_(None), invitations.c.expires_at > now)
        return self._many(Invitation, query.order_by(invitations.c.made_at.desc()))

    def is_login_invited(self, login: str, now: Instant) -> bool:
        return any(found.login == login for found in self.live(now))

    def settle(self, invitation_id: str, now: Instant) -> bool:
        open_one = (invitations.c.id == invitation_id, invitations.c.over_at.is_(None))
        return self._do(update(invitations).where(*open_one).values(over_at=now)) == 1

    def settle_of(self, operator_id: OperatorId, now: Instant) -> None:
        theirs = (invitations.c.operator_id == operator_id, invitations.c.over_at.is_(None))
        self._do(update(invitations).where(*theirs).values(over_at=now))

"""Operators, their recovery codes and links, and the browsers that are signed in."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from madoguchi.base.clock import Instant
from madoguchi.office.ids import OperatorId
from madoguchi.office.operators.ports import Operator, WebSession
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.people import operators, recovery_codes, sign_in_links, web_sessions


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

    def end(self, digest: str, now: Instant) -> None:
        self._do(
            update(web_sessions)
            .where(web_sessions.c.token_sha256 == digest, web_sessions.c.ended_at.is_(None))
            .values(ended_at=now)
        )

    def end_all(self, operator_id: OperatorId, now: Instant) -> None:
        self._do(
            update(web_sessions)
            .where(web_sessions.c.operator_id == operator_id, web_sessions.c.ended_at.is_(None))
            .values(ended_at=now)
        )

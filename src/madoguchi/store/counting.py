"""How many of what, for those who watch the server: counts alone, never a name, number or id. And whether writing works."""

from __future__ import annotations

import logging

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from madoguchi.base.clock import Instant
from madoguchi.office.counts import Counts
from madoguchi.office.hooks.ports import HookCounts, MessageState
from madoguchi.office.numbers.ports import NumberState
from madoguchi.store.engine import reading, writing
from madoguchi.store.migrate import head, version_of
from madoguchi.store.tables.integrations import hook_messages
from madoguchi.store.tables.proofs import ledger
from madoguchi.store.tables.sessions import numbers, sessions
from madoguchi.wire.vocabulary import Phase

log = logging.getLogger("madoguchi.store")


def counts_of(engine: Engine, now: Instant) -> Counts:
    """One consistent view."""
    by_phase = select(sessions.c.phase, func.count()).where(sessions.c.phase != Phase.ENDED).group_by(sessions.c.phase)
    by_ending = (
        select(sessions.c.ending, func.count()).where(sessions.c.phase == Phase.ENDED).group_by(sessions.c.ending)
    )
    live = select(func.count()).where(numbers.c.state == NumberState.OPEN, numbers.c.expires_at > now)
    with reading(engine) as connection:
        return Counts(
            running={phase.word: int(count) for phase, count in connection.execute(by_phase)},
            ended={ending.word: int(count) for ending, count in connection.execute(by_ending) if ending},
            numbers=int(connection.execute(live).scalar_one()),
            hooks=_hooks(connection),
            ledger=int(connection.execute(select(func.coalesce(func.max(ledger.c.number), 0))).scalar_one()),
        )


def _hooks(connection: Connection) -> HookCounts:
    unsent = hook_messages.c.state.in_((MessageState.WAITING, MessageState.SENDING))
    waiting, oldest = connection.execute(select(func.count(), func.min(hook_messages.c.made_at)).where(unsent)).one()
    lost = select(func.count()).where(hook_messages.c.state == MessageState.GIVEN_UP)
    return HookCounts(int(waiting), int(connection.execute(lost).scalar_one()), oldest)


def is_ready(engine: Engine) -> bool:
    """Whether the database answers, has our version, and lets the ledger's next writer in."""
    try:
        with writing(engine) as connection:
            connection.execute(select(func.max(ledger.c.number))).scalar()
            return version_of(connection) == head()
    except SQLAlchemyError as wrong:
        log.error("the database is not ready: %s", type(wrong).__name__)
        return False

"""API keys, the answers they were given, receivers of webhooks and their messages. Article: 8.3"""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from madoguchi.base.clock import Instant
from madoguchi.office.api_keys.ports import ApiKey, ApiReply
from madoguchi.office.hooks.ports import Hook, HookMessage, MessageState
from madoguchi.office.ids import OperatorId
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.integrations import api_keys, api_replies, hook_messages, hooks


class ApiKeys(Register):
    def add(self, key: ApiKey) -> None:
        self._do(insert(api_keys).values(**values_of(key)))

    def by_digest(self, token_sha256: str) -> ApiKey | None:
        return self._one(ApiKey, select(api_keys).where(api_keys.c.token_sha256 == token_sha256))

    def of_operator(self, operator_id: OperatorId) -> list[ApiKey]:
        query = select(api_keys).where(api_keys.c.operator_id == operator_id)
        return self._many(ApiKey, query.order_by(api_keys.c.made_at.desc(), api_keys.c.id))

    def used(self, key_id: str, at: Instant) -> None:
        self._do(update(api_keys).where(api_keys.c.id == key_id).values(used_at=at))

    def revoke(self, operator_id: OperatorId, key_id: str, at: Instant) -> ApiKey | None:
        own = (api_keys.c.id == key_id, api_keys.c.operator_id == operator_id, api_keys.c.revoked_at.is_(None))
        if self._do(update(api_keys).where(*own).values(revoked_at=at)) != 1:
            return None
        return self._one(ApiKey, select(api_keys).where(api_keys.c.id == key_id))

    def reply(self, key_id: str, call: str) -> ApiReply | None:
        mine = (api_replies.c.key_id == key_id, api_replies.c.call == call)
        return self._one(ApiReply, select(api_replies).where(*mine))

    def put_reply(self, reply: ApiReply) -> None:
        self.drop_reply(reply.key_id, reply.call)
        self._do(insert(api_replies).values(**values_of(reply)))

    def drop_reply(self, key_id: str, call: str) -> None:
        mine = (api_replies.c.key_id == key_id, api_replies.c.call == call)
        self._connection.execute(delete(api_replies).where(*mine))

    def drop_replies_before(self, at: Instant) -> None:
        self._connection.execute(delete(api_replies).where(api_replies.c.at < at))


class Hooks(Register):
    def add(self, hook: Hook) -> None:
        self._do(insert(hooks).values(**values_of(hook)))

    def change(self, hook: Hook) -> None:
        self._do(update(hooks).where(hooks.c.id == hook.id).values(**values_of(hook)))

    def by_id(self, hook_id: str) -> Hook | None:
        return self._one(Hook, select(hooks).where(hooks.c.id == hook_id, hooks.c.removed_at.is_(None)))

    def all(self) -> list[Hook]:
        return self._many(Hook, select(hooks).where(hooks.c.removed_at.is_(None)).order_by(hooks.c.name, hooks.c.id))

    def put(self, message: HookMessage) -> None:
        self._do(insert(hook_messages).values(**values_of(message)))

    def message(self, message_id: str) -> HookMessage | None:
        return self._one(HookMessage, select(hook_messages).where(hook_messages.c.id == message_id))

    def messages_of(self, hook_id: str, limit: int) -> list[HookMessage]:
        query = select(hook_messages).where(hook_messages.c.hook_id == hook_id)
        newest = (hook_messages.c.made_at.desc(), hook_messages.c.id)
        return self._many(HookMessage, query.order_by(*newest).limit(limit))

    def due(self, now: Instant, limit: int) -> list[HookMessage]:
        table = hook_messages.c
        busy = select(hook_messages.c.hook_id).where(table.state == MessageState.SENDING)
        query = (
            select(hook_messages)
            .join(hooks, hooks.c.id == table.hook_id)
            .where(table.state == MessageState.WAITING, table.due_at <= now, hooks.c.is_on, table.hook_id.not_in(busy))
            .order_by(table.due_at, table.made_at, table.id)
        )
        return self._many(HookMessage, query.limit(limit))

    def left(self, before: Instant) -> list[HookMessage]:
        claimed = (hook_messages.c.state == MessageState.SENDING, hook_messages.c.changed_at < before)
        return self._many(HookMessage, select(hook_messages).where(*claimed))

    def move(self, message: HookMessage, before: MessageState) -> bool:
        query = update(hook_messages).where(hook_messages.c.id == message.id, hook_messages.c.state == before)
        return self._do(query.values(**values_of(message))) == 1

    def forget_delivered(self, before: Instant) -> None:
        old = (hook_messages.c.state == MessageState.DELIVERED, hook_messages.c.changed_at < before)
        self._connection.execute(delete(hook_messages).where(*old))

"""What scopes, events and states of webhooks are called on screens."""

from __future__ import annotations

from typing import Final

from madoguchi.base.word_keys import Key
from madoguchi.office.api_keys.ports import Scope
from madoguchi.office.hooks.ports import HookEvent, MessageState

SCOPE_KEYS: Final[dict[Scope, Key]] = {
    Scope.CUSTOMERS_READ: "api.scope.customers_read",
    Scope.CUSTOMERS_WRITE: "api.scope.customers_write",
    Scope.CASES_READ: "api.scope.cases_read",
    Scope.CASES_WRITE: "api.scope.cases_write",
    Scope.SESSIONS_READ: "api.scope.sessions_read",
    Scope.STATEMENTS_READ: "api.scope.statements_read",
    Scope.STATEMENTS_WRITE: "api.scope.statements_write",
    Scope.HOURS_READ: "api.scope.hours_read",
    Scope.FEES_READ: "api.scope.fees_read",
}
EVENT_KEYS: Final[dict[HookEvent, Key]] = {
    HookEvent.SESSION_STARTED: "hooks.event.session_started",
    HookEvent.SESSION_ENDED: "hooks.event.session_ended",
    HookEvent.REQUEST_CAME: "hooks.event.request_came",
    HookEvent.STATEMENT_ISSUED: "hooks.event.statement_issued",
    HookEvent.TERMS_PUBLISHED: "hooks.event.terms_published",
    HookEvent.TEST: "hooks.event.test",
}
STATE_KEYS: Final[dict[MessageState, Key]] = {
    MessageState.WAITING: "hooks.state.waiting",
    MessageState.SENDING: "hooks.state.sending",
    MessageState.DELIVERED: "hooks.state.delivered",
    MessageState.GIVEN_UP: "hooks.state.given_up",
}
ANSWER_KEYS: Final[dict[str, Key]] = {  # why there was no answer
    "address": "hooks.answer.address",
    "answer": "hooks.answer.answer",
    "left": "hooks.answer.left",
    "name": "hooks.answer.name",
    "timeout": "hooks.answer.timeout",
    "tls": "hooks.answer.tls",
    "unreachable": "hooks.answer.unreachable",
}

"""The words for the office's closed lists."""

from __future__ import annotations

from typing import Final

from madoguchi.base.word_keys import Key
from madoguchi.office.cases.ports import CaseStatus, Category, Told
from madoguchi.office.customers import words as customer_words
from madoguchi.office.customers.ports import SystemUse
from madoguchi.wire.vocabulary import Ending, Phase, RequestState

KIND_KEYS: Final = customer_words.KIND_KEYS
STATUS_KEYS: Final = customer_words.STATUS_KEYS
CATEGORY_KEYS: Final[dict[Category, Key]] = {
    Category.FAULT: "office.category.fault",
    Category.OPERATION: "office.category.operation",
    Category.RESTORATION: "office.category.restoration",
}
CASE_STATUS_KEYS: Final[dict[CaseStatus, Key]] = {
    CaseStatus.OPEN: "office.case_status.open",
    CaseStatus.WAITING: "register.case_status.waiting",
    CaseStatus.CLOSED: "office.case_status.closed",
    CaseStatus.DECLINED: "register.case_status.declined",
}
TOLD_KEYS: Final[dict[Told, Key]] = {
    Told.PORTAL: "cases.told.portal",
    Told.PHONE: "cases.told.phone",
    Told.EMAIL: "cases.told.email",
}
SYSTEM_USE_KEYS: Final[dict[SystemUse, Key]] = {
    SystemUse.IN_USE: "register.use.in_use",
    SystemUse.PLANNED: "register.use.planned",
}
PHASE_KEYS: Final[dict[Phase, Key]] = {
    Phase.INVITED: "office.phase.invited",
    Phase.FETCHED: "office.phase.fetched",
    Phase.STARTED: "office.phase.started",
    Phase.SHOWN: "office.phase.shown",
    Phase.AGREED: "office.phase.agreed",
    Phase.CONNECTED: "office.phase.connected",
    Phase.ENDED: "office.phase.ended",
}
ENDING_KEYS: Final[dict[Ending, Key]] = {
    Ending.RESOLVED: "ending.resolved",
    Ending.CUSTOMER_STOPPED: "ending.customer_stopped",
    Ending.OPERATOR_ENDED: "ending.operator_ended",
    Ending.DECLINED: "ending.declined",
    Ending.HOURS_REFUSED: "ending.hours_refused",
    Ending.SUPERVISOR_ENDED: "ending.supervisor_ended",
    Ending.LOST: "ending.lost",
}
REQUEST_KEYS: Final[dict[RequestState, Key]] = {
    RequestState.ASKED: "requests.state.asked",
    RequestState.DONE: "requests.state.done",
    RequestState.CANNOT: "requests.state.cannot",
    RequestState.TICKED_OFF: "requests.state.ticked_off",
    RequestState.TAKEN_BACK: "requests.state.taken_back",
}

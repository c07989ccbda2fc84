"""お願い in one session: heard from the operator, shown, ticked off by the customer, said to the operator at once, put on record.

The machine decides (session.requests); this carries it out on the line's loop. A click or a word that comes too late changes
nothing and is answered by how things stand. Article: 5.7
"""

from __future__ import annotations

import re
from typing import Final

from madoguchi.base.errors import PeerError, Reason
from madoguchi.host.port import AnswerRequest, ShowRequests
from madoguchi.host.runner.parts import Parts
from madoguchi.host.runner.records import Records
from madoguchi.session.requests import RequestAct, Requested, Requests
from madoguchi.session.roles import By
from madoguchi.wire.conversation import REQUEST_WORD_LIMIT, RequestStands, RequestToCustomer, SettleRequest
from madoguchi.wire.vocabulary import Phase, RequestState

KIND_OF: Final[dict[RequestAct, str]] = {
    RequestAct.DONE: "request:done",
    RequestAct.CANNOT: "request:cannot",
    RequestAct.REOPEN: "request:reopened",
    RequestAct.TICK_OFF: "request:ticked_off",
    RequestAct.TAKE_BACK: "request:taken_back",
}
SETTLES: Final = {RequestState.TICKED_OFF: RequestAct.TICK_OFF, RequestState.TAKEN_BACK: RequestAct.TAKE_BACK}
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # nobody types them, and databases refuse the first


class SessionRequests:
    """Everything that the customer was asked to do in one session. ``records`` must be set before the session is open."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._requests = Requests()
        self.records: Records | None = None

    # --- the operator -------------------------------------------------------------------------------------------------

    def heard(self, message: RequestToCustomer | SettleRequest) -> None:
        """Raises PeerError for what no console of ours sends."""
        match message:
            case RequestToCustomer():
                self._asked(message)
            case SettleRequest(request=request, state=state):
                act = SETTLES.get(state)
                if act is None:
                    raise PeerError(Reason.NOT_YOURS_TO_DO, f"a console says {state.word}")
                self._move(By.OPERATOR, act, request)

    def _asked(self, message: RequestToCustomer) -> None:
        text = _CONTROLS.sub("", message.text.replace("\r\n", "\n")).strip()
        known = self._requests.get(message.request)
        if known is None and (not text or self._parts.law.stand().phase is not Phase.CONNECTED):
            self._say(Requested(message.request, text, RequestState.NOT_TAKEN))
            return
        one = self._requests.ask(message.request, text)
        if known is None and one.state is RequestState.ASKED:
            self._put("request:asked", one)
            self._show()
        self._say(one)

    def resumed(self) -> None:
        """A handshake was done: the console may know nothing of them."""
        for one in self._requests.all:
            self._say(one)

    # --- the customer -------------------------------------------------------------------------------------------------

    def answered(self, value: AnswerRequest) -> None:
        word = _CONTROLS.sub("", value.word).strip()
        self._move(By.CUSTOMER, value.act, value.request, _cut(word, REQUEST_WORD_LIMIT))

    # --- both ---------------------------------------------------------------------------------------------------------

    def _move(self, by: By, act: RequestAct, request: int, word: str = "") -> None:
        try:
            one = self._requests.act(by, act, request, word)
        except PeerError:
            known = self._requests.get(request)
            self._say(known or Requested(request, "", RequestState.NOT_TAKEN))
            return
        self._put(KIND_OF[act], one)
        self._show()
        self._say(one)

    def _put(self, kind: str, one: Requested) -> None:
        assert self.records is not None, "nothing is asked before the session is on record"
        body: dict[str, str | int] = {"request": one.request, "text": one.text}
        if one.state is RequestState.CANNOT:
            body["word"] = one.word
        self.records.put(kind, body)

    def _show(self) -> None:
        self._parts.show(ShowRequests(self._requests.all))

    def _say(self, one: Requested) -> None:
        self._parts.outlet.say(RequestStands(one.request, one.state, one.text, one.word))


def _cut(text: str, limit: int) -> str:
    """The longest beginning of ``text`` whose UTF-8 has at most ``limit`` bytes."""
    return text.encode("utf-8")[:limit].decode("utf-8", errors="ignore")

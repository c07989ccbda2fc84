"""Every kind of entry, declared once: who says it, what it holds, how it is told, how it is forgotten.

A kind that stands here can be written down; any other is refused. ``told`` is the catalogue's key for the timeline, its
slots are named after fields of the body. Article: P.1, P.2, 5.2, 5.6, 5.7, 8.5
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Language
from madoguchi.ledger.shapes import Fields, Many, OneOf, Sha256, Shape, Text, When, Whole
from madoguchi.wire.vocabulary import Access, Ending, Pause, Sharing


class SaidBy(StrEnum):
    """Whose word an entry is."""

    HOST = "host"  # the customer's program, under its own signature
    OFFICE = "office"


class Forgotten(StrEnum):
    """How the payload goes one day; the entry itself stays."""

    WITH_THE_CASE = "with_the_case"  # its salt and payload are destroyed with the case's records
    NEVER = "never"  # it holds nothing personal


@dataclass(frozen=True, slots=True)
class Kind:
    said_by: SaidBy
    body: Fields
    told: Key
    forgotten: Forgotten


_LANGUAGE: Final = OneOf(frozenset(language.value for language in Language))
_TERMS: Final[dict[str, Shape]] = {
    "language": _LANGUAGE,  # of the text that was shown
    "sha256": Sha256(),  # of the Japanese text, which binds
    "shown_sha256": Sha256(),
    "version": Text(40, least=1),
}
_BY: Final[dict[str, Shape]] = {"by": Text(32)}  # who, as an id without a name; empty: on the server's own command line
_PUBLICATION: Final = Fields({**_BY, "effective": Text(24), "sha256": Sha256()}, {"about": Text(200)})
_ACCESS: Final[dict[str, Shape]] = {"access": OneOf(frozenset(access.word for access in Access))}
_FILE: Final = Fields(
    needed={"direction": OneOf(frozenset({"to_customer", "from_customer"})), "name": Text(1024)},
    extra={
        "path": Text(4096),
        "purpose": Text(4096),
        "reason": Text(64),
        "sha256": Text(64),
        "size": Whole(),
        "transfer": Whole(),
    },
)
_REPLACED: Final = Fields({"original": Text(4200), "path": Text(4200), "transfer": Whole()})
_CHANGE: Final = Fields(
    {
        "after": Text(96),
        "before": Text(96),
        "name": Text(96, least=1),
        "part": OneOf(frozenset({"package", "service"})),
    }
)
_REQUEST: Final[dict[str, Shape]] = {"request": Whole(), "text": Text(1200, least=1)}
_APPOINTMENT: Final = Fields(
    {
        "appointment": Text(32),
        "case": Text(32),
        "ends": When(),
        "off_hours": OneOf(frozenset({"yes", "no"})),
        "operator": Text(200),
        "sequence": Whole(),
        "starts": When(),
    }
)
_CUSTODY: Final[dict[str, Shape]] = {  # never the file's name: the ledger outlives the file
    "case": Text(32),
    "custody": Text(32),
    "number": Whole(),
    "operator": Text(200),
}
_PAPER: Final[dict[str, Shape]] = {  # of a subcontractor, by an id without a name
    "expires": When(),
    "paper": OneOf(frozenset({"agreement", "nda"})),
    "reference": Text(200),
    "subcontractor": Text(32),
}
_KEPT: Final[dict[str, Shape]] = {"sha256": Sha256(), "size": Whole()}
_VERDICT: Final[dict[str, Shape]] = {"verdict": OneOf(frozenset({"clean", "not_clean", "unknown"}))}
_QUOTE: Final[dict[str, Shape]] = {"quote_sha256": Sha256()}
_WORK: Final = Fields(
    {"at": When(), "why": OneOf(frozenset({Pause.LINK.word, Pause.CUSTOMER_PAUSED.word, Pause.OFF_HOURS.word}))}
)
_ASKED: Final[dict[str, Shape]] = {"minutes": Whole(), "purpose": Text(4096)}


def _host(body: Fields, told: Key) -> Kind:
    return Kind(SaidBy.HOST, body, told, Forgotten.WITH_THE_CASE)


def _office(body: Fields, told: Key, forgotten: Forgotten = Forgotten.WITH_THE_CASE) -> Kind:
    return Kind(SaidBy.OFFICE, body, told, forgotten)


KINDS: Final[dict[str, Kind]] = {
    "started": _host(
        Fields({}, {"build": Text(100), "language": Text(2), "platform": Text(100)}), "office.timeline.started"
    ),
    "shown": _host(Fields(_TERMS), "office.timeline.shown"),
    "agreed": _host(
        Fields(
            {
                **_TERMS,
                "backup": OneOf(frozenset({"yes", "no", "unknown"})),
                "build": Text(100),
                "checklist": Many(Text(64), 64),
                "said_by": Fields({"name": Text(200, least=1), "organisation": Text(200)}),
                "sharing": Fields({"kind": OneOf(frozenset(kind.word for kind in Sharing))}, {"title": Text(1024)}),
            }
        ),
        "office.timeline.agreed",
    ),
    "connected": _host(Fields({}), "office.timeline.connected"),
    "declined": _host(Fields({"reason": Text(200)}), "office.timeline.declined"),
    "grant:allowed": _host(Fields({**_ACCESS, **_ASKED}), "office.timeline.grant_allowed"),
    "grant:refused": _host(Fields(_ACCESS, _ASKED), "office.timeline.grant_refused"),
    "grant:withdrawn": _host(Fields(_ACCESS, _ASKED), "office.timeline.grant_withdrawn"),
    "grant:timed_out": _host(Fields(_ACCESS, _ASKED), "office.timeline.grant_timed_out"),
    "grant:yielded": _host(Fields(_ACCESS, _ASKED), "office.timeline.grant_yielded"),
    "grant:not_assigned": _host(Fields(_ACCESS, _ASKED), "subcontractors.timeline.not_assigned"),
    "grant:ran_out": _host(Fields(_ACCESS, _ASKED), "office.timeline.grant_ran_out"),
    "fee:agreed": _host(Fields({**_QUOTE, "stop_at": Whole()}), "office.timeline.fee_agreed"),
    "fee:refused": _host(Fields(_QUOTE), "office.timeline.fee_refused"),
    "fee:withdrawn": _host(Fields(_QUOTE), "office.timeline.fee_withdrawn"),
    "fee:ran_out": _host(Fields(_QUOTE), "office.timeline.fee_ran_out"),
    "work:rested": _host(_WORK, "office.timeline.work_rested"),
    "work:resumed": _host(_WORK, "office.timeline.work_resumed"),
    "request:asked": _host(Fields(_REQUEST), "office.timeline.request_asked"),
    "request:done": _host(Fields(_REQUEST), "office.timeline.request_done"),
    "request:cannot": _host(Fields({**_REQUEST, "word": Text(600)}), "office.timeline.request_cannot"),
    "request:reopened": _host(Fields(_REQUEST), "office.timeline.request_reopened"),
    "request:ticked_off": _host(Fields(_REQUEST), "office.timeline.request_ticked_off"),
    "request:taken_back": _host(Fields(_REQUEST), "office.timeline.request_taken_back"),
    "file:accepted": _host(_FILE, "office.timeline.file_accepted"),
    "file:refused": _host(_FILE, "office.timeline.file_refused"),
    "file:received": _host(_FILE, "office.timeline.file_received"),
    "file:sent": _host(_FILE, "office.timeline.file_sent"),
    "file:stopped": _host(_FILE, "office.timeline.file_stopped"),
    "file:replaced": _host(_REPLACED, "office.timeline.file_replaced"),
    "file:put_back": _host(_REPLACED, "office.timeline.file_put_back"),
    "changes": _host(
        Fields(
            {
                "listed": Many(_CHANGE, 60),
                "packages": Whole(),
                "services": Whole(),
                "sha256": Sha256(),
                "unread": Many(OneOf(frozenset({"package", "service"})), 2),
            }
        ),
        "office.timeline.changes",
    ),
    "ended": _host(
        Fields(
            {
                "bytes_used": Whole(),
                "ending": OneOf(frozenset(ending.word for ending in Ending)),
                "seconds": Whole(),
            }
        ),
        "office.timeline.host_ended",
    ),
    # --- the office's own ---------------------------------------------------------------------------------------------
    "number:issued": _office(Fields({"case": Text(32), "operator": Text(200)}), "office.timeline.number_issued"),
    "number:tried": _office(
        Fields({"address": Text(64), "attempt": Text(32), "build": Text(100), "platform": Text(100)}),
        "office.timeline.number_tried",
    ),
    "number:wrong": _office(Fields({"wrong": Whole()}), "office.timeline.number_wrong", Forgotten.NEVER),
    "number:burnt": _office(Fields({}), "office.timeline.number_burnt", Forgotten.NEVER),
    "number:cancelled": _office(Fields({}), "office.timeline.number_cancelled", Forgotten.NEVER),
    "fetched": _office(Fields({"at": Text(24), "file": Text(200), "sha256": Sha256()}), "office.timeline.fetched"),
    "confirmed": _office(
        Fields(
            {
                "address": Text(64),
                "attempt": Text(32),
                "build": Text(100),
                "case": Text(32),
                "language": Text(2),
                "number": Text(32),
                "off_hours": OneOf(frozenset({"yes", "no"})),
                "operator": Text(200),
                "operator_organisation": Text(200),
                "platform": Text(100),
            }
        ),
        "office.timeline.confirmed",
    ),
    "session:ended": _office(
        Fields({"by": Text(16), "ending": OneOf(frozenset(ending.word for ending in Ending)), "note": Text(4000)}),
        "office.timeline.ended",
    ),
    "request:declined": _office(
        Fields({"operator": Text(200), "reason": Text(1000)}), "queue.timeline.request_declined"
    ),
    "case:declined": _office(
        Fields({"case": Text(32), "operator": Text(200), "reason": Text(1000), "told": Text(16)}),
        "queue.timeline.case_declined",
    ),
    "appointment:made": _office(_APPOINTMENT, "appointments.timeline.made"),
    "appointment:moved": _office(_APPOINTMENT, "appointments.timeline.moved"),
    "appointment:cancelled": _office(_APPOINTMENT, "appointments.timeline.cancelled"),
    "statement:issued": _office(
        Fields({"number": Whole(), "sha256": Sha256()}), "statements.timeline.issued", Forgotten.NEVER
    ),
    "paper:added": _office(Fields({**_BY, **_PAPER}), "subcontractors.timeline.added", Forgotten.NEVER),
    "paper:withdrawn": _office(Fields({**_BY, **_PAPER}), "subcontractors.timeline.withdrawn", Forgotten.NEVER),
    "paper:expired": _office(Fields(_PAPER), "subcontractors.timeline.expired", Forgotten.NEVER),
    "assignment:given": _office(
        Fields(
            {
                "accesses": Many(_ACCESS["access"], len(Access)),
                "assignment": Text(32),
                "case": Text(32),
                "ends": When(),
                "operator": Text(200),
                "organisation": Text(200),
                "supervisor": Text(200),
            }
        ),
        "subcontractors.timeline.given",
    ),
    "assignment:ended": _office(
        Fields(
            {
                "assignment": Text(32),
                "case": Text(32),
                "operator": Text(200),
                "why": OneOf(frozenset({"time_over", "papers", "account", "supervisor", "changed"})),
            }
        ),
        "subcontractors.timeline.ended",
    ),
    "custody:deposited": _office(Fields({**_CUSTODY, **_KEPT, "source": Text(16)}), "custody.timeline.deposited"),
    "custody:checked": _office(Fields({**_VERDICT, "custody": Text(32)}), "custody.timeline.checked", Forgotten.NEVER),
    "custody:opened": _office(Fields({**_CUSTODY, **_VERDICT, "purpose": Text(500)}), "custody.timeline.opened"),
    "custody:returned": _office(Fields({**_CUSTODY, **_KEPT, "reason": Text(500)}), "custody.timeline.returned"),
    "custody:destroyed": _office(Fields({**_CUSTODY, **_KEPT, "reason": Text(500)}), "custody.timeline.destroyed"),
    # --- publications: what the provider decided, from when on, by whom ---------------------------------------------------
    "terms:published": _office(
        Fields(
            {
                **_BY,
                "confirmed_by": Text(32),
                "effective": When(),
                "number": Whole(),
                "texts": Many(
                    Fields({"language": _LANGUAGE, "notice_sha256": Sha256(), "sha256": Sha256(), "title": Text(200)}),
                    len(Language),
                ),
                "version": Text(40, least=1),
            }
        ),
        "office.timeline.terms_published",
        Forgotten.NEVER,
    ),
    "terms:withdrawn": _office(
        Fields({**_BY, "version": Text(40, least=1)}), "terms.timeline.withdrawn", Forgotten.NEVER
    ),
    "hours:published": _office(_PUBLICATION, "terms.timeline.hours", Forgotten.NEVER),
    "hours:withdrawn": _office(_PUBLICATION, "terms.timeline.hours_withdrawn", Forgotten.NEVER),
    "fees:published": _office(_PUBLICATION, "terms.timeline.fees", Forgotten.NEVER),
    "fees:withdrawn": _office(_PUBLICATION, "terms.timeline.fees_withdrawn", Forgotten.NEVER),
    "scope:published": _office(_PUBLICATION, "terms.timeline.scope", Forgotten.NEVER),
    "scope:ended": _office(_PUBLICATION, "terms.timeline.scope_ended", Forgotten.NEVER),
}

"""Appointments: what is typed badly, off hours and collisions told first, each step in timeline, ledger and outbox, one message a step."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from madoguchi.base.words import Language
from madoguchi.office.appointments.concerns import Concerns
from madoguchi.office.appointments.invitations import Letter
from madoguchi.office.appointments.ports import Appointment, Invitation, InvitationKind
from madoguchi.office.appointments.service import Planned
from madoguchi.office.appointments.typed import InviteFacts, WhenFacts
from madoguchi.office.bus import Event, Topic
from madoguchi.office.cases.ports import Case, CaseStatus, Category, EntryKind, Told
from madoguchi.office.cases.service import Purpose
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.queue.service import Asked, RequestFacts, Taking
from madoguchi.office.refusals import BadField, CaseClosed, NoSuchThing
from madoguchi.office.statements.outbox import LONGEST_SENDING, Answer, Outcome
from madoguchi.office.statements.ports import MailState
from madoguchi.rules.fees import TimeKind
from tests.charged_world import set_prices
from tests.office_world import World, got

TUESDAY = WhenFacts("2026-01-06", "14:00", "60", "印刷の設定")
EVENING = replace(TUESDAY, clock="17:30")
INVITED = InviteFacts(True, "tanaka@example.jp", Language.EN)


class Postman:
    """Takes everything, and keeps what it carried."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.carried: list[Invitation] = []

    def carry(self, letter: Letter) -> Answer:
        self.carried.append(letter.invitation)
        return Answer(self.outcomes.pop(0) if self.outcomes else Outcome.TAKEN, "250 OK")


def make(world: World, actor: object, case: Case, when: WhenFacts = TUESDAY, invite: InviteFacts = INVITED) -> object:
    return world.desk.appointments.make(actor, case.id, when, invite, world.now)  # type: ignore[arg-type]


def entries(world: World, case: Case) -> list[tuple[EntryKind, str]]:
    with world.shelf.reading() as books:
        found = [(one.kind, one.text) for one in books.cases.entries(case.id)]
    return [one for one in found if one[0] is not EntryKind.OPENED]  # of the same instant as the first step


@pytest.mark.article("3.2")
@pytest.mark.parametrize(
    ("changed", "field", "why"),
    [
        ({"on": ""}, "on", "office.field.needed"),
        ({"on": "2026-02-30"}, "on", "hours.field.date"),
        ({"on": "あした"}, "on", "hours.field.date"),
        ({"on": "2026-01-04"}, "on", "appointments.field.past"),
        ({"on": "2026-01-05", "clock": "10:00"}, "clock", "appointments.field.past"),
        ({"on": "2027-01-07"}, "on", "appointments.field.far"),
        ({"clock": "25:00"}, "clock", "fees.field.clock"),
        ({"clock": ""}, "clock", "office.field.needed"),
        ({"minutes": "0"}, "minutes", "office.field.needed"),
        ({"minutes": "٣٠"}, "minutes", "office.field.needed"),
        ({"note": "あ" * 201}, "details", "office.field.too_long"),
        ({"note": "a\x00b"}, "details", "office.field.control"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_its_field(
    world: World, changed: dict[str, str], field: str, why: str
) -> None:
    actor = world.operator().operator
    case = world.case(actor)
    assert make(world, actor, case, replace(TUESDAY, **changed)) == BadField(field, why)  # type: ignore[arg-type]
    assert entries(world, case) == []


@pytest.mark.parametrize(
    "email", ["", "   ", "tanaka", "a@b", "a@example.jp\r\nBcc: x@example.jp", "x" * 250 + "@e.jp"]
)
def test_nobody_is_invited_to_an_address_that_is_none(world: World, email: str) -> None:
    actor = world.operator().operator
    case = world.case(actor)
    assert got(BadField, make(world, actor, case, invite=replace(INVITED, email=email))).field == "email"
    unasked = got(Appointment, make(world, actor, case, invite=InviteFacts(False, email)))
    assert unasked.email == ""
    assert world.desk.invitation_outbox.send_next(Postman(), world.clock.now) is None


@pytest.mark.article("3.2", "1.2")
def test_each_step_stands_in_the_timeline_and_the_ledger_and_is_told(world: World) -> None:
    actor = world.operator().operator
    case = world.case(actor)
    heard = world.desk.bus.subscribe([Topic.CASE], lambda: None)
    made = got(Appointment, make(world, actor, case))
    world.clock.advance(60)
    later = replace(TUESDAY, clock="15:00")
    moved = got(Appointment, world.desk.appointments.move(actor, made.id, later, world.now))
    assert world.desk.appointments.move(actor, made.id, later, world.now) == moved, "nothing changed, nothing is sent"
    world.clock.advance(60)
    cancelled = got(Appointment, world.desk.appointments.cancel(actor, made.id, world.now))
    assert [one.sequence for one in (made, moved, cancelled)] == [0, 1, 2]
    assert entries(world, case) == [
        (EntryKind.APPOINTMENT, "2026-01-06 14:00–15:00\n印刷の設定"),
        (EntryKind.APPOINTMENT_CHANGED, "2026-01-06 15:00–16:00\n印刷の設定"),
        (EntryKind.APPOINTMENT_CANCELLED, "2026-01-06 15:00–16:00\n印刷の設定"),
    ]
    with world.shelf.reading() as books:
        written = books.ledger.about([case.id])
    assert [one.entry.kind for one in written] == ["appointment:made", "appointment:moved", "appointment:cancelled"]
    body = written[1].payload["body"]
    assert isinstance(body, dict)
    assert (body["starts"], body["sequence"], body["off_hours"]) == ("2026-01-06T06:00:00.000Z", 1, "no")
    assert heard.take().events == (Event(Topic.CASE, case.id),) * 3
    assert world.desk.appointments.cancel(actor, made.id, world.now) == NoSuchThing()
    assert world.desk.appointments.move(actor, made.id, TUESDAY, world.now) == NoSuchThing()


@pytest.mark.article("3.2", "3.3")
def test_off_hours_is_told_with_its_prices_before_anything_is_written(world: World) -> None:
    actor = world.operator().operator
    set_prices(world.desk, actor, world.now)
    case = world.case(actor)
    told = got(Concerns, make(world, actor, case, EVENING))
    assert told.off_hours is not None
    assert told.off_hours.seconds == 1_800
    assert {kind for kind, _ in told.off_hours.prices} == {TimeKind.WEEKDAY}
    assert entries(world, case) == []
    other = replace(EVENING, clock="17:45", accepted=told.names)
    assert isinstance(make(world, actor, case, other), Concerns), "what was accepted was another time"
    made = got(Appointment, make(world, actor, case, replace(EVENING, accepted=told.names)))
    found = got(Planned, world.desk.appointments.get(actor, made.id, Purpose.SUPPORT, world.now))
    assert found.off_hours == told.off_hours
    one_second_in = replace(TUESDAY, clock="17:00")
    assert isinstance(world.desk.appointments.move(actor, made.id, one_second_in, world.now), Appointment)


@pytest.mark.article("3.3")
def test_off_hours_that_cost_nothing_have_no_price(world: World) -> None:
    actor = world.operator().operator
    told = got(Concerns, make(world, actor, world.case(actor), EVENING))
    assert told.off_hours is not None
    assert told.off_hours.prices == ()


@pytest.mark.article("8.3")
def test_another_one_of_whoever_has_the_case_is_told_first(world: World) -> None:
    mine, other = world.operator().operator, world.operator("suzuki").operator
    first, second, others = world.case(mine), world.case(mine), world.case(other)
    made = got(Appointment, make(world, mine, first))
    got(Appointment, make(world, other, others))  # somebody else's time
    got(Appointment, make(world, mine, second, replace(TUESDAY, clock="15:00")))  # they touch and do not overlap
    told = got(Concerns, make(world, mine, second, replace(TUESDAY, clock="14:45", minutes="15")))
    assert [one.id for one in told.busy] == [made.id]
    accepted = replace(TUESDAY, clock="14:45", minutes="15", accepted=told.names)
    got(Appointment, make(world, mine, second, accepted))
    got(Case, world.desk.work.assign(mine, first.id, other.id, world.now))
    world.clock.advance(1)
    assert len(got(Concerns, make(world, mine, first, replace(TUESDAY, clock="14:30", minutes="15"))).busy) == 2


@pytest.mark.article("8.3")
def test_nobody_gets_to_an_appointment_but_through_its_case(world: World) -> None:
    mine, other = world.operator().operator, world.operator("suzuki").operator
    auditor = world.operator("kansa", OperatorRole.AUDITOR).operator
    supervisor = world.operator("shunin", OperatorRole.SUPERVISOR).operator
    admin = world.operator("kanri", OperatorRole.ADMIN).operator
    case, service = world.case(mine), world.desk.appointments
    made = got(Appointment, make(world, mine, case))
    assert make(world, other, case) == NoSuchThing()
    for outsider in (other, admin):
        assert service.get(outsider, made.id, Purpose.SUPPORT, world.now) == NoSuchThing()
        assert service.move(outsider, made.id, TUESDAY, world.now) == NoSuchThing()
        assert service.cancel(outsider, made.id, world.now) == NoSuchThing()
        assert service.letter(outsider, made.id, Purpose.SUPPORT, world.now) == NoSuchThing()
        assert service.of_case(outsider, case.id, Purpose.SUPPORT, world.now) == []
        assert service.coming(outsider, world.now) == []
    for reader in (mine, auditor, supervisor):
        assert [one.appointment.id for one in service.coming(reader, world.now)] == [made.id]
    got(Planned, service.get(auditor, made.id, Purpose.EVIDENCE, world.now))
    assert service.cancel(auditor, made.id, world.now) == NoSuchThing()


@pytest.mark.parametrize("how", ["closed", "declined"])
def test_a_case_that_is_over_gets_none_and_lets_go_of_what_was_to_come(world: World, how: str) -> None:
    """Cancelled with a message to whoever was invited, in the transaction that ends the case; what was is left as it was."""
    actor = world.operator().operator
    case = world.case(actor)
    made = got(Appointment, make(world, actor, case))
    work = world.desk.work
    if how == "closed":
        got(Case, world.desk.cases.set_status(actor, case.id, CaseStatus.CLOSED, world.now))
    else:
        got(Case, work.decline(actor, case.id, "範囲外のため", Told.PHONE, world.now))
    assert make(world, actor, case) == CaseClosed()
    found = got(Planned, world.desk.appointments.get(actor, made.id, Purpose.SUPPORT, world.now)).appointment
    assert (found.cancelled_at, found.sequence) == (world.now, made.sequence + 1)
    kinds = [one.kind for one in world.desk.invitation_outbox.of_appointment(made.id)]
    assert kinds == [InvitationKind.REQUEST, InvitationKind.CANCEL]
    assert world.desk.appointments.move(actor, made.id, replace(TUESDAY, clock="15:00"), world.now) == NoSuchThing()


def test_closing_twice_cancels_once_and_waiting_cancels_nothing(world: World) -> None:
    actor = world.operator().operator
    case = world.case(actor)
    made = got(Appointment, make(world, actor, case))
    got(Case, world.desk.cases.set_status(actor, case.id, CaseStatus.WAITING, world.now))
    assert [one.appointment.id for one in world.desk.appointments.coming(actor, world.now)] == [made.id]
    for status in (CaseStatus.CLOSED, CaseStatus.OPEN, CaseStatus.CLOSED):
        got(Case, world.desk.cases.set_status(actor, case.id, status, world.now))
    assert len(world.desk.invitation_outbox.of_appointment(made.id)) == 2


def test_what_is_over_is_left_as_it_was(world: World) -> None:
    actor = world.operator().operator
    made = got(Appointment, make(world, actor, world.case(actor)))
    world.clock.advance((made.ends_at - world.now).total_seconds())
    assert world.desk.appointments.cancel(actor, made.id, world.now) == NoSuchThing()
    assert world.desk.appointments.coming(actor, world.now) == []


def test_one_message_for_each_step_and_each_once(world: World) -> None:
    actor = world.operator().operator
    made = got(Appointment, make(world, actor, world.case(actor)))
    world.clock.advance(1)
    got(Appointment, world.desk.appointments.move(actor, made.id, replace(TUESDAY, clock="15:00"), world.now))
    world.clock.advance(1)
    got(Appointment, world.desk.appointments.cancel(actor, made.id, world.now))
    postman, outbox = Postman(), world.desk.invitation_outbox
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: outbox.send_next(postman, world.clock.now), range(8)))
    sent = sorted(postman.carried, key=lambda one: one.sequence)
    request, cancel = InvitationKind.REQUEST, InvitationKind.CANCEL
    assert [(one.sequence, one.kind) for one in sent] == [(0, request), (1, request), (2, cancel)]
    assert len({one.message_id for one in sent}) == 3
    assert sent[0].starts_at == datetime(2026, 1, 6, 5, tzinfo=UTC), "a step is sent as it was"
    assert {one.state for one in outbox.of_appointment(made.id)} == {MailState.SENT}


def test_a_failed_one_is_sent_again_by_a_person_alone_and_only_the_last(world: World) -> None:
    actor, other = world.operator().operator, world.operator("suzuki").operator
    made = got(Appointment, make(world, actor, world.case(actor)))
    postman, outbox = Postman(Outcome.REFUSED, Outcome.UNKNOWN), world.desk.invitation_outbox
    failed = got(Invitation, outbox.send_next(postman, world.clock.now))
    assert failed.state is MailState.FAILED
    assert outbox.send_next(postman, world.clock.now) is None
    assert outbox.again(other, made.id, failed.id, world.now) == NoSuchThing()
    assert got(Invitation, outbox.again(actor, made.id, failed.id, world.now)).message_id == failed.message_id
    assert got(Invitation, outbox.send_next(postman, world.clock.now)).state is MailState.UNSURE
    world.clock.advance(1)
    got(Appointment, world.desk.appointments.cancel(actor, made.id, world.now))
    assert outbox.again(actor, made.id, failed.id, world.now) == NoSuchThing(), "a later step has overtaken it"


def test_a_sender_that_died_leaves_it_unsure(world: World) -> None:
    actor = world.operator().operator
    made = got(Appointment, make(world, actor, world.case(actor)))
    outbox = world.desk.invitation_outbox

    class Dying:
        def carry(self, letter: Letter) -> Answer:
            raise RuntimeError(letter.invitation.id)

    with pytest.raises(RuntimeError):
        outbox.send_next(Dying(), world.clock.now)
    world.clock.advance(LONGEST_SENDING.total_seconds())
    postman = Postman()
    assert outbox.send_next(postman, world.clock.now) is None
    assert postman.carried == []
    assert [one.state for one in outbox.of_appointment(made.id)] == [MailState.UNSURE]


@pytest.mark.article("8.3")
def test_the_customer_sees_what_is_to_come_by_their_reference_alone(world: World) -> None:
    actor, desk = world.operator().operator, world.desk
    facts = RequestFacts("客先", "田中", "03", "印刷できない", language=Language.EN)
    asked = got(Asked, desk.queue.ask(facts, "203.0.113.7", world.now))
    case = got(Case, desk.queue.take(actor, asked.request.id, Taking(None, None, Category.FAULT, "印刷"), world.now))
    made = got(Appointment, make(world, actor, case))
    elsewhere = got(Appointment, make(world, actor, world.case(actor), replace(TUESDAY, clock="16:00")))
    assert desk.appointments.spoken(case) is Language.EN
    assert [one for one, _ in desk.appointments.own(asked.reference, world.now)] == [made]
    got(Letter, desk.appointments.own_letter(asked.reference, made.id, world.now))
    assert desk.appointments.own_letter(asked.reference, elsewhere.id, world.now) == NoSuchThing()
    assert desk.appointments.own_letter("x" * 43, made.id, world.now) == NoSuchThing()
    assert desk.appointments.own("x" * 43, world.now) == []
    assert desk.appointments.own(asked.reference, made.ends_at + timedelta(seconds=1)) == []

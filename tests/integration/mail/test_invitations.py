"""Invitations over a real mail server, read as a calendar reads them: made, moved, cancelled; never twice."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from icalendar import Calendar

from madoguchi.base.words import Language
from madoguchi.office.appointments.concerns import Concerns
from madoguchi.office.appointments.ports import Appointment, Invitation
from madoguchi.office.appointments.typed import InviteFacts, WhenFacts
from madoguchi.office.statements.ports import MailState
from madoguchi.web.invitation_mail import InvitationMail
from madoguchi.web.mail import MailServer
from tests.charged_world import set_prices
from tests.office_world import World, got, make_world

PORT = 27311
SENDER = "madoguchi@example.jp"
TUESDAY = WhenFacts("2026-01-06", "14:00", "60", "印刷の設定;\\n,ほか")


class Server:
    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.taken.append(envelope.content)
        return self.answer


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    controller = Controller(found, hostname="127.0.0.1", port=PORT)
    controller.start()
    yield found
    controller.stop()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = make_world(tmp_path)
    made.desk.provider.introduce(made.now, name="株式会社まど", name_en="Mado Inc.", phone="03-0000-0000")
    yield made
    made.close()


def send(world: World) -> Invitation | None:
    mail = InvitationMail(MailServer("127.0.0.1", PORT, "none", SENDER), "support.example.jp")
    return world.desk.invitation_outbox.send_next(mail, world.clock.now)


def read(raw: bytes) -> tuple[Any, Any, Any]:
    """The message, its calendar and the event in it; the part and the attached file say the same."""
    message: Any = email.message_from_bytes(raw, policy=email.policy.default)
    part = next(one for one in message.walk() if one.get_content_type() == "text/calendar")
    attached = next(one for one in message.iter_attachments() if one.get_content_type() == "application/ics")
    calendar = Calendar.from_ical(part.get_content())
    (event,) = calendar.walk("VEVENT")
    (same,) = Calendar.from_ical(attached.get_content()).walk("VEVENT")
    assert same.to_ical() == event.to_ical()
    assert part.get_param("method") == str(calendar["METHOD"])
    return message, calendar, event


@pytest.mark.article("3.2")
def test_an_appointment_goes_into_the_calendar_moves_there_and_is_taken_out(world: World, server: Server) -> None:
    actor = world.operator().operator
    case, service = world.case(actor), world.desk.appointments
    invite = InviteFacts(True, "tanaka@example.jp", Language.JA)
    made = got(Appointment, service.make(actor, case.id, TUESDAY, invite, world.now))
    assert got(Invitation, send(world)).state is MailState.SENT
    assert send(world) is None
    world.clock.advance(60)
    got(Appointment, service.move(actor, made.id, replace(TUESDAY, clock="16:00", minutes="30"), world.now))
    send(world)
    world.clock.advance(60)
    got(Appointment, service.cancel(actor, made.id, world.now))
    send(world)
    steps = [read(raw) for raw in server.taken]
    assert [str(calendar["METHOD"]) for _, calendar, _ in steps] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [int(event["SEQUENCE"]) for *_, event in steps] == [0, 1, 2]
    assert [str(event["STATUS"]) for *_, event in steps] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert {str(event["UID"]) for *_, event in steps} == {f"appointment-{made.id}@support.example.jp"}
    assert [(event.start, event.end) for *_, event in steps] == [
        (datetime(2026, 1, 6, 5, tzinfo=UTC), datetime(2026, 1, 6, 6, tzinfo=UTC)),
        (datetime(2026, 1, 6, 7, tzinfo=UTC), datetime(2026, 1, 6, 7, 30, tzinfo=UTC)),
        (datetime(2026, 1, 6, 7, tzinfo=UTC), datetime(2026, 1, 6, 7, 30, tzinfo=UTC)),
    ]
    message, _, event = steps[0]
    assert (str(event["ORGANIZER"]), str(event["ATTENDEE"])) == (f"mailto:{SENDER}", "mailto:tanaka@example.jp")
    assert TUESDAY.note in str(event["DESCRIPTION"])
    assert (message["From"], message["To"]) == (SENDER, "tanaka@example.jp")
    assert "2026年1月6日" in message["Subject"]
    assert TUESDAY.note in message.get_body(("plain",)).get_content()
    assert len({message["Message-ID"] for message, *_ in steps}) == 3


@pytest.mark.article("3.2", "3.3")
@pytest.mark.parametrize("language", Language)
def test_off_hours_the_invitation_says_so_with_the_price(world: World, server: Server, language: Language) -> None:
    actor = world.operator().operator
    set_prices(world.desk, actor, world.now)
    case, evening = world.case(actor), replace(TUESDAY, clock="19:00")
    invite = InviteFacts(True, "tanaka@example.jp", language)
    concerns = got(Concerns, world.desk.appointments.make(actor, case.id, evening, invite, world.now))
    evening = replace(evening, accepted=concerns.names)
    got(Appointment, world.desk.appointments.make(actor, case.id, evening, invite, world.now))
    send(world)
    (raw,) = server.taken
    message, _, event = read(raw)
    told = {Language.JA: ("営業時間外", "円（税込）"), Language.EN: ("outside the support hours", "yen")}[language]
    for words in told:
        assert words in str(event["DESCRIPTION"])
        assert words in message.get_body(("plain",)).get_content()


def test_what_the_server_refuses_is_failed_and_goes_out_when_a_person_says_so(world: World, server: Server) -> None:
    actor = world.operator().operator
    invite = InviteFacts(True, "tanaka@example.jp")
    made = got(Appointment, world.desk.appointments.make(actor, world.case(actor).id, TUESDAY, invite, world.now))
    server.answer = "554 no"
    failed = got(Invitation, send(world))
    assert (failed.state, failed.answer) == (MailState.FAILED, "message: 554 no")
    assert send(world) is None
    server.answer = "250 OK"
    got(Invitation, world.desk.invitation_outbox.again(actor, made.id, failed.id, world.now))
    assert (got(Invitation, send(world)).state, len(server.taken)) == (MailState.SENT, 1)

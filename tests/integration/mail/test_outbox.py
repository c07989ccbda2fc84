"""The outbox against a real mail server: taken, refused, cut, slow; a crash in between; never twice by itself."""

from __future__ import annotations

import email
import email.policy
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from madoguchi.base.words import Language
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.office.statements.outbox import LONGEST_SENDING, Answer, OutboxService, Outcome
from madoguchi.office.statements.ports import Mail, MailState
from madoguchi.office.statements.service import Draft, Issued
from madoguchi.web.mail import MailServer, SmtpCarrier
from madoguchi.web.pdf.press import Press
from tests.charged_world import charged_session, set_invoices, set_prices
from tests.office_world import World, got, make_world

EVENING = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)
FEBRUARY = datetime(2026, 2, 2, tzinfo=UTC)
PORT = 27310


class Server:
    """What the mail server does with the text, by hand."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.rcpt = "250 OK"
        self.data = "250 OK"
        self.cut = False
        self.hold: threading.Event | None = None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.cut:
            self.taken.append(envelope.content)
            server.transport.abort()
            return "250 OK"
        if self.data.startswith("250"):
            self.taken.append(envelope.content)
        return self.data


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    controller = Controller(found, hostname="127.0.0.1", port=PORT)
    controller.start()
    yield found
    controller.stop()


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    made = Press()
    yield made
    made.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = make_world(tmp_path)
    actor = made.operator().operator
    made.desk.provider.introduce(made.now, name="株式会社まど", name_en="Mado Inc.", phone="03-0000-0000")
    set_prices(made.desk, actor, made.now)
    set_invoices(made.desk, actor, made.now)
    made.publish()
    case = made.case(actor)
    charged_session(made.desk, made.shelf, actor, case, EVENING, timedelta(minutes=20))
    draft = got(Draft, made.desk.statements.draft(case.customer_id, "2026-01", FEBRUARY))
    got(Issued, made.desk.statements.issue(actor, case.customer_id, "2026-01", draft.paper.seen, FEBRUARY))
    yield made
    made.close()


def outbox(world: World) -> OutboxService:
    return OutboxService(world.shelf, lambda size: __import__("secrets").token_bytes(size))


def put(world: World, recipient: str = "keiri@example.jp", language: Language = Language.JA) -> Mail:
    actor = world.desk.operators
    del actor
    with world.shelf.reading() as books:
        found = books.operators.by_login("yamada")
    return got(Mail, outbox(world).put(found, 1, recipient, language, FEBRUARY))  # type: ignore[arg-type]


def carrier(press: Press, **more: Any) -> SmtpCarrier:
    settings = {"host": "127.0.0.1", "port": PORT, "security": "none", "sender": "seikyu@example.jp"} | more
    return SmtpCarrier(MailServer(**settings), press)


def send(world: World, by: Any, at: datetime = FEBRUARY) -> Mail | None:
    return outbox(world).send_next(by, lambda: at)


@pytest.mark.article("3.4")
@pytest.mark.parametrize("language", Language)
def test_a_statement_goes_out_once_with_its_paper(
    world: World, server: Server, press: Press, language: Language
) -> None:
    mail = put(world, language=language)
    assert got(Mail, send(world, carrier(press))).state is MailState.SENT
    assert send(world, carrier(press)) is None
    (raw,) = server.taken
    found: Any = email.message_from_bytes(raw, policy=email.policy.default)
    assert found["Message-ID"] == mail.message_id
    assert found["To"] == "keiri@example.jp"
    assert "株式会社客先" in found.get_body().get_content()
    (attached,) = found.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content().startswith(b"%PDF")
    assert "1" in attached.get_filename()


@pytest.mark.article("3.4")
@pytest.mark.parametrize(
    ("stage", "answer"), [("rcpt", "550 no such person"), ("data", "554 no"), ("data", "451 later")]
)
def test_what_was_refused_is_failed_and_can_be_sent_again(
    world: World, server: Server, press: Press, stage: str, answer: str
) -> None:
    mail = put(world)
    setattr(server, stage, answer)
    failed = got(Mail, send(world, carrier(press)))
    trouble = {"rcpt": "recipient", "data": "message"}[stage]
    assert (failed.state, failed.answer) == (MailState.FAILED, f"{trouble}: {answer}")
    assert send(world, carrier(press)) is None, "nothing is tried again by itself"
    setattr(server, stage, "250 OK")
    assert got(Mail, outbox(world).again(mail.id, FEBRUARY)).message_id == mail.message_id
    sent = got(Mail, send(world, carrier(press)))
    assert (sent.state, sent.tries, len(server.taken)) == (MailState.SENT, 2, 1)


@pytest.mark.article("3.4")
def test_a_line_that_breaks_after_the_text_leaves_it_unsure(world: World, server: Server, press: Press) -> None:
    put(world)
    server.cut = True
    assert got(Mail, send(world, carrier(press))).state is MailState.UNSURE
    assert send(world, carrier(press)) is None
    assert len(server.taken) == 1


def test_no_mail_server_means_not_sent(world: World, press: Press) -> None:
    put(world)
    failed = got(Mail, send(world, carrier(press, port=PORT + 1)))
    assert (failed.state, failed.answer) == (MailState.FAILED, "unreachable: ConnectionRefusedError")


def test_a_server_without_tls_gets_nothing(world: World, server: Server, press: Press) -> None:
    put(world)
    failed = got(Mail, send(world, carrier(press, security="starttls")))
    assert (failed.state, failed.answer) == (MailState.FAILED, "no_tls: SMTPNotSupportedError")
    assert server.taken == []


class Crash(Exception):
    pass


class Dying:
    """The process dies after the mail server took it, before that is written down."""

    def __init__(self, real: SmtpCarrier) -> None:
        self.real = real

    def carry(self, mail: Mail, paper: Any) -> Answer:
        assert self.real.carry(mail, paper).outcome is Outcome.TAKEN
        raise Crash


@pytest.mark.article("3.4")
def test_a_crash_between_sending_and_writing_down_sends_nothing_twice(
    world: World, server: Server, press: Press
) -> None:
    put(world)
    with pytest.raises(Crash):
        send(world, Dying(carrier(press)))
    assert send(world, carrier(press)) is None
    assert send(world, carrier(press), FEBRUARY + LONGEST_SENDING) is None
    (left,) = outbox(world).of_statement(1)
    assert (left.state, left.answer) == (MailState.UNSURE, "left: ")
    assert len(server.taken) == 1


class Counting:
    def __init__(self) -> None:
        self.seen: list[str] = []

    def carry(self, mail: Mail, paper: Any) -> Answer:
        self.seen.append(mail.id)
        return Answer(Outcome.TAKEN, "250")


@pytest.mark.article("3.4")
def test_many_senders_send_each_message_once(world: World) -> None:
    mails = {put(world, f"k{number}@example.jp").id for number in range(6)}
    counting = Counting()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: send(world, counting), range(12)))
    assert sorted(counting.seen) == sorted(mails)


def test_the_same_address_is_asked_for_once(world: World) -> None:
    put(world)
    with world.shelf.reading() as books:
        actor: Any = books.operators.by_login("yamada")
    service = outbox(world)
    again = service.put(actor, 1, " KEIRI@example.jp", Language.JA, FEBRUARY)
    assert again == BadField("recipient", "statements.mail.already")
    for wrong in (
        "",
        "nobody",
        "a@b",
        "a b@example.jp",
        "a@example.jp\r\nBcc: x@example.jp",
        "a@example.jp,b@example.jp",
    ):
        assert service.put(actor, 1, wrong, Language.JA, FEBRUARY) == BadField("recipient", "statements.mail.address")
    assert service.put(actor, 9, "x@example.jp", Language.JA, FEBRUARY) == NoSuchThing()
    (mail,) = service.of_statement(1)
    assert service.again(mail.id, FEBRUARY) == NoSuchThing(), "what waits is not sent again"

"""The line to the mail server: sealed and checked, or nothing leaves; and what is said when it breaks."""

from __future__ import annotations

import base64
import ssl
from email.message import EmailMessage
from pathlib import Path

import pytest

from madoguchi.base.errors import Unavailable
from madoguchi.office.statements.outbox import Answer, Outcome, Trouble
from madoguchi.web.mail import MailServer, SmtpLine
from tests.integration.mail.mail_servers import PASSWORD, Authority, Line, scripted_server, sealed_server

pytestmark = [
    pytest.mark.article("3.4"),
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),  # aiosmtpd knows only STARTTLS as TLS
]
SEALED = pytest.mark.parametrize("security", ["starttls", "tls"])
BIG = "客先" * 200_000


def message(text: str = "本文") -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "請求書", "seikyu@example.jp", "keiri@example.jp"
    made.set_content(text)
    return made


def hand_over(
    port: int, security: str, context: ssl.SSLContext | None = None, *, user: str = "seikyu", text: str = "本文"
) -> Answer:
    host = "127.0.0.1"
    server = MailServer(host, port, security, "seikyu@example.jp", user, PASSWORD if user else "", timeout=10)
    return SmtpLine(server, context).hand_over("keiri@example.jp", lambda: message(text))


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@SEALED
def test_to_the_right_server_it_goes_sealed(authority: Authority, tmp_path: Path, security: str) -> None:
    with sealed_server(security, authority.server_context(tmp_path, "127.0.0.1")) as server:
        answer = hand_over(server.port, security, authority.trusting())
        assert (answer.outcome, answer.trouble) == (Outcome.TAKEN, None)
        assert server.signed_in == [(b"seikyu", PASSWORD.encode())]
        assert (len(server.taken), server.was_sealed) == (1, [True])


@SEALED
@pytest.mark.parametrize("name", ["mail.example.jp", "127.0.0.2"])
def test_a_certificate_for_another_name_gets_nothing(
    authority: Authority, tmp_path: Path, security: str, name: str
) -> None:
    with sealed_server(security, authority.server_context(tmp_path, name)) as server:
        answer = hand_over(server.port, security, authority.trusting())
        assert (answer.outcome, answer.trouble) == (Outcome.REFUSED, Trouble.CERTIFICATE)
        assert (server.signed_in, server.taken) == ([], [])


@SEALED
def test_an_authority_that_nobody_trusts_gets_nothing(tmp_path: Path, security: str) -> None:
    with sealed_server(security, Authority().server_context(tmp_path, "127.0.0.1")) as server:
        answer = hand_over(server.port, security)  # the system's own authorities
        assert (answer.outcome, answer.trouble) == (Outcome.REFUSED, Trouble.CERTIFICATE)
        assert (server.signed_in, server.taken) == ([], [])


@SEALED
def test_a_wrong_password_is_told_and_nothing_was_sent(authority: Authority, tmp_path: Path, security: str) -> None:
    with sealed_server(security, authority.server_context(tmp_path, "127.0.0.1")) as server:
        server.accepts = False
        answer = hand_over(server.port, security, authority.trusting())
        assert (answer.outcome, answer.trouble) == (Outcome.REFUSED, Trouble.SIGN_IN)
        assert answer.text.startswith("535")
        assert PASSWORD not in answer.noted
        assert server.taken == []


def greeting(line: Line, *offers: str) -> None:
    line.says("220 mail.example.jp ESMTP")
    line.hears()
    for offer in ("mail.example.jp", *offers):  # the first is a name and offers nothing
        line.says(f"250-{offer}")
    line.says("250 HELP")


def never_in_clear(lines: list[Line]) -> bytes:
    """All that came, which holds neither the password nor the message."""
    came = b"".join(line.came for line in lines)
    for secret in (PASSWORD.encode(), base64.b64encode(PASSWORD.encode()), b"AUTH", b"MAIL FROM", b"keiri@"):
        assert secret not in came, came
    assert base64.b64encode(f"\0seikyu\0{PASSWORD}".encode()) not in came
    return came


def test_starttls_taken_out_on_the_way_gets_nothing_in_clear() -> None:
    def stripped(line: Line) -> None:
        greeting(line, "AUTH PLAIN LOGIN")
        line.hears_out()

    with scripted_server(stripped) as (port, lines):
        answer = hand_over(port, "starttls")
    assert (answer.outcome, answer.trouble) == (Outcome.REFUSED, Trouble.NO_TLS)
    assert never_in_clear(lines).lower().startswith(b"ehlo")


def test_starttls_that_is_offered_and_then_refused_gets_nothing_in_clear() -> None:
    def refusing(line: Line) -> None:
        greeting(line, "STARTTLS", "AUTH PLAIN LOGIN")
        line.hears()
        line.says("454 not now")
        line.hears_out()

    with scripted_server(refusing) as (port, lines):
        answer = hand_over(port, "starttls")
    assert (answer.outcome, answer.trouble, answer.text) == (Outcome.REFUSED, Trouble.NO_TLS, "454 not now")
    never_in_clear(lines)


@SEALED
def test_a_server_that_answers_in_clear_where_tls_belongs_gets_nothing(security: str) -> None:
    def clear(line: Line) -> None:
        if security == "starttls":
            greeting(line, "STARTTLS")
            line.hears()
            line.says("220 go ahead")
        line.says("220 this is not TLS at all")
        line.hears_out()

    with scripted_server(clear) as (port, lines):
        answer = hand_over(port, security)
    assert answer.outcome is Outcome.REFUSED
    assert answer.trouble in {Trouble.NO_TLS, Trouble.UNREACHABLE}
    never_in_clear(lines)


def test_what_is_said_before_the_seal_counts_for_nothing() -> None:
    """Lines slipped in behind the answer to STARTTLS are not read as the sealed server's (CVE-2021-38371's kind)."""

    def slipping(line: Line) -> None:
        greeting(line, "STARTTLS")
        line.hears()
        line.connection.sendall(b"220 go ahead\r\n250-slipped in\r\n250 AUTH PLAIN\r\n235 signed in\r\n250 OK\r\n")
        line.hears_out()

    with scripted_server(slipping) as (port, lines):
        answer = hand_over(port, "starttls")
    assert answer.outcome is Outcome.REFUSED
    never_in_clear(lines)


def up_to_the_text(line: Line) -> None:
    greeting(line)
    line.hears()
    line.says("250 OK")
    line.hears()
    line.says("250 OK")
    line.hears()


@pytest.mark.parametrize("ending", ["break", "close", "nonsense", "silence"])
def test_a_server_that_dies_in_the_text_leaves_it_unknown(ending: str) -> None:
    def dying(line: Line) -> None:
        up_to_the_text(line)
        line.says("354 go on")
        line.hears(b"Subject")
        if ending == "break":
            line.breaks()
        elif ending in {"nonsense", "silence"}:
            line.hears(b"\r\n.\r\n")
            if ending == "nonsense":
                line.says("what?")
            else:
                line.connection.close()

    with scripted_server(dying) as (port, _):
        answer = hand_over(port, "none", user="", text=BIG)
    assert (answer.outcome, answer.trouble) == (Outcome.UNKNOWN, Trouble.CUT)


@pytest.mark.parametrize("reply", ["451 later", "554 no", "503 first things first"])
def test_a_server_that_wants_no_text_got_none(reply: str) -> None:
    def refusing(line: Line) -> None:
        up_to_the_text(line)
        line.says(reply)
        line.hears_out()

    with scripted_server(refusing) as (port, lines):
        answer = hand_over(port, "none", user="")
    assert (answer.outcome, answer.trouble, answer.text) == (Outcome.REFUSED, Trouble.MESSAGE, reply)
    assert b"Subject" not in lines[0].came


def test_a_sender_that_is_refused_is_told_as_that() -> None:
    def refusing(line: Line) -> None:
        greeting(line)
        line.hears()
        line.says("553 not yours")
        line.hears_out()

    with scripted_server(refusing) as (port, _):
        answer = hand_over(port, "none", user="")
    assert (answer.outcome, answer.trouble, answer.noted) == (Outcome.REFUSED, Trouble.SENDER, "sender: 553 not yours")


def test_a_password_for_a_server_that_takes_none_is_a_failed_sign_in() -> None:
    def open_to_all(line: Line) -> None:
        greeting(line)
        line.hears_out()

    with scripted_server(open_to_all) as (port, lines):
        answer = hand_over(port, "none")
    assert (answer.outcome, answer.trouble) == (Outcome.REFUSED, Trouble.SIGN_IN)
    never_in_clear(lines)


def test_a_paper_that_cannot_be_made_is_not_sent() -> None:
    def no_paper() -> EmailMessage:
        raise Unavailable("the press is busy")

    server = MailServer("127.0.0.1", 1, "none", "seikyu@example.jp")
    answer = SmtpLine(server).hand_over("keiri@example.jp", no_paper)
    assert (answer.outcome, answer.trouble) == (Outcome.REFUSED, Trouble.PAPER)

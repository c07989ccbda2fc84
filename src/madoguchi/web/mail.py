"""E-mail handed to the provider's mail server by SMTP: a statement with its PDF. Runs in a worker thread. Article: 3.4

Guarantee: the password and the statement leave only over TLS whose certificate was checked, save to a mail server on this
computer itself; the answer says whether the message was taken, certainly was not (and why), or that nobody can say.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from madoguchi.base.errors import Unavailable
from madoguchi.base.words import Language, Words
from madoguchi.office.statements.document import Paper
from madoguchi.office.statements.outbox import Answer, Outcome, Trouble
from madoguchi.office.statements.ports import Mail
from madoguchi.web.pdf.press import Press
from madoguchi.web.pdf.statement import money, month_of_words, statement_name, statement_pdf, title_of

TIMEOUT: Final = 30.0  # seconds for each answer


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over."""

    host: str
    port: int
    security: str  # tls, starttls, or none (loopback alone)
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT


class SmtpLine:
    """The line to the mail server."""

    def __init__(self, server: MailServer, context: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._context = context or ssl.create_default_context()

    @property
    def sender(self) -> str:
        return self._server.sender

    def hand_over(self, recipient: str, written: Callable[[], EmailMessage]) -> Answer:
        """One message. Until its text is begun, whatever goes wrong means: not sent."""
        try:
            with _stage(Trouble.PAPER):
                raw = written().as_bytes()
            smtp = self._opened()
        except _NotSent as stopped:
            return stopped.answer
        try:
            with _stage(Trouble.SENDER):
                _expect(250, smtp.mail(self._server.sender))
            with _stage(Trouble.RECIPIENT):
                _expect(250, smtp.rcpt(recipient))
            return _text_given(smtp, raw)
        except _NotSent as stopped:
            return stopped.answer
        finally:
            smtp.close()

    def _opened(self) -> smtplib.SMTP:
        """Sealed and signed in, as far as the settings ask for it."""
        server = self._server
        with _stage(Trouble.UNREACHABLE):
            if server.security == "tls":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host, server.port, timeout=server.timeout, context=self._context
                )
            else:
                smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        try:
            if server.security == "starttls":
                with _stage(Trouble.NO_TLS):
                    smtp.starttls(context=self._context)  # raises when the server does not offer it
            if server.user:
                with _stage(Trouble.SIGN_IN):
                    smtp.login(server.user, server.password)
            with _stage(Trouble.UNREACHABLE):
                smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp


class _NotSent(Exception):
    """Something went wrong before the text: it certainly was not sent."""

    def __init__(self, trouble: Trouble, said: str) -> None:
        super().__init__(trouble)
        self.answer = Answer(Outcome.REFUSED, said, trouble)


@contextmanager
def _stage(trouble: Trouble) -> Iterator[None]:
    """What a failure in here is called: by the stage, unless its kind says more."""
    try:
        yield
    except ssl.SSLCertVerificationError as wrong:
        raise _NotSent(Trouble.CERTIFICATE, wrong.verify_message) from None
    except ssl.SSLError as wrong:
        raise _NotSent(Trouble.NO_TLS, wrong.reason or "SSLError") from None
    except OSError as wrong:  # all of smtplib's are
        is_answer = isinstance(wrong, smtplib.SMTPResponseException | smtplib.SMTPNotSupportedError)
        raise _NotSent(trouble if is_answer else Trouble.UNREACHABLE, _told(wrong)) from None
    except Unavailable as wrong:
        raise _NotSent(trouble, _told(wrong)) from None


def _text_given(smtp: smtplib.SMTP, raw: bytes) -> Answer:
    try:
        code, text = smtp.data(raw)
    except smtplib.SMTPResponseException as wrong:  # the server wanted no text, in so many words
        return Answer(Outcome.REFUSED, _told(wrong), Trouble.MESSAGE)
    except OSError as wrong:
        return Answer(Outcome.UNKNOWN, _told(wrong), Trouble.CUT)
    said = f"{code} {text.decode('utf-8', 'replace')}"
    if 200 <= code < 300:
        return Answer(Outcome.TAKEN, said)
    if 400 <= code < 600:
        return Answer(Outcome.REFUSED, said, Trouble.MESSAGE)
    return Answer(Outcome.UNKNOWN, said, Trouble.CUT)  # it answered, and nobody can read it


class SmtpCarrier:
    """Statements."""

    def __init__(self, server: MailServer, press: Press, context: ssl.SSLContext | None = None) -> None:
        self._line = SmtpLine(server, context)
        self._press = press

    def carry(self, mail: Mail, paper: Paper) -> Answer:
        return self._line.hand_over(mail.recipient, lambda: self._message(mail, paper))

    def _message(self, mail: Mail, paper: Paper) -> EmailMessage:
        say = Words(mail.language)
        name = paper.issuer.name_en if mail.language is Language.EN and paper.issuer.name_en else paper.issuer.name
        message = EmailMessage(policy=SMTP)
        slots: dict[str, str | int] = {
            "provider": one_line(name),
            "title": title_of(paper, say),
            "number": paper.number,
        }
        message["Subject"] = say("statements.mail.subject", **slots)
        message["From"] = self._line.sender
        message["To"] = mail.recipient
        message["Date"] = format_datetime(mail.created_at)
        message["Message-ID"] = mail.message_id
        message.set_content(
            say(
                "statements.mail.body",
                **slots,
                recipient=one_line(paper.recipient),
                month=month_of_words(paper.month, say),
                total=money(paper.totals.total, say),
                phone=one_line(paper.issuer.phone),
            ),
            cte="base64",
        )
        pdf = statement_pdf(self._press, paper, say)
        message.add_attachment(pdf, maintype="application", subtype="pdf", filename=statement_name(paper, say))
        return message


def _expect(wanted: int, answer: tuple[int, bytes]) -> None:
    code, text = answer
    if code != wanted and code != wanted + 1:
        raise smtplib.SMTPResponseException(code, text)


def one_line(text: str) -> str:
    """One line: no header of a message is ever made of what somebody typed."""
    return " ".join(text.split())


def _told(wrong: BaseException) -> str:
    """What to show of it: the server's own answer, else its kind. Never what was sent."""
    if isinstance(wrong, smtplib.SMTPResponseException):
        said = wrong.smtp_error
        return f"{wrong.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
    return type(wrong).__name__

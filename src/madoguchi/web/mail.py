"""E-mail handed to the provider's mail server by SMTP: a statement with its PDF. Runs in a worker thread. Article: 3.4

Guarantee: the password and the statement leave only over TLS whose certificate was checked, save to a mail server on this
computer itself; the answer says whether the message was taken, certainly was not, or that nobody can say.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from madoguchi.base.errors import Unavailable
from madoguchi.base.words import Language, Words
from madoguchi.office.statements.document import Paper
from madoguchi.office.statements.outbox import Answer, Outcome
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
            message = written()
            smtp = self._opened()
        except (OSError, smtplib.SMTPException, Unavailable) as wrong:
            return Answer(Outcome.REFUSED, _told(wrong))
        begun = False
        try:
            _expect(250, smtp.mail(self._server.sender))
            _expect(250, smtp.rcpt(recipient))
            begun = True
            code, text = smtp.data(message.as_bytes())
        except smtplib.SMTPResponseException as wrong:  # the server said no to it, in so many words
            return Answer(Outcome.REFUSED, _told(wrong))
        except (OSError, smtplib.SMTPException) as wrong:
            return Answer(Outcome.UNKNOWN if begun else Outcome.REFUSED, _told(wrong))
        finally:
            smtp.close()
        return Answer(Outcome.TAKEN if code == 250 else Outcome.REFUSED, f"{code} {text.decode('utf-8', 'replace')}")

    def _opened(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.timeout, context=self._context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        try:
            if server.security == "starttls":
                smtp.starttls(context=self._context)  # raises when the server does not offer it
            if server.user:
                smtp.login(server.user, server.password)
            smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp


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

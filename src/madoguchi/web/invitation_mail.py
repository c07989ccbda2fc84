"""An appointment as a file for calendars (iCalendar, RFC 5545 and 5546), and as the e-mail that carries it. Article: 3.2, 3.3

Guarantee: an appointment keeps its UID for ever and every change of it has a higher SEQUENCE, so a calendar replaces what it had, and
takes it out when it is cancelled. Off hours, the invitation says so, with the prices.
"""

from __future__ import annotations

import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from icalendar import Calendar, Event, vCalAddress, vText

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Language, Words
from madoguchi.office.appointments.invitations import Letter
from madoguchi.office.appointments.ports import InvitationKind
from madoguchi.office.statements.outbox import Answer
from madoguchi.web.appointment_words import off_hours_sentences, span_text
from madoguchi.web.mail import MailServer, SmtpLine, one_line

FILE_NAME: Final = "appointment.ics"
_OPENINGS: Final[dict[str, Key]] = {
    "made": "appointments.mail.made",
    "moved": "appointments.mail.moved",
    "cancelled": "appointments.mail.cancelled",
}
_SUBJECTS: Final[dict[str, Key]] = {
    "made": "appointments.mail.subject_made",
    "moved": "appointments.mail.subject_moved",
    "cancelled": "appointments.mail.subject_cancelled",
}


def invitation_file(letter: Letter, host: str, sender: str) -> bytes:
    """Instants are in UTC: Japan's time has no summer time. Without somebody invited or an address of ours it is only published."""
    invitation, say = letter.invitation, Words(letter.invitation.language)
    is_cancelled = invitation.kind is InvitationKind.CANCEL
    is_invitation = bool(invitation.recipient and sender)
    file, event = Calendar(), Event()
    file.add("prodid", "-//Madoguchi//appointments//JA")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", invitation.kind.value.upper() if is_invitation else "PUBLISH")
    event.add("uid", f"appointment-{invitation.appointment_id}@{host or 'madoguchi'}")
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.created_at.replace(microsecond=0))
    event.add("dtstart", invitation.starts_at)
    event.add("dtend", invitation.ends_at)
    event.add("summary", say("appointments.file.summary", provider=_provider(letter)))
    event.add("description", "\n".join(_facts(letter, say)))
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    if is_invitation:
        organiser, guest = vCalAddress(f"mailto:{sender}"), vCalAddress(f"mailto:{invitation.recipient}")
        organiser.params["CN"] = vText(_provider(letter))
        guest.params["CN"] = vText(one_line(letter.contact.name))
        guest.params["ROLE"] = vText("REQ-PARTICIPANT")
        guest.params["PARTSTAT"] = vText("NEEDS-ACTION")
        guest.params["RSVP"] = vText("FALSE" if is_cancelled else "TRUE")
        event.add("organizer", organiser)
        event.add("attendee", guest)
    file.add_component(event)
    return bytes(file.to_ical())


class InvitationMail:
    """Carries invitations over the line to the mail server. Runs in a worker thread."""

    def __init__(self, server: MailServer, host: str, context: ssl.SSLContext | None = None) -> None:
        self._line = SmtpLine(server, context)
        self._host = host

    def carry(self, letter: Letter) -> Answer:
        return self._line.hand_over(letter.invitation.recipient, lambda: self._message(letter))

    def _message(self, letter: Letter) -> EmailMessage:
        """The words, the invitation as calendars read it, and the same as a file for those that do not."""
        invitation, say = letter.invitation, Words(letter.invitation.language)
        when = span_text(say, invitation.starts_at, invitation.ends_at)
        message = EmailMessage(policy=SMTP)
        message["Subject"] = say(_SUBJECTS[_step(letter)], provider=_provider(letter), when=when)
        message["From"] = self._line.sender
        message["To"] = invitation.recipient
        message["Date"] = format_datetime(invitation.created_at)
        message["Message-ID"] = invitation.message_id
        message.set_content(_body(letter, say), cte="base64")
        file = invitation_file(letter, self._host, self._line.sender)
        method = invitation.kind.value.upper()
        message.add_alternative(file.decode("utf-8"), subtype="calendar", cte="base64", params={"method": method})
        message.add_attachment(file, maintype="application", subtype="ics", filename=FILE_NAME)
        return message


def _step(letter: Letter) -> str:
    if letter.invitation.kind is InvitationKind.CANCEL:
        return "cancelled"
    return "moved" if letter.invitation.sequence else "made"


def _body(letter: Letter, say: Words) -> str:
    greeting = say(
        "appointments.mail.greeting",
        organisation=one_line(letter.customer.organisation),
        name=one_line(letter.contact.name),
    )
    provider = letter.provider
    closing = say(
        "appointments.mail.closing", provider=_provider(letter), phone=one_line(provider.phone) if provider else ""
    )
    opening = say(_OPENINGS[_step(letter)], provider=_provider(letter))
    return "\n\n".join((greeting, opening, "\n".join(_facts(letter, say)), closing)) + "\n"


def _facts(letter: Letter, say: Words) -> list[str]:
    """When, what about, and, off hours, the prices."""
    invitation, case = letter.invitation, letter.case
    facts = [
        say("appointments.mail.when", when=span_text(say, invitation.starts_at, invitation.ends_at)),
        say("appointments.mail.case", reference=case.reference, subject=one_line(case.subject)),
    ]
    if invitation.note:
        facts.append(say("appointments.mail.note", note=one_line(invitation.note)))
    if letter.off_hours is not None and invitation.kind is InvitationKind.REQUEST:
        facts.extend(off_hours_sentences(say, letter.off_hours))
    return facts


def _provider(letter: Letter) -> str:
    provider = letter.provider
    if provider is None:
        return ""
    is_english = letter.invitation.language is Language.EN and provider.name_en
    return one_line(provider.name_en if is_english else provider.name)

"""What went wrong with a message, in plain words: statements and invitations. Article: 3.4"""

from __future__ import annotations

from typing import Final

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Words
from madoguchi.office.statements.outbox import Trouble, trouble_of

TROUBLE_KEYS: Final[dict[Trouble, Key]] = {
    Trouble.UNREACHABLE: "mail.trouble.unreachable",
    Trouble.NO_TLS: "mail.trouble.no_tls",
    Trouble.CERTIFICATE: "mail.trouble.certificate",
    Trouble.SIGN_IN: "mail.trouble.sign_in",
    Trouble.SENDER: "mail.trouble.sender",
    Trouble.RECIPIENT: "mail.trouble.recipient",
    Trouble.MESSAGE: "mail.trouble.message",
    Trouble.PAPER: "mail.trouble.paper",
    Trouble.CUT: "mail.trouble.cut",
    Trouble.LEFT: "mail.trouble.left",
}


def mail_trouble(noted: str, say: Words) -> tuple[str, str]:
    """Why, and what to do; and the mail server's own words, for who looks after it."""
    trouble, said = trouble_of(noted)
    return (say(TROUBLE_KEYS[trouble]) if trouble else "", said)

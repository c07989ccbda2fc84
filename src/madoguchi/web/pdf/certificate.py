"""That a received file was destroyed, as a paper for the customer. Article: 8.5"""

from __future__ import annotations

from typing import Final

from madoguchi.base.canonical import Document, Value, canonical
from madoguchi.base.clock import JAPAN
from madoguchi.base.words import Language, Words
from madoguchi.office.custody.certificate import ledger_number
from madoguchi.office.custody.keyring import WINDOW
from madoguchi.office.custody.ports import Holding
from madoguchi.office.custody.service import HeldFile
from madoguchi.office.provider.ports import Provider
from madoguchi.web.pdf.press import Press
from madoguchi.web.pdf.wording import moment

TEMPLATE: Final = "certificate"
COMMAND: Final = "madoguchi verify certificate.json --public-key provider.pub"


def certificate_name(found: HeldFile, say: Words) -> str:
    return say("custody.paper.file_name", reference=found.case.case.reference, number=found.held.file.number)


def certificate_pdf(press: Press, found: HeldFile, document: Document, provider: Provider, say: Words) -> bytes:
    """Dated by the destruction. ``document`` is the signed certificate of the same file; it goes along as ``certificate.json``."""
    ended = found.held.file.ended_at
    assert ended is not None
    return press.render(TEMPLATE, certificate_paper(found, document, provider, say), ended, canonical(document))


def certificate_paper(found: HeldFile, document: Document, provider: Provider, say: Words) -> dict[str, Value]:
    """Everything that the template sets, in words."""
    file, reference = found.held.file, found.case.case.reference
    assert file.ended_at is not None
    name = provider.name_en if say.language is Language.EN and provider.name_en else provider.name
    method = say("custody.paper.method_text")
    if file.holding is Holding.RETURNED:
        method = f"{say('custody.paper.returned')}\n{method}"
    dead = (file.ended_at + WINDOW).astimezone(JAPAN).date()
    rows = [
        (say("custody.paper.case"), reference),
        (say("custody.paper.number"), str(file.number)),
        ("SHA-256", file.sha256),
        (say("custody.size"), say.size(file.size)),
        (say("custody.deposited"), moment(file.deposited_at, say)),
        (say("custody.ended"), moment(file.ended_at, say)),
        (say("custody.ended_for"), file.ended_for),
        (say("custody.paper.by"), found.held.ended_by),
        (say("custody.paper.method"), method),
        (say("custody.paper.entry"), str(ledger_number(document))),
        (say("custody.paper.backups"), say.day(dead)),
    ]
    return {
        "addressee": say("custody.paper.addressee", organisation=found.case.customer.organisation),
        "attachment": say("custody.paper.attachment"),
        "author": name,
        "footer": say("custody.paper.footer", provider=name, reference=reference),
        "id": file.id,
        "intro": say("custody.paper.intro"),
        "lang": say.language.value,
        "provider": {"name": name, "phone": provider.phone},
        "rows": [{"digest": label == "SHA-256", "name": label, "value": value} for label, value in rows],
        "title": say("custody.paper.title"),
        "verify": {"command": COMMAND, "text": say("custody.paper.verify_text"), "title": say("custody.paper.verify")},
    }

"""The receipt (控え) as a paper: what was agreed and done, in words, with the signed document attached. Article: P.3"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final

from madoguchi.base.canonical import Document, Value, canonical
from madoguchi.base.clock import from_iso
from madoguchi.base.word_keys import Key
from madoguchi.base.words import Language, Words
from madoguchi.office.consent.ports import Written
from madoguchi.office.sessions.service import SessionFile
from madoguchi.office.sessions.timeline import timeline
from madoguchi.web.categories import CATEGORY_KEYS, ENDING_KEYS
from madoguchi.web.pdf.press import Press
from madoguchi.web.pdf.wording import duration, moment, stamp

TEMPLATE: Final = "receipt"
COMMAND: Final = "madoguchi verify receipt.json --public-key provider.pub"
LANGUAGES: Final[dict[str, Key]] = {"ja": "papers.language.ja", "en": "papers.language.en"}
DIRECTIONS: Final[dict[str, Key]] = {
    "to_customer": "office.direction.to_customer",
    "from_customer": "office.direction.from_customer",
}
PASSED: Final = frozenset({"file:received", "file:sent"})


def receipt_pdf(press: Press, file: SessionFile, document: Document, say: Words) -> bytes:
    """The PDF. ``document`` is the signed receipt of the same session; it goes along as ``receipt.json``."""
    issued = from_iso(str(document["issued_at"]))
    signed = canonical(document)
    return press.render(TEMPLATE, receipt_paper(file, document, signed, say), issued, signed)


def receipt_name(file: SessionFile, say: Words) -> str:
    """What the file is called on the reader's disk."""
    return say("papers.receipt.file_name", reference=file.case.reference)


def receipt_paper(file: SessionFile, document: Document, signed: bytes, say: Words) -> dict[str, Value]:
    """Everything that the template sets, in words."""
    provider = _object(document["provider"])
    name = str(provider["name_en"] if say.language is Language.EN and provider["name_en"] else provider["name"])
    reference = file.case.reference
    return {
        "addressee": say("papers.receipt.addressee", organisation=file.customer.organisation),
        "attachment": say("papers.receipt.attachment"),
        "author": name,
        "events": _events(file, say),
        "footer": say("papers.receipt.footer", provider=name, reference=reference),
        "id": file.session.id,
        "contact": say("papers.receipt.contact", name=file.contact.name),
        "intro": say("papers.receipt.intro"),
        "issued": say("papers.receipt.issued", moment=moment(from_iso(str(document["issued_at"])), say)),
        "lang": say.language.value,
        "provider": {"name": name, "phone": str(provider["phone"])},
        "sections": [
            {"rows": list(_session(file, document, say)), "title": say("papers.receipt.session")},
            {"rows": list(_terms(file, document, say)), "title": say("papers.receipt.terms_part")},
            {"rows": list(_files(file, say)), "title": say("papers.receipt.files")},
        ],
        "title": say("papers.receipt.title"),
        "verify": _verify(file, provider, signed, say),
    }


def _session(file: SessionFile, document: Document, say: Words) -> Iterator[Value]:
    session = file.session
    yield _row(say("papers.receipt.reference"), file.case.reference)
    yield _row(say("papers.receipt.category"), say(CATEGORY_KEYS[file.case.category]))
    yield _row(say("papers.receipt.subject"), file.case.subject)
    yield _row(say("papers.receipt.operator"), f"{file.operator.name}\n{file.operator.organisation}")
    yield _row(say("papers.receipt.began"), moment(session.created_at, say))
    if session.ended_at is None or session.ending is None:
        yield _row(say("papers.receipt.over"), say("papers.receipt.running"))
    else:
        yield _row(say("papers.receipt.over"), moment(session.ended_at, say))
        yield _row(say("papers.receipt.ending"), say(ENDING_KEYS[session.ending]))
    if session.connected_at is not None:
        yield from _work(_object(document["fees"]), say)
    if session.bytes_used is not None:
        yield _row(say("papers.receipt.data"), say.size(session.bytes_used))


def _work(fees: Mapping[str, Value], say: Words) -> Iterator[Value]:
    """The same figures as in the signed document. Article: 3.2, 3.3"""
    inside, outside, unagreed = (int(str(fees[name])) for name in ("in_hours", "off_hours", "unagreed"))
    yield _row(say("papers.receipt.work"), duration(inside + outside, say))
    yield _row(say("papers.receipt.in_hours"), duration(inside, say))
    yield _row(say("papers.receipt.off_hours"), duration(outside, say))
    if unagreed:
        yield _row(say("office.session.unagreed"), duration(unagreed, say))
    yield _row(say("office.session.fee"), say("office.session.yen", yen=f"{int(str(fees['yen'])):,}"))


def _terms(file: SessionFile, document: Document, say: Words) -> Iterator[Value]:
    agreed = next((item for item in file.written if item.entry.kind == "agreed"), None)
    if agreed is None:
        yield _row(say("papers.receipt.terms"), say("papers.receipt.terms_none"))
        return
    terms, said_by = _object(document["terms"]), _object(document["said_by"])
    yield _row(say("papers.receipt.terms"), str(terms["title"]))
    yield _row(say("papers.receipt.version"), str(terms["version"]))
    yield _row(say("papers.receipt.language"), say(LANGUAGES[str(terms["language"])]))
    yield _row(say("papers.receipt.sha256"), str(terms["sha256"]), digest=True)
    if terms["shown_sha256"] != terms["sha256"]:  # a translation was shown; the Japanese text binds
        yield _row(say("papers.receipt.shown_sha256"), str(terms["shown_sha256"]), digest=True)
    yield _row(say("papers.receipt.said_by"), f"{said_by['name']}\n{said_by['organisation']}".strip())
    yield _row(say("papers.receipt.agreed_at"), moment(from_iso(agreed.entry.at), say))
    yield _row(say("papers.receipt.build"), f"{document['build']} ({document['platform']})")
    yield _row(say("papers.receipt.address"), str(document["address"]))


def _files(file: SessionFile, say: Words) -> Iterator[Value]:
    found = False
    for item in file.written:
        if item.entry.kind in PASSED:
            found = True
            body = _statement(item)
            size = body.get("size", 0)
            named = say(
                "papers.receipt.file",
                name=str(body.get("name", "")),
                size=say.size(size) if isinstance(size, int) else "",
            )
            yield _row(say(DIRECTIONS[str(body["direction"])]), named)
            if body.get("sha256"):
                yield _row("SHA-256", str(body["sha256"]), digest=True)
    if not found:
        yield _row(say("papers.receipt.files"), say("papers.receipt.files_none"))


def _events(file: SessionFile, say: Words) -> Value:
    header: list[Value] = [say("papers.receipt.when"), say("papers.receipt.what"), say("papers.receipt.entry")]
    rows: list[Value] = [
        {"at": stamp(row.at), "entry": str(row.entry), "text": row.text} for row in timeline(file.written, say)
    ]
    return {"header": header, "rows": rows, "title": say("papers.receipt.events")}


def _verify(file: SessionFile, provider: Mapping[str, Value], signed: bytes, say: Words) -> Value:
    rows: list[Value] = [
        _row(say("papers.receipt.command"), COMMAND),
        _row(say("papers.receipt.own_hash"), sha256(signed).hexdigest(), digest=True),
    ]
    own = [item.entry for item in file.written if item.entry.about == file.session.id]
    if own:
        rows.append(_row(say("papers.receipt.number"), str(own[-1].number)))
        rows.append(_row(say("papers.receipt.hash"), own[-1].hash, digest=True))
    rows.append(_row(say("papers.receipt.key"), str(provider["public_key"]), digest=True))
    return {"rows": rows, "text": say("papers.receipt.verify_text"), "title": say("papers.receipt.verify")}


def _row(name: str, value: str, *, digest: bool = False) -> Value:
    return {"digest": digest, "name": name, "value": value}


def _statement(item: Written) -> Mapping[str, Value]:
    statement = item.payload["statement"]
    assert isinstance(statement, str)
    return _object(json.loads(statement)["body"])


def _object(value: Value) -> Mapping[str, Value]:
    assert isinstance(value, Mapping)
    return value

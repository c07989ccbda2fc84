"""Putting a version of the terms on record: checked, signed by the provider, in the ledger. Within the caller's transaction.

Guarantee: a version is never written over, its Japanese text is there, no place of a template is left open in any of its
texts, and every text is signed together with the hash of the one that binds. Article: P.2, 12.1
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from madoguchi.base.canonical import Value, canonical
from madoguchi.base.clock import Instant, iso
from madoguchi.base.words import Language
from madoguchi.office.books import Books
from madoguchi.office.consent.book import write_event
from madoguchi.office.fields import line
from madoguchi.office.ids import Entropy, OperatorId
from madoguchi.office.provider.keys import Keys
from madoguchi.office.refusals import BadField, VersionTaken
from madoguchi.office.terms.ports import TermsVersion, TermsWording
from madoguchi.rules.terms import TEXT_LIMIT, VERSION, places_of, settled, sha256, title_of
from madoguchi.seal.signing import Domain, sign, to_base64url

NOTICE_LIMIT: Final = 4_000


@dataclass(frozen=True, slots=True)
class Publication:
    """A version as it is to be put on record."""

    version: str
    texts: Mapping[Language, str]
    notices: Mapping[Language, str]
    effective_at: Instant
    author: OperatorId | None = None
    confirmed_by: OperatorId | None = None


def field_of(name: str, language: Language) -> str:
    """The name of a form's field: each language has its own."""
    return f"{name}_{language.value}"


def unfit(version: str, texts: Mapping[Language, str], notices: Mapping[Language, str]) -> BadField | None:
    """What keeps this from being put into force. A translation may be missing, the Japanese text may not."""
    if not VERSION.fullmatch(version):
        return BadField("version", "office.field.version")
    for language in Language:
        plain = settled(texts.get(language, ""))
        if language is not Language.JA and not plain.strip():
            continue
        if wrong := _unfit_text(field_of("text", language), plain):
            return wrong
    for language, notice in notices.items():
        if len(notice) > NOTICE_LIMIT:
            return BadField(field_of("notice", language), "office.field.too_long")
    return None


def _unfit_text(field: str, plain: str) -> BadField | None:
    if not plain.strip():
        return BadField(field, "office.field.needed")
    if len(plain) > TEXT_LIMIT:
        return BadField(field, "office.field.too_long")
    title = title_of(plain)
    if not title or line("title", title):
        return BadField(field, "terms.field.heading")
    if places_of(plain):  # nobody can agree to a text that does not say whose it is
        return BadField(field, "office.field.places")
    return None


def publish(
    books: Books, keys: Keys, entropy: Entropy, new: Publication, now: Instant
) -> TermsVersion | BadField | VersionTaken:
    """On record from now on, in force from its own instant on."""
    if wrong := unfit(new.version, new.texts, new.notices):
        return wrong
    if books.terms.get(new.version):
        return VersionTaken()
    plain = {language: settled(new.texts[language]) for language in Language if new.texts.get(language, "").strip()}
    binding = sha256(plain[Language.JA])
    terms = TermsVersion(
        new.version,
        books.terms.last_number() + 1,
        now,
        new.effective_at,
        tuple(_wording(keys, new, now, language, text, binding) for language, text in plain.items()),
        new.author,
        new.confirmed_by,
    )
    books.terms.add(terms)
    write_event(books, entropy, now, kind="terms:published", about=terms.version, body=_told(terms))
    return terms


def _wording(keys: Keys, new: Publication, now: Instant, language: Language, text: str, binding: str) -> TermsWording:
    digest = sha256(text)
    signed = canonical(
        {
            "binding_sha256": binding,
            "effective_at": iso(new.effective_at),
            "kind": "terms",
            "language": language.value,
            "published_at": iso(now),
            "sha256": digest,
            "version": new.version,
        }
    )
    signature = to_base64url(sign(keys.provider, Domain.TERMS, signed))
    return TermsWording(
        language, title_of(text), text, settled_notice(new.notices.get(language, "")), digest, signature
    )


def settled_notice(notice: str) -> str:
    """A notice without what cannot be seen; nothing stays nothing."""
    return settled(notice).strip() if notice.strip() else ""


def _told(terms: TermsVersion) -> dict[str, Value]:
    texts: Sequence[Value] = [
        {
            "language": wording.language.value,
            "notice_sha256": sha256(wording.notice),
            "sha256": wording.sha256,
            "title": wording.title,
        }
        for wording in terms.wordings
    ]
    return {
        "by": terms.author_id or "",
        "confirmed_by": terms.confirmed_by or "",
        "effective": iso(terms.effective_at),
        "number": terms.number,
        "texts": texts,
        "version": terms.version,
    }

"""Publishing the terms: publishing makes a version effective, and no version is ever changed. Article: 12.1, 12.2"""

from __future__ import annotations

from madoguchi.base.canonical import canonical
from madoguchi.base.clock import Instant, iso
from madoguchi.base.words import Language
from madoguchi.office.books import Shelf
from madoguchi.office.consent.book import write_event
from madoguchi.office.fields import line
from madoguchi.office.ids import Entropy
from madoguchi.office.provider.keys import Keys
from madoguchi.office.refusals import BadField, VersionTaken
from madoguchi.office.terms.ports import TermsVersion
from madoguchi.rules.terms import TEXT_LIMIT, VERSION, places_of, settled, sha256, title_of
from madoguchi.seal.signing import Domain, sign, to_base64url


class TermsService:
    def __init__(self, shelf: Shelf, keys: Keys, entropy: Entropy) -> None:
        self._shelf = shelf
        self._keys = keys
        self._entropy = entropy

    def publish(
        self, version: str, language: Language, title: str, text: str, now: Instant
    ) -> TermsVersion | BadField | VersionTaken:
        """Put a version into force, from ``now`` on. An empty title is taken from the text's first heading."""
        plain = settled(text)
        title = title.strip() or title_of(plain)
        if wrong := _unfit(version, title, plain):
            return wrong
        digest = sha256(plain)
        signed = canonical(
            {
                "kind": "terms",
                "language": language.value,
                "published_at": iso(now),
                "sha256": digest,
                "version": version,
            }
        )
        signature = to_base64url(sign(self._keys.provider, Domain.TERMS, signed))
        terms = TermsVersion(version, language, title, plain, digest, now, signature)
        body = {"language": language.value, "sha256": digest, "title": terms.title, "version": version}
        with self._shelf.writing() as books:
            if books.terms.get(version, language):
                return VersionTaken()
            books.terms.add(terms)
            write_event(books, self._entropy, now, kind="terms:published", about=version, body=body)
        return terms

    def in_force(self, language: Language, now: Instant) -> TermsVersion | None:
        """The version in force in this language."""
        with self._shelf.reading() as books:
            return books.terms.in_force(language, now)

    def get(self, version: str, language: Language) -> TermsVersion | None:
        with self._shelf.reading() as books:
            return books.terms.get(version, language)

    def versions(self) -> list[TermsVersion]:
        """All of them, the newest first."""
        with self._shelf.reading() as books:
            return books.terms.versions()


def _unfit(version: str, title: str, plain: str) -> BadField | None:
    """What keeps a text from being put into force."""
    if not VERSION.fullmatch(version):
        return BadField("version", "office.field.version")
    if wrong := line("title", title):
        return wrong
    if not plain.strip():
        return BadField("text", "office.field.needed")
    if len(plain) > TEXT_LIMIT:
        return BadField("text", "office.field.too_long")
    if places_of(plain):  # nobody can agree to a text that does not say whose it is
        return BadField("text", "office.field.places")
    return None

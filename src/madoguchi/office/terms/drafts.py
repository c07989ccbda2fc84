"""A version in the making: written, proposed, confirmed by a second person, published.

Guarantee: nobody confirms what they wrote or proposed themselves, and what is confirmed is, letter for letter, what is
published: only a draft can be written in, and going back to one takes the confirmation away. A save that began from an
older state is refused with what stands now, so nothing of either person is lost. Article: 12.1
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final, TypeAlias

from madoguchi.base.clock import Instant
from madoguchi.base.word_keys import Key
from madoguchi.base.words import Language
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.ids import Entropy, OperatorId, fresh
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.provider.keys import Keys
from madoguchi.office.refusals import BadField, NoSuchThing, VersionTaken
from madoguchi.office.terms.ports import (
    OPEN,
    DraftId,
    DraftState,
    DraftWording,
    TermsDraft,
    TermsVersion,
)
from madoguchi.office.terms.publishing import NOTICE_LIMIT, Publication, field_of, publish, unfit
from madoguchi.rules.hours import MIDNIGHT, instant_of
from madoguchi.rules.hours_text import read_day
from madoguchi.rules.terms import TEXT_LIMIT, VERSION, sample


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A draft as it is typed."""

    version: str
    effective_on: str  # 2026-04-01; empty is the instant of publishing
    texts: Mapping[Language, str]
    notices: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class ChangedMeanwhile:
    """Somebody saved it, or moved it on, after it was read; ``draft`` is how it stands now."""

    draft: TermsDraft


@dataclass(frozen=True, slots=True)
class NotByOneself:
    """Who wrote or proposed it cannot confirm it."""

    key: ClassVar[Key] = "terms.refusal.by_oneself"


Moved: TypeAlias = TermsDraft | NoSuchThing | ChangedMeanwhile
_BACK: Final = frozenset({DraftState.PROPOSED, DraftState.CONFIRMED})


class DraftService:
    def __init__(self, shelf: Shelf, keys: Keys, entropy: Entropy) -> None:
        self._shelf = shelf
        self._keys = keys
        self._entropy = entropy

    def begin(self, actor: Actor, now: Instant) -> TermsDraft:
        """A draft with the texts of the version published last; before the first, with those of the sample."""
        with self._shelf.writing() as books:
            last = max(books.terms.versions(), key=lambda terms: terms.number, default=None)
            found = {language: last.wording(language) if last else None for language in Language}
            texts = {
                language: sample(language) if last is None else (wording.text if wording else "")
                for language, wording in found.items()
            }
            draft = TermsDraft(
                DraftId(fresh(self._entropy)),
                _free_name(books, f"{last.number + 1 if last else 1}.0"),
                "",
                tuple(DraftWording(language, texts[language], "") for language in Language),
                DraftState.DRAFT,
                1,
                now,
                now,
                actor.id,
                frozenset({actor.id}),
            )
            books.terms_drafts.add(draft)
            return draft

    def open(self) -> Sequence[TermsDraft]:
        """Those that are not over, the last changed first."""
        with self._shelf.reading() as books:
            return books.terms_drafts.open()

    def get(self, draft_id: str) -> TermsDraft | NoSuchThing:
        with self._shelf.reading() as books:
            return books.terms_drafts.by_id(draft_id) or NoSuchThing()

    def others(self, draft: TermsDraft) -> list[str]:
        """The names of those who could confirm it: administrators who neither wrote nor proposed it."""
        with self._shelf.reading() as books:
            return [
                one.name
                for one in books.operators.everybody()
                if one.active and one.role is OperatorRole.ADMIN and one.id not in draft.authors
            ]

    def names(self) -> dict[OperatorId, str]:
        """Everybody's name, to say who did it."""
        with self._shelf.reading() as books:
            return {one.id: one.name for one in books.operators.everybody()}

    def save(
        self, actor: Actor, draft_id: str, revision: int, facts: DraftFacts, now: Instant
    ) -> TermsDraft | NoSuchThing | ChangedMeanwhile | BadField:
        """Half-done texts are saved too; what a version needs is asked for when it is proposed."""
        if wrong := _unfit_draft(facts):
            return wrong
        with self._shelf.writing() as books:
            draft = _at(books, draft_id, revision, frozenset({DraftState.DRAFT}))
            if not isinstance(draft, TermsDraft):
                return draft
            wordings = tuple(
                DraftWording(language, facts.texts.get(language, ""), facts.notices.get(language, ""))
                for language in Language
            )
            saved = replace(
                _moved(draft, actor, now),
                version=facts.version.strip(),
                effective_on=facts.effective_on.strip(),
                wordings=wordings,
                authors=draft.authors | {actor.id},
            )
            books.terms_drafts.change(saved)
            return saved

    def propose(self, actor: Actor, draft_id: str, revision: int, now: Instant) -> Moved | BadField:
        """Ask a second person to confirm it. From here on it cannot be written in."""
        with self._shelf.writing() as books:
            draft = _at(books, draft_id, revision, frozenset({DraftState.DRAFT}))
            if not isinstance(draft, TermsDraft):
                return draft
            if wrong := _unfit_version(books, draft, now):
                return wrong
            return _keep(
                books,
                replace(
                    _moved(draft, actor, now),
                    state=DraftState.PROPOSED,
                    proposed_by=actor.id,
                    authors=draft.authors | {actor.id},
                ),
            )

    def confirm(self, actor: Actor, draft_id: str, revision: int, now: Instant) -> Moved | NotByOneself:
        """A second person has read it and stands to it."""
        with self._shelf.writing() as books:
            draft = _at(books, draft_id, revision, frozenset({DraftState.PROPOSED}))
            if not isinstance(draft, TermsDraft):
                return draft
            if actor.id in draft.authors:
                return NotByOneself()
            return _keep(books, replace(_moved(draft, actor, now), state=DraftState.CONFIRMED, confirmed_by=actor.id))

    def take_back(self, actor: Actor, draft_id: str, revision: int, now: Instant) -> Moved:
        """To be written in again; what was confirmed is so no more."""
        with self._shelf.writing() as books:
            draft = _at(books, draft_id, revision, _BACK)
            if not isinstance(draft, TermsDraft):
                return draft
            moved = _moved(draft, actor, now)
            return _keep(books, replace(moved, state=DraftState.DRAFT, proposed_by=None, confirmed_by=None))

    def drop(self, actor: Actor, draft_id: str, revision: int, now: Instant) -> Moved:
        """Nothing comes of it."""
        with self._shelf.writing() as books:
            draft = _at(books, draft_id, revision, OPEN)
            if not isinstance(draft, TermsDraft):
                return draft
            return _keep(books, replace(_moved(draft, actor, now), state=DraftState.DROPPED))

    def publish(
        self, actor: Actor, draft_id: str, revision: int, now: Instant
    ) -> TermsVersion | NoSuchThing | ChangedMeanwhile | BadField | VersionTaken:
        """What was confirmed, for everybody to read; in force at once or on its day."""
        with self._shelf.writing() as books:
            draft = _at(books, draft_id, revision, frozenset({DraftState.CONFIRMED}))
            if not isinstance(draft, TermsDraft):
                return draft
            effective_at = _effective(books, draft.effective_on, now)
            if isinstance(effective_at, BadField):
                return effective_at
            new = Publication(
                draft.version,
                {wording.language: wording.text for wording in draft.wordings},
                {wording.language: wording.notice for wording in draft.wordings},
                effective_at,
                draft.proposed_by,
                draft.confirmed_by,
            )
            done = publish(books, self._keys, self._entropy, new, now)
            if isinstance(done, TermsVersion):
                _keep(books, replace(_moved(draft, actor, now), state=DraftState.PUBLISHED))
            return done


def _at(
    books: Books, draft_id: str, revision: int, states: frozenset[DraftState]
) -> TermsDraft | NoSuchThing | ChangedMeanwhile:
    """The draft, when it still stands as it was read and may be moved from there."""
    draft = books.terms_drafts.by_id(draft_id)
    if draft is None or draft.state not in OPEN:
        return NoSuchThing()
    return draft if draft.revision == revision and draft.state in states else ChangedMeanwhile(draft)


def _moved(draft: TermsDraft, actor: Actor, now: Instant) -> TermsDraft:
    return replace(draft, revision=draft.revision + 1, changed_at=now, changed_by=actor.id)


def _keep(books: Books, draft: TermsDraft) -> TermsDraft:
    books.terms_drafts.change(draft)
    return draft


def _free_name(books: Books, wanted: str) -> str:
    return wanted if books.terms.get(wanted) is None else ""


def _unfit_draft(facts: DraftFacts) -> BadField | None:
    """What cannot even be kept."""
    if facts.version.strip() and not VERSION.fullmatch(facts.version.strip()):
        return BadField("version", "office.field.version")
    if facts.effective_on.strip() and read_day(facts.effective_on.strip()) is None:
        return BadField("effective_on", "hours.field.date")
    for language in Language:
        if len(facts.texts.get(language, "")) > TEXT_LIMIT:
            return BadField(field_of("text", language), "office.field.too_long")
        if len(facts.notices.get(language, "")) > NOTICE_LIMIT:
            return BadField(field_of("notice", language), "office.field.too_long")
    return None


def _unfit_version(books: Books, draft: TermsDraft, now: Instant) -> BadField | None:
    """What keeps it from being published as it stands."""
    texts = {wording.language: wording.text for wording in draft.wordings}
    notices = {wording.language: wording.notice for wording in draft.wordings}
    if wrong := unfit(draft.version, texts, notices):
        return wrong
    if books.terms.get(draft.version):
        return BadField("version", VersionTaken.key)
    effective_at = _effective(books, draft.effective_on, now)
    return effective_at if isinstance(effective_at, BadField) else None


def _effective(books: Books, typed: str, now: Instant) -> Instant | BadField:
    """The beginning of the day in Japan, or now. Not before a version that is announced already: that one is withdrawn first."""
    effective_at = now
    if typed:
        on = read_day(typed)
        if on is None:
            return BadField("effective_on", "hours.field.date")
        effective_at = instant_of(on, MIDNIGHT)
        if effective_at <= now:
            return BadField("effective_on", "terms.field.past")
    announced = [terms.effective_at for terms in books.terms.versions() if not terms.withdrawn]
    if any(effective_at < other for other in announced):
        return BadField("effective_on", "terms.field.before_announced")
    return effective_at

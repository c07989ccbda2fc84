"""From a draft to the version in force: two people, one Japanese text that binds, an instant from which it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from madoguchi.base.canonical import canonical
from madoguchi.base.clock import iso
from madoguchi.base.words import Language
from madoguchi.office.actor import Actor
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.refusals import BadField, NoSuchThing, TermsNotInForce
from madoguchi.office.sessions.ports import Session
from madoguchi.office.terms.drafts import ChangedMeanwhile, DraftFacts, NotByOneself
from madoguchi.office.terms.ports import DraftState, TermsDraft, TermsVersion
from madoguchi.office.terms.service import NotTheFirst
from madoguchi.seal.signing import Domain, check, from_base64url
from madoguchi.verify.check import Fault, Holds, Wrong, check_receipt
from tests.office_world import TERMS, ScriptedHost, World, agreed_body, got, terms_body

ENGLISH = "# Terms of support\n\nText.\n"
SECOND = "# 遠隔サポート約款\n\n新しい本文です。\n"


@pytest.fixture
def author(world: World) -> Actor:
    return world.administrator("author")


@pytest.fixture
def second(world: World) -> Actor:
    return world.administrator("second")


def facts(version: str = "2", effective_on: str = "", text: str = SECOND, english: str = "") -> DraftFacts:
    notices = {Language.JA: "本文を新しくしました。", Language.EN: ""}
    return DraftFacts(version, effective_on, {Language.JA: text, Language.EN: english}, notices)


def proposed(world: World, author: Actor, typed: DraftFacts | None = None) -> TermsDraft:
    drafts = world.desk.terms_drafts
    draft = drafts.begin(author, world.now)
    draft = got(TermsDraft, drafts.save(author, draft.id, draft.revision, typed or facts(), world.now))
    return got(TermsDraft, drafts.propose(author, draft.id, draft.revision, world.now))


def confirmed(world: World, author: Actor, second: Actor, typed: DraftFacts | None = None) -> TermsDraft:
    draft = proposed(world, author, typed)
    return got(TermsDraft, world.desk.terms_drafts.confirm(second, draft.id, draft.revision, world.now))


def published(world: World, author: Actor, second: Actor, typed: DraftFacts | None = None) -> TermsVersion:
    draft = confirmed(world, author, second, typed)
    return got(TermsVersion, world.desk.terms_drafts.publish(second, draft.id, draft.revision, world.now))


def last_event(world: World, version: str) -> tuple[str, dict[str, Any]]:
    with world.shelf.reading() as books:
        item = books.ledger.about([version])[-1]
    body = item.payload["body"]
    assert isinstance(body, dict)
    return item.entry.kind, body


@pytest.mark.article("12.1", "P.2")
def test_one_version_holds_the_binding_text_and_its_translation(world: World) -> None:
    terms = world.publish("1", english=ENGLISH)
    assert [wording.language for wording in terms.wordings] == [Language.JA, Language.EN]
    assert terms.sha256 == terms.wordings[0].sha256 != terms.wordings[1].sha256
    for wording in terms.wordings:
        signed = {
            "binding_sha256": terms.sha256,
            "effective_at": iso(terms.effective_at),
            "kind": "terms",
            "language": wording.language.value,
            "published_at": iso(terms.published_at),
            "sha256": wording.sha256,
            "version": "1",
        }
        check(world.keys.provider_public, Domain.TERMS, canonical(signed), from_base64url(wording.signature))
    assert world.desk.terms.get("1") == terms
    assert terms.nearest(Language.EN).language is Language.EN


@pytest.mark.article("12.1")
def test_the_ledger_says_who_wrote_and_who_confirmed(world: World, author: Actor, second: Actor) -> None:
    world.publish("1")
    terms = published(world, author, second, facts(english=ENGLISH))
    kind, body = last_event(world, "2")
    assert (kind, body["by"], body["confirmed_by"], body["number"]) == ("terms:published", author.id, second.id, 2)
    assert [text["sha256"] for text in body["texts"]] == [wording.sha256 for wording in terms.wordings]
    assert (terms.author_id, terms.confirmed_by) == (author.id, second.id)
    assert world.desk.consent.first_broken() is None


@pytest.mark.article("12.1")
def test_nobody_confirms_what_they_wrote_or_proposed(world: World, author: Actor, second: Actor) -> None:
    drafts = world.desk.terms_drafts
    draft = drafts.begin(author, world.now)
    draft = got(TermsDraft, drafts.save(second, draft.id, draft.revision, facts(), world.now))
    draft = got(TermsDraft, drafts.propose(author, draft.id, draft.revision, world.now))
    for one in (author, second):  # both had a hand in it
        assert drafts.confirm(one, draft.id, draft.revision, world.now) == NotByOneself()
    assert drafts.others(draft) == []
    third = world.administrator("third")
    assert drafts.others(draft) == [third.name]
    assert got(TermsDraft, drafts.confirm(third, draft.id, draft.revision, world.now)).confirmed_by == third.id


def test_only_administrators_who_are_still_there_are_named_as_those_who_could_confirm(
    world: World, author: Actor
) -> None:
    draft = proposed(world, author)
    world.operator("works-on-cases", OperatorRole.OPERATOR)
    world.administrator("left")
    world.desk.people.close_login("left", world.now)
    assert world.desk.terms_drafts.others(draft) == []


@pytest.mark.article("12.1")
def test_nothing_is_published_that_was_not_confirmed_and_no_step_is_left_out(
    world: World, author: Actor, second: Actor
) -> None:
    drafts = world.desk.terms_drafts
    draft = drafts.begin(author, world.now)
    for act in (drafts.confirm, drafts.publish):
        assert isinstance(act(second, draft.id, draft.revision, world.now), ChangedMeanwhile)
    draft = proposed(world, author)
    assert isinstance(drafts.publish(second, draft.id, draft.revision, world.now), ChangedMeanwhile)
    assert isinstance(drafts.save(author, draft.id, draft.revision, facts("3"), world.now), ChangedMeanwhile)
    assert world.desk.terms.versions() == []


@pytest.mark.article("12.1")
def test_going_back_to_writing_takes_the_confirmation_away(world: World, author: Actor, second: Actor) -> None:
    drafts = world.desk.terms_drafts
    draft = confirmed(world, author, second)
    back = got(TermsDraft, drafts.take_back(author, draft.id, draft.revision, world.now))
    assert (back.state, back.confirmed_by, back.proposed_by) == (DraftState.DRAFT, None, None)
    assert isinstance(drafts.publish(second, draft.id, back.revision, world.now), ChangedMeanwhile)
    # Whoever confirmed the page that they read cannot confirm another one by the old button.
    assert isinstance(drafts.confirm(second, draft.id, draft.revision, world.now), ChangedMeanwhile)


def test_a_save_that_began_from_an_older_state_loses_nothing(world: World, author: Actor, second: Actor) -> None:
    drafts = world.desk.terms_drafts
    read = drafts.begin(author, world.now)
    world.clock.advance(60)
    theirs = got(TermsDraft, drafts.save(second, read.id, read.revision, facts(text="# 二人目"), world.now))
    refused = got(ChangedMeanwhile, drafts.save(author, read.id, read.revision, facts(text="# 一人目"), world.now))
    assert refused.draft == theirs
    assert got(TermsDraft, drafts.get(read.id)).wording(Language.JA).text == "# 二人目"
    mine = got(TermsDraft, drafts.save(author, read.id, theirs.revision, facts(text="# 一人目"), world.now))
    assert mine.wording(Language.JA).text == "# 一人目"
    assert mine.authors == {author.id, second.id}


def test_several_drafts_stand_beside_each_other_and_half_done_ones_are_kept(world: World, author: Actor) -> None:
    drafts = world.desk.terms_drafts
    first, other = drafts.begin(author, world.now), drafts.begin(author, world.now)
    half = DraftFacts("", "", {Language.JA: "見出しもまだ"}, {})
    kept = got(TermsDraft, drafts.save(author, first.id, 1, half, world.now))
    assert {draft.id for draft in drafts.open()} == {first.id, other.id}
    assert got(BadField, drafts.propose(author, first.id, kept.revision, world.now)).field == "version"
    assert got(TermsDraft, drafts.get(first.id)).state is DraftState.DRAFT
    got(TermsDraft, drafts.drop(author, other.id, other.revision, world.now))
    assert [draft.id for draft in drafts.open()] == [first.id]


def test_a_draft_begins_with_the_sample_and_later_with_what_was_published_last(world: World, author: Actor) -> None:
    drafts = world.desk.terms_drafts
    draft = drafts.begin(author, world.now)
    assert "{provider}" in draft.wording(Language.JA).text
    assert got(BadField, drafts.propose(author, draft.id, 1, world.now)).why == "office.field.places"
    world.publish("1", english=ENGLISH)
    draft = drafts.begin(author, world.now)
    assert [wording.text for wording in draft.wordings] == [TERMS, ENGLISH]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (facts(version="a b"), "version"),
        (facts(effective_on="2026-02-30"), "effective_on"),
        (facts(text="x" * 200_001), "text_ja"),
        (facts(english="x" * 200_001), "text_en"),
        (replace(facts(), notices={Language.EN: "x" * 4_001}), "notice_en"),
    ],
)
def test_what_cannot_even_be_kept_is_said_beside_its_field(
    world: World, author: Actor, typed: DraftFacts, field: str
) -> None:
    draft = world.desk.terms_drafts.begin(author, world.now)
    assert got(BadField, world.desk.terms_drafts.save(author, draft.id, 1, typed, world.now)).field == field


@pytest.mark.article("12.1")
def test_an_announced_version_takes_effect_at_midnight_in_japan_to_the_second(
    world: World, author: Actor, second: Actor
) -> None:
    first = world.publish("1")
    coming = published(world, author, second, facts(effective_on="2026-02-01"))
    assert coming.effective_at == datetime(2026, 1, 31, 15, tzinfo=UTC)
    assert coming.published_at == world.now
    terms = world.desk.terms
    assert terms.in_force(coming.effective_at - timedelta(milliseconds=1)) == first
    assert terms.in_force(coming.effective_at) == coming
    assert terms.versions() == [coming, first]


def test_a_day_that_went_by_while_it_was_confirmed_is_told_when_it_is_published(
    world: World, author: Actor, second: Actor
) -> None:
    draft = confirmed(world, author, second, facts(effective_on="2026-01-06"))
    world.clock.advance(2 * 86_400)
    refused = world.desk.terms_drafts.publish(second, draft.id, draft.revision, world.now)
    assert refused == BadField("effective_on", "terms.field.past")
    assert got(TermsDraft, world.desk.terms_drafts.get(draft.id)).state is DraftState.CONFIRMED


@pytest.mark.article("12.1")
def test_what_is_announced_can_be_withdrawn_until_it_holds_and_another_may_then_come_first(
    world: World, author: Actor, second: Actor
) -> None:
    first = world.publish("1")
    published(world, author, second, facts(effective_on="2026-02-01"))
    drafts = world.desk.terms_drafts
    urgent = drafts.begin(author, world.now)
    urgent = got(TermsDraft, drafts.save(author, urgent.id, 1, facts("3"), world.now))
    early = drafts.propose(author, urgent.id, urgent.revision, world.now)
    assert early == BadField("effective_on", "terms.field.before_announced")
    assert world.desk.terms.withdraw(author, "2", " ", world.now) == BadField("reason", "office.field.needed")
    gone = got(TermsVersion, world.desk.terms.withdraw(author, "2", "日付の誤り", world.now))
    assert gone.withdrawn is not None
    assert (gone.withdrawn.by, gone.withdrawn.reason) == (author.id, "日付の誤り")
    assert last_event(world, "2")[0] == "terms:withdrawn"
    assert world.desk.terms.in_force(gone.effective_at) == first
    assert isinstance(drafts.propose(author, urgent.id, urgent.revision, world.now), TermsDraft)
    for version in ("2", "1", "nothing"):  # withdrawn already, in force already, never there
        assert world.desk.terms.withdraw(author, version, "理由", world.now) == NoSuchThing()


@pytest.mark.article("12.1")
def test_the_command_line_publishes_the_first_alone(world: World) -> None:
    world.publish("1")
    assert world.desk.terms.publish_first("2", {Language.JA: SECOND}, world.now) == NotTheFirst()


# --- what a consent is to ---------------------------------------------------------------------------------------------


def started(world: World) -> tuple[Session, ScriptedHost]:
    actor = world.desk.operators.by_login("yamada") or world.operator().operator
    session, host = world.session(actor, world.case(actor))
    said(world, host, "started", {})
    return session, host


def said(world: World, host: ScriptedHost, kind: str, body: dict[str, Any]) -> object:
    posted = host.sign(kind, body)
    return world.desk.consent.state(host.token, posted["statement"], posted["signature"], posted["host_key"], world.now)


@pytest.mark.article("P.2", "12.2")
def test_a_consent_to_a_translation_names_the_text_that_binds_and_the_text_that_was_shown(world: World) -> None:
    terms = world.publish("1", english=ENGLISH)
    _, host = started(world)
    shown = terms_body(terms, Language.EN)
    got(dict, said(world, host, "shown", shown))
    got(dict, said(world, host, "agreed", agreed_body(terms) | shown))
    receipt = got(dict, world.desk.consent.receipt_for_host(host.token, world.now))
    assert receipt["terms"] == {
        "language": "en",
        "sha256": terms.wordings[0].sha256,
        "shown_sha256": terms.wordings[1].sha256,
        "title": "Terms of support",
        "version": "1",
    }
    raw, key = canonical(receipt), world.keys.provider_public
    for text in (TERMS, ENGLISH):
        got(Holds, check_receipt(raw, key, text))
    assert check_receipt(raw, key, SECOND) == Fault(Wrong.TERMS_TEXT)


@pytest.mark.article("P.2", "12.2")
@pytest.mark.parametrize("spoiled", ["sha256", "shown_sha256", "language", "version"])
def test_what_was_shown_must_be_a_text_of_the_version_in_every_respect(world: World, spoiled: str) -> None:
    terms = world.publish("1", english=ENGLISH)
    _, host = started(world)
    wrong = {"language": "ja", "sha256": "0" * 64, "shown_sha256": terms.sha256, "version": "0"}[spoiled]
    body = terms_body(terms, Language.EN) | {spoiled: wrong}
    assert said(world, host, "shown", body) == TermsNotInForce()


@pytest.mark.article("12.2")
def test_agreeing_in_another_language_than_what_was_shown_is_no_consent(world: World) -> None:
    terms = world.publish("1", english=ENGLISH)
    _, host = started(world)
    got(dict, said(world, host, "shown", terms_body(terms, Language.EN)))
    assert said(world, host, "agreed", agreed_body(terms)) == TermsNotInForce()


@pytest.mark.article("12.2")
def test_an_announced_version_cannot_be_agreed_to_before_it_holds(world: World, author: Actor, second: Actor) -> None:
    world.publish("1")
    coming = published(world, author, second, facts(effective_on="2026-01-06"))
    _, host = started(world)
    assert said(world, host, "shown", terms_body(coming)) == TermsNotInForce()


@pytest.mark.article("12.2")
def test_the_next_start_is_told_which_version_this_customer_agreed_to_last(world: World) -> None:
    actor = world.operator().operator
    mine, other = world.customer(actor), world.customer(actor, "別の客先")
    first = world.publish("1")
    _, host = world.session(actor, world.case(actor, mine))
    assert world.desk.terms.agreed_before(host.token) == ""
    for kind, body in (
        ("started", {}),
        ("shown", terms_body(first)),
        ("agreed", agreed_body(first)),
        ("connected", {}),
        ("ended", {"bytes_used": 0, "ending": "customer_stopped", "seconds": 1}),
    ):
        got(dict, said(world, host, kind, body))
    world.clock.advance(60)
    world.publish("2", text=SECOND)
    _, again = world.session(actor, world.case(actor, mine))
    assert world.desk.terms.agreed_before(again.token) == "1"
    _, stranger = world.session(actor, world.case(actor, other))
    assert world.desk.terms.agreed_before(stranger.token) == ""
    assert world.desk.terms.agreed_before("nobody's") == ""

"""Writing a version of the terms: the editor with its preview, and the steps to the public page. Article: 12.1"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Language
from madoguchi.office.ids import HEX_ID, OperatorId
from madoguchi.office.refusals import BadField, NoSuchThing, VersionTaken
from madoguchi.office.terms.drafts import ChangedMeanwhile, DraftFacts, NotByOneself
from madoguchi.office.terms.ports import OPEN, DraftState, TermsDraft, TermsVersion
from madoguchi.office.terms.publishing import field_of
from madoguchi.rules.terms import places_of, settled, sha256, title_of
from madoguchi.web.markdown import Rendered, rendered
from madoguchi.web.pages.customers import FormView
from madoguchi.web.pages.done import done_text
from madoguchi.web.told_differences import ToldDifference, told_difference
from madoguchi.web.visit import Visit, redirect, run, visit_of

STATE_KEYS: Final[dict[DraftState, Key]] = {
    DraftState.DRAFT: "terms.state.draft",
    DraftState.PROPOSED: "terms.state.proposed",
    DraftState.CONFIRMED: "terms.state.confirmed",
}
_TEXTS: Final = tuple(field_of(name, language) for language in Language for name in ("text", "notice"))
_FIELDS: Final = ("version", "effective_on", *_TEXTS)


@dataclass(frozen=True, slots=True)
class TextView:
    """One language of a draft as it will be read. ``places`` are names of a template that are still open."""

    language: Language
    title: str
    document: Rendered
    notice: str
    sha256: str
    places: tuple[str, ...]
    against: str  # the published version that it is compared with; empty when there is none
    difference: ToldDifference | None


@dataclass(frozen=True, slots=True)
class DraftView:
    draft: TermsDraft
    names: dict[OperatorId, str]
    others: tuple[str, ...]  # who could confirm it
    is_author: bool
    form: FormView
    texts: tuple[TextView, ...]  # of the preview, or of what was proposed
    tab: Language
    refusal: str = ""
    theirs: tuple[TextView, ...] = field(default=())  # what somebody saved meanwhile, beside what is typed
    done: str = ""


async def begin(request: Request) -> Response:
    """POST /office/terms/drafts"""
    visit = visit_of(request)
    desk = visit.web.desk
    draft = await run(desk.terms_drafts.begin, visit.person, desk.clock.now())
    return redirect(f"/office/terms/drafts/{draft.id}")


async def draft(request: Request) -> Response:
    """GET /office/terms/drafts/{draft}"""
    visit = visit_of(request)
    found = await run(visit.web.desk.terms_drafts.get, _id(request))
    if isinstance(found, NoSuchThing) or found.state not in OPEN:
        return visit.missing()
    return await _show(request, visit, found, typed_of(found), {})


async def save(request: Request) -> Response:  # noqa: PLR0911 - one for each thing that may come of it
    """POST /office/terms/drafts/{draft}: keep it, look at it as it will be read (nothing is kept), or propose it"""
    visit = visit_of(request)
    desk = visit.web.desk
    found = await run(desk.terms_drafts.get, _id(request))
    if isinstance(found, NoSuchThing) or found.state not in OPEN:
        return visit.missing()
    typed = {name: visit.field(name).replace("\r\n", "\n") for name in _FIELDS}
    if visit.field("act") == "preview":
        return await _show(request, visit, found, typed, {}, preview=True)
    facts = DraftFacts(
        typed["version"], typed["effective_on"], _by_language(typed, "text"), _by_language(typed, "notice")
    )
    saved = await run(desk.terms_drafts.save, visit.person, found.id, _revision(visit), facts, desk.clock.now())
    match saved:
        case NoSuchThing():
            return visit.missing()
        case BadField(name, why):
            return await _show(request, visit, found, typed, {name: why}, status=422)
        case ChangedMeanwhile(now):
            return await _show(request, visit, now, typed, {}, status=409, refusal=await _meanwhile(visit, now))
        case _:
            pass
    if visit.field("act") != "propose":
        return redirect(f"/office/terms/drafts/{found.id}?done=draft_saved&tab={_tab(visit.field('tab')).value}")
    proposed = await run(desk.terms_drafts.propose, visit.person, found.id, saved.revision, desk.clock.now())
    match proposed:
        case BadField(name, why):
            return await _show(request, visit, saved, typed, {name: why}, status=422)
        case TermsDraft():
            return redirect(f"/office/terms/drafts/{found.id}?done=draft_proposed")
        case _:
            return redirect(f"/office/terms/drafts/{found.id}")


async def move(request: Request) -> Response:  # noqa: PLR0911 - one for each thing that may come of it
    """POST /office/terms/drafts/{draft}/move: confirm it, publish it, take it back to be written in, or drop it"""
    visit = visit_of(request)
    drafts, now = visit.web.desk.terms_drafts, visit.web.desk.clock.now()
    acts = {
        "confirm": drafts.confirm,
        "publish": drafts.publish,
        "back": drafts.take_back,
        "drop": drafts.drop,
    }
    act = visit.field("act")
    if act not in acts:
        return visit.missing()
    result = await run(acts[act], visit.person, _id(request), _revision(visit), now)
    match result:
        case NoSuchThing():
            return visit.missing()
        case ChangedMeanwhile(found):
            return await _show(
                request, visit, found, typed_of(found), {}, status=409, refusal=await _meanwhile(visit, found)
            )
        case NotByOneself() | VersionTaken() | BadField():
            stands = await run(drafts.get, _id(request))
            if isinstance(stands, NoSuchThing):
                return visit.missing()
            said = visit.say(result.why if isinstance(result, BadField) else result.key)
            return await _show(request, visit, stands, typed_of(stands), {}, status=409, refusal=said)
        case TermsVersion():
            announced = result.effective_at > result.published_at
            return redirect(f"/office/terms?done={'terms_announced' if announced else 'published'}")
        case _ if act == "drop":
            return redirect("/office/terms?done=draft_dropped")
        case _:
            return redirect(f"/office/terms/drafts/{result.id}?done=draft_{act}")


async def _show(
    request: Request,
    visit: Visit,
    found: TermsDraft,
    typed: dict[str, str],
    troubles: dict[str, Key],
    *,
    status: int = 200,
    refusal: str = "",
    preview: bool = False,
) -> Response:
    drafts = visit.web.desk.terms_drafts
    names = await run(drafts.names)
    in_force = await run(visit.web.desk.terms.in_force, visit.web.desk.clock.now())
    wants_texts = preview or found.state is not DraftState.DRAFT
    kept = typed_of(found)
    theirs = status == 409 and any(kept[name] != typed[name] for name in _FIELDS)
    tab = _tab(visit.field("tab") or request.query_params.get("tab", ""))
    if any(name.endswith(f"_{Language.EN.value}") for name in troubles):
        tab = Language.EN
    view = DraftView(
        draft=found,
        names=names,
        others=tuple(await run(drafts.others, found)),
        is_author=visit.person.id in found.authors,
        form=FormView(f"/office/terms/drafts/{found.id}", typed, troubles),
        texts=await run(texts_of, typed if preview else kept, in_force) if wants_texts else (),
        tab=tab,
        refusal=refusal,
        theirs=await run(_against, kept, typed) if theirs else (),
        done=done_text(request, visit),
    )
    template = "office/terms_edit.html" if found.state is DraftState.DRAFT or theirs else "office/terms_draft.html"
    return visit.page(template, status=status, view=view, state_keys=STATE_KEYS, languages=tuple(Language))


async def _meanwhile(visit: Visit, found: TermsDraft) -> str:
    names = await run(visit.web.desk.terms_drafts.names)
    key: Key = "terms.refusal.saved" if found.state is DraftState.DRAFT else "terms.refusal.moved"
    return visit.say(key, name=names.get(found.changed_by, ""), moment=visit.say.moment(found.changed_at))


def texts_of(typed: dict[str, str], in_force: TermsVersion | None) -> tuple[TextView, ...]:
    """Every language that has a text, as it will be read, and compared with what is in force."""
    views = []
    for language in Language:
        text, notice = (typed[field_of(name, language)] for name in ("text", "notice"))
        if not text.strip():
            continue
        plain, before = settled(text), in_force.wording(language) if in_force else None
        title = title_of(plain)
        views.append(
            TextView(
                language,
                title,
                rendered(plain, title),
                notice.strip(),
                sha256(plain),
                tuple(sorted(places_of(plain))),
                in_force.version if in_force and before else "",
                told_difference(before.text, plain) if before else None,
            )
        )
    return tuple(views)


def _against(kept: dict[str, str], typed: dict[str, str]) -> tuple[TextView, ...]:
    """What somebody saved meanwhile, and how what is typed here differs from it; of each language in which it does."""
    views = []
    for language in Language:
        theirs, mine = (settled(values[field_of("text", language)]) for values in (kept, typed))
        notice = kept[field_of("notice", language)].strip()
        if theirs == mine and notice == typed[field_of("notice", language)].strip():
            continue
        title = title_of(theirs)
        views.append(
            TextView(
                language,
                title,
                rendered(theirs, title),
                notice,
                sha256(theirs),
                (),
                "",
                told_difference(theirs, mine),
            )
        )
    return tuple(views)


def typed_of(found: TermsDraft) -> dict[str, str]:
    values = {"version": found.version, "effective_on": found.effective_on}
    for wording in found.wordings:
        values[field_of("text", wording.language)] = wording.text
        values[field_of("notice", wording.language)] = wording.notice
    return values


def _by_language(typed: dict[str, str], name: str) -> dict[Language, str]:
    return {language: typed[field_of(name, language)] for language in Language}


def _tab(typed: str) -> Language:
    return Language.EN if typed == Language.EN.value else Language.JA


def _revision(visit: Visit) -> int:
    typed = visit.field("revision")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _id(request: Request) -> str:
    found: str = request.path_params["draft"]
    return found if HEX_ID.match(found) else ""

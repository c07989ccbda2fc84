"""Every page of the office with made-up contexts of the real types, to be looked at without an office behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from madoguchi.base.words import Language, Words
from madoguchi.ledger.kinds import KINDS
from madoguchi.office.actor import Actor
from madoguchi.office.cases.ports import Case, CaseStatus, Category
from madoguchi.office.cases.service import CaseFile
from madoguchi.office.cases.work import Colleague
from madoguchi.office.customers.ports import (
    Contact,
    Customer,
    CustomerKind,
    CustomerNote,
    CustomerStatus,
    CustomerSystem,
    SystemUse,
)
from madoguchi.office.customers.service import CustomerPage, CustomerWithContacts, SignedNote
from madoguchi.office.customers.words import KIND_KEYS, STATUS_KEYS
from madoguchi.office.ids import AssignmentId, CaseId, ContactId, CustomerId, OperatorId, SessionId
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.requests.ports import RequestToCustomer
from madoguchi.office.sessions.timeline import TimelineRow
from madoguchi.office.subcontractors.assignments import Given, Outsider
from madoguchi.office.subcontractors.ports import Assignment
from madoguchi.office.terms.ports import DraftId, DraftState, DraftWording, TermsDraft, TermsVersion, Withdrawal
from madoguchi.rules.fees import Charge
from madoguchi.web.appointment_views import INVITE_FIELDS, LANGUAGE_KEYS, WHEN_FIELDS, AppointmentForm, CaseAppointments
from madoguchi.web.case_timeline import TimelineLine
from madoguchi.web.categories import CASE_STATUS_KEYS, CATEGORY_KEYS, REQUEST_KEYS, SYSTEM_USE_KEYS, TOLD_KEYS
from madoguchi.web.doors import may
from madoguchi.web.given_views import ACCESS_KEYS, ASKABLE, Giving
from madoguchi.web.pages.cases import FORM_FIELDS, STEPS, CaseFormView, CaseView, NumberRow
from madoguchi.web.pages.custody import FIELDS
from madoguchi.web.pages.customers import CustomerView, FormView
from madoguchi.web.pages.dashboard import DashboardView, SessionRow
from madoguchi.web.pages.public_terms import rows_of
from madoguchi.web.pages.terms_drafts import STATE_KEYS, DraftView, texts_of, typed_of
from madoguchi.web.render import STATIC, Flash, ProviderNames, Renderer, RequestFacts, Tone
from madoguchi.wire.vocabulary import Access
from tests.integration.public_pages import custody_rooms
from tests.integration.public_pages.custody_rooms import custody_rule
from tests.integration.public_pages.desk import three_versions
from tests.integration.public_pages.file_rooms import (
    call_similar,
    customers_import,
    customers_preview,
    customers_preview_ready,
)

APPOINTMENT_FIELDS = (*WHEN_FIELDS, *INVITE_FIELDS)
AT = datetime(2026, 1, 5, 1, 30, tzinfo=UTC)
ME = Actor(OperatorId("a" * 32), "hanako", "山田 花子", "株式会社みなとシステム", False, OperatorRole.OPERATOR)
LONG = "販売管理システムの月次締め処理で「在庫が引き当てられません」と表示され、請求書の発行へ進めない件（2回目）"

CASE_KEYS = {
    "request_keys": REQUEST_KEYS,
    **custody_rooms.KEYS,
    "category_keys": CATEGORY_KEYS,
    "status_keys": CASE_STATUS_KEYS,
    "step_keys": {step: CASE_STATUS_KEYS[step] for step in STEPS},
}

CUSTOMERS = [
    Customer(CustomerId(f"{number:032x}"), name, kind, status, AT, ME.id)
    for number, (name, kind, status) in enumerate(
        [
            ("有限会社うみねこ商店", CustomerKind.COMPANY, CustomerStatus.ACTIVE),
            ("髙橋建具店", CustomerKind.SOLE_TRADER, CustomerStatus.PROSPECTIVE),
            (
                "株式会社とても長い名前のお客様ホールディングス東日本支社",
                CustomerKind.COMPANY,
                CustomerStatus.SUSPENDED,
            ),
        ]
    )
]
CONTACTS = (
    Contact(ContactId("c" * 32), CUSTOMERS[0].id, "海野 渚", "045-000-0000", "nagisa@umineko.example"),
    Contact(ContactId("d" * 32), CUSTOMERS[0].id, "岸 太郎", "", ""),
)


def case_file(number: int, subject: str, category: Category, status: CaseStatus) -> CaseFile:
    who = CUSTOMERS[number % 2]
    case = Case(
        CaseId(f"{number:032x}"),
        2026,
        number,
        who.id,
        CONTACTS[0].id,
        category,
        subject,
        "昨日から。\n請求書の締めが明日です。",
        status,
        AT,
        ME.id,
    )
    return CaseFile(case, who, CONTACTS[0], ((ME.id, ME.name), (OperatorId("b" * 32), "佐藤 一郎（株式会社委託先）")))


CASES = (
    case_file(3, LONG, Category.FAULT, CaseStatus.OPEN),
    case_file(2, "帳票の印刷の仕方", Category.OPERATION, CaseStatus.OPEN),
    case_file(1, "上書きしたファイルの復旧", Category.RESTORATION, CaseStatus.CLOSED),
)
SESSIONS = (
    SessionRow("/office/sessions/1", "2026-0003", LONG, AT, "office.phase.connected", True, "/console/session/1"),
    SessionRow("/office/sessions/2", "2026-0002", "帳票の印刷の仕方", AT, "ending.resolved", False, ""),
    SessionRow("/office/sessions/3", "2026-0002", "帳票の印刷の仕方", AT, "ending.lost", False, ""),
    SessionRow("/office/sessions/4", "2026-0001", "復旧", AT, "ending.declined", False, ""),
    SessionRow("/office/sessions/5", "2026-0001", "復旧", AT, "ending.customer_stopped", False, ""),
)
HOURS = "月〜金 9:00–12:00, 13:00–18:00（日本時間）"
TROUBLES = {"organisation": "office.field.needed", "contact_phone": "office.field.too_long"}


def timeline(say: Words) -> tuple[TimelineRow, ...]:
    slots = {
        "access": say("access.control"),
        "minutes": "10",
        "purpose": "印刷の設定を直すため",
        "name": "印刷設定.txt",
        "size": "12 kB",
        "said_by_name": "海野 渚",
    }
    sentences = Words(say.language)
    rows = []
    for number, (kind, about) in enumerate(KINDS.items()):
        if not about.told.startswith("office.timeline."):
            continue
        wanted = {slot: slots.get(slot, "12") for slot in _slots(about.told, say)}
        at = AT + timedelta(seconds=47 * number, hours=7 if number > 14 else 0)
        rows.append(TimelineRow(at, kind, about.said_by.value, sentences(about.told, **wanted), number + 1))
    return tuple(rows)


def _slots(key: str, say: Words) -> list[str]:
    from madoguchi.base.words import SLOT, catalogue

    return SLOT.findall(catalogue(say.language)[key])


def dashboard(_: Words) -> tuple[str, dict[str, object]]:
    view = DashboardView(ME.name, False, HOURS, False, CASES[:2], SESSIONS)
    return "office/dashboard.html", {"view": view, "category_keys": CATEGORY_KEYS}


def dashboard_first_day(_: Words) -> tuple[str, dict[str, object]]:
    view = DashboardView(ME.name, True, HOURS, True, (), ())
    return "office/dashboard.html", {"view": view, "category_keys": CATEGORY_KEYS}


def dashboard_admin(_: Words) -> tuple[str, dict[str, object]]:
    view = DashboardView(ME.name, True, HOURS, False, (), ())
    return "office/dashboard.html", {"view": view, "category_keys": CATEGORY_KEYS}


def cases(_: Words) -> tuple[str, dict[str, object]]:
    return "office/cases.html", {
        "cases": CASES,
        "category_keys": CATEGORY_KEYS,
        "status_keys": CASE_STATUS_KEYS,
        "sees_every_case": False,
    }


def cases_none(_: Words) -> tuple[str, dict[str, object]]:
    return cases(_)[0], cases(_)[1] | {"cases": ()}


def case(say: Words) -> tuple[str, dict[str, object]]:
    view = _case_view(
        CASES[0],
        sessions=SESSIONS[:2],
        numbers=(NumberRow("/console/1", "/office/numbers/1/cancel", "482", AT),),
        may_issue=True,
        assignee=ME.name,
        colleagues=(Colleague(ME.id, ME.login, ME.name),),
        given=(_given(),),
        giving=Giving(
            (Outsider(OperatorId("3" * 32), LONG, LONG, None),),
            "2026-01-05T18:00",
            tuple((name, ACCESS_KEYS[access]) for name, access in ASKABLE.items()),
            ACCESS_KEYS,
        ),
        timeline=_case_timeline(say),
        routine=(LONG,),
        troubles={"login": "office.field.no_such_operator", "until": "subcontractors.field.past"},
        values=dict.fromkeys(FORM_FIELDS, "") | {"login": "jiro"},
        done=say("office.done.case_opened"),
    )
    asked = tuple(
        RequestToCustomer(
            f"{number:032x}", CaseId("1" * 32), SessionId("2" * 32), number, LONG, state, "", AT, ME.id, AT
        )
        for number, state in enumerate(REQUEST_KEYS)
    )
    return "office/case.html", {"view": view, "asked": asked, "held": custody_rooms.held(CASES[0]), **CASE_KEYS}


def _given() -> Given:
    words = ",".join(access.word for access in Access)
    runs = Assignment(AssignmentId("4" * 32), CaseId("1" * 32), OperatorId("3" * 32), words, AT, AT, ME.id)
    return Given(runs, LONG, LONG)


def case_refused(say: Words) -> tuple[str, dict[str, object]]:
    view = _case_view(CASES[1], is_off_hours=True, trouble=say("office.refusal.no_terms"))
    return "office/case.html", {"view": view, "asked": (), "held": (), **CASE_KEYS}


def custody_file(_: Words) -> tuple[str, dict[str, object]]:
    return custody_rooms.rooms_of(CASES[0], FIELDS)["custody_file"]


def custody_gone(_: Words) -> tuple[str, dict[str, object]]:
    return custody_rooms.rooms_of(CASES[0], FIELDS)["custody_gone"]


def _case_view(file: CaseFile, **more: Any) -> CaseView:
    """A case under way on which nothing has happened, but ``more``."""
    usual: dict[str, Any] = dict.fromkeys(("sessions", "numbers", "colleagues", "timeline", "routine"), ())
    usual |= {"is_open": True, "is_off_hours": False, "may_issue": False, "is_under_way": True, "hours": HOURS}
    usual |= dict.fromkeys(("trouble", "assignee", "done"), "") | {"values": dict.fromkeys(FORM_FIELDS, "")}
    usual |= {"given": (), "giving": None}
    usual["appointments"] = CaseAppointments(
        (), AppointmentForm(dict.fromkeys(APPOINTMENT_FIELDS, "")), True, LANGUAGE_KEYS
    )
    return CaseView(**({"file": file, "told": TOLD_KEYS, "troubles": {}} | usual | more))


def _case_timeline(say: Words) -> tuple[TimelineLine, ...]:
    return (
        TimelineLine(AT, ME.name, "opened", "document", say("cases.entry.opened")),
        TimelineLine(AT, "", "consultation", "people", say("cases.entry.consultation"), LONG + "\n" + LONG),
    )


def case_new(say: Words) -> tuple[str, dict[str, object]]:
    form = CaseFormView(
        CustomerWithContacts(CUSTOMERS[0], CONTACTS),
        {"contact": CONTACTS[1].id, "category": "operation", "subject": "", "description": ""},
        {"subject": "office.field.needed"},
        say("office.refusal.customer_suspended"),
    )
    return "office/case_new.html", {"form": form, "category_keys": CATEGORY_KEYS}


def customers(_: Words) -> tuple[str, dict[str, object]]:
    return "office/customers.html", {
        "found": CustomerPage(tuple(CUSTOMERS), 2, 3, 103),
        "words": "商店",
        "kind_keys": KIND_KEYS,
        "status_keys": STATUS_KEYS,
        "done": "",
    }


def customers_none(_: Words) -> tuple[str, dict[str, object]]:
    return customers(_)[0], customers(_)[1] | {"found": CustomerPage((), 1, 1, 0)}


def customer_new(_: Words) -> tuple[str, dict[str, object]]:
    form = FormView("/office/customers/new", {"kind": "company", "status": "active"}, TROUBLES)
    return "office/customer_new.html", {"form": form, "kind_keys": KIND_KEYS, "status_keys": STATUS_KEYS}


def customer(say: Words) -> tuple[str, dict[str, object]]:
    form = FormView("/office/customers/1", {"organisation": "", "kind": "company"}, TROUBLES, False)
    contact = FormView("/office/customers/1/contacts", {}, {"contact_name": "office.field.needed"})
    view = CustomerView(
        customer=replace(CUSTOMERS[2], suspended_for="料金のお支払いを確かめているところです。"),
        contacts=CONTACTS,
        cases=CASES[:2],
        may_have_session=False,
        form=form,
        contact_form=contact,
        systems=(
            CustomerSystem(CUSTOMERS[2].id, 0, "販売管理システム（東日本の全支店）", SystemUse.IN_USE),
            CustomerSystem(CUSTOMERS[2].id, 1, "会計", SystemUse.PLANNED),
        ),
        notes=(
            SignedNote(
                CustomerNote("e" * 32, CUSTOMERS[2].id, "午前中は不在が多い。\n折り返しは午後に。", AT, ME.id), ME.name
            ),
        ),
        note_form=FormView("/office/customers/1/notes", {}),
        contact_forms={one.id: FormView(f"/office/customers/1/contacts/{one.id}", {}) for one in CONTACTS},
        routine=(LONG,),
        trouble="register.field.last_contact",
        done=say("office.done.saved"),
    )
    keys = {
        "kind_keys": KIND_KEYS,
        "status_keys": STATUS_KEYS,
        "use_keys": SYSTEM_USE_KEYS,
        "category_keys": CATEGORY_KEYS,
    }
    return "office/customer.html", {"view": view, **keys}


def session(say: Words) -> tuple[str, dict[str, object]]:
    """The session's own row has thirty fields; only those that the page reads are made up."""
    file = SimpleNamespace(
        session=SimpleNamespace(
            created_at=AT,
            connected_at=AT,
            ended_at=AT + timedelta(minutes=40),
            seconds=2400,
            bytes_used=14_500_000,
            terms_version="2026-01",
            terms_sha256="ab" * 32,
            note="印刷の設定を直しました。\n再発したらご連絡をいただきます。",
        ),
        case=CASES[0].case,
        customer=CUSTOMERS[0],
        contact=CONTACTS[0],
        operator=ME,
        attempt=SimpleNamespace(address="203.0.113.7", build="madoguchi-host 0.1.0 linux-x86_64", platform="Debian 12"),
    )
    view = SimpleNamespace(
        file=file,
        state="ending.resolved",
        is_running=False,
        console="",
        case_address="/office/cases/1",
        receipt="/office/sessions/1/receipt",
        timeline=timeline(say),
        charge=Charge((), (), in_hours_seconds=1800, off_hours_seconds=600, unagreed_seconds=600, free_used={}),
    )
    return "office/session.html", {"view": view}


def session_running(say: Words) -> tuple[str, dict[str, object]]:
    template, context = session(say)
    view = context["view"]
    assert isinstance(view, SimpleNamespace)
    view.state, view.is_running, view.console = "office.phase.connected", True, "/console/session/1"
    view.timeline = view.timeline[:6]
    view.file.session.ended_at = view.file.session.seconds = view.file.session.bytes_used = None
    view.file.session.note = ""
    return template, context


def sign_in(say: Words) -> tuple[str, dict[str, object]]:
    return "office/sign_in.html", {
        "login": "hanako",
        "next_path": "/office",
        "service": "みなとID",
        "trouble": say("office.refusal.sign_in"),
    }


def sign_in_link(_: Words) -> tuple[str, dict[str, object]]:
    return "office/sign_in_link.html", {"action": "/nowhere", "next_path": "/office"}


def standing_versions() -> list[TermsVersion]:
    """One withdrawn, one announced, one in force, one earlier."""
    first, second, third = three_versions()
    coming = replace(third, version="2026-10", number=4, effective_at=AT + timedelta(days=300), author_id=ME.id)
    withdrawn = replace(third, withdrawn=Withdrawal(AT, ME.id, LONG), confirmed_by=ME.id, author_id=ME.id)
    return [coming, withdrawn, second, first]


def a_draft(state: DraftState) -> TermsDraft:
    wordings = tuple(DraftWording(text.language, text.text, LONG) for text in three_versions()[2].wordings)
    people = frozenset({ME.id})
    return TermsDraft(
        DraftId("e" * 32), "2026-10", "2026-10-01", wordings, state, 3, AT, AT, ME.id, people, ME.id, ME.id
    )


def terms(say: Words) -> tuple[str, dict[str, object]]:
    drafts = [a_draft(state) for state in (DraftState.CONFIRMED, DraftState.PROPOSED)]
    drafts.append(replace(a_draft(DraftState.DRAFT), version=""))
    context = {
        "rows": rows_of(standing_versions(), AT + timedelta(days=60)),
        "drafts": drafts,
        "names": {ME.id: ME.name},
        "trouble": ("2026-10", "", "office.field.needed"),
        "done": say("office.done.published"),
    }
    return "office/terms.html", context


def terms_none(_: Words) -> tuple[str, dict[str, object]]:
    return "office/terms.html", {"rows": [], "drafts": [], "names": {}, "trouble": None, "done": ""}


def draft_view(say: Words, state: DraftState, others: tuple[str, ...], refusal: str = "") -> dict[str, object]:
    found = a_draft(state)
    values = typed_of(found)
    texts = texts_of(values, three_versions()[0])
    view = DraftView(
        draft=found,
        names={ME.id: ME.name},
        others=others,
        is_author=state is DraftState.PROPOSED and not others,
        form=FormView("/nowhere", values, {"version": "office.field.version"} if refusal else {}),
        texts=texts,
        tab=Language.JA,
        refusal=refusal,
        theirs=texts[:1] if refusal else (),
        done="" if refusal else say("terms.done.saved"),
    )
    return {"view": view, "state_keys": STATE_KEYS, "languages": tuple(Language)}


def terms_edit(say: Words) -> tuple[str, dict[str, object]]:
    moved = say("terms.refusal.saved", name=ME.name, moment=say.moment(AT))
    return "office/terms_edit.html", draft_view(say, DraftState.DRAFT, ("佐藤 一郎",), moved)


def terms_proposed(say: Words) -> tuple[str, dict[str, object]]:
    return "office/terms_draft.html", draft_view(say, DraftState.PROPOSED, ("佐藤 一郎",))


def terms_alone(say: Words) -> tuple[str, dict[str, object]]:
    return "office/terms_draft.html", draft_view(say, DraftState.PROPOSED, ())


def terms_confirmed(say: Words) -> tuple[str, dict[str, object]]:
    return "office/terms_draft.html", draft_view(say, DraftState.CONFIRMED, ("佐藤 一郎",))


ROOMS: tuple[Callable[[Words], tuple[str, dict[str, object]]], ...] = (
    dashboard,
    dashboard_first_day,
    dashboard_admin,
    cases,
    cases_none,
    case,
    case_refused,
    custody_file,
    custody_gone,
    custody_rule,
    case_new,
    customers,
    customers_none,
    call_similar,
    customers_import,
    customers_preview,
    customers_preview_ready,
    customer_new,
    customer,
    session,
    session_running,
    terms,
    terms_none,
    terms_edit,
    terms_proposed,
    terms_alone,
    terms_confirmed,
    sign_in,
    sign_in_link,
)


def app() -> Starlette:
    """Each room at its name."""
    renderer = Renderer()
    names = ProviderNames("株式会社みなとシステム", "Minato Systems Co., Ltd.", "03-0000-1234")

    def page(room: Callable[[Words], tuple[str, dict[str, object]]]) -> Route:
        async def answer(request: Request) -> Response:
            language = Language(request.query_params.get("language", "ja"))
            template, context = room(Words(language))
            outside = room.__name__.startswith("sign_in")
            role = (
                OperatorRole.ADMIN
                if room
                in (dashboard_admin, terms, terms_none, terms_edit, terms_proposed, terms_alone, terms_confirmed)
                else ME.role
            )
            facts = RequestFacts(
                language,
                f"/office/{room.__name__}",
                names,
                None if outside else ME.name,
                "token",
                False,
                partial(may, role),
                (Flash(Tone.NOTE, names.name),) if room is cases else (),
            )
            return renderer.page(facts, template, **context)

        return Route(f"/{room.__name__}", answer)

    return Starlette(routes=[*map(page, ROOMS), Mount("/static", StaticFiles(directory=STATIC))])

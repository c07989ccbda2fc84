"""A working day across the office's rooms: asked for on the public page, taken, agreed to a time off hours, worked on, kept, charged."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from madoguchi.office.cases.ports import Case
from madoguchi.office.ids import CaseId
from madoguchi.office.operators.ports import OperatorRole
from tests.charged_world import charged_session, set_invoices, set_prices
from tests.integration.web.office_site import Site
from tests.integration.web.test_appointment_pages import TYPED
from tests.integration.web.test_queue_pages import asked, only_request
from tests.integration.web.test_statement_pages import EVENING, FEBRUARY, issue
from tests.office_world import got


@pytest.mark.article("1.2", "2.2", "3.2", "3.3", "3.4")
async def test_from_the_request_to_the_statement(site: Site) -> None:
    site.publish()
    actor, desk = site.person("yamada").operator, site.app.desk
    set_prices(desk, actor, site.clock.now())
    visitor, own = await asked(site)
    assert "次にご連絡します" in (await visitor.get(own)).text

    operator = await site.signed_in("yamada")
    request = await only_request(operator)
    await operator.get(f"/office/queue/{request}")
    taken = await operator.submit(
        f"/office/queue/{request}/take", whose="new", subject="印刷できない", category="fault"
    )
    address = taken.headers["location"].partition("?")[0]
    assert "yamada の担当がお受けしました" in (await visitor.get(own)).text

    await operator.get(address)
    evening = TYPED | {"clock": "18:00"}
    told = await operator.submit(f"{address}/appointments", **evening)
    accepted = re.search(r'name="accepted" value="([^"]+)"', told.text)
    assert accepted
    made = await operator.submit(f"{address}/appointments", **evening, accepted=accepted[1])
    assert made.status_code == 303
    page = (await visitor.get(own)).text
    for words in ("2026年1月6日（火） 18:00–19:00", "営業時間外", "2,200円（税込）"):
        assert words in page, words
    file = re.search(r'href="(/support/[^"]+/appointments/[0-9a-f]{32})"', page)
    assert file
    (event,) = Calendar.from_ical((await visitor.get(file[1])).content).walk("VEVENT")
    assert event.start == EVENING

    site.clock.advance((EVENING - site.clock.now()).total_seconds())
    operator = await site.signed_in("yamada")
    console = await operator.issue(address.rsplit("/", 1)[1])
    assert (await operator.get(f"/console/{console}")).status_code == 200
    with site.app._shelf.reading() as books:
        case = got(Case, books.cases.by_id(CaseId(address.rsplit("/", 1)[1])))
    session = charged_session(desk, site.app._shelf, actor, case, site.clock.now(), timedelta(minutes=20))
    site.clock.advance(1_201)
    operator = await site.signed_in("yamada")
    await operator.get(address)
    closed = await operator.submit(f"{address}/status", status="closed")
    timeline = (await operator.get(closed.headers["location"])).text
    lines = ("受付ページのご依頼から案件を作りました。", "予約を入れました。", "）を発行しました。", "セッション: ")
    for words in lines:
        assert words in timeline, words
    receipt = await operator.get(f"/office/sessions/{session.id}/receipt")
    assert receipt.status_code == 200
    assert session.id in receipt.text
    assert "対応が終わりました" in (await visitor.get(own)).text

    site.clock.advance((FEBRUARY - site.clock.now()).total_seconds())
    set_invoices(desk, site.person("kanri", OperatorRole.ADMIN).operator, site.clock.now())
    supervisor = await site.signed_in("shunin", OperatorRole.SUPERVISOR)
    statement = await issue(supervisor, case.customer_id)
    assert "4,400円" in (await supervisor.get(statement)).text
    paper = await supervisor.get(f"{statement}/paper.pdf")
    (tmp := site.app.settings.data_dir / "paper.pdf").write_bytes(paper.content)
    assert "4,400" in "".join(sheet.extract_text() for sheet in PdfReader(tmp).pages)

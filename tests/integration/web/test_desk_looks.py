"""The pages of queue, cases and appointments as they are served, with names and words that are long and hostile, on a desk and on a
telephone at night: nothing runs off the side, nothing is too small to touch, every text stands out, no policy is broken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from madoguchi.office.operators.ports import OperatorRole
from tests.charged_world import set_prices
from tests.integration.public_pages.test_looks import look_at
from tests.integration.web.browser_room import opened
from tests.integration.web.office_site import Site
from tests.integration.web.test_appointment_pages import TYPED

LONG = "株式会社" + "まどぐち" * 20 + " <b>& 'quoted'</b> " + "A" * 60


async def filled(site: Site) -> tuple[list[str], list[str], list[str]]:
    """The addresses of a visitor's, an operator's and an administrator's pages, with something on each."""
    site.publish()
    site.person("yamada")
    set_prices(site.app.desk, site.person("yamada").operator, site.clock.now())
    admin = await site.signed_in("kanri", OperatorRole.ADMIN)
    for path, fields in (
        ("/office/scope", {"ja": LONG[:100], "en": "Printing and " + "x" * 80, "in_scope": "yes"}),
        ("/office/scope", {"ja": "入力の代行", "en": "Typing for the customer", "in_scope": "no"}),
        ("/office/routine", {"times": "1", "days": "30", "hours": "10"}),
        ("/office/requests", {"ja": LONG[:100], "en": "Please close " + "x" * 80}),
    ):
        await admin.get(path)
        answer = await admin.submit(path, **fields)
        assert answer.status_code == 303, (path, answer.text[-800:])
    visitor, addresses = site.browser(), []
    for name in (LONG[:180], "短い名前"):
        await visitor.get("/support")
        typed = {"organisation": name, "contact": "田中 一郎", "phone": "03-1111-2222", "email": "", "about": LONG * 2}
        addresses.append((await visitor.submit("/support", **typed)).headers["location"])
    operator = await site.signed_in("yamada")
    requests = re.findall(r"/office/queue/[0-9a-f]{32}", (await operator.get("/office/queue")).text)
    await operator.get(requests[0])
    taken = await operator.submit(f"{requests[0]}/take", whose="new", subject=LONG[:180], category="fault")
    case = taken.headers["location"].split("?")[0]
    await operator.get(case)
    for fields in (TYPED | {"details": LONG[:180]}, TYPED | {"clock": "19:00"}):
        told = await operator.submit(f"{case}/appointments", **fields)
        accepted = re.search(r'name="accepted" value="([^"]+)"', told.text)
        await operator.submit(f"{case}/appointments", **fields, accepted=accepted[1] if accepted else "")
    await operator.issue(case.rsplit("/", 1)[1])
    mine = sorted(set(re.findall(r"/office/appointments/[0-9a-f]{32}", (await operator.get(case)).text)))
    assert len(mine) == 2
    await operator.get(mine[0])
    assert (await operator.submit(f"{mine[0]}/cancel")).status_code == 303
    at_the_desk = ["/office/queue", requests[1], case, "/office/appointments", *mine, "/office/scope"]
    return ["/support", *addresses, "/scope"], at_the_desk, ["/office/scope", "/office/routine", "/office/requests"]


@pytest.mark.article("1.2", "3.1", "5.7")
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")], ids=["desk", "telephone at night"])
async def test_every_page_of_the_desk_fits_is_readable_and_keeps_the_policy(
    tmp_path: Path, width: int, scheme: str
) -> None:
    async with opened(tmp_path) as room:
        visitors, operators, admins = await filled(room.site)
        for login, paths in (("", visitors), ("yamada", operators), ("kanri", admins)):
            page = await (await room.operator(login) if login else await room.browser.new_context()).new_page()
            await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            await page.set_viewport_size({"width": width, "height": 800})
            await look_at(page, room.base, paths)

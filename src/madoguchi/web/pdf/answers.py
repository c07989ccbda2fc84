"""Papers as answers: set off the event loop, kept by nobody on the way; without the font the page says so plainly. Article: P.3"""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import JSONResponse, Response

from madoguchi.base.errors import Unavailable
from madoguchi.web.downloads import content_disposition
from madoguchi.web.pdf.press import FontMissing
from madoguchi.web.visit import Visit, run


async def paper(visit: Visit, name: str, make: Callable[[], bytes]) -> Response:
    """The PDF that ``make`` sets, to be saved as ``name``; or why there is none now (503)."""
    try:
        made = await run(make)
    except Unavailable as wrong:
        no_font = isinstance(wrong, FontMissing)
        return _none(visit, visit.say("papers.no_font") if no_font else visit.say("papers.not_now"))
    headers = {"Content-Disposition": content_disposition(name), "Cache-Control": "no-store"}
    return Response(made, media_type="application/pdf", headers=headers)


def _none(visit: Visit, text: str) -> Response:
    if visit.path.startswith("/api/"):
        return JSONResponse({"refusal": "not_now", "message": text}, 503, {"Cache-Control": "no-store"})
    return visit.page(
        "error.html",
        status=503,
        heading=visit.say("papers.not_made"),
        text=text,
        back="/office",
        back_text=visit.say("office.error.back"),
    )

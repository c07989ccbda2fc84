"""Pages from templates: what goes into a page is escaped, what is missing is an error, and no script or style is inline.

A page gets its words by ``say(key, slot=…)``, the facts of the request as ``facts``, and the filters below. Every value is
escaped when it is written (autoescape) and an unknown name raises (StrictUndefined), so neither a hostile name nor a
misspelt one can reach a screen. The security headers are the application's; the templates keep to them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.responses import HTMLResponse

from madoguchi.base.clock import JAPAN, Instant
from madoguchi.base.errors import Misuse
from madoguchi.base.word_keys import Key
from madoguchi.base.words import Language, Words

HERE: Final = Path(__file__).parent
TEMPLATES: Final = HERE / "templates"
STATIC: Final = HERE / "static"  # mounted at /static

# The signed-in person's rooms: key of its name, its address. Those of a day's work stand in the heading, the others under one word.
DAILY_ROOMS: Final[tuple[tuple[Key, str], ...]] = (
    ("queue.nav", "/office/queue"),
    ("portal.nav_cases", "/office/cases"),
    ("portal.nav_customers", "/office/customers"),
    ("statements.nav", "/office/statements"),
)
MORE_ROOMS: Final[tuple[tuple[Key, str], ...]] = (
    ("appointments.title", "/office/appointments"),
    ("custody.title", "/office/custody"),
    ("custody.rule", "/office/custody/rule"),
    ("scope.title", "/office/scope"),
    ("hours.title", "/office/hours"),
    ("fees.title", "/office/fees"),
    ("requests.title", "/office/requests"),
    ("statements.settings", "/office/statements/settings"),
    ("portal.nav_terms", "/office/terms"),
    ("hooks.title", "/office/hooks"),
    ("people.title", "/office/people"),
    ("subcontractors.title", "/office/subcontractors"),
    ("deeds.title", "/office/deeds"),
    ("deeds.ledger", "/office/ledger"),
)
ROOM_ICONS: Final[dict[Key, str]] = {
    "queue.nav": "live",
    "appointments.title": "clock",
    "custody.title": "folder",
    "custody.rule": "clock",
    "scope.title": "folder",
    "portal.nav_customers": "people",
    "hours.title": "clock",
    "fees.title": "document",
    "requests.title": "note",
    "statements.nav": "file",
    "statements.settings": "file",
    "portal.nav_terms": "document",
    "hooks.title": "arrow",
    "people.title": "people",
    "subcontractors.title": "people",
    "deeds.title": "eye",
    "deeds.ledger": "shield",
}


class Tone(StrEnum):
    """How a message is meant; shown by an icon and by its words, never by colour alone."""

    DONE = "done"
    NOTE = "note"
    WARNING = "warning"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Flash:
    """One message at the top of the next page."""

    tone: Tone
    text: str


@dataclass(frozen=True, slots=True)
class ProviderNames:
    """The provider as it introduces itself."""

    name: str
    name_en: str
    phone: str

    def in_language(self, language: Language) -> str:
        """The provider's name for readers of ``language``."""
        return self.name_en if language is Language.EN and self.name_en else self.name


def _nobody_may(method: str, path: str) -> bool:  # noqa: ARG001 - what a page of somebody who is not signed in asks
    return False


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What every page knows of the request it answers."""

    language: Language
    path: str  # for the language switch and the room that is lit
    provider: ProviderNames
    operator: str | None = None  # the name of who is signed in
    csrf: str = ""
    demo: bool = False
    may: Callable[[str, str], bool] = _nobody_may  # whether who is signed in may come in at a door (method, path)
    messages: tuple[Flash, ...] = ()


class Renderer:
    """Turns a template and its context into a page."""

    def __init__(self, templates: Path = TEMPLATES) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            moment=_moment, day=_day, clock=_clock, size=_size, duration=_duration, grouped=grouped, iso=iso, dial=dial
        )
        self._environment.globals.update(
            static=static, daily_rooms=DAILY_ROOMS, more_rooms=MORE_ROOMS, room_icons=ROOM_ICONS
        )

    def text(self, facts: RequestFacts, template: str, /, **context: object) -> str:
        """The HTML of one page. The names ``facts``, ``say``, ``language`` and ``provider_name`` are taken."""
        given: dict[str, object] = {
            "facts": facts,
            "say": Words(facts.language),
            "language": facts.language.value,
            "provider_name": facts.provider.in_language(facts.language),
        }
        if taken := given.keys() & context.keys():
            raise Misuse(f"every page already has {', '.join(sorted(taken))}")
        return self._environment.get_template(template).render(given | context)

    def page(self, facts: RequestFacts, template: str, /, *, status: int = 200, **context: object) -> HTMLResponse:
        """The same as an answer, in the language that was asked for."""
        answer = HTMLResponse(self.text(facts, template, **context), status_code=status)
        answer.headers["Content-Language"] = facts.language.value
        return answer


@cache
def _fingerprint(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()[:12]


def static(name: str) -> str:
    """The address of a static file; it changes with the content, so browsers may keep it for ever."""
    return f"/static/{name}?v={_fingerprint(STATIC / name)}"


def grouped(digest: str, every: int = 8) -> str:
    """A long hexadecimal digest in groups that an eye can compare."""
    return " ".join(digest[at : at + every] for at in range(0, len(digest), every))


def dial(phone: str) -> str:
    """A telephone number as a ``tel:`` address wants it."""
    return "".join(letter for letter in phone if letter in "+0123456789")


def iso(at: Instant) -> str:
    """For a ``datetime`` attribute."""
    return at.isoformat()


def _say(context: Context) -> Words:
    say = context["say"]
    if not isinstance(say, Words):
        raise Misuse("say is the page's words")
    return say


@pass_context
def _moment(context: Context, at: Instant) -> str:
    return _say(context).moment(at)


@pass_context
def _day(context: Context, on: date) -> str:
    """A date; of an instant its day in Japan."""
    return _say(context).day(on.astimezone(JAPAN).date() if isinstance(on, Instant) else on)


@pass_context
def _clock(context: Context, at: Instant) -> str:  # noqa: ARG001 - one shape for all filters of time
    """The time of day to the second, in Japan: 09:05:07."""
    return f"{at.astimezone(JAPAN):%H:%M:%S}"


@pass_context
def _size(context: Context, count: int) -> str:
    return _say(context).size(count)


@pass_context
def _duration(context: Context, seconds: int) -> str:
    """1時間5分, 5分7秒, 7秒: the two largest units that are not nothing."""
    say = _say(context)
    hours, rest = divmod(int(seconds), 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        return say("portal.duration_hours", hours=hours, minutes=minutes)
    if minutes:
        return say("portal.duration_minutes", minutes=minutes, seconds=left)
    return say("portal.duration_seconds", seconds=left)

"""What changed on the customer's computer between two looks at it, and how that is said. Pure. Article: 7.2"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Words

STATES: Final[dict[str, Key]] = {
    "automatic:running": "changes.automatic_running",
    "automatic:stopped": "changes.automatic_stopped",
    "manual:running": "changes.manual_running",
    "manual:stopped": "changes.manual_stopped",
    "forbidden:running": "changes.forbidden_running",
    "forbidden:stopped": "changes.forbidden_stopped",
}


class Part(StrEnum):
    """What of the computer is compared."""

    PACKAGE = "package"
    SERVICE = "service"


class Start(StrEnum):
    """How a service comes to run."""

    AUTOMATIC = "automatic"  # with the computer
    MANUAL = "manual"  # when something wants it
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Service:
    start: Start
    runs: bool

    @property
    def word(self) -> str:
        """``automatic:running``: as it is recorded."""
        return f"{self.start.value}:{'running' if self.runs else 'stopped'}"


@dataclass(frozen=True, slots=True)
class Look:
    """The computer at one moment; None for what it does not tell. Packages by name with their version."""

    packages: Mapping[str, str] | None
    services: Mapping[str, Service] | None


@dataclass(frozen=True, slots=True)
class Change:
    """``before`` or ``after`` is empty when it was not there: a package's version, or a service's word."""

    part: Part
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that changed, packages first, by name; ``unread``: the parts that could not be compared."""

    found: tuple[Change, ...]
    unread: tuple[Part, ...]

    def of(self, part: Part) -> tuple[Change, ...]:
        return tuple(change for change in self.found if change.part is part)


def compare(before: Look, after: Look) -> Changes:
    """What is different. A service that only runs when it is wanted comes and goes by itself: that alone is no change."""
    found: list[Change] = []
    unread: list[Part] = []
    if before.packages is None or after.packages is None:
        unread.append(Part.PACKAGE)
    else:
        found += _different(Part.PACKAGE, before.packages, after.packages)
    if before.services is None or after.services is None:
        unread.append(Part.SERVICE)
    else:
        found += _different(Part.SERVICE, *_settled(before.services, after.services))
    return Changes(tuple(found), tuple(unread))


def _different(part: Part, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name, ""), after.get(name, "")
        if was != now:
            yield Change(part, name, was, now)


def _settled(before: Mapping[str, Service], after: Mapping[str, Service]) -> tuple[dict[str, str], dict[str, str]]:
    was, now = {name: one.word for name, one in before.items()}, {name: one.word for name, one in after.items()}
    for name in before.keys() & after.keys():
        if before[name].start is after[name].start is Start.MANUAL:
            del was[name], now[name]
    return was, now


def change_text(part: str, name: str, before: str, after: str, say: Words) -> str:
    """One change in words. What is recorded may come from any program: an unknown state is said as it stands."""
    if part == Part.SERVICE.value:
        name = say("changes.service", name=name)
        before, after = _state(before, say), _state(after, say)
    if not before:
        return say("changes.new", name=name, after=after)
    if not after:
        return say("changes.gone", name=name, before=before)
    return say("changes.other", name=name, before=before, after=after)


def _state(word: str, say: Words) -> str:
    return say("changes.service_state", state=say(STATES[word]) if word in STATES else word) if word else ""

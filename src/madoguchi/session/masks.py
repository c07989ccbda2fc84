"""Which windows are hidden, and which pause the session: the provider's rules, the customer's own choice. Pure.

A rule names programs (the window's class, ``*`` for any letters) and words of titles. There are no regular expressions, so
no rule can be slow: every comparison is a search for plain pieces, one after another. Guarantee: a rule can only hide; what
shows a window again is the customer's own choice of that one window. Article: 5.1
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

PATTERN_LIMIT: Final = 64  # letters of one pattern
PATTERNS_LIMIT: Final = 64  # patterns of one list of one rule
TITLE_LIMIT: Final = 512  # letters of a title that are looked at; a longer one counts as unknown


class Effect(StrEnum):
    """What a rule does."""

    HIDE = "hide"  # the window's pixels never leave
    PAUSE = "pause"  # and when it comes to the front, view and control pause


@dataclass(frozen=True, slots=True)
class Rule:
    """``topic`` is a word of ours (``mail``) or the provider's own name for it. Raises ValueError for what is no rule."""

    topic: str
    effect: Effect
    classes: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.topic.strip() or len(self.topic) > PATTERN_LIMIT:
            raise ValueError("a rule has a topic")
        for patterns in (self.classes, self.titles):
            if len(patterns) > PATTERNS_LIMIT:
                raise ValueError("too many patterns")
            if any(len(one) > PATTERN_LIMIT or not folded(one).replace("*", "") for one in patterns):
                raise ValueError("a pattern is short and names something")
        if not self.classes and not self.titles:
            raise ValueError("a rule names a program or a title")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one window. ``maker`` is the connection that made it (its program, as the window system knows it)."""

    number: int
    maker: int
    classes: tuple[str, ...] = ()
    title: str = ""
    belongs_to: int = 0  # the window that it is a dialog or menu of
    is_popup: bool = False  # outside the window manager's care: menus, tooltips
    is_notice: bool = False  # a notification
    is_ours: bool = False  # of this very program


class Cause(StrEnum):
    """Why a window is hidden."""

    RULE = "rule"
    CUSTOMER = "customer"
    NOTICE = "notice"
    UNKNOWN = "unknown"  # nothing is known of it (yet)
    DRAWING = "drawing"  # our own: the customer sees their screen in it and draws a place to hide


@dataclass(frozen=True, slots=True)
class Hiding:
    """Why one window is hidden. ``number``: the window that the customer would show to end it."""

    cause: Cause
    topic: str
    number: int
    title: str = ""
    effect: Effect = Effect.HIDE


@dataclass(frozen=True, slots=True)
class Choice:
    """The customer's own: windows to hide, windows to show in spite of a rule. ``concealed``: windows of our own in which the
    customer sees what is hidden."""

    hidden: frozenset[int] = frozenset()
    shown: frozenset[int] = frozenset()
    concealed: frozenset[int] = frozenset()


@lru_cache(maxsize=4_096)
def folded(text: str) -> str:
    """As it is compared: width and case do not matter, runs of white space are one space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def class_matches(pattern: str, name: str) -> bool:
    """Whether the whole of ``name`` is ``pattern``; ``*`` is any letters."""
    return _is_glob(folded(pattern), folded(name))


def title_matches(pattern: str, title: str) -> bool:
    """Whether ``title`` has the words of ``pattern`` in it; ``*`` is any letters. A Latin word is met as a whole word only:
    ``bank`` is not in ``embankment``. Japanese has no spaces, so there any place counts."""
    return _has_words(folded(pattern), folded(title))


def hiding_of(facts: Facts, rules: Sequence[Rule], choice: Choice) -> Hiding | None:
    """Why this window, looked at alone, is hidden. The customer's own wish comes first, whatever the rules say."""
    if facts.number in choice.concealed:
        return Hiding(Cause.DRAWING, "", facts.number)
    if facts.number in choice.hidden and not facts.is_ours:
        return Hiding(Cause.CUSTOMER, "", facts.number, facts.title)
    if facts.is_ours or facts.number in choice.shown:
        return None
    return _unasked(facts, rules)


def _unasked(facts: Facts, rules: Sequence[Rule]) -> Hiding | None:
    if facts.is_notice:
        return Hiding(Cause.NOTICE, "", facts.number)
    met = [rule for rule in rules if _meets(rule, facts)]
    if met:
        rule = next((one for one in met if one.effect is Effect.PAUSE), met[0])
        return Hiding(Cause.RULE, rule.topic, facts.number, facts.title, rule.effect)
    if _is_endless(facts) or not (facts.is_popup or facts.classes or facts.title):
        return Hiding(Cause.UNKNOWN, "", facts.number)
    return None


def hidings(windows: Mapping[int, Sequence[Facts]], rules: Sequence[Rule], choice: Choice) -> dict[int, Hiding]:
    """Why each top-level window is hidden; those that are not are missing. ``windows``: what stands in each (its frame, the
    program's window, what is embedded in it): one that is hidden hides all of it. Dialogs and menus go with their window;
    a menu that names none goes with any hidden window of its program."""
    found: dict[int, Hiding] = {}
    for top, inner in windows.items():
        own = [why for facts in inner if (why := hiding_of(facts, rules, choice)) is not None]
        known = [why for why in own if why.cause is not Cause.UNKNOWN]
        is_known = any((facts.classes or facts.title or facts.is_ours) and not _is_endless(facts) for facts in inner)
        if known or (own and not is_known):
            found[top] = max(known or own, key=lambda why: why.effect is Effect.PAUSE)
    top_of = {facts.number: top for top, inner in windows.items() for facts in inner} | {top: top for top in windows}
    while inherited := {
        top: why
        for top, inner in windows.items()
        if top not in found and (why := _inherited(inner, windows, top_of, found, choice)) is not None
    }:
        found |= inherited
    return found


def _inherited(
    inner: Sequence[Facts],
    windows: Mapping[int, Sequence[Facts]],
    top_of: Mapping[int, int],
    found: Mapping[int, Hiding],
    choice: Choice,
) -> Hiding | None:
    if any(facts.is_ours or facts.number in choice.shown for facts in inner):
        return None
    for facts in inner:
        if facts.belongs_to in top_of:
            if (why := found.get(top_of[facts.belongs_to])) is not None:
                return why
        elif facts.is_popup:
            for top, why in found.items():
                if why.cause is not Cause.UNKNOWN and any(one.maker == facts.maker for one in windows[top]):
                    return why
    return None


def _is_endless(facts: Facts) -> bool:
    return len(facts.title) > TITLE_LIMIT


def _meets(rule: Rule, facts: Facts) -> bool:
    classes, title = [folded(name) for name in facts.classes], folded(facts.title[:TITLE_LIMIT])
    return any(_is_glob(folded(pattern), name) for pattern in rule.classes for name in classes) or any(
        _has_words(folded(pattern), title) for pattern in rule.titles
    )


def _is_glob(pattern: str, text: str) -> bool:
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == text
    if not text.startswith(first):
        return False
    at = len(first)
    for piece in rest[:-1]:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return len(text) - len(rest[-1]) >= at and text.endswith(rest[-1])


def _has_words(pattern: str, text: str) -> bool:
    pieces = [piece for piece in (one.strip() for one in pattern.split("*")) if piece]
    at = 0
    for piece in pieces:
        found = _find_word(piece, text, at)
        if found < 0:
            return False
        at = found + len(piece)
    return bool(pieces)


def _find_word(piece: str, text: str, start: int) -> int:
    at = text.find(piece, start)
    while at >= 0:
        end = at + len(piece)
        open_left = at == 0 or not (_is_latin(piece[0]) and _is_latin(text[at - 1]))
        if open_left and (end == len(text) or not (_is_latin(piece[-1]) and _is_latin(text[end]))):
            return at
        at = text.find(piece, at + 1)
    return -1


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _ready(topic: str, effect: Effect, classes: str, titles: str) -> Rule:
    return Rule(topic, effect, tuple(classes.split()), tuple(titles.split("|")))


READY: Final[tuple[Rule, ...]] = (
    _ready(
        "mail",
        Effect.HIDE,
        "thunderbird* betterbird* evolution *geary kmail* claws-mail sylpheed mailspring balsa trojita",
        "Gmail|Outlook|Yahoo!メール|受信トレイ|Inbox|Roundcube|Thunderbird|メールボックス",
    ),
    _ready(
        "calendar",
        Effect.HIDE,
        "*gnome-calendar *gnome.calendar korganizer* merkuro* california orage",
        "カレンダー|Calendar|予定表|Garoon",
    ),
    _ready(
        "notes",
        Effect.HIDE,
        "gnote tomboy* xpad knotes* stickynotes* *sticky* *gnome.notes bijiben joplin* obsidian simplenote* evernote*",
        "付箋|Sticky Notes|Google Keep|Evernote|OneNote|Notion",
    ),
    _ready(
        "chat",
        Effect.HIDE,
        "slack discord telegram* *telegram-desktop signal* element* teams* skype* pidgin hexchat *fractal",
        "Slack|Discord|Microsoft Teams|Chatwork|LINE|LINE WORKS|Messenger|WhatsApp|Telegram",
    ),
    _ready(
        "passwords",
        Effect.PAUSE,
        "*keepass* bitwarden* 1password* enpass* *seahorse* *kwallet* gcr-prompter pinentry* *polkit* lxqt-sudo",
        "KeePass*|Bitwarden|1Password|LastPass|Dashlane|パスワード マネージャー|パスワードマネージャー|Password Manager",
    ),
    _ready(
        "bank",
        Effect.PAUSE,
        "moneydance* gnucash* kmymoney*",
        "銀行|バンキング|ネットバンク|信用金庫|信用組合|労働金庫|ゆうちょ|証券|Bank|Banking|Net Bank|Brokerage",
    ),
    _ready(
        "payment",
        Effect.PAUSE,
        "electrum*",
        "クレジットカード|お支払い|支払い方法|決済|PayPal|PayPay|Payment|Checkout|Credit Card|Stripe|楽天ペイ|d払い",
    ),
)

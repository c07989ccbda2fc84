"""The terms' Markdown as HTML: no HTML of the text's own, no pictures, links to http and https only, headings with an anchor.

What comes out is the only markup that a template writes unescaped, so it is made in this one file.

Article: 12.1
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_ARTICLE: Final = re.compile(r"第\s*(\d{1,3})\s*条|Article\s+(\d{1,3})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and the address of its place in the page."""

    anchor: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as HTML, and its headings for a list of contents."""

    html: Markup
    headings: tuple[Heading, ...]


def _is_allowed(address: str) -> bool:
    try:
        return urlsplit(address).scheme.lower() in {"http", "https"} and bool(urlsplit(address).netloc)
    except ValueError:
        return False


def _reader() -> MarkdownIt:
    reader = (
        MarkdownIt("commonmark", {"html": False, "breaks": False, "linkify": False}).enable("table").disable("image")
    )
    reader.validateLink = _is_allowed  # type: ignore[method-assign, assignment]
    return reader


_READER: Final = _reader()


def rendered(text: str, title: str) -> Rendered:
    """``text`` for a page whose heading is ``title``: headings one level down, the title itself not said twice."""
    tokens = _READER.parse(text)
    if len(tokens) > 2 and tokens[0].type == "heading_open" and tokens[1].content.strip() == title:
        tokens = tokens[3:]
    headings = tuple(_anchored(tokens))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1:]) + 1, 6)}" if token.tag == "h1" else token.tag
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("rel", "noopener noreferrer nofollow")
        _without_style(token)
    # Every piece of the text went through the renderer's own escaping; html is off.
    return Rendered(Markup(_READER.renderer.render(tokens, _READER.options, {})), headings)  # noqa: S704


def _anchored(tokens: Sequence[Token]) -> list[Heading]:
    """Gives each heading an id: ``article-3`` for 第3条 or Article 3, else its place in the order. Ids are used once."""
    taken: set[str] = set()
    headings: list[Heading] = []
    for at, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        text = tokens[at + 1].content.strip()
        said = _ARTICLE.match(text)
        anchor = f"article-{int(said[1] or said[2])}" if said else ""
        if not anchor or anchor in taken:
            anchor = f"section-{len(headings) + 1}"
        taken.add(anchor)
        token.attrSet("id", anchor)
        headings.append(Heading(anchor, text, int(token.tag[1:])))
    return headings


def _without_style(token: Token) -> None:
    """Table cells carry their alignment as a style attribute, which the page's policy forbids: a class instead."""
    style = str(token.attrs.pop("style", ""))
    if style.startswith("text-align:"):
        token.attrSet("class", f"align-{style.removeprefix('text-align:')}")

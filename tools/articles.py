"""Writes docs/articles.md from articles.toml and from what the code says of itself; ``--check`` fails when it is stale.

A module names its articles in the last line of its docstring (``Article: 5.3`` or ``Articles: P.1 to P.3, 5.2``), a Python test by
``@pytest.mark.article("5.3")``, a TypeScript test by ``[5.3]`` in its title, a screen by the key of its words. Fails on an unknown id, and on
an article that is ``done`` without a module or a test."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "articles.md"
ID = r"(?:P|\d{1,2})\.\d"
NAMED = re.compile(rf"Articles?:\s*((?:{ID}(?:\s+to\s+{ID})?(?:,?\s*(?:and\s+)?)?)+)")
SPAN = re.compile(rf"({ID})\s+to\s+({ID})|({ID})")
MARK = re.compile(r"mark\.article\(([^)]*)\)")
TITLE = re.compile(rf"(?:test|it|describe)(?:\.\w+)*\(\s*[\"'`][^\"'`]*?((?:\[{ID}\]\s*)+)")
WORD = {"done": "あり", "part": "一部", "todo": "これから", "exempt": "対象外"}


def main() -> int:
    rows = tomllib.loads((ROOT / "articles.toml").read_text(encoding="utf-8"))["article"]
    order = [row["id"] for row in rows]
    modules = _modules(order)
    tests = _tests()
    faults = [
        f"unknown article {found} in {place}"
        for found, places in {**modules, **tests}.items()
        for place in places
        if found not in order
    ]
    faults += [
        f"{row['id']} is done, but has no {'module' if not modules[row['id']] else 'test'}"
        for row in rows
        if row["status"] == "done" and not (modules[row["id"]] and tests[row["id"]])
    ]
    text = _page(rows, modules, tests)
    if "--check" in sys.argv:
        if not OUT.exists() or OUT.read_text(encoding="utf-8") != text:
            faults.append("docs/articles.md is stale: run `make gen`")
    else:
        OUT.write_text(text, encoding="utf-8")
    print("\n".join(faults), end="\n" if faults else "")
    return 1 if faults else 0


def _modules(order: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in _files("src/madoguchi", "*.py"):
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        for named in NAMED.finditer(text):
            for first, last, single in SPAN.findall(named[1]):
                for article in _between(order, first, last) if first else [single]:
                    _add(found, article, str(path.relative_to(ROOT / "src" / "madoguchi")))
    for path in _files("viewer/src", "*.ts"):
        for named in NAMED.finditer(path.read_text(encoding="utf-8")[:2_000]):
            for first, last, single in SPAN.findall(named[1]):
                for article in _between(order, first, last) if first else [single]:
                    _add(found, article, str(path.relative_to(ROOT)))
    return found


def _files(folder: str, pattern: str) -> list[Path]:
    """The files of the project: what git knows, so that somebody's unfinished file does not make the page stale."""
    asked = ["git", "-C", str(ROOT), "ls-files", "-z", "--", f"{folder}/{pattern}"]
    known = subprocess.run(asked, capture_output=True, text=True, check=False) if (ROOT / ".git").exists() else None
    if known is None or known.returncode != 0:
        return sorted((ROOT / folder).rglob(pattern))
    return sorted(path for name in known.stdout.split("\0") if name and (path := ROOT / name).exists())


def _between(order: list[str], first: str, last: str) -> list[str]:
    return order[order.index(first) : order.index(last) + 1] if first in order and last in order else [first, last]


def _tests() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in _files("tests", "*.py"):
        for mark in MARK.finditer(path.read_text(encoding="utf-8")):
            for article in re.findall(ID, mark[1]):
                _add(found, article, str(path.relative_to(ROOT)))
    for path in _files("viewer/test", "*.ts"):
        for title in TITLE.finditer(path.read_text(encoding="utf-8")):
            for article in re.findall(ID, title[1]):
                _add(found, article, str(path.relative_to(ROOT)))
    return found


def _add(found: dict[str, list[str]], article: str, place: str) -> None:
    if place not in found[article]:
        found[article].append(place)


def _page(rows: list[dict[str, str]], modules: dict[str, list[str]], tests: dict[str, list[str]]) -> str:
    lines = [
        "# Articles of the terms, and where each is kept",
        "",
        "Written by `make articles` from `articles.toml` and from what modules and tests say of themselves. Status: あり done, 一部 in part,",
        "これから to come.",
        "",
        "| 条 | 日本語 | demand | status | modules | tests |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        status = WORD[row["status"]] + (f"<br>{row['note']}" if row.get("note") else "")
        lines.append(
            f"| {row['id']} | {row['ja']} | {row['demand']} | {status} | {_cell(modules[row['id']])} | {_cell(tests[row['id']])} |"
        )
    return "\n".join(lines) + "\n"


def _cell(places: list[str]) -> str:
    return "<br>".join(f"`{place}`" for place in places)


if __name__ == "__main__":
    sys.exit(main())

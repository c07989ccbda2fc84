"""The habits of the house, as tests with a message that teaches."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "madoguchi").rglob("*.py"))
TRACKED = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
    "\0"
)
# Names that one idea must not have beside its own (docs/glossary.md).
NOT_WORDS = re.compile(r"\b(class|def)\s+\w*(Manager|Helper|Utils|Ticketing|EndUser)\w*")
SHELLS = {"demo"}  # rooms that may start programs


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_guarantees(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if tree.body:
        assert ast.get_docstring(tree), f"{path.name}: one sentence on top says what the module guarantees"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_grows_for_ever(path: Path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 420 or path.name == "word_keys.py", (
        f"{path.name} is {lines} lines: which of its nouns wants its own file?"
    )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_banned_calls(path: Path):
    """No shell, no unpickling, no archive unpacking (SECURITY T-06, T-09, T-29)."""
    text = path.read_text(encoding="utf-8")
    assert not NOT_WORDS.search(text), "name the thing, not its kind"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            for module in modules:
                assert module.split(".")[0] not in {"pickle", "marshal", "shelve", "tarfile", "zipfile", "yaml"}, module
                if module == "subprocess":
                    assert path.relative_to(ROOT / "src" / "madoguchi").parts[0] in SHELLS, (
                        "only these rooms start programs"
                    )
        if isinstance(node, ast.keyword) and node.arg == "shell":
            pytest.fail("no shell, ever")
        if isinstance(node, ast.Attribute) and node.attr in {"system", "popen"} and isinstance(node.value, ast.Name):
            assert node.value.id != "os", "no shell, ever"


def test_the_host_loads_nothing_of_the_server():
    code = (
        "import sys, madoguchi.host.main, madoguchi.host.demo\n"
        "bad = [m for m in sys.modules if m.split('.')[0] in {'sqlalchemy', 'fastapi', 'starlette', 'uvicorn', 'alembic'}"
        " or m.startswith(('madoguchi.office', 'madoguchi.store', 'madoguchi.web', 'madoguchi.relay'))]\n"
        "sys.exit(' '.join(bad) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_relay_loads_no_database_and_no_screen():
    code = (
        "import sys, madoguchi.relay.serve\n"
        "bad = [m for m in sys.modules if m.split('.')[0] in {'sqlalchemy', 'PySide6', 'xcffib', 'alembic'}"
        " or m.startswith(('madoguchi.office', 'madoguchi.store', 'madoguchi.host'))]\n"
        "sys.exit(' '.join(bad) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_lock_names_hashes_and_no_address():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "--hash=sha256:" in lock
    assert "://" not in lock
    assert "--index-url" not in lock
    node = (ROOT / "viewer" / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity"' in node
    assert '"resolved"' not in node


def test_no_path_of_somebodys_machine():
    for name in filter(None, TRACKED):
        path = ROOT / name
        if path.suffix in {".py", ".ts", ".md", ".toml", ".json", ".html", ".css", ".sh"} and path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"/(home|Users|work|root)/[a-z]+/", text), f"{name} names a path of one machine"


def test_the_readme_says_the_two_commands():
    for name in ("README.md", "README.ja.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "make demo" in text
        assert "make test" in text


def test_generated_files_are_not_stale():
    for tool in ("gen.py", "articles.py"):
        done = subprocess.run(
            [sys.executable, f"tools/{tool}", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout

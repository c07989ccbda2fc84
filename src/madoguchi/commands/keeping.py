"""Keeping the books: copies while sessions run, getting them back, moving to another database. On the server itself."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from madoguchi.base.clock import SystemClock
from madoguchi.base.errors import BrokenProof, MadoguchiError
from madoguchi.commands.saying import Sorry, because, say, settings_from
from madoguchi.commands.serving import ConfigOption
from madoguchi.signer.keeper import MEMORY_FILE, Keeper
from madoguchi.store import backup as copies
from madoguchi.store.copying import move
from madoguchi.store.engine import open_engine

SealOption = Annotated[bool, typer.Option("--seal", help="Seal it with a passphrase, asked for here.")]
PassphraseOption = Annotated[
    Path | None, typer.Option("--passphrase-file", metavar="FILE", help="Read the passphrase from here.")
]
FileArgument = Annotated[Path, typer.Argument(metavar="FILE")]
SHORTEST_PASSPHRASE = 12


def backup(
    file: FileArgument,
    *,
    seal: SealOption = False,
    passphrase_file: PassphraseOption = None,
    config: ConfigOption = None,
) -> None:
    """Copy the whole database into FILE, while sessions run. The key files are not in it: keep them apart."""
    passphrase = _passphrase(passphrase_file, asked=seal, twice=True)
    with _engine(settings_from(config, os.environ).database_at) as engine:
        copied = copies.backup(engine, file, SystemClock().now(), secrets.token_bytes, passphrase)
    say(f"{file}: {copied.rows} rows, {copied.ledger} of the ledger, as of {copied.made_at}.", "green")
    if passphrase is None:
        say("It is not sealed: whoever reads the file reads the customers' data.")


def restore(
    file: FileArgument,
    *,
    seal: SealOption = False,
    passphrase_file: PassphraseOption = None,
    config: ConfigOption = None,
) -> None:
    """Fill an empty database from FILE and check it, the ledger's chain too. Nothing is ever written over."""
    passphrase = _passphrase(passphrase_file, asked=seal, twice=False)
    settings = settings_from(config, os.environ)
    with _engine(settings.database_at, must_exist=False) as engine:
        copied = copies.restore(engine, file, SystemClock().now(), passphrase)
    say(f"Restored {copied.rows} rows as of {copied.made_at}; the ledger holds ({copied.ledger} entries).", "green")
    if settings.ledger_signer is None:
        _tell_of_the_memory(settings.data_dir, copied.ledger)


def _tell_of_the_memory(folder: Path, entries: int) -> None:
    """The signer remembers what it signed, and signs nothing that goes on from less. Article: P.2"""
    memory = folder / MEMORY_FILE
    try:
        last = Keeper(folder).last() if memory.exists() else None
        signed = int(last.splitlines()[1]) if last else 0
    except (OSError, ValueError, IndexError, BrokenProof) as wrong:
        say(f"{memory} cannot be read ({wrong}): no receipt is made until it can.", "yellow")
        return
    if signed > entries:
        say(
            f"{memory} remembers {signed} entries, and this copy has {entries}: no receipt is made, so that a ledger which was cut\n"
            "short shows. If you restored an older copy on purpose, move that file away and write down when and why: receipts that\n"
            "were given out after the copy was made will contradict the ledger from then on.",
            "yellow",
        )


def move_database(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A file of SQLite's, or postgresql+psycopg://…")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The same; it must be empty.")],
) -> None:
    """Move everything from one database into another, empty one, and compare. Stop the server first; FROM is left as it is."""
    with _engine(_place(source)) as old, _engine(_place(target), must_exist=False) as new:
        moved = move(old, new)
    say(
        f"Moved {sum(moved.values())} rows of {len(moved)} tables; the ledger holds ({moved['ledger']} entries).",
        "green",
    )
    say("Now name the new place in the settings (database) and start the server.")


def _place(text: str) -> Path | str:
    return text if text.startswith("postgresql") else Path(text)


@contextmanager
def _engine(where: Path | str, *, must_exist: bool = True) -> Iterator[Engine]:
    try:
        if must_exist and isinstance(where, Path) and not where.exists():
            raise FileNotFoundError(2, "is not there", str(where))
        engine = open_engine(where)
        try:
            yield engine
        finally:
            engine.dispose()
    except SQLAlchemyError as wrong:
        raise Sorry(f"The database does not work ({type(wrong).__name__}); nothing was changed.") from None
    except (OSError, MadoguchiError) as wrong:
        raise because(wrong) from None


def _passphrase(file: Path | None, *, asked: bool, twice: bool) -> str | None:
    if file is not None:
        try:
            found = file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise Sorry(f"{file} cannot be read.") from None
    elif asked:
        found = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=twice)
    else:
        return None
    if twice and len(found) < SHORTEST_PASSPHRASE:
        raise Sorry(f"The passphrase must have at least {SHORTEST_PASSPHRASE} characters.", 2)
    return found

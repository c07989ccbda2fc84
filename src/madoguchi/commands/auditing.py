"""The audit key, which opens recordings: made on a computer of the auditor's, never on the server. Article: 7.2, 8.4"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer

from madoguchi.commands.saying import Sorry, because, say
from madoguchi.seal.audit import SHORTEST_PASSPHRASE, fingerprint, make_audit_key
from madoguchi.seal.signing import to_base64url

PassphraseOption = Annotated[
    Path | None, typer.Option("--passphrase-file", metavar="FILE", help="Read the passphrase from here.")
]


def create_audit_key(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it; nothing is ever written over.")],
    passphrase_file: PassphraseOption = None,
) -> None:
    """Make the key that opens recordings, sealed under a passphrase. Needs no server: make it on the auditor's own computer."""
    passphrase = passphrase_from(passphrase_file, twice=True)
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Sorry(f"The passphrase must have at least {SHORTEST_PASSPHRASE} characters.", 2)
    public, text = make_audit_key(passphrase, secrets.token_bytes)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as written:
            written.write(text)
            written.flush()
            os.fsync(written.fileno())
    except OSError as wrong:
        raise because(wrong) from None
    say(
        f"Made {file}. Keep it off the server, and a copy of it: without it or its passphrase no recording opens.",
        "green",
    )
    say("Its public half, for the server:")
    say(f"  {to_base64url(public)}")
    say(f"Its fingerprint, which stands in the ledger and in receipts: {fingerprint(public)}")


def passphrase_from(file: Path | None, *, twice: bool) -> str:
    """From a file, or asked for at the terminal."""
    if file is None:
        typed: str = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=twice)
        return typed
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise Sorry(f"{file} cannot be read.") from None

"""``madoguchi verify``: checks a receipt offline and names the first thing that is wrong. ``madoguchi check-ledger`` reads the
whole ledger on the server, and holds it against a receipt that was given out before. Article: P.2, 10.1"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Final

import typer

from madoguchi.base.errors import MadoguchiError
from madoguchi.commands.saying import Sorry, because, say, settings_from
from madoguchi.commands.serving import ConfigOption
from madoguchi.ledger.checkpoint import Checkpoint
from madoguchi.seal.signing import from_base64url
from madoguchi.verify.check import Fault, Holds, Wrong, check_receipt, contradict

TOLD: Final[dict[Wrong, str]] = {
    Wrong.NOT_A_RECEIPT: "this is not a receipt, or a part of it is missing",
    Wrong.SIGNATURE: "the provider did not sign this document as it is",
    Wrong.OTHER_SESSION: "it holds an entry of another session",
    Wrong.COMMITMENT: "the contents of an entry are not what was written down",
    Wrong.ENTRY_HASH: "an entry was changed",
    Wrong.CHAIN: "entries do not follow each other",
    Wrong.LEDGER_KEY: "the provider did not name the key that signed the ledger's head",
    Wrong.HEAD: "the head of the ledger is not signed",
    Wrong.INCLUSION: "an entry does not stand in the ledger whose head was signed",
    Wrong.STATEMENT_SIGNATURE: "a statement was not signed by the customer's program",
    Wrong.STATEMENT_CHAIN: "a statement is missing, doubled or out of order",
    Wrong.SUMMARY: "the summary does not say what the statements say",
    Wrong.FEE: "the fee is not what the agreed quotes and the worked time come to",
    Wrong.TERMS_TEXT: "the given terms are not the text that was shown",
}


def verify(
    receipt: Annotated[Path, typer.Argument(help="The receipt (JSON).", metavar="RECEIPT")],
    public_key: Annotated[
        Path, typer.Option("--public-key", help="The provider's public key (base64url).", metavar="FILE")
    ],
    terms: Annotated[
        Path | None, typer.Option("--terms", help="The terms' text, to be compared by its hash.", metavar="FILE")
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", help="Another receipt of the same provider: both of one ledger?", metavar="RECEIPT"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in one JSON line.")] = False,
) -> None:
    """Check a receipt offline: signatures, hashes, the chain, the order. Exit code 1 when anything does not hold."""
    try:
        raw = receipt.read_bytes()
        other = against.read_bytes() if against else None
        text = terms.read_bytes().decode("utf-8") if terms else None
        key = from_base64url(public_key.read_text(encoding="ascii").strip())
    except OSError as wrong:
        raise Sorry(f"{wrong.filename}: {wrong.strerror}.", 2) from None
    except ValueError:
        raise Sorry("The public key or the terms are not readable.", 2) from None
    found = check_receipt(raw, key, text)
    if isinstance(found, Fault):
        if as_json:
            say(json.dumps({"holds": False, "wrong": found.wrong.value, "entry": found.entry}))
            raise typer.Exit(1)
        place = f" (entry {found.entry})" if found.entry else ""
        raise Sorry(f"The receipt does not hold: {TOLD[found.wrong]}{place}.")
    if other is not None:
        _hold_against(found, other, key)
    if as_json:
        say(
            json.dumps(
                {
                    "holds": True,
                    "session": found.session,
                    "entries": found.entries,
                    "terms": found.terms,
                    "fee": found.fee,
                }
            )
        )
        return
    say("The receipt holds.", "green")
    say(f"  session     {found.session}")
    say(f"  entries     {found.entries}, of which the customer's program signed {found.statements}")
    say(f"  ledger      {found.head.origin}, {found.head.size} entries, root {found.head.root.hex()}")
    if found.terms:
        say(f"  terms       {found.terms}")
        say(f"  SHA-256     {found.terms_sha256}")
    if found.agreed_at:
        say(f"  agreed at   {found.agreed_at}")
    if found.ending:
        say(f"  ending      {found.ending}")
    if found.fee is None:
        say("  fee         not checked: the receipt is of an earlier version and does not hold what that takes")
    else:
        say(f"  fee         {found.fee:,} yen with tax, as agreed")


def _hold_against(found: Holds, other: bytes, key: bytes) -> None:
    second = check_receipt(other, key)
    if isinstance(second, Fault):
        raise Sorry(f"The other receipt does not hold: {TOLD[second.wrong]}.")
    if contradict(found, second):
        raise Sorry("Each receipt holds, but they are of two ledgers: the provider signed two different pasts.")


def check_ledger(
    receipt: Annotated[
        Path | None,
        typer.Option("--receipt", help="A receipt given out before: the ledger must begin with its.", metavar="FILE"),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Read the whole ledger: every entry, the tree over them, every head that was signed. Exit code 1 when it does not hold."""
    from madoguchi import app as composition  # noqa: PLC0415 - `verify` must run where no server is installed

    settings = settings_from(config, os.environ)
    try:
        opened = composition.open_office(settings)
    except (OSError, MadoguchiError) as wrong:
        raise because(wrong) from None
    try:
        against = _head_of(receipt, opened.desk.keys.provider_public) if receipt else None
        found = opened.desk.consent.examine(against)
    finally:
        opened.shelf.close()
    if found.wrong:
        raise Sorry(f"The ledger does not hold: {found.wrong}.")
    say(f"The ledger holds: {found.entries} entries, {found.heads} signed heads.", "green")


def _head_of(receipt: Path, public_key: bytes) -> Checkpoint:
    try:
        found = check_receipt(receipt.read_bytes(), public_key)
    except OSError as wrong:
        raise because(wrong) from None
    if isinstance(found, Fault):
        raise Sorry(f"The receipt does not hold: {TOLD[found.wrong]}.")
    return found.head

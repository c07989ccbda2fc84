"""``madoguchi verify``: checks a receipt or a certificate of erasure offline and names the first thing that is wrong; of two,
whether they contradict each other. ``madoguchi check-ledger`` reads the
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
from madoguchi.verify.certificate import CERTIFICATE, Erased, check_certificate
from madoguchi.verify.check import LIMIT, Fault, Holds, Wrong, check_receipt
from madoguchi.verify.forks import Together, compare

TOLD: Final[dict[Wrong, str]] = {
    Wrong.NOT_A_RECEIPT: "this is no receipt and no certificate, or a part of it is missing",
    Wrong.SIGNATURE: "the provider did not sign this document as it is",
    Wrong.OTHER_SESSION: "it holds an entry that belongs elsewhere",
    Wrong.COMMITMENT: "the contents of an entry are not what was written down",
    Wrong.ENTRY_HASH: "an entry was changed",
    Wrong.CHAIN: "entries do not follow each other",
    Wrong.LEDGER_KEY: "the provider did not name the key that signed the ledger's head",
    Wrong.HEAD: "the head of the ledger is not signed",
    Wrong.INCLUSION: "an entry does not stand in the ledger whose head was signed",
    Wrong.STATEMENT_SIGNATURE: "a statement was not signed by the customer's program",
    Wrong.STATEMENT_CHAIN: "a statement is missing, doubled or out of order",
    Wrong.SUMMARY: "the summary does not say what the entries say",
    Wrong.FEE: "the fee is not what the agreed quotes and the worked time come to",
    Wrong.TERMS_TEXT: "the given terms are not the text that was shown",
}


TOGETHER: Final[dict[Together, str]] = {
    Together.AGREE: "agrees with the first as far as both show the ledger",
    Together.NOTHING_COMMON: "shows no part of the ledger that the first shows too: nothing follows",
    Together.OTHER_KEY: "is of another ledger key: nothing follows",
}


def verify(
    receipt: Annotated[Path, typer.Argument(help="The receipt or certificate of erasure (JSON).", metavar="RECEIPT")],
    public_key: Annotated[
        Path, typer.Option("--public-key", help="The provider's public key (base64url).", metavar="FILE")
    ],
    other: Annotated[
        Path | None,
        typer.Argument(help="Another one of the same provider: do both show one ledger?", metavar="[OTHER]"),
    ] = None,
    terms: Annotated[
        Path | None, typer.Option("--terms", help="The terms' text, to be compared by its hash.", metavar="FILE")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in one JSON line.")] = False,
) -> None:
    """Check a receipt offline: signatures, hashes, the chain, the order. Exit code 1 when anything does not hold."""
    try:
        raw = receipt.read_bytes()
        second = other.read_bytes() if other else None
        text = terms.read_bytes().decode("utf-8") if terms else None
        key = from_base64url(public_key.read_text(encoding="ascii").strip())
    except OSError as wrong:
        raise Sorry(f"{wrong.filename}: {wrong.strerror}.", 2) from None
    except ValueError:
        raise Sorry("The public key or the terms are not readable.", 2) from None
    found = _checked(raw, key, text, "", as_json=as_json)
    together = compare(found, _checked(second, key, None, "other ", as_json=as_json)) if second is not None else None
    if together is Together.CONTRADICT:
        if as_json:
            say(json.dumps({"holds": True, "together": together.value}))
            raise typer.Exit(1)
        raise Sorry("Each document holds, but they are of two ledgers: the provider signed two different pasts.")
    if as_json:
        say(json.dumps(_facts(found) | ({"together": together.value} if together else {})))
        return
    _tell(found)
    if together is not None:
        say(f"  the other   {TOGETHER[together]}")


def _checked(raw: bytes, key: bytes, terms: str | None, which: str, *, as_json: bool) -> Holds | Erased:
    is_certificate = _format_of(raw) == CERTIFICATE.format
    found = check_certificate(raw, key) if is_certificate else check_receipt(raw, key, terms)
    if not isinstance(found, Fault):
        return found
    if as_json:
        say(json.dumps({"holds": False, "wrong": found.wrong.value, "entry": found.entry}))
        raise typer.Exit(1)
    place = f" (entry {found.entry})" if found.entry else ""
    what = "certificate" if is_certificate else "receipt"
    raise Sorry(f"The {which}{what} does not hold: {TOLD[found.wrong]}{place}.")


def _format_of(raw: bytes) -> object:
    try:
        document = json.loads(raw) if len(raw) <= LIMIT else None
    except (ValueError, RecursionError):
        return None
    return document.get("format") if isinstance(document, dict) else None


def _facts(found: Holds | Erased) -> dict[str, str | int | bool | None]:
    if isinstance(found, Erased):
        return {"holds": True, "case": found.case, "sha256": found.sha256, "entry": found.entry}
    return {
        "holds": True,
        "session": found.session,
        "entries": found.entries,
        "terms": found.terms,
        "fee": found.fee,
    }


def _tell(found: Holds | Erased) -> None:
    if isinstance(found, Erased):
        _tell_erased(found)
        return
    say("The receipt holds.", "green")
    say(f"  session     {found.session}")
    say(f"  entries     {found.entries}, of which the customer's program signed {found.statements}")
    _tell_head(found.head)
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


def _tell_erased(found: Erased) -> None:
    say("The certificate of erasure holds.", "green")
    say(f"  case        {found.case}, received file no. {found.number}")
    say(f"  SHA-256     {found.sha256}, {found.size:,} bytes")
    say(f"  received    {found.received_at}")
    say(f"  erased      {found.erased_at}{' after it was returned' if found.was_returned else ''}, by {found.by}")
    say(f"  reason      {found.reason}")
    say(f"  entry       {found.entry}")
    _tell_head(found.head)


def _tell_head(head: Checkpoint) -> None:
    say(f"  ledger      {head.origin}, {head.size} entries, root {head.root.hex()}")


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

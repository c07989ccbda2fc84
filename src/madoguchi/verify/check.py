"""Whether a receipt document holds, and if not, the first thing that is wrong with it.

Guarantee: when ``check_receipt`` finds no fault, the provider signed exactly this document; every entry in it has the hash that
its contents give, its place in the chain, and a path to a signed head of the ledger's tree; every statement was signed by one and the same key of the customer's program,
without a gap; what the document says of terms and consent is what the statements say, and the fee is what the agreed quotes come to. Article: P.2, 10.1
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from madoguchi.base.canonical import canonical
from madoguchi.base.errors import BrokenProof
from madoguchi.ledger.checkpoint import Checkpoint, read
from madoguchi.ledger.record import Entry, commit, entry_hash
from madoguchi.ledger.tree import leaf_hash, root_by_inclusion, shown_by
from madoguchi.seal.signing import Domain, check, check_note, from_base64url
from madoguchi.verify.fees import check_fees

LIMIT: Final = 16_777_216  # bytes
_HASHED: Final = ("about", "at", "by", "commitment", "kind", "number", "previous_hash", "statement_sha256")
_STATEMENT: Final = frozenset({"at", "attempt", "body", "kind", "number", "previous", "session"})


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of signed document: its format, the word of its signature, and which field names what all its entries are about."""

    format: str
    domain: Domain
    subject: str


RECEIPT: Final = Paper("madoguchi/receipt-document/1", Domain.RECEIPT, "session")


class Wrong(StrEnum):
    """What can be wrong, in the order of looking."""

    NOT_A_RECEIPT = "not_a_receipt"
    SIGNATURE = "signature"  # the provider did not sign this document
    OTHER_SESSION = "other_session"
    COMMITMENT = "commitment"  # a payload is not what was written down
    ENTRY_HASH = "entry_hash"
    CHAIN = "chain"  # numbers go back, or neighbours do not follow each other
    LEDGER_KEY = "ledger_key"  # the provider did not name this key for its ledger
    HEAD = "head"  # the head of the ledger's tree is not signed
    INCLUSION = "inclusion"  # an entry does not stand under that head
    STATEMENT_SIGNATURE = "statement_signature"
    STATEMENT_CHAIN = "statement_chain"  # a statement is missing, twice or out of order
    SUMMARY = "summary"  # what the document says is not what the statements say
    FEE = "fee"  # it is not what the agreed quotes and the worked time come to
    TERMS_TEXT = "terms_text"  # the text at hand is not the one that was agreed to


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong. ``entry`` is the number of the entry, 0 for the document itself."""

    wrong: Wrong
    entry: int = 0


@dataclass(frozen=True, slots=True)
class Holds:
    """Everything holds. What was proven, for telling."""

    session: str
    entries: int
    statements: int
    terms: str  # version and language; empty when none were shown
    terms_sha256: str
    agreed_at: str  # by the office's clock; empty when nobody agreed
    ending: str
    fee: (
        int | None
    )  # yen with tax, reckoned again; None: an earlier version's receipt, which does not hold what that takes
    head: Checkpoint  # the ledger as it was; a later ledger must begin with it
    nodes: Mapping[tuple[int, int], bytes] = field(
        repr=False, default_factory=dict
    )  # (level, index) of its tree, as shown


@dataclass(frozen=True, slots=True)
class _Proven:
    """What the contents of the document prove by themselves."""

    entries: Sequence[tuple[Entry, Mapping[str, Any]]]
    head: Checkpoint
    nodes: Mapping[tuple[int, int], bytes]
    statements: Sequence[tuple[Entry, Mapping[str, Any]]]


class Broken(Exception):
    def __init__(self, wrong: Wrong, entry: int = 0) -> None:
        super().__init__(wrong)
        self.fault = Fault(wrong, entry)


def check_receipt(raw: bytes, public_key: bytes, terms_text: str | None = None) -> Holds | Fault:
    """Check a whole receipt document. ``terms_text`` is the text that the reader has, to be compared by its hash."""
    try:
        document = signed_document(raw, public_key, RECEIPT)
        entries = proven_entries(document, RECEIPT)
        head, nodes = proven_head(document, public_key, [entry for entry, _ in entries])
        return _summary(document, _Proven(entries, head, nodes, _statements(document, entries)), terms_text)
    except Broken as broken:
        return broken.fault


def signed_document(raw: bytes, public_key: bytes, paper: Paper) -> dict[str, Any]:
    """What the provider signed, without the signature. Raises Broken."""
    try:
        document = json.loads(raw) if len(raw) <= LIMIT else None
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or document.get("format") != paper.format:
        raise Broken(Wrong.NOT_A_RECEIPT)
    if not isinstance(document.get("entries"), list) or not isinstance(document.get(paper.subject), str):
        raise Broken(Wrong.NOT_A_RECEIPT)
    try:
        signature = from_base64url(document.pop("signature"))
        check(public_key, paper.domain, canonical(document), signature)
    except (KeyError, ValueError, AttributeError, BrokenProof):
        raise Broken(Wrong.SIGNATURE) from None
    return document


def proven_entries(document: Mapping[str, Any], paper: Paper) -> list[tuple[Entry, Mapping[str, Any]]]:
    """Every entry with its payload, each proven by its own contents and its neighbour. Raises Broken."""
    found: list[tuple[Entry, Mapping[str, Any]]] = []
    before: Entry | None = None
    for item in document["entries"]:
        try:
            entry = Entry(hash=item["hash"], **{name: item[name] for name in _HASHED})
            payload, salt = item["payload"], from_base64url(item["salt"])
            given = commit(salt, payload)
            computed = entry_hash(entry)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Broken(Wrong.NOT_A_RECEIPT) from None
        if entry.about != document[paper.subject]:
            raise Broken(Wrong.OTHER_SESSION, entry.number)
        if given != entry.commitment:
            raise Broken(Wrong.COMMITMENT, entry.number)
        if computed != entry.hash:
            raise Broken(Wrong.ENTRY_HASH, entry.number)
        if before is not None and not _follows(before, entry):
            raise Broken(Wrong.CHAIN, entry.number)
        found.append((entry, payload))
        before = entry
    return found


def _follows(before: Entry, entry: Entry) -> bool:
    """Other sessions' entries stand between; direct neighbours must be linked."""
    if entry.number == before.number + 1:
        return entry.previous_hash == before.hash
    return entry.number > before.number


def proven_head(
    document: Mapping[str, Any], public_key: bytes, entries: Sequence[Entry]
) -> tuple[Checkpoint, dict[tuple[int, int], bytes]]:
    """The signed head under which every entry stands, and the nodes of its tree that the proofs show. Raises Broken."""
    try:
        proof = document["ledger"]
        key, key_signature = from_base64url(proof["key"]), from_base64url(proof["key_signature"])
        noted, paths = str(proof["checkpoint"]), [[bytes.fromhex(part) for part in path] for path in proof["inclusion"]]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Broken(Wrong.NOT_A_RECEIPT) from None
    try:
        check(public_key, Domain.LEDGER_KEY, key, key_signature)
    except BrokenProof:
        raise Broken(Wrong.LEDGER_KEY) from None
    try:
        head = read(noted, key, lambda signed, signature: check_note(key, signed, signature))
    except BrokenProof:
        raise Broken(Wrong.HEAD) from None
    if len(paths) != len(entries):
        raise Broken(Wrong.INCLUSION)
    nodes: dict[tuple[int, int], bytes] = {}
    for entry, path in zip(entries, paths, strict=True):
        leaf = leaf_hash(entry.hash)
        try:
            stands = root_by_inclusion(leaf, entry.number - 1, head.size, path) == head.root
        except BrokenProof:
            stands = False
        if not stands:
            raise Broken(Wrong.INCLUSION, entry.number)
        nodes |= {(shown.level, shown.index): shown.hash for shown in shown_by(leaf, entry.number - 1, head.size, path)}
    return head, nodes


def _statements(
    document: Mapping[str, Any], entries: Sequence[tuple[Entry, Mapping[str, Any]]]
) -> list[tuple[Entry, Mapping[str, Any]]]:
    """Every statement of the customer's program: one key, no gap."""
    found: list[tuple[Entry, Mapping[str, Any]]] = []
    key, previous = "", ""
    for entry, payload in entries:
        if "statement" not in payload:
            if entry.statement_sha256:
                raise Broken(Wrong.STATEMENT_CHAIN, entry.number)
            continue
        try:
            text, host_key = payload["statement"], payload["host_key"]
            raw = text.encode("utf-8")
            check(from_base64url(host_key), Domain.STATEMENT, raw, from_base64url(payload["signature"]))
            said = json.loads(text)
        except (KeyError, ValueError, AttributeError, BrokenProof):
            raise Broken(Wrong.STATEMENT_SIGNATURE, entry.number) from None
        if (key and host_key != key) or sha256(raw).hexdigest() != entry.statement_sha256:
            raise Broken(Wrong.STATEMENT_SIGNATURE, entry.number)
        if not isinstance(said, dict) or said.keys() != _STATEMENT or not isinstance(said["body"], dict):
            raise Broken(Wrong.NOT_A_RECEIPT, entry.number)
        in_place = said["number"] == len(found) and said["previous"] == previous
        if not in_place or said["session"] != document["session"] or said["kind"] != entry.kind:
            raise Broken(Wrong.STATEMENT_CHAIN, entry.number)
        key, previous = host_key, entry.statement_sha256
        found.append((entry, said))
    return found


def _summary(document: Mapping[str, Any], proven: _Proven, terms_text: str | None) -> Holds:
    """What stands at the top of the document must be what the statements below say. Raises Broken."""
    entries, statements = proven.entries, proven.statements
    shown = [said["body"] for _, said in statements if said["kind"] == "shown"]
    agreed = [(entry, said["body"]) for entry, said in statements if said["kind"] == "agreed"]
    terms = document.get("terms")
    if bool(terms) != bool(shown) or (agreed and not shown):
        raise Broken(Wrong.SUMMARY)
    if terms:
        named = _named(terms)
        if named != _named(shown[-1]) or any(_named(body) != named for _, body in agreed):
            raise Broken(Wrong.SUMMARY)
    if document.get("said_by") != (agreed[-1][1].get("said_by") if agreed else None):
        raise Broken(Wrong.SUMMARY)
    endings = [payload["body"].get("ending") for entry, payload in entries if entry.kind == "session:ended"]
    if document.get("ending") != (endings[0] if endings else None) or len(endings) > 1:
        raise Broken(Wrong.SUMMARY)
    try:
        fee = check_fees(document, [entry for entry, _ in entries], statements)
    except ValueError:
        raise Broken(Wrong.FEE) from None
    if terms_text is not None:
        texts = {(terms or {}).get(name) for name in ("sha256", "shown_sha256")}  # what binds, and what was shown
        if sha256(terms_text.encode("utf-8")).hexdigest() not in texts:
            raise Broken(Wrong.TERMS_TEXT)
    return Holds(
        session=document["session"],
        entries=len(entries),
        statements=len(statements),
        terms=f"{terms['version']} ({terms['language']})" if terms else "",
        terms_sha256=terms["sha256"] if terms else "",
        agreed_at=agreed[-1][0].at if agreed else "",
        ending=document.get("ending") or "",
        fee=fee,
        head=proven.head,
        nodes=proven.nodes,
    )


def _named(terms: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(terms.get(name) for name in ("version", "language", "sha256", "shown_sha256"))

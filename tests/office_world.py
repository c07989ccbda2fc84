"""A small office for tests: a real database in a folder, a clock that stands still, cheap passwords, a scripted host."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pyotp
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from madoguchi.base.canonical import canonical
from madoguchi.base.clock import ManualClock, iso
from madoguchi.base.words import Language
from madoguchi.office.actor import Actor
from madoguchi.office.cases.ports import Case, Category
from madoguchi.office.cases.service import CaseFacts
from madoguchi.office.consent.heads import Heads
from madoguchi.office.custody.keyring import CUSTODY_FILE, CustodyKeys
from madoguchi.office.custody.ports import NoScanner, Scanner
from madoguchi.office.custody.vault import Vault
from madoguchi.office.customers.ports import CustomerKind, CustomerStatus
from madoguchi.office.customers.service import ContactFacts, CustomerFacts, CustomerWithContacts
from madoguchi.office.desk import Desk, DeskParts, open_desk
from madoguchi.office.numbers.ports import Number
from madoguchi.office.numbers.service import BegunAttempt, TypedNumber
from madoguchi.office.operators.passkeys import RelyingParty
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.operators.service import CreatedOperator, NewOperator
from madoguchi.office.provider.keys import Keys, load_keys, make_keys
from madoguchi.office.sessions.places import RelayPlace
from madoguchi.office.sessions.ports import Session
from madoguchi.office.terms.drafts import DraftFacts
from madoguchi.office.terms.ports import TermsDraft, TermsVersion
from madoguchi.seal.signing import Domain, public_bytes, sign, to_base64url
from madoguchi.signer.keeper import Keeper
from madoguchi.store.blobs import FolderBlobs
from madoguchi.store.engine import open_engine, writing
from madoguchi.store.shelf import DatabaseShelf, open_shelf
from tests import postgres

MONDAY_TEN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)  # 10:00 in Japan
PASSWORD = "correct horse battery staple"
TERMS = "# 遠隔サポート約款\n\n本文です。\n"
PARTY = RelyingParty("localhost", "http://localhost:8080")
T = TypeVar("T")


def cheap() -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def got(kind: type[T], value: object) -> T:
    """The value, when it is of this kind; a test that meets a refusal says which."""
    assert isinstance(value, kind), value
    return value


@dataclass
class Rooms:
    """Presence by hand, and what the relay was told to let go of."""

    taken: dict[bytes, bool | None] = field(default_factory=dict)
    pages: set[bytes] = field(default_factory=set)  # of these, where an operator's page is
    closed: list[bytes] = field(default_factory=list)

    def close(self, routes: list[bytes]) -> None:
        self.closed += routes

    def anybody_at(self, route: bytes) -> bool | None:
        return self.taken.get(route, False)

    def attached(self) -> frozenset[bytes]:
        return frozenset(route for route, there in self.taken.items() if there)

    def consoles(self) -> frozenset[bytes]:
        return frozenset(self.pages)


@dataclass
class World:
    folder: Path
    clock: ManualClock
    keys: Keys
    shelf: DatabaseShelf
    desk: Desk
    rooms: Rooms

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def operator(self, login: str = "yamada", role: OperatorRole = OperatorRole.OPERATOR) -> CreatedOperator:
        new = NewOperator(login, "山田 花子", "株式会社まど", role, PASSWORD)
        return got(CreatedOperator, self.desk.operators.create(new, "Mado", self.now))

    def customer(self, actor: Actor, organisation: str = "株式会社客先") -> CustomerWithContacts:
        facts = CustomerFacts(organisation, CustomerKind.COMPANY, CustomerStatus.ACTIVE, "販売管理")
        contact = ContactFacts("田中 一郎", "03-1111-2222", "tanaka@example.jp")
        return got(CustomerWithContacts, self.desk.customers.register(actor, facts, contact, self.now))

    def case(self, actor: Actor, customer: CustomerWithContacts | None = None) -> Case:
        customer = customer or self.customer(actor)
        facts = CaseFacts(customer.customer.id, customer.contacts[0].id, Category.FAULT, "印刷できない")
        return got(Case, self.desk.cases.create(actor, facts, self.now))

    def publish(
        self, version: str = "2026-01", text: str = TERMS, english: str = "", effective_on: str = ""
    ) -> TermsVersion:
        """The first version as the command line puts it in; every later one by two administrators."""
        texts = {Language.JA: text, Language.EN: english}
        if not self.desk.terms.versions():
            return got(TermsVersion, self.desk.terms.publish_first(version, texts, self.now))
        author, second = (self.administrator(login) for login in ("terms-author", "terms-second"))
        drafts = self.desk.terms_drafts
        draft = drafts.begin(author, self.now)
        facts = DraftFacts(version, effective_on, texts, {})
        draft = got(TermsDraft, drafts.save(author, draft.id, draft.revision, facts, self.now))
        draft = got(TermsDraft, drafts.propose(author, draft.id, draft.revision, self.now))
        draft = got(TermsDraft, drafts.confirm(second, draft.id, draft.revision, self.now))
        return got(TermsVersion, drafts.publish(second, draft.id, draft.revision, self.now))

    def administrator(self, login: str) -> Actor:
        found = self.desk.operators.by_login(login)
        return found or self.operator(login, OperatorRole.ADMIN).operator

    def number(self, actor: Actor, case: Case) -> Number:
        return got(Number, self.desk.numbers.issue(actor, case.id, self.now))

    def attempt(self, number: Number, address: str = "203.0.113.7") -> BegunAttempt:
        typed = TypedNumber(number.routing, "test-1", "linux", Language.JA, address)
        begun = self.desk.numbers.begin_attempt(typed, self.now)
        return got(BegunAttempt, begun)

    def session(self, actor: Actor, case: Case) -> tuple[Session, ScriptedHost]:
        number = self.number(actor, case)
        begun = self.attempt(number)
        session = got(Session, self.desk.sessions.confirm(actor, number.id, begun.attempt.id, self.now))
        return session, ScriptedHost(begun.host_token, begun.attempt.id, session.id)

    def close(self) -> None:
        self.shelf.close()


def totp(created: CreatedOperator, at: datetime) -> str:
    return str(pyotp.TOTP(created.totp_secret).at(at))


def make_world(folder: Path, scanner: Scanner | None = None) -> World:
    keys = make_keys(folder, secrets.token_bytes)
    world = open_world(folder, keys, scanner=scanner)
    world.desk.custody.keep_house(world.now)
    return world


def vault_in(folder: Path, scanner: Scanner | None = None) -> Vault:
    keys = CustodyKeys(folder / CUSTODY_FILE, secrets.token_bytes)
    return Vault(FolderBlobs(folder / "custody"), keys, scanner or NoScanner(), secrets.token_bytes)


def open_world(
    folder: Path, keys: Keys | None = None, clock: ManualClock | None = None, scanner: Scanner | None = None
) -> World:
    keys = keys or load_keys(folder)
    clock = clock or ManualClock(MONDAY_TEN)
    shelf = open_shelf(postgres.place(folder))
    rooms = Rooms()
    desk = open_desk(
        DeskParts(
            shelf=shelf,
            keys=keys,
            heads=Heads(keys.provider, Keeper(folder)),
            clock=clock,
            entropy=secrets.token_bytes,
            hasher=cheap(),
            relay=RelayPlace("ws://127.0.0.1:8080/relay", "main"),
            presence=rooms,
            closer=rooms,
            party=PARTY,
            vault=vault_in(folder, scanner),
        )
    )
    return World(folder, clock, keys, shelf, desk, rooms)


class ScriptedHost:
    """Signs statements as the customer's program does."""

    def __init__(self, token: str, attempt: str, session: str, key: Ed25519PrivateKey | None = None) -> None:
        self.token, self.attempt, self.session = token, attempt, session
        self.key = key or Ed25519PrivateKey.generate()
        self.number = 0
        self.previous = ""

    def sign(
        self, kind: str, body: dict[str, Any], *, said_at: datetime = MONDAY_TEN, **changed: Any
    ) -> dict[str, str]:
        """A statement as it is posted; the chain moves on."""
        document = {
            "at": iso(said_at),
            "attempt": self.attempt,
            "body": body,
            "kind": kind,
            "number": self.number,
            "previous": self.previous,
            "session": self.session,
        } | changed
        raw = canonical(document)
        self.number += 1
        self.previous = hashlib.sha256(raw).hexdigest()
        return {
            "statement": raw.decode(),
            "signature": to_base64url(sign(self.key, Domain.STATEMENT, raw)),
            "host_key": to_base64url(public_bytes(self.key)),
        }


def terms_body(terms: TermsVersion, language: Language = Language.JA) -> dict[str, Any]:
    """What the customer's program says of the terms that it showed."""
    shown = terms.nearest(language)
    return {
        "language": shown.language.value,
        "sha256": terms.sha256,
        "shown_sha256": shown.sha256,
        "version": terms.version,
    }


def agreed_body(terms: TermsVersion, name: str = "田中 一郎") -> dict[str, Any]:
    return terms_body(terms) | {
        "backup": "yes",
        "build": "test-1",
        "checklist": ["calendar"],
        "said_by": {"name": name, "organisation": "株式会社客先"},
        "sharing": {"kind": "monitor", "title": "DP-1"},
    }


def whole_dialogue(terms: TermsVersion) -> list[tuple[str, dict[str, Any]]]:
    """From the start of the program to the end of the session."""
    return [
        ("started", {"build": "test-1", "language": "ja"}),
        ("shown", terms_body(terms)),
        ("agreed", agreed_body(terms)),
        ("connected", {}),
        ("grant:allowed", {"access": "control", "minutes": 10, "purpose": "印刷の設定"}),
        ("file:accepted", {"direction": "to_customer", "name": "設定.txt", "purpose": "", "sha256": "", "size": 12}),
        ("grant:withdrawn", {"access": "control"}),
        ("ended", {"bytes_used": 123_456, "ending": "customer_stopped", "seconds": 61}),
    ]


def with_all_rights(world: World, act: Callable[[Connection], None]) -> None:
    """The owner of the database takes the triggers away first."""
    engine = open_engine(postgres.place(world.folder))
    with writing(engine) as connection:
        for table in ("ledger", "ledger_bodies", "ledger_nodes", "ledger_heads"):
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
                continue
            for verb in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_refuses_{verb}")
        act(connection)
    engine.dispose()

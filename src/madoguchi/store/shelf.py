"""The office's books on this database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine

from madoguchi.base.clock import Instant
from madoguchi.office.books import Books
from madoguchi.office.bus import Event, Topic
from madoguchi.office.counts import Counts
from madoguchi.store import engine as database
from madoguchi.store.counting import counts_of, is_ready
from madoguchi.store.migrate import migrate
from madoguchi.store.records.agreed_fees import AgreedFees
from madoguchi.store.records.appointments import Appointments
from madoguchi.store.records.appointments import Invitations as AppointmentMails
from madoguchi.store.records.cases import Cases
from madoguchi.store.records.custody import Custody
from madoguchi.store.records.customers import Customers
from madoguchi.store.records.deeds import Deeds
from madoguchi.store.records.fees import Fees
from madoguchi.store.records.hours import Hours
from madoguchi.store.records.integrations import ApiKeys, Hooks
from madoguchi.store.records.ledger import Downloads, Ledger
from madoguchi.store.records.numbers import Attempts, Numbers
from madoguchi.store.records.operators import Invitations, Operators, WebSessions
from madoguchi.store.records.passkeys import Ceremonies, Identities, Passkeys
from madoguchi.store.records.provider import Providers
from madoguchi.store.records.queue import Queue
from madoguchi.store.records.requests import RequestsToCustomers
from madoguchi.store.records.sessions import Sessions
from madoguchi.store.records.statements import Mails, Statements
from madoguchi.store.records.subcontractors import Subcontractors
from madoguchi.store.records.terms import Drafts, Terms


class DatabaseBooks:
    """Every register over one connection, and so in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.operators = Operators(connection)
        self.web_sessions = WebSessions(connection)
        self.invitations = Invitations(connection)
        self.passkeys = Passkeys(connection)
        self.ceremonies = Ceremonies(connection)
        self.identities = Identities(connection)
        self.custody = Custody(connection)
        self.subcontractors = Subcontractors(connection)
        self.deeds = Deeds(connection)
        self.customers = Customers(connection)
        self.cases = Cases(connection)
        self.appointments = Appointments(connection)
        self.appointment_mails = AppointmentMails(connection)
        self.queue = Queue(connection)
        self.numbers = Numbers(connection)
        self.attempts = Attempts(connection)
        self.sessions = Sessions(connection)
        self.requests = RequestsToCustomers(connection)
        self.ledger = Ledger(connection)
        self.downloads = Downloads(connection)
        self.terms = Terms(connection)
        self.terms_drafts = Drafts(connection)
        self.agreed_fees = AgreedFees(connection)
        self.hours = Hours(connection)
        self.fees = Fees(connection)
        self.statements = Statements(connection)
        self.mails = Mails(connection)
        self.provider = Providers(connection)
        self.api_keys = ApiKeys(connection)
        self.hooks = Hooks(connection)
        self.told: list[Event] = []

    def tell(self, topic: Topic, about: str) -> None:
        self.told.append(Event(topic, about))


class DatabaseShelf:
    """Opens the books for reading or writing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def reading(self) -> Iterator[Books]:
        with database.reading(self._engine) as connection:
            yield DatabaseBooks(connection)

    @contextmanager
    def writing(self) -> Iterator[Books]:
        with database.writing(self._engine) as connection:
            yield DatabaseBooks(connection)

    def settle(self) -> None:
        """What was deleted does not linger in the database's files."""
        database.settle(self._engine)

    def counts(self, now: Instant) -> Counts:
        """For those who watch the server."""
        return counts_of(self._engine, now)

    def is_ready(self) -> bool:
        """Whether the ledger could be written now."""
        return is_ready(self._engine)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()


def open_shelf(where: Path | str) -> DatabaseShelf:
    """The books in the database ``where`` (a file, or an address of PostgreSQL), brought to the present version."""
    engine = database.open_engine(where)
    migrate(engine)
    return DatabaseShelf(engine)

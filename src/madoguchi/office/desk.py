"""All services of the office, composed once: what the web, the command line and the demo work with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from madoguchi.base.clock import Clock
from madoguchi.office.agreed_fees.service import AgreedFeeService
from madoguchi.office.api_keys.pace import CallPace
from madoguchi.office.api_keys.replies import ReplyService
from madoguchi.office.api_keys.service import ApiKeyService
from madoguchi.office.appointments.invitations import InvitationOutbox
from madoguchi.office.appointments.service import AppointmentService
from madoguchi.office.books import Shelf, TellingShelf
from madoguchi.office.bus import Bus, MemoryBus
from madoguchi.office.cases.call import CallService
from madoguchi.office.cases.service import CaseService
from madoguchi.office.cases.work import CaseWork
from madoguchi.office.consent.heads import Heads
from madoguchi.office.consent.service import ConsentService
from madoguchi.office.custody.certificate import CertificateService
from madoguchi.office.custody.service import CustodyService
from madoguchi.office.custody.vault import Vault
from madoguchi.office.customers.imports import CustomerFiles
from madoguchi.office.customers.service import CustomerService
from madoguchi.office.deeds.service import DeedService
from madoguchi.office.fees.service import FeeService
from madoguchi.office.hooks.service import HookService
from madoguchi.office.hours.service import HoursService
from madoguchi.office.ids import Entropy
from madoguchi.office.limits import Allowance, FailureCounter, MemoryFailures
from madoguchi.office.numbers.service import NumberService
from madoguchi.office.operators.account import AccountService
from madoguchi.office.operators.closings import Closings
from madoguchi.office.operators.identities import IdentityService
from madoguchi.office.operators.invitations import InvitationService
from madoguchi.office.operators.passkeys import Passkeys, RelyingParty
from madoguchi.office.operators.people import PeopleService
from madoguchi.office.operators.service import Hasher, OperatorService, SessionLife, SignInParts
from madoguchi.office.provider.keys import Keys
from madoguchi.office.provider.service import ProviderService
from madoguchi.office.queue.service import QueueService
from madoguchi.office.requests.service import RequestService
from madoguchi.office.routine.service import RoutineService
from madoguchi.office.scope.service import ScopeService
from madoguchi.office.sessions.places import Places, RelayPlace
from madoguchi.office.sessions.ports import Closer, Presence
from madoguchi.office.sessions.service import SessionService
from madoguchi.office.statements.outbox import OutboxService
from madoguchi.office.statements.service import StatementService
from madoguchi.office.subcontractors.assignments import AssignmentService
from madoguchi.office.subcontractors.returning import Returns
from madoguchi.office.subcontractors.service import SubcontractorService
from madoguchi.office.terms.drafts import DraftService
from madoguchi.office.terms.service import TermsService


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What the services stand on."""

    shelf: Shelf
    keys: Keys
    heads: Heads
    clock: Clock
    entropy: Entropy
    hasher: Hasher
    relay: RelayPlace
    presence: Presence
    closer: Closer
    party: RelyingParty
    vault: Vault
    life: SessionLife = field(default_factory=SessionLife)
    bus: Bus = field(default_factory=MemoryBus)
    guesses: Allowance = field(default_factory=Allowance)
    wrong_keys: Allowance = field(default_factory=lambda: Allowance(per_network=20, over_all=1_000))
    calls_a_minute: int = 600  # for each API key
    requests: Allowance = field(default_factory=lambda: Allowance(per_network=5, over_all=200))
    sign_ins: Allowance = field(default_factory=lambda: Allowance(per_network=10, over_all=200))
    sign_ins_of_name: Allowance = field(default_factory=lambda: Allowance(per_network=20, over_all=10_000))


@dataclass(frozen=True, slots=True)
class Desk:
    """The office."""

    operators: OperatorService
    people: PeopleService
    invitations: InvitationService
    account: AccountService
    closings: Closings
    identities: IdentityService
    subcontractors: SubcontractorService
    assignments: AssignmentService
    returns: Returns
    deeds: DeedService
    customers: CustomerService
    customer_files: CustomerFiles
    cases: CaseService
    calls: CallService
    work: CaseWork
    queue: QueueService
    appointments: AppointmentService
    invitation_outbox: InvitationOutbox
    routine: RoutineService
    scope: ScopeService
    custody: CustodyService
    certificates: CertificateService
    terms: TermsService
    terms_drafts: DraftService
    numbers: NumberService
    sessions: SessionService
    consent: ConsentService
    requests: RequestService
    provider: ProviderService
    hours: HoursService
    fees: FeeService
    agreed_fees: AgreedFeeService
    statements: StatementService
    outbox: OutboxService
    api_keys: ApiKeyService
    api_replies: ReplyService
    api_failures: FailureCounter
    api_pace: CallPace
    hooks: HookService
    keys: Keys
    clock: Clock
    bus: Bus


def open_desk(parts: DeskParts) -> Desk:
    """Every service over the same books, keys and entropy."""
    parts = replace(parts, shelf=TellingShelf(parts.shelf, parts.bus))
    places = Places(parts.keys, parts.entropy, parts.relay)
    passkeys = Passkeys(parts.party, parts.entropy)
    appointments = AppointmentService(parts.shelf, parts.entropy)
    operators = OperatorService(
        parts.shelf,
        SignInParts(
            keys=parts.keys,
            entropy=parts.entropy,
            hasher=parts.hasher,
            passkeys=passkeys,
            failures=MemoryFailures(parts.clock, parts.sign_ins),
            failures_of_name=MemoryFailures(parts.clock, parts.sign_ins_of_name),
            life=parts.life,
            closer=parts.closer,
        ),
    )
    returns = Returns(parts.shelf, parts.entropy, parts.bus, parts.closer)
    return Desk(
        operators=operators,
        people=PeopleService(parts.shelf, parts.entropy, parts.bus, parts.closer),
        invitations=InvitationService(parts.shelf, parts.keys, parts.entropy, passkeys, operators),
        account=AccountService(parts.shelf, parts.keys, parts.entropy, passkeys, operators),
        identities=IdentityService(parts.shelf, parts.keys, parts.entropy, operators),
        closings=Closings(parts.shelf, parts.presence, parts.closer, parts.bus, parts.life),
        subcontractors=SubcontractorService(parts.shelf, parts.entropy, returns),
        assignments=AssignmentService(parts.shelf, parts.entropy, parts.closer),
        returns=returns,
        deeds=DeedService(parts.shelf),
        customers=CustomerService(parts.shelf, parts.entropy),
        customer_files=CustomerFiles(parts.shelf, parts.entropy),
        cases=CaseService(parts.shelf, parts.entropy, appointments.settle),
        calls=CallService(parts.shelf, parts.entropy),
        work=CaseWork(parts.shelf, parts.entropy, appointments.settle),
        routine=RoutineService(parts.shelf),
        scope=ScopeService(parts.shelf, parts.entropy),
        queue=QueueService(parts.shelf, parts.entropy, MemoryFailures(parts.clock, parts.requests)),
        appointments=appointments,
        invitation_outbox=InvitationOutbox(parts.shelf),
        custody=CustodyService(parts.shelf, parts.vault, parts.entropy),
        certificates=CertificateService(parts.shelf, parts.keys, parts.heads),
        terms=TermsService(parts.shelf, parts.keys, parts.entropy),
        terms_drafts=DraftService(parts.shelf, parts.keys, parts.entropy),
        numbers=NumberService(parts.shelf, places, parts.entropy, MemoryFailures(parts.clock, parts.guesses)),
        sessions=SessionService(parts.shelf, places, parts.entropy, parts.presence),
        consent=ConsentService(parts.shelf, parts.keys, parts.entropy, parts.heads),
        requests=RequestService(parts.shelf, parts.entropy),
        provider=ProviderService(parts.shelf),
        hours=HoursService(parts.shelf, parts.entropy),
        fees=FeeService(parts.shelf, parts.entropy),
        agreed_fees=AgreedFeeService(parts.shelf, parts.keys),
        statements=StatementService(parts.shelf, parts.entropy),
        outbox=OutboxService(parts.shelf, parts.entropy),
        api_keys=ApiKeyService(parts.shelf, parts.entropy),
        api_replies=ReplyService(parts.shelf, parts.keys, parts.entropy),
        api_failures=MemoryFailures(parts.clock, parts.wrong_keys),
        api_pace=CallPace(parts.clock, parts.calls_a_minute),
        hooks=HookService(parts.shelf, parts.keys, parts.entropy),
        keys=parts.keys,
        clock=parts.clock,
        bus=parts.bus,
    )

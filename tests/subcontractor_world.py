"""A subcontractor in the small office for tests: what it signed, its people, a case that a supervisor gave them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from madoguchi.base.clock import JAPAN
from madoguchi.office.actor import Actor
from madoguchi.office.cases.ports import Case
from madoguchi.office.deeds.service import Asking
from madoguchi.office.ids import PaperId
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.operators.service import CreatedOperator, NewOperator, SignedIn
from madoguchi.office.subcontractors.assignments import AssignmentFacts
from madoguchi.office.subcontractors.ports import Assignment, Paper, Subcontractor
from madoguchi.office.subcontractors.service import PaperFacts, SubcontractorFacts
from madoguchi.rules.subcontracting import PaperKind
from madoguchi.wire.vocabulary import Access
from tests.office_world import PASSWORD, World, got, totp

TODAY, LAST = "2026-01-05", "2026-01-31"
ALL = frozenset(Access)


@dataclass
class Outside:
    """The people, and what they do."""

    world: World
    admin: Actor
    supervisor: Actor
    organisation: Subcontractor
    papers: dict[PaperKind, PaperId]
    person: CreatedOperator
    case: Case

    @property
    def id(self):
        return self.person.operator.id

    def asking(self, actor: Actor | None = None) -> Asking:
        return Asking(actor or self.admin, "203.0.113.1", self.world.now)

    def paper(self, kind: PaperKind, signed: str = TODAY, last: str = LAST) -> Paper:
        facts = PaperFacts(kind, "K-1", signed, last)
        return got(Paper, self.world.desk.subcontractors.add_paper(self.asking(), self.organisation.id, facts))

    def give(self, minutes: int = 60, accesses: frozenset[Access] = ALL) -> Assignment:
        facts = AssignmentFacts(self.id, accesses, self.typed(minutes))
        return got(Assignment, self.world.desk.assignments.assign(self.asking(self.supervisor), self.case.id, facts))

    def typed(self, minutes: int) -> str:
        return (self.world.now + timedelta(minutes=minutes)).astimezone(JAPAN).strftime("%Y-%m-%dT%H:%M:%S")

    def sign_in(self) -> str:
        """The token of a browser of theirs."""
        return got(SignedIn, self.tries()).token

    def tries(self) -> object:
        self.world.clock.advance(30)
        code = totp(self.person, self.world.now)
        return self.world.desk.operators.sign_in("itaku", PASSWORD, code, "203.0.113.9", self.world.now)

    def actor(self, token: str) -> Actor | None:
        return self.world.desk.operators.who(token, self.world.now)

    def look(self) -> list[bytes]:
        """What both loops of this process let go of."""
        self.world.rooms.closed.clear()
        self.world.desk.returns.look(self.world.now)
        self.world.desk.closings.look(self.world.now)
        return sorted(set(self.world.rooms.closed))


def outside_of(world: World) -> Outside:
    """Both papers are signed; nothing is given yet."""
    admin = world.operator("kanri", OperatorRole.ADMIN).operator
    supervisor = world.operator("sekinin", OperatorRole.SUPERVISOR).operator
    world.publish()
    asking = Asking(admin, "203.0.113.1", world.now)
    organisation = got(Subcontractor, world.desk.subcontractors.add(asking, SubcontractorFacts("委託先株式会社")))
    new = NewOperator("itaku", "外山 次郎", "委託先", OperatorRole.SUBCONTRACTOR, PASSWORD, organisation.id)
    person = got(CreatedOperator, world.desk.operators.create(new, "Mado", world.now))
    made = Outside(world, admin, supervisor, organisation, {}, person, world.case(supervisor))
    made.papers = {kind: made.paper(kind).id for kind in PaperKind}
    return made

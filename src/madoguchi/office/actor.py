"""Who is asking: always the row of the database, never a claim of the request."""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.office.ids import CaseId, OperatorId
from madoguchi.office.operators.ports import Operator, OperatorRole
from madoguchi.wire.vocabulary import Access


@dataclass(frozen=True, slots=True)
class Assigned:
    """A case that somebody of a subcontractor is given now, and what they may do under it. Article: 9.2"""

    case_id: CaseId
    accesses: frozenset[Access]


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person."""

    id: OperatorId
    login: str
    name: str
    organisation: str
    subcontractor: bool
    role: OperatorRole
    assigned: tuple[Assigned, ...] = ()  # as it stood when they came in; of a subcontractor's people alone

    @property
    def is_outside(self) -> bool:
        """Of a subcontractor: nothing but the cases they are given is there for them."""
        return self.role is OperatorRole.SUBCONTRACTOR

    def accesses_on(self, case_id: CaseId) -> frozenset[Access]:
        """What they may ask a customer for under this case; nothing when it is not given to them."""
        if not self.is_outside:
            return frozenset(Access)
        return next((one.accesses for one in self.assigned if one.case_id == case_id), frozenset())

    def may_be_on(self, case_id: CaseId) -> bool:
        """No word of a case for somebody outside whom it is not given to at this second."""
        return bool(self.accesses_on(case_id))


def actor_of(operator: Operator, assigned: tuple[Assigned, ...] = ()) -> Actor:
    """The person behind the row."""
    return Actor(
        id=operator.id,
        login=operator.login,
        name=operator.name,
        organisation=operator.organisation,
        subcontractor=operator.subcontractor,
        role=operator.role,
        assigned=assigned,
    )

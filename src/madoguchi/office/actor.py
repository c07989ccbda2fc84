"""Who is asking: always the row of the database, never a claim of the request."""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.office.ids import OperatorId
from madoguchi.office.operators.ports import Operator, OperatorRole


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person."""

    id: OperatorId
    login: str
    name: str
    organisation: str
    subcontractor: bool
    role: OperatorRole


def actor_of(operator: Operator) -> Actor:
    """The person behind the row."""
    return Actor(
        id=operator.id,
        login=operator.login,
        name=operator.name,
        organisation=operator.organisation,
        subcontractor=operator.subcontractor,
        role=operator.role,
    )

"""Lists ask the database as often for many rows as for one: what makes a page slow is the number of questions."""

from __future__ import annotations

from sqlalchemy import Engine, event

from tests.office_world import World


def asked(engine: Engine, work: object) -> int:
    """How many statements ``work`` sends."""
    count = 0

    def see(*_: object) -> None:
        nonlocal count
        count += 1

    event.listen(engine, "before_cursor_execute", see)
    try:
        assert callable(work)
        work()
    finally:
        event.remove(engine, "before_cursor_execute", see)
    return count


def test_a_list_of_cases_asks_no_more_for_many(world: World) -> None:
    actor = world.operator().operator
    world.case(actor)
    engine = world.shelf._engine
    for_one = asked(engine, lambda: world.desk.cases.mine(actor))
    colleague = world.operator("suzuki").operator
    for _ in range(10):
        case = world.case(actor)
        assert world.desk.cases.add_member(actor, case.id, "suzuki", world.now) is None
    assert asked(engine, lambda: world.desk.cases.mine(actor)) == for_one
    found = world.desk.cases.mine(actor)
    assert len(found) == 11
    assert {len(file.members) for file in found} == {1, 2}
    assert {file.customer.id for file in found} == {file.case.customer_id for file in found}
    assert {member for file in found for member, _ in file.members} == {actor.id, colleague.id}


def test_no_cases_are_no_trouble(world: World) -> None:
    assert world.desk.cases.mine(world.operator().operator) == []

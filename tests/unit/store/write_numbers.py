"""A second office over the same database: says ready, waits for a line, then gives out numbers until its input ends, and says
which."""

from __future__ import annotations

import secrets
import sys
import threading
from pathlib import Path

from madoguchi.base.clock import ManualClock
from madoguchi.office.consent.heads import Heads
from madoguchi.office.desk import DeskParts, open_desk
from madoguchi.office.ids import CaseId
from madoguchi.office.numbers.ports import Number
from madoguchi.office.provider.keys import load_keys
from madoguchi.office.sessions.places import RelayPlace
from madoguchi.signer.keeper import Keeper
from madoguchi.store.shelf import open_shelf
from tests.office_world import MONDAY_TEN, PARTY, Rooms, cheap, got, vault_in


def main(where: str, folder: str, login: str, case: str) -> None:
    shelf = open_shelf(where if where.startswith("postgresql") else Path(where))
    keys = load_keys(Path(folder))
    parts = DeskParts(
        shelf=shelf,
        keys=keys,
        heads=Heads(keys.provider, Keeper(Path(folder))),
        clock=ManualClock(MONDAY_TEN),
        entropy=secrets.token_bytes,
        hasher=cheap(),
        relay=RelayPlace("ws://127.0.0.1:8080/relay", "main"),
        presence=Rooms(),
        closer=Rooms(),
        party=PARTY,
        vault=vault_in(Path(folder)),
    )
    desk = open_desk(parts)
    actor = desk.operators.by_login(login)
    assert actor is not None
    print("ready", flush=True)
    sys.stdin.readline()
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    while not over.is_set():
        number = got(Number, desk.numbers.issue(actor, CaseId(case), MONDAY_TEN))
        print(number.id, flush=True)
    shelf.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

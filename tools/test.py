"""Every test: units and vectors in both languages, integration, the database's other kind, journeys.

``make test`` calls this. What needs no quiet machine runs in two rows side by side (two cores), the journeys alone after them:
they watch a picture move. A part's output is printed whole when the part ends. It goes on after a failure and names each
part at the end; the exit status is 1 when any failed."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = str(ROOT / ".venv" / "bin" / "python")
PYTEST = [PYTHON, "-m", "pytest", "-q"]
# What stands on the database, once more on PostgreSQL (tests/postgres.py), and one journey from number to receipt.
ON_BOTH = ["tests/unit/store", "tests/unit/office", "tests/integration/web", "tests/journeys/test_number_to_receipt.py"]


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    command: list[str]


UNITS = Part("units and properties", [*PYTEST, "tests/unit", "tests/repo"])
VIEWER = Part("viewer", [PYTHON, "tools/setup.py", "npm", "run", "--silent", "test"])
# Of these, what asks nothing of the database that another test does not ask: the guard before the doors, and scripts in a browser.
ONCE = "not (odd_spellings or unsafe_door or strict_policy or in_the_browser)"
POSTGRESQL = Part("on PostgreSQL", ["env", "OFFICE_TESTS_ON=postgresql", *PYTEST, "-k", ONCE, *ON_BOTH])
INTEGRATION = Part("integration", [*PYTEST, "tests/integration", "tests/hostile"])
JOURNEYS = Part("journeys", [*PYTEST, "tests/journeys"])
SIDE_BY_SIDE = ((UNITS, VIEWER, POSTGRESQL), (INTEGRATION,))


class Run:
    """Runs parts and keeps how each ended, in the order of their ends."""

    def __init__(self) -> None:
        self._printing = threading.Lock()
        self._told: list[str] = []
        self.failed = False

    def parts(self, parts: Iterable[Part]) -> None:
        for part in parts:
            began = time.monotonic()
            ended = subprocess.run(
                part.command, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
            self._tell(part, ended.stdout, ended.returncode, time.monotonic() - began)

    def _tell(self, part: Part, output: bytes, status: int, seconds: float) -> None:
        with self._printing:
            print(f"\n=== {part.name}\n{output.decode(errors='replace')}", flush=True)
            self.failed = self.failed or status != 0
            self._told.append(f"{'ok    ' if status == 0 else 'FAILED'} {part.name} ({seconds:.0f} s)")

    def summary(self) -> str:
        return "\n".join(self._told)


def main() -> int:
    run = Run()
    names = " and, beside it, ".join(", ".join(part.name for part in row) for row in SIDE_BY_SIDE)
    print(f"running: {names}; then {JOURNEYS.name}", flush=True)
    rows = [threading.Thread(target=run.parts, args=(row,)) for row in SIDE_BY_SIDE]
    for row in rows:
        row.start()
    for row in rows:
        row.join()
    run.parts([JOURNEYS])
    print("\n" + run.summary(), flush=True)
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Every test, in the order in which a failure teaches most: units, vectors in both languages, integration, journeys.

``make test`` calls this. It goes on after a failure and names each part at the end; the exit status is 1 when any failed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
# What stands on the database, once more on PostgreSQL (tests/postgres.py), and one journey from number to receipt.
ON_BOTH = ["tests/unit/store", "tests/unit/office", "tests/integration/web", "tests/journeys/test_number_to_receipt.py"]
PARTS: list[tuple[str, list[str | Path]]] = [
    ("units and properties", [PYTHON, "-m", "pytest", "-q", "tests/unit", "tests/repo"]),
    ("viewer", [PYTHON, "tools/setup.py", "npm", "run", "--silent", "test"]),
    ("integration", [PYTHON, "-m", "pytest", "-q", "tests/integration", "tests/hostile"]),
    ("on PostgreSQL", ["env", "OFFICE_TESTS_ON=postgresql", PYTHON, "-m", "pytest", "-q", *ON_BOTH]),
    ("journeys", [PYTHON, "-m", "pytest", "-q", "tests/journeys"]),
]


def main() -> int:
    told: list[str] = []
    failed = False
    for name, command in PARTS:
        print(f"\n=== {name}", flush=True)
        began = time.monotonic()
        status = subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode
        failed = failed or status != 0
        told.append(f"{'ok    ' if status == 0 else 'FAILED'} {name} ({time.monotonic() - began:.0f} s)")
    print("\n" + "\n".join(told), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

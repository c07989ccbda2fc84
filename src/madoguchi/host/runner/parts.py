"""What one session is made of, handed to each of its pieces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from madoguchi.base.clock import Clock
from madoguchi.host.build import Build
from madoguchi.host.port import Shown
from madoguchi.host.runner.law import Law
from madoguchi.host.runner.office import Office
from madoguchi.host.runner.outlet import Outlet
from madoguchi.host.runner.statements import Chain
from madoguchi.host.workplace import Workplace
from madoguchi.rules.computer_changes import Look


@dataclass(frozen=True, slots=True)
class Parts:
    """``chain`` makes the chain of statements of one session id (hex); ``look`` looks at what is installed and runs."""

    build: Build
    clock: Clock
    law: Law
    workplace: Workplace
    office: Office
    outlet: Outlet
    show: Callable[[Shown], None]
    chain: Callable[[str], Chain]
    look: Callable[[], Look]

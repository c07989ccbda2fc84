"""Written by tools/gen.py from madoguchi/words: do not edit."""

from typing import Literal, TypeAlias

Key: TypeAlias = Literal[
    "access.clipboard",
    "access.control",
    "access.files",
    "access.view",
    "common.product",
    "ending.customer_stopped",
    "ending.declined",
    "ending.hours_refused",
    "ending.lost",
    "ending.operator_ended",
    "ending.resolved",
    "ending.supervisor_ended",
]

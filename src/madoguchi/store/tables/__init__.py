"""The tables, as the present version of the program sees them. The migrations make them; a test compares the two.

Append-only are the tables of ``APPEND_ONLY``: triggers refuse UPDATE and DELETE. Article: P.2, 3.3, 12.2
"""

from __future__ import annotations

from typing import Final

from madoguchi.store.tables import (
    agreed_fees as _agreed_fees,  # noqa: F401  the tables of a room come to be when it is read
)
from madoguchi.store.tables import (
    appointments as _appointments,  # noqa: F401  the tables of a room come to be when it is read
)
from madoguchi.store.tables import custody as _custody  # noqa: F401  the tables of a room come to be when it is read
from madoguchi.store.tables import hours as _hours  # noqa: F401  the tables of a room come to be when it is read
from madoguchi.store.tables import (
    integrations as _integrations,  # noqa: F401  the tables of a room come to be when it is read
)
from madoguchi.store.tables import people as _people  # noqa: F401  the tables of a room come to be when it is read
from madoguchi.store.tables import proofs as _proofs  # noqa: F401  the tables of a room come to be when it is read
from madoguchi.store.tables import provider as _provider  # noqa: F401  the tables of a room come to be when it is read
from madoguchi.store.tables import queue as _queue  # noqa: F401  the tables of a room come to be when it is read
from madoguchi.store.tables import register as _register  # noqa: F401  the tables of a room come to be when it is read
from madoguchi.store.tables import requests as _requests  # noqa: F401  the tables of a room come to be when it is read
from madoguchi.store.tables import sessions as _sessions  # noqa: F401  the tables of a room come to be when it is read
from madoguchi.store.tables import statements as _statements  # noqa: F401  the tables of a room come to be when it is read
from madoguchi.store.tables import (
    subcontractors as _subcontractors,  # noqa: F401  the tables of a room come to be when it is read
)
from madoguchi.store.tables import terms as _terms  # noqa: F401  the tables of a room come to be when it is read
from madoguchi.store.tables.metadata import metadata

__all__ = ["APPEND_ONLY", "metadata"]

APPEND_ONLY: Final = (
    "ledger",
    "ledger_bodies",
    "ledger_nodes",
    "ledger_heads",
    "terms_versions",
    "terms_wordings",
    "terms_withdrawals",
    "provider_versions",
    "downloads",
    "case_entries",
    "routine_rules",
    "week_patterns",
    "own_days",
    "fee_rates",
    "tax_rates",
    "free_times",
    "withdrawn_changes",
    "fee_quotes",
    "fee_agreements",
    "work_turns",
    "invoice_settings",
    "statements",
    "deeds",
    "custody_openings",
    "custody_rules",
)

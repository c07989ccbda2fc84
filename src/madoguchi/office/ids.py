"""Names of things: 32 random hexadecimal digits each. A name is never a capability."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Final, NewType, TypeAlias

Entropy: TypeAlias = Callable[[int], bytes]

OperatorId = NewType("OperatorId", str)
CustomerId = NewType("CustomerId", str)
ContactId = NewType("ContactId", str)
CaseId = NewType("CaseId", str)
NumberId = NewType("NumberId", str)
AttemptId = NewType("AttemptId", str)
SessionId = NewType("SessionId", str)
RequestId = NewType("RequestId", str)  # of a request for support
CustodyId = NewType("CustodyId", str)  # of a received file
SubcontractorId = NewType("SubcontractorId", str)
PaperId = NewType("PaperId", str)  # of what a subcontractor signed
AssignmentId = NewType("AssignmentId", str)  # of a case to somebody of a subcontractor

HEX_ID: Final = re.compile(r"[0-9a-f]{32}\Z")


def fresh(entropy: Entropy) -> str:
    """A new name."""
    return entropy(16).hex()


def token_digest(token: str) -> str:
    """How a secret token is stored: its SHA-256. Tokens have 256 random bits, so no salt and no slow hash is needed."""
    return sha256(token.encode("utf-8")).hexdigest()

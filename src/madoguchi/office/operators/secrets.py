"""Second factors and recovery codes, as pure steps over given entropy and time."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256
from typing import Final

import pyotp

from madoguchi.base.clock import Instant
from madoguchi.office.ids import Entropy, OperatorId

STEP_SECONDS: Final = 30
RECOVERY_CODES: Final = 10
_RECOVERY_BYTES: Final = 10  # 80 bits


def new_totp(entropy: Entropy) -> str:
    """A new TOTP secret, base32, 160 bits."""
    return base64.b32encode(entropy(20)).decode("ascii")


def otpauth_uri(secret: str, login: str, issuer: str) -> str:
    """What an authenticator app reads."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer or "Madoguchi"))


def totp_step(secret: str, code: str, now: Instant) -> int | None:
    """The step that ``code`` is for: this one, the one before or the one after; None when it is for none of them."""
    current = int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in (current - 1, current, current + 1):  # all three always, so that time tells nothing
        if hmac.compare_digest(str(pyotp.TOTP(secret).generate_otp(step)), code):
            found = step
    return found


def new_recovery_codes(entropy: Entropy) -> tuple[str, ...]:
    """Ten codes in groups of four."""
    return tuple(_grouped(base64.b32encode(entropy(_RECOVERY_BYTES)).decode("ascii")) for _ in range(RECOVERY_CODES))


def recovery_digest(operator_id: OperatorId, code: str) -> str:
    """How a code is stored. It has 80 random bits, so a plain hash is enough."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return sha256(f"madoguchi/recovery/1\n{operator_id}\n{plain}".encode()).hexdigest()


def is_totp_shaped(code: str) -> bool:
    """Six digits; anything else is read as a recovery code."""
    return len(code) == 6 and code.isascii() and code.isdigit()


def _grouped(text: str) -> str:
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))

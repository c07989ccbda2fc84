"""The provider's four keys, one file each, made on the server by the command line and never over the web.

``provider.pem`` signs terms, cards and receipts; ``ticket.pem`` signs the relay's tickets; ``ledger.pem`` the heads of the
ledger's tree, and only the signer reads it; ``at_rest.key`` seals second factors in the database. Someone who reads the database alone can forge none of them. Article: 8.1, P.2
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from madoguchi.base.errors import BrokenProof
from madoguchi.office.ids import Entropy
from madoguchi.seal.signing import from_base64url, load_key, public_bytes, save_key, to_base64url
from madoguchi.signer.keeper import KEY_FILE

PROVIDER_FILE: Final = "provider.pem"
TICKET_FILE: Final = "ticket.pem"
AT_REST_FILE: Final = "at_rest.key"
PROVIDER_PUBLIC_FILE: Final = "provider.pub"  # base64url, for the host's build and for `madoguchi verify`
LEDGER_PUBLIC_FILE: Final = "ledger.pub"  # base64url, by which the office knows the ledger's signer
TICKET_PUBLIC_FILE: Final = "ticket.pub"  # base64url, for a relay that runs elsewhere
_NONCE: Final = 12


@dataclass(frozen=True, slots=True)
class Keys:
    provider: Ed25519PrivateKey
    ticket: Ed25519PrivateKey
    at_rest: bytes  # 32 bytes

    def __repr__(self) -> str:
        return "Keys(【秘】)"

    @property
    def provider_public(self) -> bytes:
        """The 32 bytes by which everybody checks the provider's word."""
        return public_bytes(self.provider)

    def seal(self, plain: bytes, about: str, entropy: Entropy) -> bytes:
        """``plain`` for the database, bound to ``about``."""
        nonce = entropy(_NONCE)
        return nonce + AESGCM(self.at_rest).encrypt(nonce, plain, about.encode())

    def unseal(self, sealed: bytes, about: str) -> bytes:
        """Raises BrokenProof when it was sealed with another key or about something else."""
        try:
            return AESGCM(self.at_rest).decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
        except InvalidTag:
            raise BrokenProof("a value at rest does not open: is this the key file of this database?") from None


def make_keys(folder: Path, entropy: Entropy) -> Keys:
    """Write new key files into ``folder``. Raises FileExistsError rather than overwrite any."""
    keys = Keys(
        Ed25519PrivateKey.from_private_bytes(entropy(32)),
        Ed25519PrivateKey.from_private_bytes(entropy(32)),
        entropy(32),
    )
    ledger = Ed25519PrivateKey.from_private_bytes(entropy(32))
    save_key(folder / PROVIDER_FILE, keys.provider)
    save_key(folder / TICKET_FILE, keys.ticket)
    save_key(folder / KEY_FILE, ledger)
    descriptor = os.open(folder / AT_REST_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(keys.at_rest)
        file.flush()
        os.fsync(file.fileno())
    (folder / PROVIDER_PUBLIC_FILE).write_text(to_base64url(public_bytes(keys.provider)) + "\n", encoding="ascii")
    (folder / LEDGER_PUBLIC_FILE).write_text(to_base64url(public_bytes(ledger)) + "\n", encoding="ascii")
    (folder / TICKET_PUBLIC_FILE).write_text(to_base64url(public_bytes(keys.ticket)) + "\n", encoding="ascii")
    return keys


def load_keys(folder: Path) -> Keys:
    """The keys that ``make_keys`` wrote. Raises FileNotFoundError or BrokenProof."""
    at_rest = (folder / AT_REST_FILE).read_bytes()
    if len(at_rest) != 32:
        raise BrokenProof(f"{AT_REST_FILE} holds no key")
    return Keys(load_key(folder / PROVIDER_FILE), load_key(folder / TICKET_FILE), at_rest)


def ledger_public(folder: Path) -> bytes:
    """The public half of the key that signs the ledger's heads, wherever its private half is. Raises FileNotFoundError or
    BrokenProof."""
    try:
        raw = from_base64url((folder / LEDGER_PUBLIC_FILE).read_text(encoding="ascii").strip())
    except ValueError:
        raw = b""
    if len(raw) != 32:
        raise BrokenProof(f"{LEDGER_PUBLIC_FILE} holds no public key")
    return raw

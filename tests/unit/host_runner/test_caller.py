"""Who is calling is believed only when every part of it holds. Article: 9.2"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.canonical import canonical
from madoguchi.base.clock import iso
from madoguchi.base.errors import PeerError, Reason
from madoguchi.host.runner.caller import prove_caller
from madoguchi.seal.keys import Keys
from madoguchi.seal.signing import Domain, public_bytes, sign, to_base64url
from madoguchi.wire.conversation import Caller
from madoguchi.wire.vocabulary import Access, Role

PROVIDER = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32)
CONSOLE = Ed25519PrivateKey.from_private_bytes(bytes([2]) * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(bytes([3]) * 32)
ROUTE = bytes(range(16))
NOW = datetime(2026, 1, 5, tzinfo=UTC)
KEYS = Keys(Role.HOST, ROUTE, b"s" * 64, b"t" * 32)
CARD = {
    "console_key": to_base64url(public_bytes(CONSOLE)),
    "expires_at": iso(NOW + timedelta(minutes=10)),
    "kind": "caller",
    "operator": "佐藤 花子",
    "organisation": "見本株式会社",
    "route": ROUTE.hex(),
    "subcontractor": False,
}


def caller(change: dict[str, object] | None = None) -> Caller:
    card = canonical({**CARD, **(change or {})})  # type: ignore[dict-item]
    return Caller(card, sign(PROVIDER, Domain.CARD, card), sign(CONSOLE, Domain.PROOF, KEYS.transcript))


def prove(shown: Caller):
    return prove_caller(shown, public_bytes(PROVIDER), ROUTE, KEYS, NOW)


@pytest.mark.article("9.2")
def test_a_good_card():
    card = prove(caller())
    assert (card.operator, card.organisation, card.subcontractor) == ("佐藤 花子", "見本株式会社", False)
    assert card.spoken == KEYS.spoken
    assert card.accesses == frozenset(Access)


@pytest.mark.article("9.2")
def test_a_subcontractors_card_says_what_they_may_ask_for():
    card = prove(caller({"subcontractor": True, "accesses": ["view", "files"]}))
    assert card.subcontractor
    assert card.accesses == {Access.VIEW, Access.FILES}


@pytest.mark.article("9.2")
@pytest.mark.parametrize(
    "shown",
    [
        caller({"route": "00" * 16}),
        caller({"expires_at": iso(NOW)}),
        caller({"kind": "receipt"}),
        caller({"extra": 1}),
        caller({"subcontractor": True}),  # an old card is none for them
        caller({"subcontractor": True, "accesses": []}),
        caller({"subcontractor": True, "accesses": ["view", "all"]}),
        caller({"subcontractor": True, "accesses": "view"}),
        caller({"subcontractor": True, "accesses": [["view"]]}),
        caller({"subcontractor": "", "accesses": ["view"]}),
        caller({"subcontractor": 1}),
        caller({"accesses": ["view"]}),
        caller({"console_key": to_base64url(public_bytes(OTHER))}),
        caller({"console_key": "!!"}),
        caller({"expires_at": "tomorrow"}),
        replace(caller(), card=b"{}"),
        replace(caller(), card_signature=bytes(64)),
        replace(caller(), proof=sign(OTHER, Domain.PROOF, KEYS.transcript)),
        replace(caller(), proof=sign(CONSOLE, Domain.PROOF, b"another handshake")),
        replace(caller(), card_signature=sign(OTHER, Domain.CARD, caller().card)),
        replace(caller(), card_signature=sign(PROVIDER, Domain.TERMS, caller().card)),
    ],
)
def test_a_card_that_does_not_hold(shown: Caller):
    with pytest.raises(PeerError) as caught:
        prove(shown)
    assert caught.value.reason is Reason.CALLER_NOT_PROVEN

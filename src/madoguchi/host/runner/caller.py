"""Who is calling: the card that the console showed, believed only when all of it holds. Article: 9.2, SECURITY R-40"""

from __future__ import annotations

import json

from madoguchi.base.clock import Instant, from_iso
from madoguchi.base.errors import BrokenProof, PeerError, Reason
from madoguchi.host.port import CallerCard
from madoguchi.seal.keys import Keys
from madoguchi.seal.signing import Domain, check, from_base64url
from madoguchi.wire.conversation import Caller
from madoguchi.wire.vocabulary import Access

OWN_FIELDS = {"console_key", "expires_at", "kind", "operator", "organisation", "route", "subcontractor"}
OUTSIDE_FIELDS = OWN_FIELDS | {"accesses"}  # of a subcontractor's operator; the provider's own may ask for everything


def prove_caller(caller: Caller, provider_key: bytes, route: bytes, keys: Keys, now: Instant) -> CallerCard:
    """The card's contents, when the provider signed it, for this route, not expired, and the console that we share keys
    with holds the key that the card names. Raises PeerError CALLER_NOT_PROVEN otherwise."""
    try:
        check(provider_key, Domain.CARD, caller.card, caller.card_signature)
        card = json.loads(caller.card)
        if not isinstance(card, dict) or not set(card) >= OWN_FIELDS or card["kind"] != "caller":
            raise BrokenProof("the card has other fields")
        outside = card["subcontractor"]
        if not isinstance(outside, bool) or set(card) != (OUTSIDE_FIELDS if outside else OWN_FIELDS):
            raise BrokenProof("the card does not say what a subcontractor's operator may do, or says it of another")
        if card["route"] != route.hex():
            raise BrokenProof("the card is for another route")
        if from_iso(card["expires_at"]) <= now:
            raise BrokenProof("the card has expired")
        check(from_base64url(card["console_key"]), Domain.PROOF, keys.transcript, caller.proof)
        return CallerCard(
            operator=str(card["operator"]),
            organisation=str(card["organisation"]),
            subcontractor=outside,
            spoken=keys.spoken,
            accesses=_accesses(card["accesses"]) if outside else frozenset(Access),
        )
    except (BrokenProof, ValueError, TypeError, AttributeError) as wrong:
        raise PeerError(Reason.CALLER_NOT_PROVEN, str(wrong)) from wrong


def _accesses(said: object) -> frozenset[Access]:
    known = {access.word: access for access in Access}
    if not isinstance(said, list) or not said or not all(isinstance(word, str) and word in known for word in said):
        raise BrokenProof("the card names no accesses, or others than there are")
    return frozenset(known[word] for word in said)

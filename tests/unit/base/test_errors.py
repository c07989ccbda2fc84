"""The four exceptions, and the one list of reasons."""

from __future__ import annotations

from madoguchi.base.errors import BrokenProof, MadoguchiError, Misuse, PeerError, Reason, Unavailable


def test_four_and_one_root():
    here = {cls for cls in MadoguchiError.__subclasses__() if cls.__module__ == MadoguchiError.__module__}
    assert here == {PeerError, Misuse, Unavailable, BrokenProof}


def test_a_peer_error_says_its_reason_and_keeps_its_detail():
    error = PeerError(Reason.TOO_LARGE, "5 bytes")
    assert (error.reason, error.detail, str(error)) == (Reason.TOO_LARGE, "5 bytes", "too_large: 5 bytes")
    assert str(PeerError(Reason.GONE)) == "gone"


def test_unavailable_says_when():
    assert Unavailable("later", 2.5).retry_after == 2.5
    assert Unavailable("who knows").retry_after is None


def test_reasons_are_spelled_as_they_are_named():
    assert all(reason.value == reason.name.lower() for reason in Reason)

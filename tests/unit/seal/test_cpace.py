"""CPace, judged by the draft's own vectors."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.base.errors import PeerError, Reason
from madoguchi.seal import cpace
from tests.vectors import Vector, each, load, raw


def bytes_of(vector: Vector) -> dict[str, bytes]:
    return {name.removesuffix("_hex"): raw(value) for name, value in vector.items() if name.endswith("_hex")}


@each("cpace/x25519_sha512.json", having="isk_hex")
def test_the_drafts_runs(vector: Vector):
    run = bytes_of(vector)
    base = cpace.generator(run["prs"], run["ci"], run["sid"])
    assert base == run["generator"]
    assert cpace.share(run["ya"], base) == run["Ya"]
    assert cpace.share(run["yb"], base) == run["Yb"]
    assert cpace.shared_point(run["ya"], run["Yb"]) == run["K"]
    assert cpace.shared_point(run["yb"], run["Ya"]) == run["K"]
    sides = cpace.lv_cat(run["Ya"], run["ADa"]), cpace.lv_cat(run["Yb"], run["ADb"])
    assert cpace.intermediate_key(run["sid"], run["K"], *sides) == run["isk"]


@pytest.mark.parametrize(
    "vector",
    [vector for vector in load("cpace/x25519_sha512.json") if vector["kind"] == "neutral"],
    ids=lambda v: v["name"],
)
def test_points_of_small_order_are_refused(vector: Vector):
    for scalar in (b"\x01" * 32, hashlib.sha256(b"any").digest()):
        with pytest.raises(PeerError) as refused:
            cpace.shared_point(scalar, raw(vector["share_hex"]))
        assert refused.value.reason is Reason.MALFORMED


@pytest.mark.parametrize(
    "vector",
    [vector for vector in load("cpace/x25519_sha512.json") if vector["kind"] == "product"],
    ids=lambda v: v["name"],
)
def test_the_unused_bit_is_masked(vector: Vector):
    assert cpace.shared_point(raw(vector["scalar_hex"]), raw(vector["share_hex"])) == raw(vector["K_hex"])


@pytest.mark.parametrize(
    ("size", "front"),
    [(0, "00"), (1, "01"), (127, "7f"), (128, "8001"), (255, "ff01"), (16_383, "ff7f"), (16_384, "808001")],
)
def test_lengths_are_written_seven_bits_a_byte(size: int, front: str):
    assert cpace.prepend_len(bytes(size)) == raw(front) + bytes(size)


@given(st.lists(st.binary(max_size=200), max_size=4), st.lists(st.binary(max_size=200), max_size=4))
def test_no_two_lists_give_the_same_bytes(one: list[bytes], other: list[bytes]):
    assert (cpace.lv_cat(*one) == cpace.lv_cat(*other)) == (one == other)


def test_the_password_fills_the_first_block_alone():
    text = cpace.generator_string(b"093756", b"CI", b"sid")
    assert text[:16] == b"\x08CPace255\x06093756"
    assert text[128:] == b"\x02CI\x03sid"
    long = cpace.generator_string(b"p" * 300, b"CI", b"sid")
    assert long.endswith(b"p" * 300 + b"\x00\x02CI\x03sid")


@settings(max_examples=50)
@given(st.binary(min_size=32, max_size=32))
def test_the_map_never_leaves_the_curve(hashed: bytes):
    """Every mapped u has a v with v² = u³ + 486662 u² + u: a point of the curve itself."""
    p = 2**255 - 19
    u = int.from_bytes(cpace._elligator2(int.from_bytes(hashed, "little") % 2**255), "little")
    assert pow(u**3 + 486662 * u**2 + u, (p - 1) // 2, p) in {0, 1}
    X25519PrivateKey.from_private_bytes(hashed)  # any 32 bytes are a scalar


def test_the_map_of_zero():
    assert cpace._elligator2(0) == bytes(32)

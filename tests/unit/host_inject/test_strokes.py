"""Which key types which character, and that no spare key is used again too early. [5.5]"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.base.clock import Tick
from madoguchi.host.inject.strokes import REST_SECONDS, KeyMap, Remap, Spares, Stroke, Wait, keysym, typable

US = {38: (ord("a"), ord("A")), 10: (ord("1"), ord("!")), 36: (0xFF0D, 0), 23: (0xFF09, 0xFE20), 65: (32, 32)}


def test_the_customers_own_keys_come_first() -> None:
    keys = KeyMap(US, caps_locked=False)
    assert [keys.find(letter) for letter in "aA1!\n\t "] == [
        Stroke(38, False),
        Stroke(38, True),
        Stroke(10, False),
        Stroke(10, True),
        Stroke(36, False),
        Stroke(23, False),
        Stroke(65, False),
    ]
    assert keys.find("あ") is None


def test_caps_lock_turns_letters_round_and_nothing_else() -> None:
    keys = KeyMap({**US, 11: (0xE9, ord("2"))}, caps_locked=True)
    assert keys.find("a") == Stroke(38, True)
    assert keys.find("A") == Stroke(38, False)
    assert keys.find("1") == Stroke(10, False)
    assert keys.find("é") is None  # programs would make É of it
    assert keys.find("2") == Stroke(11, True)


def test_keysyms() -> None:
    assert [keysym(letter) for letter in "Aéあ😀\n"] == [0x41, 0xE9, 0x1003042, 0x101F600, 0xFF0D]


def test_typable_keeps_every_text_and_drops_what_no_key_types() -> None:
    assert typable("a\r\nb\rc\td\x00\x1b\x7f\u3000👨‍👩‍👧が\ue000") == "a\nb\nc\td\u3000👨‍👩‍👧が\ue000"


def test_letters_share_a_keycode_and_letters_with_capitals_have_their_own() -> None:
    spares = Spares([93, 97])
    assert spares.plan("あいé", Tick(0.0)) == ([Remap(93, 0x1003042, 0x1003044), Remap(97, 0xE9, 0xC9)], 3)
    assert spares.find("い", caps_locked=False) == Stroke(93, True)
    assert spares.find("い", caps_locked=True) == Stroke(93, True)
    assert spares.find("É", caps_locked=True) == Stroke(97, False)


def test_a_place_rests_before_it_is_used_again() -> None:
    spares = Spares([93])
    assert spares.plan("あいう", Tick(0.0)) == ([Remap(93, 0x1003042, 0x1003044)], 2)
    spares.used("い", Tick(0.5))
    assert spares.plan("う", Tick(0.9)) == Wait(Tick(REST_SECONDS))
    assert spares.plan("いう", Tick(1.0)) == ([Remap(93, 0x1003046, 0x1003044)], 2)


@given(st.lists(st.tuples(st.text("あいうえおéÉñアイウ😀", min_size=1, max_size=6), st.floats(0, 2)), max_size=20))
def test_no_key_changes_within_the_rest_after_it_was_used(steps: list[tuple[str, float]]) -> None:
    spares = Spares([93, 97, 103])
    now = 0.0
    typed: dict[tuple[int, bool], tuple[float, int]] = {}
    for text, pause in steps:
        rest = list(text)
        while rest:
            plan = spares.plan(rest, Tick(now))
            if isinstance(plan, Wait):
                assert plan.until > now
                now = plan.until
                continue
            changes, covered = plan
            for change in changes:
                for shift, symbol in ((False, change.plain), (True, change.shifted)):
                    at, before = typed.get((change.keycode, shift), (-9.0, 0))
                    assert before == symbol or now - at >= REST_SECONDS
            for letter in rest[:covered]:
                stroke = spares.find(letter, caps_locked=False)
                assert stroke is not None
                spares.used(letter, Tick(now))
                typed[stroke.keycode, stroke.shift] = (now, keysym(letter))
                now += 0.01
            del rest[:covered]
        now += pause

"""A region that keeps changing becomes a film, in true colours, and is exact again when it rests. [6.1]"""

from __future__ import annotations

from queue import Queue

import av
import numpy as np
import pytest

from madoguchi.base.clock import Tick
from madoguchi.host.capture.rect import Rect
from madoguchi.host.encode.encoder import X264, Packet
from madoguchi.host.encode.film import FRAME_SECONDS, REST_SECONDS, Film
from madoguchi.host.encode.heat import Heat
from madoguchi.wire.conversation import VIDEO_LIMIT
from tests.integration.picture.model_host import FakeEncoder

FILM = Rect(70, 66, 400, 300)


def moved(heat: Heat, rect: Rect, times: int, every: float, start: float = 1.0) -> float:
    for step in range(times):
        heat.changed([rect], Tick(start + step * every))
    return start + times * every


@pytest.mark.article("6.1")
def test_what_changes_thirty_times_a_second_is_found_with_its_own_edges() -> None:
    heat = Heat(1_920, 1_080)
    moved(heat, FILM, 15, 1 / 30)
    assert heat.region([FILM, Rect(900, 900, 300, 20)]) == FILM


@pytest.mark.parametrize(
    ("rect", "times", "every"),
    [
        (FILM, 3, 1 / 30),  # a menu that opens in steps
        (FILM, 60, 1.0),  # a slide show
        (Rect(70, 66, 100, 90), 60, 1 / 30),  # a spinner
        (Rect(70, 66, 1_200, 12), 60, 1 / 30),  # a line that is typed
    ],
)
def test_what_is_no_film_is_none(rect: Rect, times: int, every: float) -> None:
    heat = Heat(1_920, 1_080)
    moved(heat, rect, times, every)
    assert heat.region([rect]) is None


def test_of_two_films_the_larger_one_is_taken_and_not_what_lies_between() -> None:
    heat = Heat(1_920, 1_080)
    other = Rect(1_300, 700, 500, 350)
    for step in range(20):
        heat.changed([FILM, other], Tick(1 + step / 30))
    assert heat.region([FILM, other]) == other


def test_a_film_whose_first_pictures_came_in_parts_is_found_whole() -> None:
    """The line's first frames are small: the lower half of the first picture came a frame before its upper half."""
    heat = Heat(1_920, 1_080)
    upper, lower = Rect(480, 250, 960, 192), Rect(480, 442, 960, 348)
    heat.changed([lower], Tick(1.0))
    found = None
    for step in range(1, 10):
        heat.changed([upper, lower], Tick(1.0 + step / 30))
        if (found := heat.region([upper, lower])) is not None:
            break
    assert found == upper.joined(lower)


def test_a_film_grows_when_enough_beside_it_begins_to_move() -> None:
    film, now = running()
    film.feed(noise(1), Tick(now))
    film.take()
    beside = Rect(470, 66, 300, 300)
    found = None
    for step in range(30):
        found = found or film.look([beside], Tick(now + step / 30))
    assert found == film.region == FILM.joined(beside)
    film.feed(noise(2, FILM.joined(beside)), Tick(now + 2))
    first = film.take()
    assert first is not None
    assert (first.key, first.width) == (True, 700)
    film.close()


def test_a_film_does_not_begin_anew_for_little_beside_it() -> None:
    film, now = running()
    for step in range(60):
        assert film.look([Rect(470, 66, 60, 300)], Tick(now + step / 30)) is None
    assert film.region == FILM
    film.close()


def test_an_odd_edge_of_the_screen_is_left_to_tiles() -> None:
    heat = Heat(401, 301)
    whole = Rect(0, 0, 401, 301)
    moved(heat, whole, 20, 1 / 30)
    assert heat.region([whole]) == Rect(0, 0, 400, 300)


def noise(seed: int, rect: Rect = FILM) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 1 << 24, (rect.height, rect.width), dtype=np.uint32)


def running(encoder: type = FakeEncoder) -> tuple[Film, float]:
    film = Film(1_920, 1_080, encoder, lambda: None)
    now = 1.0
    while film.look([FILM], Tick(now)) is None:
        now += 1 / 30
        assert now < 2
    return film, now


def test_a_film_begins_with_a_key_and_is_fed_only_when_something_changed() -> None:
    film, now = running()
    assert film.is_ready(Tick(now))
    film.feed(noise(1), Tick(now))
    assert not film.is_ready(Tick(now + 1))  # the packet was not taken
    first = film.take()
    assert first is not None
    assert (first.x, first.y, first.width, first.height, first.key) == (70, 66, 400, 300, True)
    film.due = True
    assert not film.is_ready(Tick(now + FRAME_SECONDS / 2))
    film.feed(noise(1), Tick(now + 0.1))
    assert film.take() is None
    film.close()


@pytest.mark.article("6.1")
def test_it_ends_when_it_rests_and_needs_to_move_for_a_while_to_begin_again() -> None:
    film, now = running()
    film.feed(noise(1), Tick(now))
    film.take()
    assert film.ended(Tick(now + REST_SECONDS / 2)) is None
    assert film.ended(Tick(now + REST_SECONDS + 0.01)) == FILM
    assert film.region is None
    assert film.look([FILM], Tick(now + REST_SECONDS)) is None


def test_a_viewer_that_lost_it_gets_a_new_one_or_none() -> None:
    film, now = running()
    film.feed(noise(1), Tick(now))
    film.take()
    film.lost(again=True)
    film.feed(noise(2), Tick(now + 0.1))
    again = film.take()
    assert again is not None
    assert again.key
    film.lost(again=False)
    assert film.ended(Tick(now + 0.1)) == FILM
    for step in range(60):
        assert film.look([FILM], Tick(now + 1 + step / 30)) is None


class Fat(FakeEncoder):
    def take(self) -> Packet | None:
        packet = super().take()
        return None if packet is None else Packet(bytes(VIDEO_LIMIT + 1), packet.key)


def test_a_film_that_does_not_fit_is_made_coarser_and_at_last_given_up() -> None:
    film, now = running(Fat)
    for _ in range(3):
        film.feed(noise(1), Tick(now))
        assert film.take() is None
    assert film.ended(Tick(now)) == FILM


@pytest.mark.article("6.1")
def test_colours_arrive_as_they_are() -> None:
    ready: Queue[None] = Queue()
    encoder = X264(320, 240, 26, lambda: ready.put(None))
    decoder = av.CodecContext.create("h264", "r")
    for turn, colour in enumerate((0x336699, 0xFF0000, 0x0000FF, 0xFFFFFF, 0x000000)):
        encoder.submit(np.full((240, 320), colour, dtype=np.uint32))
        ready.get(timeout=10)
        packet = encoder.take()
        assert packet is not None
        assert packet.key is (turn == 0)
        decoder.flags |= av.codec.context.Flags.low_delay
        (shown,) = decoder.decode(av.Packet(packet.data))
        assert (shown.color_range, shown.colorspace) == (2, 1)
        luma, blue, red = (int(np.frombuffer(plane, np.uint8)[1_000]) for plane in shown.planes)
        got = _rgb(luma, blue - 128, red - 128)
        wanted = (colour >> 16, colour >> 8 & 255, colour & 255)
        assert max(abs(a - b) for a, b in zip(got, wanted, strict=True)) <= 3
    encoder.close()


def _rgb(luma: int, blue: int, red: int) -> tuple[float, float, float]:
    """BT.709 at full range, by its definition."""
    return luma + 1.5748 * red, luma - 0.1873 * blue - 0.4681 * red, luma + 1.8556 * blue

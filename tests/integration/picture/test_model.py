"""Whatever happens to screen, masks and line: at rest the operator sees the host's masked screen, to the pixel. [5.1, 6.1]

The host's encoder and the viewer's core are the real ones; the line between them loses its end wherever hypothesis wants.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.host.capture.port import Move
from madoguchi.host.capture.rect import Rect
from madoguchi.host.encode.film import REST_SECONDS
from madoguchi.wire.conversation import PICTURE
from tests.integration.picture.far_end import FarEnd, digest
from tests.integration.picture.model_host import ModelHost

LARGEST = Rect(0, 0, 264, 200)  # twelve whole cells: the smallest film
FILM = Rect(0, 0, 260, 199)
places = st.builds(Rect, st.integers(0, 190), st.integers(0, 140), st.integers(1, 200), st.integers(1, 150))
seeds = st.integers(0, 30)
large = st.builds(Rect, st.integers(0, 60), st.integers(0, 40), st.integers(90, 200), st.integers(70, 150))
changes = st.one_of(
    st.tuples(st.just("fill"), places, st.integers(0, 0xFFFFFF)),
    st.tuples(st.just("noise"), places | large, seeds),
    st.tuples(st.just("text"), large, seeds),
    st.tuples(st.just("scroll"), large, st.integers(-60, 60)),
    st.tuples(st.just("slide"), large, st.integers(-60, 60)),
    st.tuples(st.just("move"), places, st.tuples(st.integers(-90, 90), st.integers(-90, 90))),
    st.tuples(st.just("film"), st.just(FILM) | large, st.integers(3, 9)),
    st.tuples(st.just("back"), places | large, st.integers(1, 4)),
    st.tuples(st.just("back"), st.just(LARGEST), st.integers(1, 4)),
)
breaks = st.one_of(
    st.tuples(st.just("cut"), st.just(LARGEST), st.integers(0, 1_000)),
    st.tuples(st.just("refresh"), st.just(LARGEST), st.none()),
    st.tuples(st.just("hide"), places, st.none()),
    st.tuples(st.just("show"), places, st.none()),
    st.tuples(st.just("size"), st.just(LARGEST), st.tuples(st.integers(1, 264), st.integers(1, 200))),
)
what = st.integers(0, 9).flatmap(lambda which: changes if which else breaks)
rests = st.sampled_from([0.02, 0.1, 1.0])  # seconds before it happens
rooms = st.lists(st.sampled_from([1, 2_048, 40_000, 1 << 20, 1 << 20]), max_size=3)  # bytes of the frames sent after it
steps = st.tuples(rests, what, rooms)


class Story:
    """One host, one viewer, and what happens to them."""

    def __init__(self, far: FarEnd) -> None:
        self.far = far
        self.host = ModelHost(LARGEST.width, LARGEST.height)
        self.before: list[np.ndarray] = []
        far.connect()
        self.send(1 << 20, 1 << 20)

    def send(self, *rooms: int) -> None:
        for room in rooms:
            if messages := self.host.frame(room):
                self.far.hear(messages)

    def step(self, kind: str, place: Rect, how: object) -> None:  # noqa: C901, PLR0911, PLR0912  # one closed list of what may happen
        host = self.host
        rect = place.clipped(host.rect)
        before = host.screen.copy()
        part = host.screen[rect.y : rect.bottom, rect.x : rect.right]
        match kind, how:
            case "fill", int(colour):
                part[:] = colour
            case "noise", int(seed):
                part[:] = np.random.default_rng(seed).integers(0, 1 << 24, part.shape, dtype=np.uint32)
            case "text", int(seed):
                marks = np.random.default_rng(seed).random(part.shape) < 0.25
                marks[np.arange(part.shape[0]) % 12 >= 8] = False
                part[:] = np.where(marks, 0x202020, 0xFFFFFF)
            case "scroll", int(by):
                part[:] = np.roll(part, by, axis=0)
            case "slide", int(by):
                part[:] = np.roll(part, by, axis=1)
            case "move", (int(dx), int(dy)):
                target = rect.moved(dx, dy).clipped(host.rect)
                source = target.moved(-dx, -dy)
                pixels = host.screen[source.y : source.bottom, source.x : source.right].copy()
                host.screen[target.y : target.bottom, target.x : target.right] = pixels
                host.damage([one for one in (rect, target) if one], [Move(rect, dx, dy)])
                return
            case "film", int(pictures):
                for seed in range(pictures):
                    host.now += 0.03
                    part[:] = np.random.default_rng(seed).integers(0, 1 << 24, part.shape, dtype=np.uint32)
                    host.damage([rect])
                    self.send(1 << 20)
                return
            case "back", int(ago):
                was = self.before[-ago] if ago <= len(self.before) else host.screen
                if was.shape != host.screen.shape:
                    return
                part[:] = was[rect.y : rect.bottom, rect.x : rect.right]
            case "cut", int(promille):
                data = PICTURE.send(*host.frame(100 * promille))
                self.far.hear_bytes(data[: len(data) * promille // 1_000])
                self.far.connect()
                host.begin_anew()
                return
            case "refresh", None:
                host.begin_anew()
                return
            case "hide", None:
                host.hidden = (*host.hidden, rect) if rect else host.hidden
                host.begin_anew()
                return
            case "show", None:
                host.hidden = ()
                host.begin_anew()
                return
            case "size", (int(width), int(height)):
                host.source.screen = np.resize(host.screen, (height, width))
                host.begin_anew()
                return
        self.before.append(before)
        if rect:
            host.damage([rect])

    def come_to_rest(self) -> None:
        """A rest after the last change: then no film runs, and nothing of one is left."""
        self.send(20_000)
        self.host.now += REST_SECONDS
        while not self.host.rests:
            self.send(20_000)


@pytest.mark.article("5.1", "6.1")
@settings(
    max_examples=1_500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(st.lists(steps, min_size=2, max_size=10))
def test_at_rest_the_operator_sees_the_masked_screen(far_end: FarEnd, story: list) -> None:
    play = Story(far_end)
    for seconds, step, rooms in story:
        play.host.now += seconds
        play.step(*step)
        play.send(*rooms)
    play.come_to_rest()
    seen = far_end.seen()
    assert seen.refused is None
    assert seen.size == (play.host.source.width, play.host.source.height)
    assert seen.sha256 == digest(play.host.masked())


def test_what_these_stories_tell(far_end: FarEnd) -> None:
    """They would show nothing if no film ever ran."""
    play = Story(far_end)
    play.step("film", FILM, 9)
    assert play.host.work.film.region == Rect(0, 0, 260, 200)
    play.come_to_rest()
    assert far_end.seen().sha256 == digest(play.host.masked())

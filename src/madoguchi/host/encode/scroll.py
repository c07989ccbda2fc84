"""Finds by how much a part of the picture was scrolled: rows vote for their shift. Pure.

The width is cut into strips and every strip of every row is hashed, so that a scroll bar, a ruler or a second pane beside
the scrolled part does not hide it. Whatever is found is only a proposal: the painter applies it to its own copy of the
viewer's canvas, compares again and sends what is still wrong, so a bad proposal costs bytes and never exactness.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from madoguchi.host.capture.port import Pixels

STRIPS: Final = 8
NARROWEST: Final = 24  # pixels of a strip
FEWEST_VOTES: Final = 8
FEWEST_ROWS: Final = 16
SMALLEST_GAIN: Final = 4_096  # pixels that a copy must set right on balance

Hashes = npt.NDArray[np.uint64]
Scores = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scroll:
    """Rows ``top`` to ``bottom`` of columns ``left`` to ``right`` are the old ones from ``shift`` rows above."""

    left: int
    right: int
    top: int
    bottom: int
    shift: int


def find_scroll(new: Pixels, old: Pixels) -> Scroll | None:
    """The vertical scroll that sets the most pixels right, or None. Transpose both for a horizontal one."""
    height, width = new.shape
    strip = max(NARROWEST, -(-width // STRIPS))
    count = width // strip
    if count == 0 or height < 2 * FEWEST_ROWS:
        return None
    new_hashes, old_hashes = (_hashes(picture, strip, count) for picture in (new, old))
    shift = _voted(new_hashes, old_hashes)
    if shift == 0:
        return None
    first, last = max(0, shift), min(height, height + shift)
    moved = old_hashes[first - shift : last - shift] == new_hashes[first:last]
    still = old_hashes[first:last] == new_hashes[first:last]
    gains = moved.astype(np.int64) - still
    strips = best_run(gains.sum(axis=0))
    rows = best_run(gains[:, strips[0] : strips[1]].sum(axis=1))
    if rows[1] - rows[0] < FEWEST_ROWS or rows[2] * strip < SMALLEST_GAIN:
        return None
    found = Scroll(strips[0] * strip, strips[1] * strip, first + rows[0], first + rows[1], shift)
    return _widened(found, new, old, strip)


def best_run(scores: Scores) -> tuple[int, int, int]:
    """Start, stop and sum of the stretch with the largest sum; all 0 when no sum is above 0."""
    best = (0, 0, 0)
    start = total = 0
    for at, score in enumerate(scores.tolist()):
        if total <= 0:
            start, total = at, 0
        total += score
        if total > best[2]:
            best = (start, at + 1, total)
    return best


def _hashes(picture: Pixels, strip: int, count: int) -> Hashes:
    """One number for each strip of each row; the strip's place is part of it, so strips vote only with their own kind."""
    rows = picture[:, : strip * count].reshape(-1, count, strip)
    weights = (np.arange(1, strip + 1, dtype=np.uint32) * np.uint32(2_654_435_761)) | np.uint32(1)
    sums: npt.NDArray[np.uint32] = np.einsum("hcs,s->hc", rows, weights)
    mixed = (sums ^ (sums >> np.uint32(15))).astype(np.uint64)
    salted: Hashes = mixed | (np.arange(count, dtype=np.uint64) << np.uint64(32))
    return salted


def _voted(new: Hashes, old: Hashes) -> int:
    """The shift that most strips that occur only once in the old picture agree on; 0 for none."""
    count = old.shape[1]
    values, places, times = np.unique(old.ravel(), return_index=True, return_counts=True)
    values, places = values[times == 1], places[times == 1]
    if values.size == 0:
        return 0
    wanted = new.ravel()
    at = np.minimum(np.searchsorted(values, wanted), values.size - 1)
    hits = np.flatnonzero(values[at] == wanted)
    shifts = hits // count - places[at[hits]] // count
    shifts = shifts[shifts != 0]
    if shifts.size < FEWEST_VOTES:
        return 0
    options, votes = np.unique(shifts, return_counts=True)
    winner = int(votes.argmax())
    return int(options[winner]) if votes[winner] >= FEWEST_VOTES else 0


def _widened(found: Scroll, new: Pixels, old: Pixels, strip: int) -> Scroll:
    """Take in the columns beside it, up to one strip each way, that moved along."""
    rows = slice(found.top, found.bottom)
    before = slice(found.top - found.shift, found.bottom - found.shift)
    left_from, right_to = max(0, found.left - strip), min(new.shape[1], found.right + strip)
    left = _moved_columns(new[rows, left_from : found.left], old[before, left_from : found.left])
    right = _moved_columns(new[rows, found.right : right_to], old[before, found.right : right_to])
    more_left = int(np.argmin(left[::-1])) if not left.all() else left.size
    more_right = int(np.argmin(right)) if not right.all() else right.size
    return Scroll(found.left - more_left, found.right + more_right, found.top, found.bottom, found.shift)


def _moved_columns(new: Pixels, old: Pixels) -> npt.NDArray[np.bool_]:
    mostly: npt.NDArray[np.bool_] = np.asarray((new == old).mean(axis=0) > 0.9)
    return mostly

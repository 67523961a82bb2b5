"""Time left, by a clock of our own."""

from __future__ import annotations

import heapq

import numpy as np
import pytest

from engine.batch.pace import Pace, spoken


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def run(work, seconds, engines, warm_up=0.0):
    """When each item ends, and its work, in the order of the ends."""
    free, ends = [warm_up] * engines, []
    for w, s in zip(work, seconds, strict=True):
        end = heapq.heappop(free) + s
        heapq.heappush(free, end)
        ends.append((end, w))
    return sorted(ends)


@pytest.mark.parametrize("warm_up", [0.0, 30.0])
@pytest.mark.parametrize("seed", range(5))
def test_after_a_tenth_the_time_left_is_right_within_a_fifth(warm_up, seed):
    """Scans of 6 to 24 megapixels, half of the time by pixels and half by chance: the mean of 20
    such times is known within about 10 %."""
    rng = np.random.default_rng(seed)
    work = rng.uniform(6, 24, 200)
    seconds = 0.1 * work * rng.uniform(0.5, 1.5, 200)
    clock = Clock()
    pace = Pace(work.sum(), clock)
    assert pace.left_s() is None
    clock.now += warm_up
    for w, s in zip(work[:20], seconds[:20], strict=True):
        clock.now += s
        pace.add(w)
    assert pace.left_s() == pytest.approx(seconds[20:].sum(), rel=0.2)


def test_what_was_done_before_neither_counts_nor_takes_time():
    clock = Clock()
    pace = Pace(100, clock)
    pace.drop(60)
    for _ in range(2):
        clock.now += 10
        pace.add(10)
    assert pace.left_s() == pytest.approx(20)
    clock.now += 20
    pace.add(20)
    assert pace.left_s() == 0


@pytest.mark.parametrize(
    ("seconds", "words"), [(4.4, "4 s"), (89, "89 s"), (600, "10 min"), (7260, "2 h 1 min")]
)
def test_seconds_in_words(seconds, words):
    assert spoken(seconds) == words


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("engines", [3, 16])
def test_many_engines_at_once_are_no_matter(engines, seed):
    """Items end in another order than they begin, and the first ones all at about the same time."""
    rng = np.random.default_rng(seed)
    work = rng.uniform(6, 24, 400)
    seconds = 0.1 * work * rng.uniform(0.5, 1.5, 400)
    ends = run(work, seconds, engines)
    clock = Clock()
    pace = Pace(work.sum(), clock)
    for clock.now, w in ends[:40]:
        pace.add(w)
    assert pace.left_s() == pytest.approx(ends[-1][0] - clock.now, rel=0.2)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("engines", [1, 4])
def test_an_album_of_a_night_is_told_within_a_fifth_after_a_tenth(engines, seed):
    """2,000 scans of three scanners: each costs something whatever its size; damage makes some
    take many times as long as others; one in seven has none, and is only looked at."""
    rng = np.random.default_rng(seed)
    work = rng.choice([6.0, 12.0, 24.0], 2000, p=[0.3, 0.5, 0.2])
    damage = rng.lognormal(0.0, 0.6, 2000) * rng.choice([1.0, 0.2], 2000, p=[0.85, 0.15])
    ends = run(work, 0.3 + 0.15 * work * damage, engines, warm_up=20.0)
    clock = Clock()
    pace = Pace(work.sum(), clock)
    for clock.now, w in ends[:200]:
        pace.add(w)
    assert pace.left_s() == pytest.approx(ends[-1][0] - clock.now, rel=0.2)

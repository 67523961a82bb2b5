"""Time left, by a clock of our own."""

from __future__ import annotations

import heapq

import numpy as np
import pytest

from engine.batch.pace import Pace, in_order_of_work, spoken


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


MEGAPIXEL = 1e6


def run(areas, seconds, engines, warm_up=0.0):
    """(when it ends, pixels, seconds) of each scan, in the order of the ends."""
    free, ends = [warm_up] * engines, []
    for i in in_order_of_work(areas):
        end = heapq.heappop(free) + seconds[i]
        heapq.heappush(free, end)
        ends.append((end, areas[i], seconds[i]))
    return sorted(ends)


def told_after_a_tenth(areas, seconds, engines, warm_up=0.0):
    """The time left as it is told then, and as it will be."""
    ends = run(areas, seconds, engines, warm_up)
    clock = Clock()
    pace = Pace(areas, clock)
    assert pace.left_s() is None
    for clock.now, area, took in ends[: len(areas) // 10]:
        pace.add(area, took)
    return pace.left_s(), ends[-1][0] - clock.now


def in_order(sizes, order):
    return {"by chance": sizes, "rising": np.sort(sizes), "falling": np.sort(sizes)[::-1]}[order]


@pytest.mark.parametrize("order", ["by chance", "rising", "falling"])
@pytest.mark.parametrize("of_a_scan_s", [0.0, 0.1, 2.0])
@pytest.mark.parametrize("engines", [1, 4])
@pytest.mark.parametrize("seed", range(4))
def test_after_a_tenth_the_time_left_is_right_within_a_fifth(seed, engines, of_a_scan_s, order):
    """Scans of 1 to 24 megapixels, each dear by itself or not: those of the first tenth may all be
    small, and all that follow large."""
    rng = np.random.default_rng(seed)
    areas = in_order(rng.uniform(1, 24, 400) * MEGAPIXEL, order)
    seconds = of_a_scan_s + 0.1 * areas / MEGAPIXEL * rng.uniform(0.7, 1.3, 400)
    told, right = told_after_a_tenth(areas, seconds, engines, warm_up=30.0)
    assert told == pytest.approx(right, rel=0.2)


@pytest.mark.parametrize("order", ["by chance", "rising", "falling"])
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("engines", [1, 4])
def test_an_album_of_a_night_is_told_within_a_fifth_after_a_tenth(engines, seed, order):
    """2,000 scans of three scanners: each costs something whatever its size; damage makes some
    take many times as long as others; one in seven has none, and is only looked at."""
    rng = np.random.default_rng(seed)
    areas = in_order(rng.choice([6.0, 12.0, 24.0], 2000, p=[0.3, 0.5, 0.2]) * MEGAPIXEL, order)
    damage = rng.lognormal(0.0, 0.6, 2000) * rng.choice([1.0, 0.2], 2000, p=[0.85, 0.15])
    seconds = 0.3 + 0.15 * areas / MEGAPIXEL * damage
    told, right = told_after_a_tenth(areas, seconds, engines, warm_up=20.0)
    assert told == pytest.approx(right, rel=0.2)


def test_scans_of_one_size_are_counted():
    clock = Clock()
    pace = Pace([MEGAPIXEL] * 10, clock)
    for clock.now in (9.0, 11.0, 13.0):
        pace.add(MEGAPIXEL, 2.0)
    assert pace.left_s() == pytest.approx(14)


def test_what_was_done_before_neither_counts_nor_takes_time():
    clock = Clock()
    pace = Pace([60.0, 10.0, 10.0, 20.0], clock)
    pace.drop(60.0)
    for _ in range(2):
        clock.now += 10
        pace.add(10.0, 10.0)
    # So little of one size says nothing of twice that size: a scan costs what it costs.
    assert pace.left_s() == pytest.approx(10, rel=0.01)
    clock.now += 10
    pace.add(20.0, 10.0)
    assert pace.left_s() == 0


@pytest.mark.parametrize(("count", "largest"), [(59, 24), (400, 1.9)])
def test_few_scans_and_those_of_about_one_size_keep_their_order(count, largest):
    areas = np.linspace(1, largest, count)[::-1]
    assert in_order_of_work(areas) == list(range(count))


def test_some_of_every_size_go_first_and_the_others_in_their_order():
    areas = [float(area) for area in range(1, 401)]
    order = in_order_of_work(areas)
    assert sorted(order) == list(range(400))
    first, rest = order[:20], order[20:]
    assert first[0] == 0 and first[-1] == 399 and max(np.diff(first)) <= 22
    assert rest == sorted(rest)


@pytest.mark.parametrize(
    ("seconds", "words"), [(4.4, "4 s"), (89, "89 s"), (600, "10 min"), (7260, "2 h 1 min")]
)
def test_seconds_in_words(seconds, words):
    assert spoken(seconds) == words

"""How long a batch still takes, and the pause in which that time stands still."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import numpy as np

from engine.progress import Cancelled, Stop

# What a file costs whatever its size, in pixels that cost as much, until it has been measured.
FIXED_PIXELS, TRUST = 2e5, 0.5  # trust: of what was never seen, beside 1 for a scan that was
# Begun before the others where sizes differ: at most so many, one in so many, of so many at least.
TRIALS, TRIAL_OF, TRIALS_FROM = 100, 20, 60


def in_order_of_work(areas: Sequence[float]) -> list[int]:
    """The indices of scans of `areas` pixels as they are best worked on.

    Their own order, but for a few of every size that come first: from those of one size, nothing
    can be told of the time that others take.
    """
    count = min(TRIALS, len(areas) // TRIAL_OF)
    if len(areas) < TRIALS_FROM or max(areas) < 2 * min(areas):
        return list(range(len(areas)))
    by_size = np.argsort(areas, kind="stable")
    trials = sorted(by_size[np.linspace(0, len(areas) - 1, count).round().astype(int)].tolist())
    return trials + sorted(set(range(len(areas))) - set(trials))


class Pace:
    """Time left, from what is done. A scan costs something by itself, and something per pixel.

    How these two compare is measured on each scan that has ended. How fast work is done, by however
    many at once, is taken between the first end and the last: before the first, the generator warms
    up and the pipeline fills, which never comes again.
    """

    def __init__(self, areas: Sequence[float], clock: Callable[[], float] = time.monotonic) -> None:
        """areas: pixels of every scan."""
        self._clock = clock
        # (scans, pixels): what is left, is done, and was done when the first one ended.
        self._left = np.array([len(areas), sum(areas)], float)
        self._done, self._before = np.zeros(2), np.zeros(2)
        self._started = clock()
        self._first = self._last = 0.0  # when one ended
        self._costs = _Costs(min(areas, default=1.0), max(areas, default=1.0))

    def drop(self, area: float) -> None:
        """A scan that turned out to be no work."""
        self._left -= (1, area)

    def add(self, area: float, seconds: float) -> None:
        """A scan that has just ended; `seconds` of work on it, by the clock."""
        self._left -= (1, area)
        self._done += (1, area)
        self._last = self._clock()
        if self._done[0] == 1:
            self._first, self._before = self._last, self._done.copy()
        self._costs.add(area, seconds)

    def left_s(self) -> float | None:
        """Seconds; None until something is done."""
        if not self._done[0]:
            return None
        costs = self._costs.measured()
        took, done = self._last - self._first, (self._done - self._before) @ costs
        if took <= 0 or done <= 0:
            took, done = self._last - self._started, self._done @ costs
        return max(0.0, float(self._left @ costs * took / done)) if done > 0 else None


class _Costs:
    """Seconds for a scan and for a pixel, by least squares of the relative errors.

    Two scans that were never seen, the smallest and the largest, speak for FIXED_PIXELS: they count
    where those that were seen are of one size, and no more where they differ.
    """

    def __init__(self, smallest: float, largest: float) -> None:
        unseen = TRUST * np.stack([self._row(area) for area in (smallest, largest)])
        self._squares: np.ndarray = unseen.T @ unseen
        self._unseen: np.ndarray = TRUST * unseen.sum(axis=0)
        self._products = np.zeros(2)
        self._seconds = self._work = 0.0

    def add(self, area: float, seconds: float) -> None:
        row, work = self._row(area), FIXED_PIXELS + area
        self._squares = self._squares + np.outer(row, row)
        self._products += row * seconds / work
        self._seconds += seconds
        self._work += work

    def measured(self) -> np.ndarray:
        """(for a scan, for a pixel), neither below 0; needs one scan that was added."""
        products = self._products + self._unseen * self._seconds / self._work
        costs, *_ = np.linalg.lstsq(self._squares, products, rcond=None)
        if costs.min() < 0:
            alone = int(costs.argmax())
            costs = np.zeros(2)
            costs[alone] = products[alone] / self._squares[alone, alone]
        return np.array([FIXED_PIXELS * costs[0], costs[1]])

    def _row(self, area: float) -> np.ndarray:
        """The shares of what is fixed and of the pixels in a scan's usual cost."""
        return np.array([FIXED_PIXELS, area]) / (FIXED_PIXELS + area)


class Pause:
    """While set, no new scan is taken; those in hand are finished."""

    def __init__(self) -> None:
        self._going = threading.Event()
        self._going.set()
        self._since, self._lost_s = 0.0, 0.0

    def set(self) -> None:
        if self._going.is_set():
            self._since = time.monotonic()
            self._going.clear()

    def clear(self) -> None:
        if not self._going.is_set():
            self._lost_s += time.monotonic() - self._since
            self._going.set()

    def is_set(self) -> bool:
        return not self._going.is_set()

    def clock(self) -> float:
        """Seconds that stand still during a pause."""
        going = time.monotonic() if self._going.is_set() else self._since
        return going - self._lost_s

    def wait(self, stop: Stop) -> None:
        """Until not paused. Raises Cancelled when asked to stop, paused or not."""
        with stop.calling(self.clear):
            self._going.wait()
        if stop.is_set():
            raise Cancelled


def spoken(seconds: float) -> str:
    """ "40 s", "12 min", "3 h 20 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"

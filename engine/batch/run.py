"""A plan carried out: decode, repair and encode at once, one scan each; every scan accounted for.

    Decoder (a process)     the next scan
    the calling thread      this one: damage looked for and repaired
    WRITERS threads         those before: encoded and put in place

At most 2 + WRITERS scans are in memory. What fails is tried once more at the end, alone, when a
drive may have come back and memory is free.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any, TypeVar

from engine.batch.decoder import Decoder
from engine.batch.item import Sessions
from engine.batch.journal import Entry, Journal
from engine.batch.pace import Pace, spoken
from engine.batch.plan import Item, Plan
from engine.batch.settings import BatchSettings, item_key
from engine.batch.stages import Ready, Repaired, Stages
from engine.batch.workplace import workplace
from engine.progress import Cancelled, Progress, Stop

# Deflating a PNG of 12 megapixels takes 1.4 s of one core: more than many repairs.
WRITERS = 2
WORDS = {
    "done": "done",
    "before": "done before",
    "clean": "with nothing to repair",
    "skipped": "skipped",
    "review": "to review",
    "failed": "failed",
}
T = TypeVar("T")
U = TypeVar("U")


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


@dataclass(frozen=True)
class Summary:
    """What a run did; `counts` by state of its scans."""

    run: int
    counts: Counter[str]

    @property
    def complete(self) -> bool:
        """Every scan has its result, had it before, or needs none."""
        return not (self.counts["failed"] or self.counts["review"])

    def __str__(self) -> str:
        told = [f"{self.counts[s]:,} {word}" for s, word in WORDS.items() if self.counts[s]]
        return f"run {self.run}: {', '.join(told)}"


def run_batch(
    plan: Plan,
    settings: BatchSettings,
    sessions: Sessions,
    journal: Journal,
    progress: Progress,
    *,
    pause: Pause | None = None,
    decoder: Decoder | None = None,
    started: Callable[[int], None] | None = None,
) -> Summary:
    """Carry out `plan`; goes on where a killed or stopped run of the same plan was.

    Args:
        decoder: opened by the caller, who also closes it; None = one for this run.
        started: is told the number of the run, before the first scan.

    Raises:
        BatchError: another batch is at work there, or the disk is full. What is done is done; the
            same call goes on.
        Cancelled: stopped. Results in the making are dropped whole; the same call goes on.
    """
    with ExitStack() as stack:
        part = stack.enter_context(workplace(plan.target))
        decoder = decoder or stack.enter_context(Decoder())
        told = settings.as_json(sessions.models())
        run = journal.start(_key(plan, told), plan.target.absolute(), told)
        if started:
            started(run)
        stages = Stages(run, settings, sessions, told, journal, decoder, part, progress.stop)
        batch = _Batch(plan, stages, progress, pause or Pause())
        try:
            batch.work()
        except BaseException:
            journal.set_state(run, "stopped")
            raise
        journal.set_state(run, "ended")
        return Summary(run, +batch.counts)


def _key(plan: Plan, told: str) -> str:
    """The same for two runs of which the second goes on where the first was stopped."""
    sources = tuple(sorted(str(item.source.absolute()) for item in plan.items))
    return item_key(told, str(plan.target.absolute()), sources, "")


class _Batch:
    """The loop over the items of one run, and what is told of it."""

    def __init__(self, plan: Plan, stages: Stages, progress: Progress, pause: Pause) -> None:
        self.counts: Counter[str] = Counter()
        self._plan, self._stages, self._progress, self._pause = plan, stages, progress, pause
        todo = (item for item in plan.items if item.action == "make")
        self._work = {item: float(item.size.area if item.size else 1) for item in todo}
        self._total = max(1.0, sum(self._work.values()))
        self._ended = self._shown = 0.0
        self._pace = Pace(self._total, pause.clock)

    def work(self) -> None:
        for item in self._plan.items:
            if item.action != "make":
                state = "skipped" if item.action == "skip" else "failed"
                self.counts[self._stages.settled(item, state, item.note).state] += 1
        again = self._all(list(self._work), ahead=1)
        self.counts["failed"] -= len(again)
        self._all(again, ahead=0)
        self._progress.step(1.0, "finished")

    def _all(self, items: list[Item], ahead: int) -> list[Item]:
        """Work on all of them, at most `ahead` opened early; returns those that failed."""
        failed: list[Item] = []
        saving: dict[Future[Entry], Item] = {}

        def end(item: Item, entry: Entry, *, worked: bool = True) -> None:
            failed.extend([item] if entry.state == "failed" else [])
            self._count(item, entry, worked)

        def collect(at_most: int, opening: Future[Ready | Entry] | None = None) -> None:
            """Count what was saved, until `opening` is done and `at_most` are being saved."""
            waiting: list[Future[Any]] = [opening] if opening else []
            while len(saving) > at_most or (waiting and not waiting[0].done()):
                wait([*saving, *(f for f in waiting if not f.done())], return_when=FIRST_COMPLETED)
                for future in [future for future in saving if future.done()]:
                    end(saving.pop(future), future.result())

        with (
            ThreadPoolExecutor(1, "decode") as reading,
            ThreadPoolExecutor(WRITERS, "encode") as writing,
            closing(_in_order(self._open, items, reading, ahead)) as opened,
        ):
            for item in items:
                opening = next(opened)
                collect(WRITERS * ahead, opening)
                ready = opening.result()
                if isinstance(ready, Entry):
                    end(item, ready, worked=False)
                    continue
                repaired = self._mend(item, ready)
                if isinstance(repaired, Entry):
                    end(item, repaired)
                else:
                    saving[writing.submit(self._save, item, repaired)] = item
                del opening, ready, repaired  # their pixels
                collect(WRITERS * ahead)
            collect(0)
        return failed

    def _open(self, item: Item) -> Ready | Entry:
        self._pause.wait(self._progress.stop)
        return self._stages.guarded(item, lambda: self._stages.open_item(item))

    def _mend(self, item: Item, ready: Ready) -> Repaired | Entry:
        progress = Progress(lambda done, doing: self._say(item, done), self._progress.stop)
        return self._stages.guarded(item, lambda: self._stages.mend_item(ready, progress))

    def _save(self, item: Item, repaired: Repaired) -> Entry:
        return self._stages.guarded(item, lambda: self._stages.save_item(repaired))

    def _count(self, item: Item, entry: Entry, worked: bool) -> None:
        self.counts[entry.state] += 1
        work = self._work.pop(item, 0.0)  # nothing left of an item that is tried again
        self._ended += work
        if worked:
            self._pace.add(work)
        else:
            self._pace.drop(work)
        self._say(item)

    def _say(self, item: Item, part: float = 0.0) -> None:
        done = (self._ended + part * self._work.get(item, 0.0)) / self._total
        self._shown = max(self._shown, min(done, 1.0))
        left = self._pace.left_s()
        told = [f"{self.counts.total()} of {len(self._plan.items)}"]
        told += [f"{self.counts['failed']} failed"] if self.counts["failed"] else []
        told += [f"{spoken(left)} left"] if left is not None else []
        self._progress.step(self._shown, f"{', '.join(told)}: {item.source.name}")


def _in_order(
    act: Callable[[T], U], items: Iterable[T], pool: ThreadPoolExecutor, ahead: int
) -> Generator[Future[U], None, None]:
    """act(item) of each in turn, up to `ahead` of them begun before they are asked for."""
    begun: deque[Future[U]] = deque()
    try:
        for item in items:
            begun.append(pool.submit(act, item))
            if len(begun) > ahead:
                yield begun.popleft()
        while begun:
            yield begun.popleft()
    finally:
        for future in begun:
            future.cancel()

"""A plan carried out; every scan accounted for.

What fails is tried once more at the end, alone, when a drive may have come back and memory is free.
So is what was being repaired when an earlier process of the run died.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path

from engine.batch.books import Books
from engine.batch.decoder import Decoder
from engine.batch.item import Sessions
from engine.batch.journal import Entry, Journal
from engine.batch.pace import Pace, Pause, in_order_of_work, spoken
from engine.batch.plan import Item, Plan
from engine.batch.runners import LocalRunner, Order, Runner
from engine.batch.settings import BatchSettings, item_key
from engine.batch.workplace import workplace
from engine.progress import Progress

WORDS = {
    "done": "done",
    "before": "done before",
    "clean": "with nothing to repair",
    "skipped": "skipped",
    "review": "to review",
    "rejected": "rejected in review",
    "failed": "failed",
}


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
    with Decoder() if decoder is None else nullcontext(decoder) as opener:
        runner = LocalRunner(sessions, opener)
        return run_plan(plan, settings, runner, journal, progress, pause=pause, started=started)


def run_plan(
    plan: Plan,
    settings: BatchSettings,
    runner: Runner,
    journal: Journal,
    progress: Progress,
    *,
    pause: Pause | None = None,
    started: Callable[[int], None] | None = None,
) -> Summary:
    """`run_batch` by any runner."""
    top = plan.target.absolute()
    with workplace(top) as part:
        told = settings.as_json(runner.prepare(part))
        run = journal.start(_key(plan, told), top, told)
        if started:
            started(run)
        books = Books(run, settings, told, journal, top)
        batch = _Batch(plan, settings, runner, books, part, progress, pause or Pause())
        try:
            batch.work()
        except BaseException:
            journal.set_state(run, "stopped")
            raise
        journal.set_state(run, "ended")
        return Summary(run, +batch.counts)


def _key(plan: Plan, told: str) -> str:
    """The same for two runs of which the second goes on where the first was stopped."""
    sources = sorted(str(item.source.absolute()) for item in plan.items)
    return item_key(told, str(plan.target.absolute()), dict.fromkeys(sources, ""), "")


class _Batch:
    """The loop over the items of one run, and what is told of it."""

    def __init__(
        self,
        plan: Plan,
        settings: BatchSettings,
        runner: Runner,
        books: Books,
        part: Path,
        progress: Progress,
        pause: Pause,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._plan, self._runner, self._books, self._progress = plan, runner, books, progress
        self._order = Order(books, settings, part, pause, progress.stop, self._say)
        todo = [item for item in plan.items if item.action == "make"]
        areas = [float(item.size.area if item.size else 1) for item in todo]
        self._work = {todo[i]: areas[i] for i in in_order_of_work(areas)}
        self._total = max(1.0, sum(areas))
        self._ended = self._shown = 0.0
        self._pace = Pace(areas, pause.clock)

    def work(self) -> None:
        for item in self._plan.items:
            if item.action != "make":
                state = "skipped" if item.action == "skip" else "failed"
                self.counts[self._books.settled(item, state, item.note).state] += 1
        # Of those at work when the process died one may be the reason: it takes no others with it.
        suspects = self._books.suspects()
        told = {item: item.source in suspects for item in self._work}
        again = self._all([item for item in told if not told[item]], alone=False)
        self.counts["failed"] -= len(again)
        self._all([*again, *(item for item in told if told[item])], alone=True)
        self._progress.step(1.0, "finished")

    def _all(self, items: list[Item], *, alone: bool) -> list[Item]:
        """Work on all of them; returns those that failed."""
        failed: list[Item] = []
        with closing(self._runner.work(items, self._order, alone=alone)) as ended:
            for item, entry in ended:
                failed.extend([item] if entry.state == "failed" else [])
                self._count(item, entry)
        return failed

    def _count(self, item: Item, entry: Entry) -> None:
        self.counts[entry.state] += 1
        area = self._work.pop(item, None)
        if area is not None:  # not one that was tried again
            self._ended += area
            if entry.seconds:
                self._pace.add(area, entry.seconds)
            else:  # known already, or not to be opened
                self._pace.drop(area)
        self._say(item)

    def _say(self, item: Item, part: float = 0.0) -> None:
        done = (self._ended + part * self._work.get(item, 0.0)) / self._total
        self._shown = max(self._shown, min(done, 1.0))
        left = self._pace.left_s()
        told = [f"{self.counts.total()} of {len(self._plan.items)}"]
        told += [f"{self.counts['failed']} failed"] if self.counts["failed"] else []
        told += [f"{spoken(left)} left"] if left is not None else []
        self._progress.step(self._shown, f"{', '.join(told)}: {item.source.name}")

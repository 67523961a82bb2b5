"""Who does the work of a run: this computer, or many (cluster.py). One interface for both.

Here, three things happen at once:

    Decoder (a process)     the next scan
    workers (threads)       one scan each: damage looked for, repaired, encoded, put in place
    the calling thread      tells what has ended

While one worker encodes or fills a hole by itself, another one has the model: a session lets one of
them in at a time. At most 2 scans more than there are workers are in memory.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from engine.batch.books import Books
from engine.batch.decoder import Decoder, Opened, Request
from engine.batch.item import Sessions
from engine.batch.journal import Entry
from engine.batch.pace import Pause
from engine.batch.plan import Item
from engine.batch.settings import BatchSettings
from engine.batch.stages import Maker, Ready, open_item
from engine.generators.opening import physical_cores
from engine.progress import Cancelled, Progress, Stop

MOST_WORKERS = 4  # each takes the memory of one scan under repair
T = TypeVar("T")
U = TypeVar("U")
Ended = Generator[tuple[Item, Entry], None, None]


@dataclass(frozen=True, eq=False)
class Order:
    """What a run asks of its runner.

    part: the folder for results being written. say: told how much (0..1) of an item is done.
    """

    books: Books
    settings: BatchSettings
    part: Path
    pause: Pause
    stop: Stop
    say: Callable[[Item, float], None]


class Runner(Protocol):
    """Does the work on items; whatever it gives is in the journal."""

    def prepare(self, part: Path) -> Mapping[str, str]:
        """Before any work: ready to write into the folder `part`; sha256 of the models by what
        they are for."""

    def work(self, items: Sequence[Item], order: Order, *, alone: bool) -> Ended:
        """Every item with how it ended, in the order in which they end.

        Args:
            alone: one after another, none begun before the one before it has ended.

        Raises:
            BatchError: none can be worked on any more: the disk is full, the scheduler is gone.
            Cancelled: asked to stop.
        """


class LocalRunner:
    """This computer, with its models open."""

    def __init__(self, sessions: Sessions, decoder: Decoder) -> None:
        self._sessions, self._decoder = sessions, decoder

    def prepare(self, part: Path) -> Mapping[str, str]:
        return self._sessions.models()

    def work(self, items: Sequence[Item], order: Order, *, alone: bool) -> Ended:
        line = _Line(order, self._sessions, self._decoder)
        workers = 1 if alone else min(MOST_WORKERS, max(2, physical_cores()))
        running: dict[Future[Entry], Item] = {}

        def ended(at_most: int, opening: Future[Any] | None = None) -> Ended:
            """What has ended, until `opening` is done and `at_most` are under way."""
            waiting = [opening] if opening else []
            while len(running) > at_most or (waiting and not waiting[0].done()):
                wait([*running, *(f for f in waiting if not f.done())], return_when=FIRST_COMPLETED)
                for future in [future for future in running if future.done()]:
                    yield running.pop(future), future.result()

        with (
            ThreadPoolExecutor(1, "decode") as reading,
            ThreadPoolExecutor(workers, "repair") as working,
            closing(_in_order(line.open, items, reading, 0 if alone else 1)) as opened,
        ):
            for item in items:
                opening = next(opened)
                yield from ended(workers - 1, opening)
                running[working.submit(line.finish, item, opening.result())] = item
                del opening  # its pixels
                yield from ended(workers - 1)
            yield from ended(0)


class _Line:
    """The stages of the items of one run; what ended is in the journal."""

    def __init__(self, order: Order, sessions: Sessions, decoder: Decoder) -> None:
        self._order, self._books, self._decoder = order, order.books, decoder
        self._maker = Maker(
            order.books.run, order.settings, sessions, order.books.top, order.part, order.stop
        )

    def open(self, item: Item) -> Ready | Entry:
        """Known already, or its files."""
        self._order.pause.wait(self._order.stop)

        def act() -> Ready | Entry:
            entry = self._books.look_up(item)
            if entry.state:
                return entry
            self._books.check_survived(item)
            hash_of = self._books.journal.hash_of
            return open_item(item, entry, self._order.settings, self._opened, hash_of)

        return self._books.guarded(item, act)

    def finish(self, item: Item, ready: Ready | Entry) -> Entry:
        """Repaired, encoded and put in place: how it ended."""
        if isinstance(ready, Entry):
            return ready
        if self._order.stop.is_set():
            raise Cancelled
        progress = Progress(lambda done, doing: self._order.say(item, done), self._order.stop)
        noted, mend = self._books.noted, self._maker.mend
        with self._books.journal.at_work(self._books.run, item.source):
            mended = self._books.guarded(item, lambda: noted(mend(ready, progress)))
        if isinstance(mended, Entry):
            return mended
        put, finish = self._books.put, self._maker.finish
        return self._books.guarded(item, lambda: put(finish(mended)))

    def _opened(self, request: Request) -> Opened:
        return self._decoder.open(request, self._order.stop)


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

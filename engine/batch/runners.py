"""Who does the work of a run: this computer, or many (cluster.py). One interface for both.

Here, three things happen at once:

    Decoder (a process)     the next scan
    the calling thread      this one: damage looked for and repaired
    WRITERS threads         those before: encoded and put in place

At most 2 + WRITERS scans are in memory.
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
from engine.progress import Progress, Stop

# Deflating a PNG of 12 megapixels takes 1.4 s of one core: more than many repairs.
WRITERS = 2
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
        ahead = 0 if alone else 1
        saving: dict[Future[Entry], Item] = {}

        def saved(at_most: int, opening: Future[Any] | None = None) -> Ended:
            """What was saved, until `opening` is done and `at_most` are being saved."""
            waiting = [opening] if opening else []
            while len(saving) > at_most or (waiting and not waiting[0].done()):
                wait([*saving, *(f for f in waiting if not f.done())], return_when=FIRST_COMPLETED)
                for future in [future for future in saving if future.done()]:
                    yield saving.pop(future), future.result()

        with (
            ThreadPoolExecutor(1, "decode") as reading,
            ThreadPoolExecutor(WRITERS, "encode") as writing,
            closing(_in_order(line.open, items, reading, ahead)) as opened,
        ):
            for item in items:
                opening = next(opened)
                yield from saved(WRITERS * ahead, opening)
                done = line.mend(item, opening.result())
                if isinstance(done, Entry):
                    yield item, done
                else:
                    saving[writing.submit(done)] = item
                del opening, done  # their pixels
                yield from saved(WRITERS * ahead)
            yield from saved(0)


class _Line:
    """The three stages of the items of one run; what ended is in the journal."""

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

    def mend(self, item: Item, ready: Ready | Entry) -> Callable[[], Entry] | Entry:
        """How it ended, or what encodes it and puts it in place."""
        if isinstance(ready, Entry):
            return ready
        progress = Progress(lambda done, doing: self._order.say(item, done), self._order.stop)
        noted, mend = self._books.noted, self._maker.mend
        with self._books.journal.at_work(self._books.run, item.source):
            mended = self._books.guarded(item, lambda: noted(mend(ready, progress)))
        if isinstance(mended, Entry):
            return mended
        put, finish = self._books.put, self._maker.finish
        return lambda: self._books.guarded(item, lambda: put(finish(mended)))

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

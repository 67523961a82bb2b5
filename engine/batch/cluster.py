"""The same run on many computers, by Dask distributed. Paths travel, pixels never.

    this computer       the plan, the journal, the names of results
    the scheduler       which worker does what; what a lost worker had is done by another one
    a worker process    opens, repairs and encodes, into a folder that all of them see

A task says which scan, and comes back with the entry for the journal. The resource ENGINE of a
worker process says how many scans it may repair at once: one for each of its devices.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from functools import cache, partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

import engine
from engine.batch.decoder import open_files
from engine.batch.item import Sessions
from engine.batch.journal import Entry, file_hash
from engine.batch.plan import Item
from engine.batch.runners import Ended, Order
from engine.batch.settings import BatchSettings
from engine.batch.stages import Maker, Staged, guarded, open_item
from engine.errors import BatchError, ModelError
from engine.generators.opening import physical_cores
from engine.generators.registry import load_registry
from engine.generators.session import Session, open_session
from engine.progress import Cancelled, Progress, Stop
from engine.restore.render import Tools

if TYPE_CHECKING:
    from distributed import Client, Future

ENGINE = "engine"  # name of the resource
START = f'dask worker tcp://HOST:8786 --nthreads 2 --resources "{ENGINE}=1"'
# Tasks per unit of ENGINE that are with the scheduler: the next one is there when one ends, and
# however long the plan is, the scheduler holds few of them.
AHEAD = 2
LOOK_S = 0.1  # how often the waiting side looks for a stop
COUNT_S = 2.0  # how often the workers are counted
CONNECT_S = 20.0
LOST = "the scheduler does not answer any more: start it again. The same command then goes on."
_opening = threading.Lock()


@dataclass(frozen=True)
class Wanted:
    """The models of a run, by what they are for: sha256 of the file each card speaks of."""

    models: tuple[tuple[str, str], ...]
    device: str
    threads: int | None = None  # of the processor, for one engine; None: as on a single computer


@dataclass(frozen=True)
class Share:
    """What all tasks of one run have in common. models: sha256 of what has to run."""

    run: int
    settings: BatchSettings
    wanted: Wanted
    models: tuple[tuple[str, str], ...]
    top: Path
    part: Path
    version: str = engine.__version__


def make(share: Share, item: Item, entry: Entry) -> Staged | Entry:
    """Done by a worker: an item of which `entry` knows the content, up to the name of its result.

    Raises:
        BatchError: no item can be done: the disk is full.
    """

    def act() -> Staged | Entry:
        sessions = open_models(share.wanted)
        _check_same(share, sessions)
        maker = Maker(share.run, share.settings, sessions, share.top, share.part, Stop())
        ready = open_item(item, entry, share.settings, open_files, file_hash)
        mended = maker.mend(ready, Progress())
        return mended if isinstance(mended, Entry) else maker.finish(mended)

    return guarded(item, act)


def hash_files(paths: Sequence[Path]) -> list[str]:
    """Done by a worker: where this computer would have to read every scan, it alone would bound
    the speed of all."""
    return [file_hash(path) for path in paths]


def look(part: Path, wanted: Wanted) -> dict[str, Any]:
    """Done by every worker before any work: what it is and sees."""
    seen = {"host": socket.gethostname(), "version": engine.__version__, "sees": part.is_dir()}
    try:
        return seen | {"models": open_models(wanted).models(), "problem": ""}
    except Exception as error:  # told by whoever asked
        return seen | {"models": {}, "problem": str(error)}


def open_models(wanted: Wanted) -> Sessions:
    """Opened once in a process, however many tasks and runs there are.

    Raises:
        ModelError, DeviceError: one is not there, or cannot be opened.
    """
    with _opening:
        opened = {
            what: _session(sha256, wanted.device, wanted.threads) for what, sha256 in wanted.models
        }
    tools = Tools(opened.get("tone"), opened.get("enhance"), opened.get("upscale"))
    return Sessions(opened.get("detect"), opened.get("repair"), tools)


@cache
def _session(sha256: str, device: str, threads: int | None) -> Session:
    for card in load_registry().models.values():
        if card.sha256 == sha256:
            asked_by = "automatic" if device == "auto" else "--device"
            return open_session(card, device, asked_by, threads)
    raise ModelError(
        f"the worker on {socket.gethostname()} has no model with the sha256 {sha256[:12]}...: "
        "install the same models there."
    )


def _check_same(share: Share, sessions: Sessions) -> None:
    if share.version != engine.__version__ or dict(share.models) != sessions.models():
        raise ModelError(
            f"the worker on {socket.gethostname()} runs another version of Heirloom, or the models "
            "on another device: its results would differ. Install the same, or name a --device."
        )


class DaskRunner:
    """The workers of a scheduler; see `connected`."""

    def __init__(self, client: Client, wanted: Wanted) -> None:
        self._client, self._wanted = client, wanted
        self._models: Mapping[str, str] = {}

    def prepare(self, part: Path) -> Mapping[str, str]:
        """Raises BatchError where workers are missing, differ, or do not see `part`."""
        if not self._engines():
            raise BatchError(
                f"the scheduler has no worker with the resource {ENGINE}: start some with `{START}`"
            )
        seen = list(self._client.run(look, part.absolute(), self._wanted).values())
        for worker in seen:
            host = worker["host"]
            if not worker["sees"]:
                raise BatchError(
                    f"the worker on {host} does not see {part.parent}: scans and results must lie "
                    "in a shared folder that has the same path everywhere."
                )
            if worker["version"] != engine.__version__:
                raise BatchError(
                    f"the worker on {host} runs Heirloom {worker['version']}, this computer "
                    f"{engine.__version__}: install the same version."
                )
            if worker["problem"]:
                raise BatchError(f"the worker on {host} cannot start: {worker['problem']}")
            if worker["models"] != seen[0]["models"]:
                raise BatchError(
                    f"the workers on {seen[0]['host']} and {host} run the models on different "
                    "devices, and results would differ: name one with --device."
                )
        self._models = seen[0]["models"]
        return self._models

    def work(self, items: Sequence[Item], order: Order, *, alone: bool) -> Ended:
        books = order.books
        models = tuple(self._models.items())
        part = order.part.absolute()
        share = Share(books.run, order.settings, self._wanted, models, books.top, part)
        flow = _Flow(self._client, share, order)
        waiting, asked = iter(items), -COUNT_S
        try:
            item = next(waiting, None)
            while item is not None or flow.running:
                if time.monotonic() - asked >= COUNT_S:  # workers come and go
                    room = 1 if alone else AHEAD * max(1, self._engines())
                    asked = time.monotonic()
                while item is not None and len(flow.running) < room and not order.pause.is_set():
                    yield from flow.begin(item)
                    item = next(waiting, None)
                yield from flow.ended()
        finally:
            self._client.cancel(list(flow.running))

    def _engines(self) -> int:
        """How many scans all workers may repair at once."""
        try:
            workers = self._client.scheduler_info()["workers"].values()
        except (OSError, TimeoutError) as error:
            raise BatchError(LOST) from error
        return int(sum(worker["resources"].get(ENGINE, 0) for worker in workers))


class _Flow:
    """Items on their way: hashed by a worker where need be, looked up, made by a worker, put."""

    def __init__(self, client: Client, share: Share, order: Order) -> None:
        self.running: dict[Future, Callable[[], Ended]] = {}  # and what follows each
        self._client, self._share, self._order = client, share, order
        self._done: SimpleQueue[Future] = SimpleQueue()

    def begin(self, item: Item) -> Ended:
        journal = self._order.books.journal
        paths = [item.source, *item.companions().values()]
        unknown = self._order.books.guarded(
            item, lambda: [path for path in paths if journal.known_hash(path) is None]
        )
        if isinstance(unknown, Entry):
            yield item, unknown
        elif unknown:
            absolute = [path.absolute() for path in unknown]
            future = self._client.submit(hash_files, absolute, pure=False)
            self._follow(future, lambda: self._hashed(item, unknown, future))
        else:
            yield from self._make(item)

    def ended(self) -> Ended:
        """What has ended, after a short wait. Raises Cancelled, and BatchError for all items."""
        if self._order.stop.is_set():
            raise Cancelled
        try:
            future = self._done.get(timeout=LOOK_S)
        except Empty:
            return
        yield from self.running.pop(future)()

    def _hashed(self, item: Item, paths: list[Path], future: Future) -> Ended:
        def act() -> None:
            for path, sha256 in zip(paths, self._result(item, future), strict=True):
                self._order.books.journal.remember_hash(path, sha256)

        failed = self._order.books.guarded(item, act)
        if failed is not None:
            yield item, failed
        else:
            yield from self._make(item)

    def _make(self, item: Item) -> Ended:
        entry = self._order.books.guarded(item, lambda: self._order.books.look_up(item))
        if entry.state:
            yield item, entry
            return
        future = self._client.submit(
            make, self._share, _absolute(item), entry, resources={ENGINE: 1}, pure=False
        )
        self._follow(future, lambda: self._made(item, future))

    def _made(self, item: Item, future: Future) -> Ended:
        put = partial(self._order.books.guarded, item)
        yield item, put(lambda: self._order.books.put(self._result(item, future)))

    def _follow(self, future: Future, then: Callable[[], Ended]) -> None:
        self.running[future] = then
        future.add_done_callback(self._done.put)

    def _result(self, item: Item, future: Future) -> Any:  # noqa: ANN401  # what its task gives
        """Raises what the task raised, and BatchError where no task can end any more."""
        from distributed.scheduler import KilledWorker

        try:
            return future.result()
        except KilledWorker as error:
            raise ModelError(
                f"{item.source.name} ended {error.allowed_failures + 1} workers one after another: "
                "it is damaged, or needs more memory than they have."
            ) from error
        except (CancelledError, TimeoutError) as error:
            raise BatchError(LOST) from error


@contextmanager
def connected(
    scheduler: str | None, local_workers: int, wanted: Wanted, tls: tuple[str, str, str] | None
) -> Iterator[DaskRunner]:
    """A runner over a scheduler, or over so many worker processes on this computer.

    Args:
        scheduler: such as tcp://host:8786 or tls://host:8786.
        tls: files of the authority, the certificate and its key; None: as Dask is configured.

    Raises:
        BatchError: Dask is not installed, or there is no such scheduler.
    """
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise BatchError(
            "this needs the package distributed: start with `packaging/start.py --with cluster`."
        ) from error
    if scheduler is not None:
        with _far(scheduler, tls) as client:
            yield DaskRunner(client, wanted)
        return
    threads = max(1, physical_cores() // local_workers)
    with _local_cluster(local_workers) as client:
        client.wait_for_workers(local_workers, timeout=CONNECT_S * local_workers)
        yield DaskRunner(client, replace(wanted, threads=threads))


@contextmanager
def _local_cluster(workers: int) -> Iterator[Client]:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=workers,
            threads_per_worker=2,  # one hashes while the other one repairs
            resources={ENGINE: 1},
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            memory_limit=0,  # as without workers: the system decides
            silence_logs="ERROR",
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


def _far(scheduler: str, tls: tuple[str, str, str] | None) -> Client:
    from distributed import Client, Security

    security = None
    if tls is not None:
        names = ("tls_ca_file", "tls_client_cert", "tls_client_key")
        security = Security(require_encryption=True, **dict(zip(names, tls, strict=True)))
    try:
        return Client(scheduler, security=security, timeout=CONNECT_S)
    except (OSError, ValueError, RuntimeError) as error:
        raise BatchError(
            f"the scheduler {scheduler} cannot be reached ({error}): check the address, that it "
            "runs, and its certificates."
        ) from error


def _absolute(item: Item) -> Item:
    """Workers have working folders of their own."""
    values = ((field.name, getattr(item, field.name)) for field in fields(Item))
    paths: dict[str, Any] = {n: v.absolute() for n, v in values if isinstance(v, Path)}
    return replace(item, **paths)

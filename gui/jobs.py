"""Work off the GUI thread: one job at a time on one long-lived thread, one queued outcome."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject, Qt, Signal, Slot

from engine.progress import Cancelled, Progress, Stop


class JobRunner(QObject):
    """One job at a time on a thread of its own; slots of these signals run on the GUI thread.

    The thread lives as long as the runner: ONNX Runtime keeps device state per thread, and the
    jobs of one runner never overlap. A job gets and returns engine data only, never a Qt object.
    """

    progressed = Signal(float, str)  # fraction 0..1, what is being done
    succeeded = Signal(object)  # the job's return value
    failed = Signal(object)  # the exception
    cancelled = Signal()
    _ended = Signal(str, object)  # worker thread -> GUI thread; outcome, payload

    def __init__(
        self,
        name: str = "engine",
        parent: QObject | None = None,
        after: JobRunner | None = None,
    ) -> None:
        """`after`: share that runner's thread; the jobs of both wait for each other there."""
        super().__init__(parent)
        self._owns_thread = after is None
        self._thread = (
            ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
            if after is None
            else after._thread
        )
        self._stop: Stop | None = None  # of the running job
        self._ended.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    @property
    def is_running(self) -> bool:
        """From `start` until the outcome has been delivered."""
        return self._stop is not None

    def start(self, job: Callable[[Progress], object]) -> None:
        """Run `job` on the thread; RuntimeError while another one runs."""
        if self._stop is not None:
            raise RuntimeError("a job is already running; cancel it or wait for it to end")
        self._stop = Stop()
        self._thread.submit(self._run, job, Progress(self.progressed.emit, self._stop))

    def cancel(self) -> None:
        """Ask the running job to stop; the outcome comes as `cancelled`, soon."""
        if self._stop is not None:
            self._stop.set()

    def close(self) -> None:
        """Stop the running job, wait for it and end the thread; no outcome is delivered.

        A shared thread is ended, and waited for, by the runner it belongs to: close that one last.
        """
        self._ended.disconnect(self._finish)
        self.cancel()
        if self._owns_thread:
            self._thread.shutdown(wait=True, cancel_futures=True)

    def _run(self, job: Callable[[Progress], object], progress: Progress) -> None:
        try:
            result = job(progress)
        except Cancelled:
            self._ended.emit("cancelled", None)
        except Exception as error:  # the thread boundary: everything must reach the user
            self._ended.emit("failed", error)
        else:
            self._ended.emit("succeeded", result)

    @Slot(str, object)
    def _finish(self, outcome: str, payload: object) -> None:
        self._stop = None  # free: a slot below may start the next job
        if outcome == "cancelled":
            self.cancelled.emit()
        else:
            getattr(self, outcome).emit(payload)

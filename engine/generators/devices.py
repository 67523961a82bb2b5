"""What all sessions of this program share about a device: who may use it now, and whether it lives.

DirectML hangs when two sessions run at once, and a CUDA context that failed is dead for all of
them, so neither can be known by one session alone.
"""

from __future__ import annotations

import threading
import weakref
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from engine.progress import Progress

LOOK_S = 0.1  # how often a waiting run looks whether it shall stop


class Holder(Protocol):
    """A session that has something open on a device."""

    @property
    def device(self) -> str: ...

    def release(self) -> None:
        """Let go of the device; the next run opens it again."""


class Devices:
    """By name of the device ("cuda", "directml", "cpu", ...)."""

    def __init__(self) -> None:
        self.lost: dict[str, str] = {}  # why; until the program restarts
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._holders: weakref.WeakSet[Holder] = weakref.WeakSet()

    def add(self, holder: Holder) -> None:
        self._holders.add(holder)

    @contextmanager
    def alone_on(self, device: str, progress: Progress) -> Iterator[None]:
        """Be the only one who uses the device; raises Cancelled while waiting for it."""
        lock = self._locks[device]
        while not lock.acquire(timeout=LOOK_S):
            progress.step(0.0, f"waiting for {device}")
        try:
            yield
        finally:
            lock.release()

    def release_all(self, device: str) -> None:
        """Close every session on the device: a removed one comes back only when all are gone."""
        with self._locks[device]:
            for holder in list(self._holders):
                if holder.device == device:
                    holder.release()

    def lose(self, device: str, why: str) -> None:
        """Nobody uses the device again until the program restarts."""
        self.lost[device] = why
        self.release_all(device)


DEVICES = Devices()

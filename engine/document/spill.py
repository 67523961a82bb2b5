"""Undo steps on the disk: what the memory meant for them does not hold.

One folder for each document that needs it, in the user's cache folder; gone when the document is,
and after a crash with the next start (`remove_left_behind`). The steps are pickled: nobody writes
into that folder but the process that reads them.
"""

from __future__ import annotations

import errno
import os
import pickle
import secrets
import shutil
import threading
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from engine import paths
from engine.document.request import RepairRequest
from engine.locking import is_held, try_lock

RESERVE = 2**30  # bytes of the disk left for autosaves and results, which matter more
LOCK = "lock"


def folder() -> Path:
    return paths.user_cache() / "undo"


class Spill:
    """Writes things to the disk and reads them back; the folder is made by the first one."""

    def __init__(self) -> None:
        self._alone = threading.Lock()
        self._all = folder()  # asked for now: `write` may run when the place has changed
        self._folder: Path | None = None
        self._count = 0
        # Patches of one repair are known by sharing its request, on the disk and in the document.
        self._requests: dict[int, RepairRequest] = {}

    def write(self, step: object) -> Path:
        """Where it is now. May be called from several threads, one at a time gets through.

        Raises:
            OSError: the disk is full, or as good as full; nothing of it stays there.
        """
        with self._alone:
            return self._written(step, self._made())

    def _written(self, step: object, own: Path) -> Path:
        if shutil.disk_usage(own).free < RESERVE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._count += 1
        path = own / str(self._count)
        try:
            with path.open("xb") as file:
                _Pickler(file, self._requests).dump(step)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path

    def read(self, path: Path) -> Any:  # noqa: ANN401  whatever was written
        """What `write` put there. Raises OSError where it has gone."""
        with path.open("rb") as file:
            return _Unpickler(file, self._requests).load()

    def forget(self, path: Path) -> None:
        with suppress(OSError):
            path.unlink()

    def _made(self) -> Path:
        if self._folder is None:
            self._all.mkdir(parents=True, exist_ok=True)
            path = self._all / secrets.token_hex(8)
            path.mkdir()
            lock = (path / LOCK).open("xb")
            try_lock(lock)
            weakref.finalize(self, _remove, path, lock)
            self._folder = path
        return self._folder


class _Pickler(pickle.Pickler):
    """Leaves requests in memory and writes their number."""

    def __init__(self, file: BinaryIO, requests: dict[int, RepairRequest]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._requests = requests

    def persistent_id(self, value: object) -> int | None:
        if not isinstance(value, RepairRequest):
            return None
        self._requests[id(value)] = value
        return id(value)


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: BinaryIO, requests: dict[int, RepairRequest]) -> None:
        super().__init__(file)
        self._requests = requests

    def persistent_load(self, number: int) -> RepairRequest:
        return self._requests[number]


def remove_left_behind() -> None:
    """What documents left behind whose process has ended without a farewell."""
    for path in folder().glob("*"):
        if (path / LOCK).exists() and not is_held(path / LOCK):
            shutil.rmtree(path, ignore_errors=True)


def _remove(path: Path, lock: BinaryIO) -> None:
    lock.close()
    shutil.rmtree(path, ignore_errors=True)

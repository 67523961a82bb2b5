"""What survives a crash: one folder with an autosave and a lock for every open document.

The lock is the system's own and ends with its process, however that ends. So an autosave whose
lock is free was left by a crash, and a scan whose lock is held is open somewhere else.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from engine import paths
from engine.document import spill
from engine.document.read_restoration import Summary, read_summary
from engine.document.restoration import SUFFIX
from engine.errors import RestorationError
from engine.locking import is_held, try_lock

LOCK = ".lock"
MOST_BYTES = 2**16  # of a lock file: one path


def folder() -> Path:
    return paths.user_state() / "recovery"


@dataclass(frozen=True)
class Recoverable:
    """A document that a crash left behind.

    scan: where its scan was; None where nobody knows.
    saved: seconds since 1970.
    summary: None where the autosave cannot be read.
    """

    autosave: Path
    scan: Path | None
    saved: float
    summary: Summary | None

    def discard(self) -> None:
        """For good."""
        _unlink(self.autosave)
        self.autosave.with_suffix(LOCK).unlink(missing_ok=True)


class Place:
    """The place of one open document in the folder, from opening to closing."""

    def __init__(self, autosave: Path, lock: BinaryIO) -> None:
        self.autosave, self._lock = autosave, lock

    @classmethod
    def take(cls, scan: Path | None) -> Place:
        """A new one for a document that was just opened.

        Raises:
            OSError: the folder cannot be written to.
        """
        stem = f"{_key(scan)}-{secrets.token_hex(4)}"
        folder().mkdir(parents=True, exist_ok=True)
        path = folder() / (stem + LOCK)
        lock = path.open("x+b")
        try_lock(lock)  # nobody else knows the name yet; a system without locks does without
        lock.write(json.dumps({"scan": None if scan is None else str(scan)}).encode())
        lock.flush()
        return cls(path.with_suffix(SUFFIX), lock)

    @classmethod
    def adopt(cls, found: Recoverable) -> Place:
        """The place of a document that is being recovered: its autosave stays until it is closed.

        Raises:
            RestorationError: another window was faster.
        """
        lock = found.autosave.with_suffix(LOCK).open("a+b")
        if not try_lock(lock) or not found.autosave.exists():
            lock.close()
            raise RestorationError(f"{found.autosave.name} is being recovered in another window.")
        return cls(found.autosave, lock)

    def close(self) -> None:
        """The document is closed: nothing of it needs to be recovered."""
        self.drop_autosave()
        self._lock.close()
        with suppress(OSError):
            self.autosave.with_suffix(LOCK).unlink(missing_ok=True)

    def drop_autosave(self) -> None:
        """All that was done is saved elsewhere."""
        with suppress(OSError):
            _unlink(self.autosave)


def recoverable() -> list[Recoverable]:
    """What crashes left behind, the latest first; locks without work behind them and the
    undo steps of what was open are removed."""
    spill.remove_left_behind()
    for lock in folder().glob(f"*{LOCK}"):
        with suppress(OSError):  # an empty one is just being made
            if not lock.with_suffix(SUFFIX).exists() and lock.stat().st_size and not is_held(lock):
                lock.unlink()
    found = []
    for autosave in folder().glob(f"*{SUFFIX}"):
        if is_held(autosave.with_suffix(LOCK)):
            continue
        scan = _read_lock(autosave.with_suffix(LOCK))
        with suppress(OSError):  # another window discarded it meanwhile
            saved = autosave.stat().st_mtime
            found.append(Recoverable(autosave, scan, saved, _summary(autosave)))
    return sorted(found, key=lambda entry: entry.saved, reverse=True)


def is_open_elsewhere(scan: Path, own: Iterable[Place] = ()) -> bool:
    """Whether a document of this scan is open in another window, apart from `own`."""
    mine = {place.autosave.with_suffix(LOCK) for place in own}
    locks = folder().glob(f"{_key(scan)}-*{LOCK}")
    return any(is_held(lock) for lock in locks if lock not in mine)


def _key(scan: Path | None) -> str:
    name = os.path.realpath(scan) if scan else ""
    return hashlib.sha256(os.path.normcase(name).encode(errors="surrogatepass")).hexdigest()[:16]


def _unlink(autosave: Path) -> None:
    """With what a program that was killed while saving had begun beside it."""
    autosave.unlink(missing_ok=True)
    for begun in autosave.parent.glob(f".{autosave.name}.*.tmp"):
        begun.unlink(missing_ok=True)


def _summary(autosave: Path) -> Summary | None:
    try:
        return read_summary(autosave)
    except RestorationError:
        return None


def _read_lock(path: Path) -> Path | None:
    """Where the scan was, as far as the file tells."""
    try:
        with path.open("rb") as file:
            scan = json.loads(file.read(MOST_BYTES))["scan"]
        return Path(scan) if scan else None
    except (OSError, ValueError, LookupError, TypeError):
        return None

"""The folder of results while a batch writes into it: one batch at a time, results whole.

A result is written under `.heirloom-part`, on the same drive, and then given its name in one step.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.batch.sources import PART, REVIEW
from engine.document.restoration import SUFFIX
from engine.errors import BatchError, SaveError

LOCK = "lock"


@contextmanager
def workplace(target: Path) -> Iterator[Path]:
    """A folder for results being written; what a killed batch left in it is removed.

    Raises:
        BatchError: another batch writes into `target`, or nobody may.
    """
    part = target / PART
    try:
        part.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BatchError(
            f"nothing can be written into {target}: {error.strerror or error}. Choose another "
            "folder, or change its permissions."
        ) from error
    lock = _locked(part / LOCK, target)
    try:
        for left in part.iterdir():
            if left.name != LOCK:
                left.unlink(missing_ok=True)
        yield part
    finally:
        lock.close()
        shutil.rmtree(part, ignore_errors=True)


def put(staged: Path, target: Path, *, replaces: bool) -> None:
    """Give a finished file its name.

    Args:
        replaces: a file that is there already is replaced; else it stays, whenever it came.

    Raises:
        SaveError: there is such a file, or the name cannot be given.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if replaces:
            staged.replace(target)
        else:
            _put_beside(staged, target)
    except FileExistsError as error:
        raise SaveError(
            f"{target} was written by another program meanwhile and is left as it is: give the "
            "command again."
        ) from error
    except OSError as error:
        raise SaveError(f"{target} could not be saved: {error.strerror or error}.") from error


def held_file(top: Path, run: int, target: Path) -> Path:
    """Where marks and patches wait for a review whose result would be `target`, under `top`."""
    place = target.relative_to(top)
    return top / REVIEW / f"run-{run}" / place.with_name(place.name + SUFFIX)


def _put_beside(staged: Path, target: Path) -> None:
    try:
        target.hardlink_to(staged)  # the one way that never replaces, on every system
    except FileExistsError:
        raise
    except OSError:  # memory cards and network drives have no second names
        if os.path.lexists(target):
            raise FileExistsError(str(target)) from None
        staged.rename(target)
    with suppress(FileNotFoundError):
        staged.unlink()


def _locked(path: Path, target: Path) -> sqlite3.Connection:
    """SQLite's lock: the same on every system, and gone with the process, however that ends."""
    lock = sqlite3.connect(path, timeout=0)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            lock.close()
            raise BatchError(
                f"another batch is writing into {target}: wait for its end, or choose another "
                "folder."
            ) from error
        # Some network drives lock nothing: the batch goes on as it would have.
    return lock

"""Locks between processes: the system's own, which end with their process, however that ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

LOCKED_BYTE = 2**30  # of the lock file: Windows lets nobody read what is locked


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock in the file `path`."""
    try:
        with path.open("r+b") as lock:
            return not try_lock(lock)
    except OSError:
        return False


if sys.platform == "win32":
    import msvcrt

    def try_lock(file: BinaryIO) -> bool:
        """False where another one holds it; released when the file is closed."""
        file.seek(LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            file.seek(0)
        return True

else:
    import fcntl

    def try_lock(file: BinaryIO) -> bool:
        """False where another one holds it; released when the file is closed."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks: as if there were nobody else
            return True
        return True

"""Files that are replaced whole or not at all.

What is written goes into a temporary file in the target's own folder, is flushed to the disk, and
takes the target's place in one step. Whatever happens before that step (an error, Cancelled,
Ctrl+C, the power), the target is what it was.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from engine.errors import SaveError
from engine.locking import is_held, try_lock

LEFT = re.compile(r"[0-9a-f]{8}\.tmp")  # how the names of unfinished files end
LEFT_S = 60.0  # nobody who is still writing pauses for so long; for systems without locks


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes the place of `path` when the block ends well, and else disappears."""
    # Through a link to the file it names: replacing the link would leave that file as it was.
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        try:
            with temporary.open("x+b") as file:
                try_lock(file)  # as long as this process lives, the file is its own
                yield file
                file.flush()
                os.fsync(file.fileno())
            with suppress(OSError):
                temporary.chmod(target.stat().st_mode & 0o7777)
            temporary.replace(target)
            _flush_folder(target.parent)
            _remove_left_behind(target)
        except BaseException:  # Cancelled and Ctrl+C too: no half file stays
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise SaveError(_why_not(path, error)) from error
    except MemoryError as error:
        raise SaveError(
            f"{path.name} could not be saved: the memory is full. Close other programs."
        ) from error


def _flush_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut; not every system can."""
    if os.name == "posix":
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _remove_left_behind(target: Path) -> None:
    """What programs that were killed had begun to write for this target."""
    start = f".{target.name[:100]}."
    with suppress(OSError), os.scandir(target.parent) as entries:
        for entry in entries:
            if entry.name.startswith(start) and LEFT.fullmatch(entry.name, len(start)):
                _remove_if_left(Path(entry.path))


def _remove_if_left(path: Path) -> None:
    with suppress(OSError):
        if path.stat().st_mtime < time.time() - LEFT_S and not is_held(path):
            path.unlink()


def _why_not(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{path} could not be saved: the disk is full. Free space or choose another folder."
    if not path.parent.is_dir():
        return f"{path} could not be saved: the folder {path.parent} does not exist."
    if path.is_dir():
        return f"{path} is a folder: give the result a name in it."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{path} could not be saved: the folder {path.parent} may not be written to."
    return f"{path} could not be saved: {error.strerror or error}. Choose another folder or name."

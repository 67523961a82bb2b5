"""Files opened in a process apart: one that crashes its decoder, or never ends, costs one sentence.

The process is this program once more, started by the first such file and kept for the next ones.
It opens one file at a time, within limits of time and memory, and ends with the program. Daemonic
processes can have one too, as no `multiprocessing` is in it. Why, and for which formats:
docs/decisions/0017.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import numpy as np

from engine.errors import ScanError
from engine.files.limits import MAX_SIDE
from engine.files.scan import Scan
from engine.geometry import Size
from engine.paths import OPEN_FILES, program

# Of the clock, for a process that has to be started on a busy machine, and for every megapixel:
# JPEG 2000 of 16 bit takes 0.6 s of processor time for one.
LIMIT_S, LIMIT_S_PER_MEGAPIXEL = 20.0, 5.0
# Python with its libraries and the stacks of a decoder's threads; and four times what the hungriest
# decoder takes for a pixel.
ROOM, ROOM_PER_PIXEL = 2**30, 100


@dataclass(frozen=True)
class Request:
    """What is wanted of a file: its size, or the scan. room: bytes the process may take."""

    path: Path
    only_size: bool
    limit_s: float
    room: int


class Helper:
    """The process apart. May be used by any thread; one file at a time.

    command: what starts it; it answers as `apart_server.serve`.
    """

    def __init__(self, command: Sequence[str] | None = None) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def read_size(self, path: Path) -> Size:
        """What `read_rare.read_size` gives.

        Raises:
            ScanError: whatever is wrong with the file, and when the process died or took too long.
        """
        size = self._ask(Request(path.absolute(), True, LIMIT_S, ROOM))
        if not isinstance(size, Size):
            raise TypeError(f"a size was asked for, not {type(size)}")
        return size

    def open_scan(self, path: Path) -> Scan:
        """What `read_rare.read` gives; raises as `read_size`."""
        # What says it is larger is refused by the process: no clock counts as long as it would be.
        area = min(self.read_size(path).area, MAX_SIDE**2)
        limit_s = LIMIT_S + LIMIT_S_PER_MEGAPIXEL * area / 1e6
        scan = self._ask(Request(path.absolute(), False, limit_s, ROOM + ROOM_PER_PIXEL * area))
        if not isinstance(scan, Scan):
            raise TypeError(f"a scan was asked for, not {type(scan)}")
        return replace(scan, path=path)

    def close(self) -> None:
        """End the process, whatever it is doing; the next file starts another one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()

    def _ask(self, request: Request) -> Size | Scan:
        with self._turn:
            process = self._started()
            end = time.monotonic() + request.limit_s
            watch = threading.Timer(request.limit_s, process.kill)
            watch.start()
            try:
                answer = _exchange(process, request)
            except (EOFError, OSError, pickle.UnpicklingError) as error:
                self.close()
                raise ScanError(_why(request, late=time.monotonic() >= end)) from error
            except BaseException:  # in the middle of an answer: nobody could go on from there
                self.close()
                raise
            finally:
                watch.cancel()
                watch.join()
        if isinstance(answer, ScanError):
            raise answer
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                self._command or [*program(), OPEN_FILES],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # decoders print what is in their sentence anyway
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # exists on Windows only
            )
        return self._process


def _exchange(process: subprocess.Popen[bytes], request: Request) -> Size | Scan | ScanError:
    """The answer, with its arrays filled straight from the pipe."""
    there, back = process.stdin, process.stdout
    if there is None or back is None:
        raise EOFError
    pickle.dump(request, there)
    there.flush()
    told, lengths = pickle.load(back)
    answer: Size | Scan | ScanError = pickle.loads(
        told, buffers=[_received(back, length) for length in lengths]
    )
    return answer


def _received(pipe: IO[bytes], length: int) -> np.ndarray:
    buffer = np.empty(length, np.uint8)
    if length and pipe.readinto(buffer.data) != length:  # type: ignore[attr-defined]
        raise EOFError
    return buffer


def _why(request: Request, *, late: bool) -> str:
    what = f"took more than {request.limit_s:.0f} seconds" if late else "ended in a crash"
    return (
        f"{request.path.name} is damaged: reading it {what}, in a process of its own, and nothing "
        "else was harmed. Copy it again from its origin, or save it anew as TIFF."
    )


helper = Helper()
atexit.register(lambda: helper.close())


def _forget() -> None:
    """In a forked process: the pipes belong to the one that it came from."""
    global helper
    helper = Helper()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_forget)

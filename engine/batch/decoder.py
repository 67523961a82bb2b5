"""Scans opened in a process of its own: a file that crashes its decoder costs one sentence.

The other process opens one file after another and sends the pixels through a pipe in pieces; for
36 MB (12 megapixels) that costs 0.04 s of processor time on both sides together, a tenth of what
decoding and hashing cost. When it dies, or takes longer than the limit, a new one is started for
the next file.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

import numpy as np

from engine.document.marks import Marks
from engine.errors import HeirloomError, ScanError
from engine.files.scan import Scan
from engine.progress import Cancelled, Stop

PIECE = 2**20  # bytes sent at once
LIMIT_S = 300.0  # for one file; network drives are slow, damaged files have looped for ever
LOOK_S = 0.05  # how often the waiting side looks for a stop
# Of 0 x 0 pixels: what goes ahead of the pixels, with everything else the scan says.
NOTHING = np.empty((0, 0, 1), np.uint8)


@dataclass(frozen=True)
class Request:
    """What to open.

    masks: all of them together say where to repair. protect: where nothing may be touched.
    infrared: also look for the infrared channel beside the scan.
    alpha: where the scan itself is transparent is to be repaired; the result is opaque.
    page: of the scan, where its file has several.
    """

    scan: Path
    masks: tuple[Path, ...] = ()
    protect: Path | None = None
    infrared: bool = False
    alpha: bool = False
    page: int = 1


@dataclass(frozen=True, eq=False)
class Opened:
    """A scan and what its masks say together.

    mask: uint8 (height, width), 0 where it is protected; None where there is no mask.
    protect: uint8 (height, width), 0 where detection may mark something.
    lines: drawn into what is to be repaired, as for `repair`; None = none are given.
    """

    scan: Scan
    mask: np.ndarray | None
    protect: np.ndarray | None = None
    lines: Marks | None = None


class Decoder:
    """The other process; started by the first `open`. Used by one thread at a time."""

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self._limit_s = limit_s
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Decoder:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def open(self, request: Request, stop: Stop) -> Opened:
        """What `open_scan` and `open_mask` give, as they give it.

        Raises:
            ScanError, MaskError: as they raise it; and when the decoder crashed or took too long.
            Cancelled: asked to stop; the process is ended.
        """
        pipe = self._started()
        try:
            pipe.send(request)
            self._wait(pipe, request.scan, stop)
            reply = pipe.recv()
            if isinstance(reply, HeirloomError):
                raise reply
            scan, arrays = reply
            filled = [_receive(pipe, *told) if told else None for told in arrays]
        except (EOFError, OSError, MemoryError) as error:
            self.close()
            raise ScanError(
                f"{request.scan.name} made its decoder crash: it is damaged or needs more memory "
                "than is free. Copy it again from its origin, or save it anew as TIFF."
            ) from error
        except Cancelled:
            self.close()
            raise
        pixels, alpha, infrared, mask, protect = filled
        scan = replace(scan, pixels=pixels, alpha=alpha, infrared=infrared)
        return Opened(scan, mask, protect)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None and self._pipe is not None:
            self._pipe.close()
            self._process.kill()
            self._process.join()
            self._process.close()
        self._process = self._pipe = None

    def _started(self) -> Connection:
        if self._process is None or self._pipe is None or not self._process.is_alive():
            self.close()
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=serve, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
        return self._pipe

    def _wait(self, pipe: Connection, path: Path, stop: Stop) -> None:
        end = time.monotonic() + self._limit_s
        while not pipe.poll(LOOK_S):
            if stop.is_set():
                raise Cancelled
            if time.monotonic() > end:
                self.close()
                raise ScanError(
                    f"{path.name} was not read within {self._limit_s:.0f} seconds: it is damaged, "
                    "or the drive it lies on does not answer."
                )


def serve(pipe: Connection) -> None:
    """The other process: open what is asked for until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all; the one that asks decides
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            request = pipe.recv()
            try:
                opened = open_files(request)
            except HeirloomError as error:
                pipe.send(type(error)(str(error)))
                continue
            scan = opened.scan
            arrays = (scan.pixels, scan.alpha, scan.infrared, opened.mask, opened.protect)
            bare = replace(scan, pixels=NOTHING, alpha=None, infrared=None)
            pipe.send((bare, [None if a is None else (a.shape, a.dtype.str) for a in arrays]))
            for array in arrays:
                if array is not None:
                    _send(pipe, array)


def open_files(request: Request) -> Opened:
    """Open what is asked for in this process."""
    from engine.detect.infrared import find_infrared
    from engine.files.colour import narrowed
    from engine.files.reader import open_mask, open_scan

    scan = open_scan(request.scan, request.page)
    if request.infrared:
        with suppress(ScanError):  # `find_damage` meets it again and knows what to do
            scan = replace(scan, infrared=find_infrared(scan))
    drawn = [open_mask(path, scan.size) for path in request.masks]
    if request.alpha and scan.alpha is not None:
        drawn.append(255 - narrowed(scan.alpha))
        scan = replace(scan, alpha=None)
    mask = np.maximum.reduce(drawn) if drawn else None
    protect = open_mask(request.protect, scan.size) if request.protect else None
    if mask is not None and protect is not None:
        mask[protect > 0] = 0
    return Opened(scan, mask, protect)


def _send(pipe: Connection, array: np.ndarray) -> None:
    whole = np.ascontiguousarray(array).data.cast("B")
    for start in range(0, len(whole), PIECE):
        pipe.send_bytes(whole[start : start + PIECE])


def _receive(pipe: Connection, shape: tuple[int, ...], dtype: str) -> np.ndarray:
    array = np.empty(shape, dtype)
    whole = array.data.cast("B")
    for start in range(0, len(whole), PIECE):
        pipe.recv_bytes_into(whole[start : start + PIECE])
    array.flags.writeable = False
    return array

"""The process apart itself: opens what it is asked for until nobody asks any more (apart.py)."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
from contextlib import suppress
from typing import BinaryIO

from engine.errors import ScanError
from engine.files import read_rare
from engine.files.apart import Request
from engine.files.reader import first_bytes, one_sentence
from engine.files.scan import Scan
from engine.geometry import Size


def serve() -> int:
    """Answer on standard output what standard input asks for; the exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all; the one that asks decides
    # By number: a program without a console has no sys.stdout. What a library prints goes elsewhere
    # than between the answers.
    with os.fdopen(0, "rb") as asked, os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        with suppress(EOFError, BrokenPipeError):
            while True:
                request: Request = pickle.load(asked)
                _limit(request)
                _send(answers, _answer(request))
    return 0


def _answer(request: Request) -> Size | Scan | ScanError:
    path = request.path
    try:
        with one_sentence(path):
            read = read_rare.read_size if request.only_size else read_rare.read
            return read(path, first_bytes(path))
    except ScanError as error:
        return ScanError(str(error))  # without its cause, which may not travel


def _send(answers: BinaryIO, answer: Size | Scan | ScanError) -> None:
    """Pixels go as they lie in memory, behind what is said about them."""
    buffers: list[pickle.PickleBuffer] = []
    told = pickle.dumps(answer, protocol=5, buffer_callback=buffers.append)
    pieces = [buffer.raw() for buffer in buffers]
    pickle.dump((told, [len(piece) for piece in pieces]), answers)
    for piece in pieces:
        answers.write(piece)
    answers.flush()


if sys.platform == "win32":

    def _limit(request: Request) -> None:
        """Windows has no such limits for a process from inside; the clock is watched outside."""

else:
    import resource

    def _limit(request: Request) -> None:
        """Memory; and processor time, for one that loops after those who asked have gone."""
        _lower(resource.RLIMIT_DATA, request.room)
        cores = os.cpu_count() or 1
        _lower(resource.RLIMIT_CPU, int(time.process_time() + request.limit_s * cores) + 1)

    def _lower(which: int, limit: int) -> None:
        _, most = resource.getrlimit(which)
        within = limit if most == resource.RLIM_INFINITY else min(limit, most)
        resource.setrlimit(which, (within, most))

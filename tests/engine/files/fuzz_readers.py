"""Damaged files by the thousand: every reader gives pixels or one sentence, and its process lives.

    python -m tests.engine.files.fuzz_readers 20000
    python -m tests.engine.files.fuzz_readers 1000000 --minutes 60 --first 20000
    python -m tests.engine.files.fuzz_readers 1 --first 4711 --keep /tmp/finding

Each trial damages one of the seeds (the awkward files of ../shared, one file of every kind we
write, a restoration file, a record) and opens it as the program does, in another process that is
watched from here: a crash, a hang, an exception that is no sentence, too much memory, and memory or
handles that are never given back are findings. The same number gives the same trial again. Ends
with status 1 where there are findings.

Mutational, not guided by coverage: what can crash is C code in wheels, which no fuzzer for Python
sees into.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np

from engine.document.read_restoration import open_restoration
from engine.document.record import open_record
from engine.document.restoration import SUFFIX as RESTORATION
from engine.errors import HeirloomError
from engine.files.reader import open_mask, open_scan, read_size
from tests.engine.document.long_trial import mutated, rezipped
from tests.engine.files.fuzz_seeds import seeds

LONGEST_S, MOST_BYTES = 2.0, 500 * 2**20  # for one damaged file, of processor time and of memory
HANGS_S = 30.0  # of the clock, on a busy machine; then the process is ended
WARM = 0.3  # of the trials, after which memory that stays is counted as lost
MOST_LOST = 64 * 2**20
# What readers of other programs have fallen over: the ends of 8, 16 and 32 bits.
EDGES = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 2**31 - 1, 2**31,
         2**32 - 2, 2**32 - 1)  # fmt: skip
HEADER = 512  # bytes in which half of the changes fall: sizes, offsets and tags lie there
PROC = Path("/proc/self")
Serve = Callable[[Connection, int, int, Path], None]


@dataclass(frozen=True)
class Outcome:
    """What became of one trial; `wrong` is empty where it is as it should be."""

    number: int
    seed: str
    opened: bool
    seconds: float  # of processor time
    peak: int  # bytes beyond what the process had before
    kept: int  # bytes the process has now
    handles: int
    wrong: str = ""


def trial(number: int, known: dict[str, bytes]) -> tuple[str, bytes]:
    """The seed's name and the damaged file; half of the trials give rare kinds the same share."""
    rng, names = np.random.default_rng(number), sorted(known)
    if rng.random() < 0.5:
        kinds = sorted({Path(name).suffix.lower() for name in names})
        kind = kinds[rng.integers(len(kinds))]
        names = [name for name in names if Path(name).suffix.lower() == kind]
    name = names[rng.integers(len(names))]
    return name, damaged(known[name], name, list(known.values()), rng)


def damaged(seed: bytes, name: str, others: list[bytes], rng: np.random.Generator) -> bytes:
    """One to four changes; of a restoration file, half of them inside of its members."""
    if name.endswith(RESTORATION) and rng.random() < 0.5:
        return rezipped(seed, rng)
    data = seed
    for _ in range(int(rng.integers(1, 5))):
        data = CHANGES[rng.integers(len(CHANGES))](data, others, rng) or seed
    return data


def _place(data: bytes, rng: np.random.Generator) -> int:
    return int(rng.integers(min(len(data), HEADER) if rng.random() < 0.5 else len(data)))


def _bytes(data: bytes, others: list[bytes], rng: np.random.Generator) -> bytes:
    return mutated(data, rng)


def _bit(data: bytes, others: list[bytes], rng: np.random.Generator) -> bytes:
    changed, at = bytearray(data), _place(data, rng)
    changed[at] ^= 1 << int(rng.integers(8))
    return bytes(changed)


def _number(data: bytes, others: list[bytes], rng: np.random.Generator) -> bytes:
    """A number of 1, 2 or 4 bytes in either order becomes one at the edge of what it holds."""
    size, order = int(rng.choice((1, 2, 4))), str(rng.choice(("little", "big")))
    value = EDGES[rng.integers(len(EDGES))] % 256**size
    at = _place(data, rng)
    return data[:at] + value.to_bytes(size, order) + data[at + size :]  # type: ignore[arg-type]


def _splice(data: bytes, others: list[bytes], rng: np.random.Generator) -> bytes:
    """A piece of another seed in the place of as much of this one."""
    other = others[rng.integers(len(others))]
    start, at = int(rng.integers(len(other))), _place(data, rng)
    piece = other[start : start + int(rng.integers(1, 300))]
    return data[:at] + piece + data[at + len(piece) :]


def _blank(data: bytes, others: list[bytes], rng: np.random.Generator) -> bytes:
    """A piece of one value, as of a disk or a transfer that failed."""
    at, value = _place(data, rng), int(rng.choice((0, 255, int(rng.integers(256)))))
    length = min(int(2 ** rng.uniform(0, 13)), len(data) - at)
    return data[:at] + bytes([value]) * length + data[at + length :]


CHANGES = (_bytes, _bit, _bit, _number, _number, _splice, _blank)


def look(path: Path) -> bool:
    """Open it as the program would; whether that went well.

    Raises:
        AssertionError: it opened, and is not what it should be.
    """
    try:
        if path.name.endswith(RESTORATION):
            open_restoration(path)
        elif path.name.endswith(".json"):
            open_record(path)
        else:
            _look_at_scan(path)
    except HeirloomError as error:
        told = str(error)
        assert told and "\n" not in told and len(told) < 1000, f"no sentence: {told!r}"
        return False
    return True


def _look_at_scan(path: Path) -> None:
    scan = open_scan(path)
    shape, kind = scan.pixels.shape, scan.pixels.dtype
    assert len(shape) == 3 and shape[2] in (1, 3) and kind in (np.uint8, np.uint16), (shape, kind)
    assert not scan.pixels.flags.writeable, "the pixels can be written to"
    assert read_size(path) == scan.size, "read_size and open_scan differ"
    mask = open_mask(path, scan.size)
    assert mask.shape == shape[:2] and mask.dtype == np.uint8, "the mask has another shape"


def serve(pipe: Connection, first: int, last: int, folder: Path) -> None:
    """The watched process: one Outcome for every trial."""
    known = seeds()
    for number in range(first, last):
        name, data = trial(number, known)
        path = folder / f"trial{Path(name).suffix}"
        path.write_bytes(data)
        pipe.send(_tried(number, name, path))
        path.unlink()


def _tried(number: int, name: str, path: Path) -> Outcome:
    before, start, opened, wrong = _memory(reset=True)[0], time.process_time(), False, ""
    content = path.read_bytes()
    try:
        opened = look(path)
    except Exception as error:  # the border of the trial: whatever comes is a finding
        wrong = f"{type(error).__name__}: {error}"
    seconds = time.process_time() - start
    if number % 50 == 0:
        gc.collect()
    kept, peak = _memory()
    if path.read_bytes() != content:
        wrong = "the file was written to"
    elif seconds > LONGEST_S:
        wrong = wrong or f"{seconds:.1f} s"
    elif peak - before > MOST_BYTES:
        wrong = wrong or f"{(peak - before) / 2**20:.0f} MiB"
    handles = len(os.listdir("/proc/self/fd")) if PROC.exists() else 0  # noqa: PTH208
    return Outcome(number, name, opened, seconds, peak - before, kept, handles, wrong)


def _memory(*, reset: bool = False) -> tuple[int, int]:
    """Bytes in memory now, and the most since the last reset; 0, 0 where nobody knows."""
    if not PROC.exists():
        return 0, 0
    if reset:
        (PROC / "clear_refs").write_text("5")
    told = dict(line.split(":", 1) for line in (PROC / "status").read_text().splitlines())
    return tuple(int(told[key].split()[0]) * 1024 for key in ("VmRSS", "VmHWM"))  # type: ignore


def watched(
    first: int,
    last: int,
    until: float,
    folder: Path,
    serve: Serve = serve,
) -> Iterator[Outcome]:
    """Every trial's outcome; after a crash or a hang a new process goes on behind it."""
    number = first
    while number < last and time.monotonic() < until:
        process, pipe = _started(serve, number, last, folder)
        try:
            while number < last and time.monotonic() < until:
                if not pipe.poll(HANGS_S):
                    yield Outcome(number, "?", False, HANGS_S, 0, 0, 0, "hangs")
                    break
                yield pipe.recv()
                number += 1
        except EOFError:
            process.join()
            yield Outcome(number, "?", False, 0, 0, 0, 0, f"crash, status {process.exitcode}")
        finally:
            process.kill()
            process.join()
        number += 1


def _started(serve: Serve, first: int, last: int, folder: Path) -> tuple[BaseProcess, Connection]:
    context = get_context("spawn")
    pipe, theirs = context.Pipe(duplex=False)
    process = context.Process(target=serve, args=(theirs, first, last, folder), daemon=True)
    process.start()
    theirs.close()
    return process, pipe


def report(outcomes: list[Outcome]) -> list[str]:
    """What is wrong, one line for each; the figures are printed."""
    wrong = [f"trial {o.number} ({o.seed}): {o.wrong}" for o in outcomes if o.wrong]
    sound = [o for o in outcomes if o.kept]
    if not sound:
        return wrong
    # In the middle of a tenth of the trials: a large picture comes and goes.
    start = int(len(sound) * WARM)
    tenth = max(1, len(sound) // 10)
    first, last = (sound[i : i + tenth] for i in (start, len(sound) - tenth))
    lost = statistics.median(o.kept for o in last) - statistics.median(o.kept for o in first)
    more = statistics.median(o.handles for o in last) - statistics.median(o.handles for o in first)
    kinds = Counter(Path(o.seed).suffix.lower() for o in outcomes)
    slowest, largest = max(o.seconds for o in outcomes), max(o.peak for o in outcomes)
    print(f"{len(outcomes):,} files, {sum(o.opened for o in outcomes):,} still opened")  # noqa: T201
    print(", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common()))  # noqa: T201
    print(f"slowest {slowest:.2f} s of processor time, largest {largest / 2**20:.0f} MiB")  # noqa: T201
    print(f"kept from {WARM:.0%} to the end: {lost / 2**20:+.1f} MiB, {more:+.0f} handles")  # noqa: T201
    if lost > MOST_LOST or more > 0:
        wrong.append(f"leaks {lost / 2**20:.1f} MiB and {more:.0f} handles")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int)
    parser.add_argument("--first", type=int, default=0, help="number of the first trial")
    parser.add_argument("--minutes", type=float, default=24 * 60.0, help="stop after")
    parser.add_argument("--keep", type=Path, help="write the file of trial FIRST here instead")
    args = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if args.keep:
            return _keep(args.first, args.keep)
        until = time.monotonic() + 60 * args.minutes
        outcomes = []
        for outcome in watched(args.first, args.first + args.count, until, folder):
            outcomes.append(outcome)
            if outcome.wrong:
                print(f"trial {outcome.number} ({outcome.seed}): {outcome.wrong}", flush=True)  # noqa: T201
        wrong = report(outcomes)
    return bool(wrong)


def _keep(number: int, path: Path) -> int:
    name, data = trial(number, seeds())
    path.write_bytes(data)
    print(f"{path} is made from {name}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())

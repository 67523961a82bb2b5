"""What can still be read of a damaged PNG, as a sound one in memory.

Rows are kept as far as they can be unpacked; damaged chunks beside the pixels are left out.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.files.png import SIGNATURE, Chunks, as_chunk

SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type
PIECE = 1024  # unpacked at a time: of what comes before damaged bytes nothing is lost
LAST_FILTER = 4


@dataclass(frozen=True)
class Repaired:
    """sound: a PNG of the same size, black where rows are missing.

    rows: that were there. certain: of these, above the first check sum that is wrong.
    """

    sound: bytes
    rows: int
    certain: int

    def about(self, height: int) -> list[str]:
        """What is missing and what is in doubt, one sentence each."""
        told = []
        if self.rows < height:
            told.append(
                f"It is cut off or damaged: its rows {self.rows + 1:,} to {height:,} (as stored) "
                "are missing; they are black."
            )
        if self.certain < self.rows:
            told.append(
                f"A check sum of it is wrong: from row {self.certain + 1:,} on (as stored) its "
                "pixels may be damaged."
            )
        return told


def repaired(path: Path, chunks: Chunks) -> Repaired:
    """
    Raises:
        ValueError: it is interlaced, or not a single row is there.
    """
    if chunks.interlaced or chunks.colour_type not in SAMPLES:
        raise ValueError("it is damaged")
    stride = 1 + (chunks.width * SAMPLES[chunks.colour_type] * chunks.depth + 7) // 8
    packed = zlib.decompressobj()
    data, certain = bytearray(), -1
    try:
        for body, is_sound in _pixel_chunks(path):
            if not is_sound and certain < 0:
                certain = len(data) // stride
            for start in range(0, len(body), PIECE):
                room = chunks.height * stride - len(data)
                data += packed.decompress(body[start : start + PIECE], max(1, room))
    except zlib.error:
        pass  # what came before it is in `data`
    rows = min(len(data) // stride, chunks.height)
    filters = np.frombuffer(data[: rows * stride : stride], np.uint8)
    if (filters > LAST_FILTER).any():
        rows = int((filters > LAST_FILTER).argmax())
    if not rows:
        raise ValueError("not one of its rows can be read")
    del data[rows * stride :]
    data += bytes((chunks.height - rows) * stride)
    if packed.eof or certain < 0:  # at its end zlib has proved all of it by its own check sum
        certain = rows
    return Repaired(_sound(chunks, data), rows, min(certain, rows))


def _pixel_chunks(path: Path) -> Iterator[tuple[bytes, bool]]:
    """The bodies of all IDAT chunks, the last perhaps cut off; and whether their sums are right."""
    with path.open("rb") as file:
        file.seek(len(SIGNATURE))
        while len(head := file.read(8)) == 8:
            size, kind = struct.unpack(">I4s", head)
            if kind != b"IDAT":
                file.seek(size + 4, 1)
                continue
            body = file.read(size)
            total = file.read(4)
            yield (
                body,
                len(total) < 4 or total == struct.pack(">I", zlib.crc32(body, zlib.crc32(kind))),
            )


def _sound(chunks: Chunks, data: bytearray) -> bytes:
    head = (chunks.width, chunks.height, chunks.depth, chunks.colour_type, 0, 0, 0)
    kept = [(b"IHDR", struct.pack(">IIBBBBB", *head))]
    kept += [(kind, chunks.first[kind]) for kind in (b"PLTE", b"tRNS") if kind in chunks.first]
    kept += [(b"IDAT", zlib.compress(data, 1)), (b"IEND", b"")]
    return SIGNATURE + b"".join(as_chunk(kind, body) for kind, body in kept)

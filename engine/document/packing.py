"""Arrays as zlib streams, read back exactly: not one byte more or less than was announced."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import numpy as np

# Of zlib: 6 takes three times as long (77 instead of 246 MB/s on 8-bit photographs) for 13 % less.
LEVEL = 1


def pack(parts: Iterable[bytes]) -> bytes:
    """One stream of all `parts`, one after another."""
    packer = zlib.compressobj(LEVEL)
    return b"".join([*(packer.compress(part) for part in parts), packer.flush()])


class Unpacker:
    """Takes a stream apart; whatever it claims, only what is asked for is ever unpacked."""

    def __init__(self, packed: bytes) -> None:
        self._stream, self._rest = zlib.decompressobj(), packed

    def take(self, size: int) -> bytes:
        """The next `size` bytes.

        Raises:
            ValueError: the stream is damaged or shorter.
        """
        parts, missing = [], size
        while missing:
            try:
                part = self._stream.decompress(self._rest, missing)
            except zlib.error as error:
                raise ValueError("packed data is damaged") from error
            self._rest = self._stream.unconsumed_tail
            if not part:
                raise ValueError(f"packed data ends {missing:,} bytes too early")
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def end(self) -> None:
        """Raise ValueError unless the stream is complete, checked and used up."""
        try:
            more = self._stream.decompress(self._rest, 1)
        except zlib.error as error:
            raise ValueError("packed data is damaged") from error
        if more or not self._stream.eof or self._stream.unused_data:
            raise ValueError("packed data does not end where it should")


def differences(pixels: np.ndarray) -> bytes:
    """Each sample less its left neighbour's, which packs better; pixels (h, w, channels)."""
    less = pixels.copy()
    less[:, 1:] -= pixels[:, :-1]
    return np.ascontiguousarray(less, pixels.dtype.newbyteorder("<")).tobytes()


def from_differences(data: bytes, shape: tuple[int, int, int], dtype: np.dtype) -> np.ndarray:
    """The pixels of `differences`: a new array."""
    less = np.frombuffer(data, dtype.newbyteorder("<")).reshape(shape).astype(dtype, copy=False)
    pixels: np.ndarray = np.cumsum(less, axis=1, dtype=dtype)
    return pixels

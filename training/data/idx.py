"""Grey pictures from an IDX file, the format of MNIST: a header of big-endian integers, then bytes.

0  0  type  dimensions | length of each dimension, 4 bytes | the values
"""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np

from engine.errors import RecipeError

PICTURES = b"\0\0\x08\x03"  # unsigned bytes in three dimensions
MOST = 2**31  # bytes; MNIST has 47 million, and a packed file may claim anything


def read_idx(path: Path) -> np.ndarray:
    """The pictures of an IDX file, uint8 (n, height, width); packed where the name ends in .gz.

    Raises:
        RecipeError: the file is missing, holds something else than pictures, or is longer or
            shorter than its header says.
    """
    try:
        with _opened(path) as file:
            return _pictures(file, path.name)
    except (OSError, EOFError, zlib.error) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise RecipeError(
            f"{path} cannot be read: {why}. Set `idx` to a file of pictures in the format of "
            "MNIST, such as train-images-idx3-ubyte."
        ) from error


def _opened(path: Path) -> BinaryIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rb")  # type: ignore[return-value]  # it reads as one
    return path.open("rb")


def _pictures(file: BinaryIO, name: str) -> np.ndarray:
    header = file.read(16)
    if header[:4] != PICTURES or len(header) < 16:
        raise RecipeError(
            f"{name} is no IDX file of grey pictures (it begins with {header[:4].hex(' ')}, not "
            f"{PICTURES.hex(' ')}): choose the file whose name has idx3-ubyte in it."
        )
    count, height, width = (int(length) for length in np.frombuffer(header, ">u4", 3, 4))
    size = count * height * width
    if not 0 < size <= MOST:
        raise RecipeError(
            f"{name} claims to hold {count} pictures of {width} x {height} px: that is nothing, or "
            f"more than {MOST // 2**20} MiB. Choose another file."
        )
    values = file.read(size + 1)
    if len(values) != size:
        found = "more" if len(values) > size else f"{len(values)}"
        raise RecipeError(
            f"{name} is damaged: its header promises {size} bytes of pictures, there are {found}. "
            "Get it again."
        )
    return np.frombuffer(values, np.uint8).reshape(count, height, width)

"""What can still be read of a JPEG that is cut off or damaged."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

END = b"\xff\xd9"  # marker EOI
# Any coefficients but none: bytes that are no marker and do not end a block at once.
FILLER = b"\x5a\xa5\x33\xcc" * 4096


def loaded(path: Path, picture: Image.Image) -> tuple[Image.Image, list[str]]:
    """The picture with its pixels, and what is missing of them, in words.

    Raises:
        OSError: nothing of it can be read, or it is no JPEG.
    """
    try:
        picture.load()
    except OSError:
        if picture.format not in ("JPEG", "MPO"):
            raise
        return _part_of(path, picture)
    return picture, []


def _part_of(path: Path, picture: Image.Image) -> tuple[Image.Image, list[str]]:
    """Decode twice, with nothing and with something behind the end: where both are equal, the
    pixels come from the file."""
    data = path.read_bytes()
    part = _decoded(data + END)
    first = _first_difference(part, data)
    if first == part.height:
        return part, ["It is damaged at its end; all of its rows could be read."]
    if picture.info.get("progressive"):  # rows come several times, each time finer
        return part, [
            f"It is cut off or damaged: from row {first + 1:,} on (as stored) its details are "
            "missing."
        ]
    if not first:
        raise OSError("not one of its rows can be read")
    black = Image.new(part.mode, (part.width, part.height - first))
    if part.mode == "CMYK":
        black.paste((0, 0, 0, 255), (0, 0, *black.size))
    part.paste(black, (0, first))
    return part, [
        f"It is cut off or damaged: its rows {first + 1:,} to {part.height:,} (as stored) are "
        "missing; they are black."
    ]


def _first_difference(part: Image.Image, data: bytes) -> int:
    """The first row that looks otherwise when something else comes behind the data."""
    try:
        other = _decoded(data + FILLER + END)
    except OSError:
        return 0
    for row in range(part.height):
        box = (0, row, part.width, row + 1)
        if part.crop(box).tobytes() != other.crop(box).tobytes():
            return row
    return part.height


def _decoded(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data), formats=("JPEG",))
    picture.load()
    return picture

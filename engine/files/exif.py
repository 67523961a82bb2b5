"""EXIF as what it is: a TIFF directory (IFD) with sub-directories. Read, set upright, written.

Nothing moves in a block that came from a file (exif_edit.py changes values): some cameras'
MakerNotes hold offsets that count from the start of the block, and would break. Only into a TIFF,
which has one directory for everything, are the entries written anew, each one byte for byte (the
MakerNote too: it moves, but is not interpreted).

Layout: TIFF 6.0, section 2; BigTIFF: the same with 8-byte counts and offsets; Exif 2.32, 4.6.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

ORIENTATION = 274
EXIF_IFD, GPS_IFD, INTEROPERABILITY_IFD = 34665, 34853, 40965
SUB_IFDS = (EXIF_IFD, GPS_IFD, INTEROPERABILITY_IFD)
# What the first directory says about the photograph rather than about the file's own layout.
DESCRIPTIVE = frozenset(
    (269, 270, 271, 272, 285, 305, 306, 315, 316, 18246, 18249, 33432, *range(40091, 40096))
)
# Pairs that change places when the picture is turned by a quarter: width/height, resolutions.
TURNING = ((256, 257), (282, 283), (40962, 40963))
NEXT_IFD_THUMBNAIL = (513, 514)  # its offset and its length
TYPE_SIZE = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
TYPE_SIZE |= {16: 8, 17: 8, 18: 8}
MOST_ENTRIES = 2000  # real directories have tens; a damaged count must not cost minutes
MOST_BYTES = 64 * 2**20

ReadAt = Callable[[int, int], bytes]  # (offset, size) -> bytes, fewer at the end of the file


@dataclass(frozen=True)
class Entry:
    """One field of a directory.

    value: `count` items of `type`, little-endian whatever the file was.
    at: where in the file the entry's value field lies (not its value, if that is longer).
    """

    type: int
    count: int
    value: bytes
    at: int = 0

    @property
    def number(self) -> int:
        """The first item of an integer field."""
        return int.from_bytes(self.value[: TYPE_SIZE[self.type]], "little")


@dataclass(frozen=True)
class Ifd:
    """A directory: fields by tag, and the directories that hang below it, by their tag."""

    entries: dict[int, Entry] = field(default_factory=dict)
    below: dict[int, Ifd] = field(default_factory=dict)
    next: int = 0  # offset of the next directory, 0 for none
    next_at: int = 0  # where that offset itself is kept


def read_block(block: bytes) -> Ifd:
    """The first directory of an EXIF block and those below it.

    Raises:
        ValueError: it is no EXIF block.
    """
    order, start = header(block)
    return read_ifd(lambda at, n: block[at : at + n], start, order)


def read_ifd(read_at: ReadAt, start: int, order: str, big: bool = False, depth: int = 0) -> Ifd:
    """The directory at `start`, without the fields that are damaged.

    Args:
        order: "<" or ">" of the file. big: BigTIFF.

    Raises:
        ValueError: there is no directory at `start`.
    """
    count_form, entry_form, inline = ("Q", "HHQ8s", 8) if big else ("H", "HHI4s", 4)
    head, step = struct.calcsize(count_form), 20 if big else 12
    raw = read_at(start, head)
    count = struct.unpack(order + count_form, raw)[0] if len(raw) == head else 0
    table = read_at(start + head, count * step + inline) if count <= MOST_ENTRIES else b""
    if not count or len(table) < count * step:
        raise ValueError(f"no directory at byte {start}")
    ifd = Ifd(
        next=int.from_bytes(table[count * step :], "little" if order == "<" else "big"),
        next_at=start + head + count * step,
    )
    for i in range(count):
        tag, kind, items, value = struct.unpack_from(order + entry_form, table, i * step)
        size = TYPE_SIZE.get(kind, 0) * items
        if size > inline and size <= MOST_BYTES:
            value = read_at(int.from_bytes(value, "little" if order == "<" else "big"), size)
        if size and len(value) >= size:
            at = start + head + (i + 1) * step - inline
            ifd.entries[tag] = Entry(kind, items, byte_swapped(value[:size], kind, order), at)
    if depth < 2:
        _read_below(ifd, read_at, order, big, depth)
    return ifd


def _read_below(ifd: Ifd, read_at: ReadAt, order: str, big: bool, depth: int) -> None:
    for tag in SUB_IFDS:
        if tag in ifd.entries:
            offset = ifd.entries.pop(tag).number
            try:
                ifd.below[tag] = read_ifd(read_at, offset, order, big, depth + 1)
            except ValueError:
                continue  # an empty GPS directory is common and says nothing


def photograph_only(ifd: Ifd) -> Ifd:
    """Without what describes the file's own layout: what goes from one file into another."""
    kept = {tag: entry for tag, entry in ifd.entries.items() if tag in DESCRIPTIVE}
    below = {tag: sub for tag, sub in ifd.below.items() if tag in (EXIF_IFD, GPS_IFD)}
    return Ifd(kept, below)


def write_block(ifd: Ifd) -> bytes:
    """An EXIF block, little-endian, without the "Exif\\0\\0" prefix."""
    return b"II*\0" + struct.pack("<I", 8) + write_ifd(ifd, 8)


def write_ifd(ifd: Ifd, start: int, big: bool = False) -> bytes:
    """The bytes of a directory that will lie at byte `start` of a little-endian file."""
    count_form, offset_form, inline = ("<Q", "<Q", 8) if big else ("<H", "<I", 4)
    step = 20 if big else 12
    tags = sorted([*ifd.entries, *ifd.below])
    head = struct.pack(count_form, len(tags))
    after = start + len(head) + len(tags) * step + inline
    table, values = b"", b""
    for tag in tags:
        if tag in ifd.below:
            field_value = struct.pack(offset_form, after + len(values))
            kind, items = (16 if big else 4), 1
            values += write_ifd(ifd.below[tag], after + len(values), big)
        else:
            entry = ifd.entries[tag]
            kind, items, field_value = entry.type, entry.count, entry.value
            if len(field_value) > inline:
                field_value = struct.pack(offset_form, after + len(values))
                values += entry.value
        values += b"\0" * (len(values) % 2)  # values begin on even bytes
        table += struct.pack("<HHQ" if big else "<HHI", tag, kind, items)
        table += field_value.ljust(inline, b"\0")
    return head + table + struct.pack(offset_form, 0) + values


def orientation_of(ifd: Ifd) -> int:
    """1..8, as the EXIF standard counts; 1 where the field is missing or senseless."""
    entry = ifd.entries.get(ORIENTATION)
    number = entry.number if entry and entry.type in (1, 3, 4) else 1
    return number if 1 <= number <= 8 else 1


def upright(block: bytes, orientation: int) -> bytes:
    """The block for pixels that have been turned: Orientation 1, sizes exchanged, no thumbnail.

    Nothing moves inside the block; the preview, which would show the damage and lie on its side,
    is cut off or blanked.
    """
    order, _ = header(block)
    first = read_block(block)
    patched = bytearray(block)
    if (entry := first.entries.get(ORIENTATION)) is not None:
        one = {1: b"\1\0\0\0", 4: struct.pack(order + "I", 1)}
        patched[entry.at : entry.at + 4] = one.get(entry.type, struct.pack(order + "HH", 1, 0))
    if orientation >= 5:
        for ifd in (first, first.below.get(EXIF_IFD, Ifd())):
            _exchange(patched, ifd)
    if first.next:
        patched[first.next_at : first.next_at + 4] = b"\0\0\0\0"
        return _without_thumbnail(patched, first.next, order)
    return bytes(patched)


def _exchange(patched: bytearray, ifd: Ifd) -> None:
    for across, down in TURNING:
        a, b = ifd.entries.get(across), ifd.entries.get(down)
        if a and b and a.type == b.type:
            first, second = patched[a.at : a.at + 4], patched[b.at : b.at + 4]
            patched[a.at : a.at + 4], patched[b.at : b.at + 4] = second, first


def _without_thumbnail(patched: bytearray, start: int, order: str) -> bytes:
    block = bytes(patched)
    try:
        preview = read_ifd(lambda at, n: block[at : at + n], start, order).entries
    except ValueError:
        return block
    if not all(tag in preview for tag in NEXT_IFD_THUMBNAIL):
        return block
    offset, length = (preview[tag].number for tag in NEXT_IFD_THUMBNAIL)
    if offset < 8 or not block[offset:].startswith(b"\xff\xd8"):
        return block
    end = min(offset + length, len(block))
    return block[:offset] + (b"" if end == len(block) else b"\0" * (end - offset) + block[end:])


def header(block: bytes) -> tuple[str, int]:
    """ "<" or ">", and where the first directory lies.

    Raises:
        ValueError: it is no EXIF block.
    """
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])
    if order is None or len(block) < 8:
        raise ValueError("no EXIF block")
    return order, struct.unpack_from(order + "I", block, 4)[0]


def byte_swapped(value: bytes, kind: int, order: str) -> bytes:
    """Between the order of a file and little-endian, either way."""
    width = 4 if kind in (5, 10) else TYPE_SIZE[kind]  # a rational is two 4-byte numbers
    if order == "<" or width == 1:
        return value
    return np.frombuffer(value, f">u{width}").astype(f"<u{width}").tobytes()

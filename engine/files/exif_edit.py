"""Changes to an EXIF block that move nothing in it.

Some cameras' MakerNotes hold offsets that count from the start of the block. So values that change
their length, and directories that change their number of fields, are written anew behind the block,
and what pointed to the old ones points there.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

from engine.files.exif import (
    EXIF_IFD,
    GPS_IFD,
    TYPE_SIZE,
    Entry,
    Ifd,
    byte_swapped,
    header,
    read_block,
    write_block,
)

FIRST = 0  # the first directory, beside EXIF_IFD and GPS_IFD
Changes = Mapping[int, Mapping[int, Entry | None]]  # directory -> tag -> new value, None = away


def text(words: str) -> Entry:
    """An ASCII field; letters that ASCII does not know become question marks."""
    value = words.encode("ascii", "replace") + b"\0"
    return Entry(2, len(value), value)


def long(number: int) -> Entry:
    return Entry(4, 1, struct.pack("<I", number))


def short(number: int) -> Entry:
    return Entry(3, 1, struct.pack("<H", number))


def rational(number: float) -> Entry:
    """To a hundredth."""
    return Entry(5, 1, struct.pack("<II", round(number * 100), 100))


def edited(block: bytes | None, changes: Changes) -> bytes:
    """The block with the changes; a new one where there was none.

    Raises:
        ValueError: it is no EXIF block.
    """
    block = block or write_block(Ifd({}))
    order, start = header(block)
    out, first = bytearray(block), dict(changes.get(FIRST, {}))
    pointers = _table(out, start, order)[0]
    for directory in (EXIF_IFD, GPS_IFD):
        if changes.get(directory):
            known = pointers.get(directory)
            at = struct.unpack(order + "I", known[8:])[0] if known else 0
            first[directory] = long(_change(out, at, changes[directory], order))
    struct.pack_into(order + "I", out, 4, _change(out, start, first, order))
    return bytes(out)


def without_place(block: bytes) -> bytes:
    """Without the GPS directory; what it said is overwritten, not only no longer pointed to."""
    order, _ = header(block)
    place = read_block(block).below.get(GPS_IFD)
    out = bytearray(edited(block, {FIRST: {GPS_IFD: None}}))
    for entry in place.entries.values() if place else ():
        at, size = entry.at, TYPE_SIZE[entry.type] * entry.count
        if size > 4:
            at = struct.unpack_from(order + "I", out, entry.at)[0]
        out[at : at + size] = bytes(size)
    return bytes(out)


def _table(out: bytearray, at: int, order: str) -> tuple[dict[int, bytes], bytes]:
    """The 12-byte fields of the directory at `at` by tag, and the pointer behind them."""
    (count,) = struct.unpack_from(order + "H", out, at)
    fields = [bytes(out[at + 2 + i * 12 : at + 14 + i * 12]) for i in range(count)]
    end = at + 2 + count * 12
    following = bytes(out[end : end + 4]).ljust(4, b"\0")
    return {struct.unpack_from(order + "H", f)[0]: f for f in fields if len(f) == 12}, following


def _change(out: bytearray, at: int, changes: Mapping[int, Entry | None], order: str) -> int:
    """Change the directory at `at` (0: there is none yet); returns where it lies now."""
    fields, following = _table(out, at, order) if at else ({}, bytes(4))
    before = len(fields)
    for tag, entry in changes.items():
        if entry is None:
            fields.pop(tag, None)
        else:
            fields[tag] = _field(out, tag, entry, order, fields.get(tag))
    table = struct.pack(order + "H", len(fields))
    table += b"".join(fields[tag] for tag in sorted(fields)) + following
    if at and len(fields) == before:
        out[at : at + len(table)] = table
        return at
    return _append(out, table)


def _field(out: bytearray, tag: int, entry: Entry, order: str, old: bytes | None) -> bytes:
    """The 12 bytes of a field; a long value replaces one of the same length, or goes to the end."""
    value = byte_swapped(entry.value, entry.type, order)
    head = struct.pack(order + "HHI", tag, entry.type, entry.count)
    if len(value) <= 4:
        return head + value.ljust(4, b"\0")
    if old is not None and old[:8] == head:
        (at,) = struct.unpack(order + "I", old[8:])
        if at + len(value) <= len(out):
            out[at : at + len(value)] = value
            return old
    return head + struct.pack(order + "I", _append(out, value))


def _append(out: bytearray, data: bytes) -> int:
    out += b"\0" * (len(out) % 2)  # values begin on even bytes
    at = len(out)
    out += data
    return at

"""The zip around a restoration file, read strictly.

Only what `restoration.py` writes is accepted: stored members without comments, extras or zip64.
So a member is as large as it says, all together are no larger than the file, and no name in it
is ever used as a path.
"""

from __future__ import annotations

import struct
import zipfile
from typing import BinaryIO

END, ZIP64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
END_SIZE, LOCATOR_SIZE = 22, 20
MOST_MEMBERS = 65_534
ENTRY_BYTES = 46 + 64  # of the directory: its fixed part and more than our names take


class Archive:
    """The members of an open file by name."""

    def __init__(self, file: BinaryIO) -> None:
        """Raise ValueError where it is not such a zip."""
        size = file.seek(0, 2)
        count = _check_end(file, size)
        try:
            self._zip = zipfile.ZipFile(file)
        except zipfile.BadZipFile as error:
            raise ValueError(str(error)) from error
        self._members = {member.filename: member for member in self._zip.infolist()}
        if not len(self._members) == len(self._zip.infolist()) == count:
            raise ValueError("two members have the same name, or one is missing")
        for member in self._members.values():
            _check_member(member)
        if sum(member.file_size for member in self._members.values()) > size:
            raise ValueError("its members overlap")

    def expect(self, names: list[str]) -> None:
        """Raise ValueError unless the members are exactly these."""
        if missing := [name for name in names if name not in self._members]:
            raise ValueError(f"{missing[0]!r} is missing in it")
        if more := self._members.keys() - set(names):
            raise ValueError(f"it has an unknown member {min(more)!r}")

    def read(self, name: str, most: int | None = None) -> bytes:
        """A whole member, its checksum checked; ValueError above `most` bytes."""
        member = self._members.get(name)
        if member is None:
            raise ValueError(f"{name!r} is missing in it")
        if most is not None and member.file_size > most:
            raise ValueError(f"{name!r} has {member.file_size:,} bytes, more than {most:,}")
        try:
            return self._zip.read(member)
        except (zipfile.BadZipFile, RuntimeError, EOFError, struct.error) as error:
            raise ValueError(str(error) or "it is cut off") from error


def _check_end(file: BinaryIO, size: int) -> int:
    """The number of members, checked before zipfile makes an object of each."""
    file.seek(max(0, size - END_SIZE - LOCATOR_SIZE))
    tail = file.read()
    end = tail[-END_SIZE:]
    if len(end) < END_SIZE or not end.startswith(END):
        raise ValueError("it does not end as a zip file does")
    if tail.startswith(ZIP64_LOCATOR):
        raise ValueError("it is a zip64 file")
    disk, first, here, count, directory, start, comment = struct.unpack("<4H2IH", end[4:])
    if disk or first or comment or here != count or count > MOST_MEMBERS:
        raise ValueError("its directory is not one of ours")
    if directory > count * ENTRY_BYTES or start + directory != size - END_SIZE:
        raise ValueError("its directory has the wrong size")
    return int(count)


def _check_member(member: zipfile.ZipInfo) -> None:
    plain = member.compress_type == zipfile.ZIP_STORED and member.compress_size == member.file_size
    if not plain or member.flag_bits or member.extra or member.comment:
        raise ValueError(f"its member {member.filename!r} is not stored plainly")

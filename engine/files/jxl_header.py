"""The first bits of a JPEG XL file: its size, turned or not, and what its colours mean.

The decoder gives pixels only. Source: ISO/IEC 18181-1, annexes D and E.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.files import boxes, coded_colour
from engine.files.coded_colour import BT_709, BT_2020, D65, P3, SRGB, CodedColour, Curve, Point
from engine.geometry import Size

STREAM, CONTAINER = b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n"
# Width over height by the number in the header (D.2)
RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
SIZE_BITS = (9, 13, 18, 30)
HEAD_BYTES = 96  # the longest beginning, with every number spelt out, is shorter
# By the numbers of E.2; where 2 stands, the coordinates follow.
RGB, GREY, CUSTOM = 0, 1, 2
WHITES: dict[int, Point] = {1: D65, 10: (1 / 3, 1 / 3), 11: (0.314, 0.351)}
PRIMARIES = {1: BT_709, 9: BT_2020, 11: P3}
CURVES: dict[int, Curve] = {1: SRGB, 8: coded_colour.LINEAR, 13: SRGB, 17: 2.6}
NO_PROFILE = "Its colour profile cannot be read: it was opened as sRGB."


@dataclass(frozen=True)
class Header:
    """size: as it is to be seen. icc: for its pixels as they are decoded; told: to the user."""

    size: Size
    icc: bytes | None = None
    told: tuple[str, ...] = ()


def is_jpeg_xl(head: bytes) -> bool:
    return head.startswith((STREAM, CONTAINER))


def read_header(path: Path) -> Header:
    """Raises anything for damaged files."""
    bits = _Bits(_head(path))
    size = _size(bits)
    if bits.take(1):  # all is default
        return Header(size)
    if bits.take(1):  # extra fields: orientation; own size, preview, animation
        size = size.turned(bits.take(3) + 1)
        if bits.take(3):
            return Header(size, None, (NO_PROFILE,))
    return _colour(bits, size)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        end = file.seek(0, 2)
        file.seek(0)
        start = 0
        if not file.read(2).startswith(STREAM):
            places = {kind: first for kind, first, _ in boxes.walk(file, 0, end)}
            # A partial codestream begins with 4 bytes of its number.
            start = places[b"jxlc"] if b"jxlc" in places else places[b"jxlp"] + 4
        file.seek(start + 2)
        return file.read(HEAD_BYTES)


def _size(bits: _Bits) -> Size:
    height = (bits.take(5) + 1) * 8 if (small := bits.take(1)) else None
    if height is None:
        height = bits.take(SIZE_BITS[bits.take(2)]) + 1
    if ratio := bits.take(3):
        across, down = RATIOS[ratio - 1]
        return Size(height * across // down, height)
    if small:
        return Size((bits.take(5) + 1) * 8, height)
    return Size(bits.take(SIZE_BITS[bits.take(2)]) + 1, height)


def _colour(bits: _Bits, size: Size) -> Header:
    """From the depth on."""
    is_float = _is_float(bits)
    bits.take(1)  # whether 16 bit are enough for the decoder
    extra = bits.take(2)  # channels: none, one, or a number that is not read here
    if extra > 1 or (extra and not _is_alpha(bits)):
        return Header(size, None, (NO_PROFILE,))
    is_xyb = bits.take(1)
    if bits.take(1):  # the colours are all default
        return Header(size)
    if bits.take(1):  # a profile, packed: of XYB the decoder makes sRGB, of 0..1 linear
        return Header(size, None, () if is_xyb and not is_float else (NO_PROFILE,))
    coded = _coded(bits)
    return Header(size, coded.profile()) if coded else Header(size, None, (NO_PROFILE,))


def _is_float(bits: _Bits) -> bool:
    """Read over what a sample is."""
    is_float = bool(bits.take(1))
    if bits.take(2) == 3:
        bits.take(6)
    if is_float:
        bits.take(4)
    return is_float


def _is_alpha(bits: _Bits) -> bool:
    """Read over what a channel beside the colours is; false for one of another kind (D.3.2)."""
    if bits.take(1):  # all is default: 8 bits of it
        return True
    kind = bits.choice()
    _is_float(bits)
    if bits.take(2) == 3:  # it is smaller than the picture
        bits.take(3)
    is_named = bits.take(2)
    bits.take(1)  # whether the colours are premultiplied
    return kind == 0 and not is_named


def _coded(bits: _Bits) -> CodedColour | None:
    """None where it says what no profile can (HDR), or what is not known."""
    space = bits.choice()
    if space not in (RGB, GREY):
        return None
    number = bits.choice()
    white = bits.point() if number == CUSTOM else WHITES.get(number)
    primaries = None
    if space == RGB:
        number = bits.choice()
        custom = number == CUSTOM
        primaries = tuple(bits.point() for _ in range(3)) if custom else PRIMARIES.get(number)
    curve = 1e7 / bits.take(24) if bits.take(1) else CURVES.get(bits.choice())
    if white is None or curve is None or (space == RGB and primaries is None):
        return None
    return CodedColour(primaries, white, curve)


class _Bits:
    """Numbers of some bits, the lowest bit first."""

    def __init__(self, data: bytes) -> None:
        self._rest = int.from_bytes(data, "little")

    def take(self, count: int) -> int:
        value = self._rest & ((1 << count) - 1)
        self._rest >>= count
        return value

    def choice(self) -> int:
        """One of a list (18181-1, B.2.6)."""
        which = self.take(2)
        return which if which < 2 else (2 + self.take(4) if which == 2 else 18 + self.take(6))

    def point(self) -> Point:
        return self._coordinate(), self._coordinate()

    def _coordinate(self) -> float:
        """In millionths; the lowest bit is the sign (18181-1, E.2)."""
        base, count = ((0, 19), (524_288, 19), (1_048_576, 20), (2_097_152, 21))[self.take(2)]
        packed = base + self.take(count)
        return (-(packed + 1) // 2 if packed & 1 else packed // 2) / 1e6

"""How large a scan may be: our own numbers instead of those of the libraries.

Pillow warns above 89 and refuses above 179 megapixels, less than A3 at 1200 dpi (278); tifffile
refuses nothing. Ours: what fits into memory, and a check against files made to fill it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from pathlib import Path

from engine.errors import ScanError
from engine.geometry import Size

MAX_SIDE = 200_000  # px; beyond it cv2 and Qt no longer count in the integers they use
# A scan larger than this is believed only when its file is as large as a scan's file: photographs
# and even blank paper do not compress below one byte per hundred pixels.
BELIEVED_PIXELS = 300_000_000
ASKED_PIXELS = 300_000_000  # above it the user is asked first
WORKING_BYTES = 7  # per pixel of a colour scan with 16 bit: six, and one for the mask
PIXELS_PER_BYTE = 100
# Between these sizes what deflate makes of blank paper is believed too, and no more than that.
SMALL_PIXELS, BLANK_PER_BYTE = 50_000_000, 2000
SHARE = 0.9  # of the free memory; the rest is for tiles and for the window


_allowed: int | None = None  # bytes; see `allow_memory`


def allow_memory(limit: int | None) -> None:
    """Let no scan opened by this process take more than `limit` bytes; None: all that is free."""
    global _allowed
    _allowed = limit


def check_size(path: Path, size: Size, bytes_per_pixel: int) -> None:
    """Refuse a scan that cannot be worked on here, before a pixel of it is decoded.

    Args:
        bytes_per_pixel: what decoding takes at its peak; one byte more is counted for the mask.

    Raises:
        ScanError: with the numbers and what to do.
    """
    megapixels = size.area / 1e6
    if not size.area:
        raise ScanError(f"{path.name} says it measures {size} pixels: the file is damaged.")
    if max(size.width, size.height) > MAX_SIDE:
        raise ScanError(
            f"{path.name} measures {size} pixels; Heirloom opens scans of up to {MAX_SIDE:,} "
            "pixels a side. Cut it into parts first."
        )
    file_bytes = path.stat().st_size
    believed = PIXELS_PER_BYTE if size.area > BELIEVED_PIXELS else BLANK_PER_BYTE
    if size.area > SMALL_PIXELS and size.area > believed * file_bytes:
        raise ScanError(
            f"{path.name} says it measures {size} pixels ({megapixels:,.0f} megapixels) in a file "
            f"of only {file_bytes / 1e6:,.1f} MB: it is damaged or made to fill the memory, "
            "and is not opened."
        )
    needed = size.area * (bytes_per_pixel + 1)
    if _allowed is not None and needed > _allowed:
        raise ScanError(
            f"{path.name} measures {size} pixels ({megapixels:,.0f} megapixels) and needs "
            f"{needed / 1e9:,.1f} GB of memory, {_allowed / 1e9:,.1f} GB are allowed for one scan: "
            "allow more in the preferences or scan it at a lower resolution."
        )
    free = available_memory()
    if free is not None and needed > SHARE * free:
        raise ScanError(
            f"{path.name} measures {size} pixels ({megapixels:,.0f} megapixels) and needs "
            f"{needed / 1e9:,.1f} GB of memory, {free / 1e9:,.1f} GB are free: close other "
            "programs or scan it at a lower resolution."
        )


def question(name: str, size: Size) -> str:
    """What to ask before a scan is opened that is larger than ASKED_PIXELS; empty for others."""
    if size.area <= ASKED_PIXELS:
        return ""
    return (
        f"{name} measures {size} pixels ({size.area / 1e6:,.0f} megapixels). It needs up to "
        f"{size.area * WORKING_BYTES / 1e9:,.1f} GB of memory, and every step takes long."
    )


def available_memory() -> int | None:
    """Bytes this process may still take without swapping; None where the system does not say."""
    if sys.platform == "win32":
        return _windows_memory()
    if sys.platform == "linux":
        known = [m for m in (_meminfo(), _control_group(), _address_space()) if m is not None]
        return max(0, min(known)) if known else None
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return None


def _meminfo() -> int | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None


def _control_group() -> int | None:
    """What the container leaves, of version 2; its page cache counts as free."""
    group = Path("/sys/fs/cgroup")
    with contextlib.suppress(OSError, ValueError):
        limit = int((group / "memory.max").read_text())
        used = int((group / "memory.current").read_text())
        statistics = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
        return limit - used + int(statistics.get("file", 0))
    return None


def _address_space() -> int | None:
    """What `ulimit -v` leaves."""
    if sys.platform == "win32":
        return None
    import resource

    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit == resource.RLIM_INFINITY:
        return None
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        return limit - pages * resource.getpagesize()
    return None


def _windows_memory() -> int | None:
    class MemoryStatus(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "free", "t", "f", "v", "a", "e")),
        )

    status = MemoryStatus(length=ctypes.sizeof(MemoryStatus))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  (exists on Windows only)
    return int(status.free) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None

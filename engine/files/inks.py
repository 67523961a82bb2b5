"""Results in the inks of their scan, for printers who gave a CMYK file and want one back.

Outside of the repairs every ink is the original's, read from its file once more: from RGB there is
no way back to them, as many mixtures of inks look alike (docs/decisions/0022). What was changed is
converted by the profile of the file, relative colorimetric, and so within its limit of ink.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from PIL import Image

from engine.errors import HeirloomError, SaveError
from engine.files import colour, read_tiff
from engine.files.formats import INKS_IN
from engine.files.jpeg_repair import loaded
from engine.files.metadata import stored_orientation
from engine.files.options import SaveOptions
from engine.files.read_with_pillow import read_metadata
from engine.files.scan import Scan
from engine.files.upright import turned
from engine.files.whole import abandonable
from engine.progress import Progress


def are_kept(scan: Scan, format: str, options: SaveOptions) -> bool:
    """Whether the result is in inks: it was asked for, the scan has some, the format holds them."""
    return options.inks and scan.inks_icc is not None and format in INKS_IN


def bands_in_inks(
    scan: Scan, bands: Iterable[np.ndarray], progress: Progress
) -> Iterator[np.ndarray]:
    """Bands of RGB [+ alpha], from top to bottom, as CMYK [+ alpha]; the largest value = full ink.

    Args:
        scan: whose `inks_icc` is a profile. Where it was enlarged there are no inks to be kept:
            all are converted.

    Raises:
        SaveError: the original is gone, or is not what was opened.
        Cancelled: asked to stop.
    """
    profile, name = scan.inks_icc or b"", scan.path.name if scan.path else ""
    original = abandonable(lambda: _original(scan), progress, 0.0, f"reading {name}")
    top = 0
    for band in bands:
        rgb, beside = band[..., :3], band[..., 3:]
        if original is None:
            inks = colour.to_inks(rgb, profile)
        else:
            inks = original[top : top + len(rgb)].copy()
            opened = scan.pixels[top : top + len(rgb)]
            if not np.array_equal(colour.inks_conversion(profile).convert(inks), opened):
                raise SaveError(_changed(scan))
            changed = (rgb != opened).any(axis=2)
            if changed.any():
                inks[changed] = colour.to_inks(rgb[changed][np.newaxis], profile)[0]
        top += len(rgb)
        yield np.concatenate((inks, beside), axis=2)


def _original(scan: Scan) -> np.ndarray | None:
    """(height, width, 4) of the scan's depth, upright; None for a scan of another size by now."""
    if scan.path is None:
        raise SaveError("a scan without a file has no inks to be saved in: save it as RGB.")
    try:
        if scan.format == "TIFF":
            inks = read_tiff.read_inks(scan.path, scan.page)
        else:
            with Image.open(scan.path, formats=("JPEG", "MPO")) as picture:
                orientation = stored_orientation(read_metadata(picture)[0])
                inks = turned(np.asarray(loaded(scan.path, picture)[0]), orientation)
    except (OSError, ValueError, HeirloomError) as error:
        raise SaveError(_changed(scan)) from error
    if inks.shape[:2] == scan.pixels.shape[:2] and inks.dtype == scan.pixels.dtype:
        return inks
    return None


def _changed(scan: Scan) -> str:
    name = scan.path.name if scan.path else "the scan"
    return (
        f"{name} is gone or was changed since it was opened: its inks cannot be read again. Save "
        "the result as RGB, or put the original back."
    )

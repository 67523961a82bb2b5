"""What saving gives up, told before it is done: one sentence for each, for the user."""

from __future__ import annotations

from engine.files.for_result import chosen, fitted
from engine.files.formats import ALL_KINDS, FORMATS, title
from engine.files.inks import are_kept
from engine.files.metadata import MOST_IN_JPEG
from engine.files.options import NO_PLACE, NONE, SaveOptions
from engine.files.scan import Metadata, Scan
from engine.files.writer import quality_of
from engine.files.xmp_extended import parted


def losses(scan: Scan, format: str, options: SaveOptions | None = None) -> list[str]:
    """Everything that saving `scan` as one of FORMATS gives up; empty when nothing is lost."""
    options = options or SaveOptions()
    kind, name = FORMATS[format], title(format)
    told = []
    if kind.lossless is None or quality_of(scan, format, options) < kind.lossless:
        told.append(
            f"{name} compresses the whole picture anew: pixels outside the repair change a little; "
            "PNG and TIFF keep every one."
        )
    if scan.depth > kind.depth:
        told.append(f"{name} keeps {kind.depth} of the scan's {scan.depth} bits per colour.")
    if scan.alpha is not None and not kind.alpha:
        told.append(f"{name} has no transparency: it is left out.")
    if scan.pages > 1:
        told.append(
            f"The result has one page, page {scan.page} of the scan's {scan.pages}; the others "
            "stay in the original file."
        )
    if kind.max_side and max(scan.size.width, scan.size.height) > kind.max_side:
        told.append(
            f"{name} holds at most {kind.max_side:,} pixels a side: choose TIFF or PNG instead."
        )
    if are_kept(scan, format, options):
        told.append(
            "It is saved in CMYK: unchanged pixels keep the inks of the scan, changed ones are "
            "converted by its profile."
        )
    elif scan.inks_icc:
        told.append("It is saved as RGB: the inks of the scan and their profile stay in its file.")
    if scan.metadata.icc and fitted(scan.metadata, scan.size, format).icc is None:
        told.append(f"{name} has no place for a profile of grey: it is left out.")
    return told + _of_metadata(scan.metadata, format, options.metadata)


def takes_long(scan: Scan) -> bool:
    """Whether `losses` may take up to 2 s: XMP has to be taken apart."""
    return len(scan.metadata.xmp or b"") > MOST_IN_JPEG["XMP"]


def losses_of_format(format: str, options: SaveOptions) -> list[str]:
    """What saving as one of FORMATS may give up of any scan; for folders of them."""
    kind, name = FORMATS[format], title(format)
    told = []
    if kind.lossless is None or (options.quality or kind.quality or 100) < kind.lossless:
        told.append(
            f"{name} compresses whole pictures anew: pixels outside the repairs change a little."
        )
    if kind.depth < 16:
        told.append(f"{name} keeps {kind.depth} bits per colour, of 16-bit scans too.")
    if not kind.alpha:
        told.append(f"{name} has no transparency: where scans have one it is left out.")
    for what in sorted(ALL_KINDS - kind.kinds):
        told.append(f"{name} has no place for {what}: it is left out; PNG and TIFF keep it.")
    if options.metadata == NONE:
        told.append(f"{name}: camera data, captions and the note of what was repaired stay out.")
    if options.metadata == NO_PLACE:
        told.append(f"{name}: where pictures were taken is left out.")
    return told


def _of_metadata(said: Metadata, format: str, policy: str) -> list[str]:
    kind, name, told = FORMATS[format], title(format), []
    if policy == NONE and (said.exif or said.xmp or said.iptc):
        told.append("Camera data, captions and the note of what was repaired are left out.")
    if policy == NO_PLACE:
        told.append("Where it was taken is left out.")
    kept = chosen(said, policy)
    for what, blob in (("EXIF", kept.exif), ("XMP", kept.xmp), ("IPTC", kept.iptc)):
        if blob and what not in kind.kinds:
            told.append(f"{name} has no place for {what}: it is left out; PNG and TIFF keep it.")
        elif blob and format == "JPEG" and not _fits_jpeg(what, blob):
            told.append(
                f"JPEG holds {MOST_IN_JPEG[what]:,} bytes of {what}, this scan has {len(blob):,}: "
                f"its {what} is left out; PNG and TIFF keep it."
            )
    return told


def _fits_jpeg(what: str, blob: bytes) -> bool:
    if what == "XMP":
        return parted(blob, MOST_IN_JPEG[what]) is not None
    return len(blob) <= MOST_IN_JPEG[what]

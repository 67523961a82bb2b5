"""What the user may choose about opening and saving, here and on the command line.

Light, so that `main.py --help` is quick: nothing of it imports a picture library.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from engine.files.formats import FORMATS

KEEP, NO_PLACE, NONE = "keep", "no-place", "none"
POLICIES = (KEEP, NO_PLACE, NONE)
COMPRESSIONS = ("deflate", "lzw", "zstd", "none")
SUBSAMPLING = ("4:4:4", "4:2:2", "4:2:0")  # how much of a JPEG's colour is kept


@dataclass(frozen=True)
class SaveOptions:
    """
    format: one of FORMATS; None = by the name of the target.
    quality: 1..100, of JPEG, WebP (100 = without loss) and AVIF; None = of a JPEG the source's
        own, else the format's usual one.
    subsampling: of a JPEG; None = 4:4:4.
    compression: of TIFF; None = deflate.
    metadata: "keep", "no-place" (nothing that says where) or "none" (profile and resolution only).
    inks: a scan in CMYK with a profile is saved in CMYK again, where the format holds that.
    """

    format: str | None = None
    quality: int | None = None
    subsampling: str | None = None
    compression: str | None = None
    metadata: str = KEEP
    inks: bool = False


def add_save_options(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    p = parser.add_argument
    p(
        "--quality",
        type=quality,
        metavar="N",
        help="of JPEG, WebP (100: without loss) and AVIF, 1 to 100; a JPEG's default: its source's",
    )
    p("--subsampling", choices=SUBSAMPLING, help="colour kept in a JPEG; default: 4:4:4, all")
    p("--compression", choices=COMPRESSIONS, help="of a TIFF; default: deflate")
    p(
        "--metadata",
        choices=POLICIES,
        default=KEEP,
        help="no-place: without where it was taken; none: profile and resolution only",
    )
    p(
        "--inks",
        action="store_true",
        help="save a scan in CMYK with a profile in its inks again: TIFF and JPEG",
    )


def save_options(args: argparse.Namespace) -> SaveOptions:
    return SaveOptions(
        None, args.quality, args.subsampling, args.compression, args.metadata, args.inks
    )


def add_open_options(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    parser.add_argument(
        "--page", type=_page, default=1, metavar="N", help="of a TIFF with several pages"
    )
    parser.add_argument(
        "--large", action="store_true", help="open a scan of more than 300 megapixels, too"
    )


def quality(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 100):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 100")
    return int(text)


def format_names() -> tuple[str, ...]:
    """As they are typed."""
    return tuple(name.lower() for name in FORMATS)


def _page(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)

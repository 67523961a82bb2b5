"""Small scans and metadata, made here."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageCms

from engine.files import exif
from engine.files.scan import Metadata, Scan

IPTC = b"\x1c\x02\x50\x00\x09A. Author\x1c\x02\x78\x00\x06Wedding"[:-1]
XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    b'rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="1"/></rdf:RDF>'
    b'</x:xmpmeta><?xpacket end="w"?>'
)
# An odd length, and numbers that must not be swapped or moved apart.
MAKER_NOTE = b"MAKER\0" + bytes(range(201))


def ascii_entry(text: str) -> exif.Entry:
    value = text.encode() + b"\0"
    return exif.Entry(2, len(value), value)


def camera_directory() -> exif.Ifd:
    camera = exif.Ifd(
        {
            36867: ascii_entry("1962:05:04 11:22:33"),
            37500: exif.Entry(7, len(MAKER_NOTE), MAKER_NOTE),
            33434: exif.Entry(5, 1, struct.pack("<II", 1, 125)),
            40962: exif.Entry(4, 1, struct.pack("<I", 31)),
            40963: exif.Entry(4, 1, struct.pack("<I", 23)),
        }
    )
    place = exif.Ifd(
        {1: ascii_entry("N"), 2: exif.Entry(5, 3, struct.pack("<6I", 48, 1, 8, 1, 0, 1))}
    )
    described = {
        270: ascii_entry("Grandmother, 1962"),
        271: ascii_entry("Epson"),
        exif.ORIENTATION: exif.Entry(3, 1, b"\1\0"),
    }
    return exif.Ifd(described, {exif.EXIF_IFD: camera, exif.GPS_IFD: place})


def screen_icc() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.fixture(scope="session")
def everything() -> Metadata:
    """All that a scan can say beside its pixels."""
    block = exif.write_block(camera_directory())
    return Metadata(block, screen_icc(), XMP, IPTC, (300.0, 600.0))


@pytest.fixture(scope="session")
def noise() -> Callable[..., Scan]:
    """Scans of random pixels: noise(np.uint16, 3, alpha=True, metadata=...)."""

    def make(dtype=np.uint8, channels=3, *, alpha=False, height=67, width=45, **rest) -> Scan:
        random = np.random.default_rng(5)
        top = np.iinfo(dtype).max
        pixels = random.integers(0, top, (height, width, channels), dtype, endpoint=True)
        plane = random.integers(0, top, (height, width), dtype, endpoint=True) if alpha else None
        return Scan(None, pixels, plane, **rest)

    return make


@pytest.fixture(scope="session")
def jpeg_bytes() -> Callable[..., bytes]:
    """A JPEG of smooth colours as another program would write it."""

    def make(mode="RGB", size=(31, 23), **options) -> bytes:
        y, x = np.mgrid[: size[1], : size[0]]
        planes = [x * 200 // size[0], y * 200 // size[1], (x + y) * 2, x * 0 + 20]
        count = len(Image.new(mode, (1, 1)).getbands())
        picture = Image.fromarray(np.dstack(planes[:count]).squeeze().astype(np.uint8), mode=None)
        if mode == "CMYK":
            picture = Image.merge("CMYK", [Image.fromarray(p.astype(np.uint8)) for p in planes])
        out = io.BytesIO()
        picture.save(out, "JPEG", **{"quality": 90, **options})
        return out.getvalue()

    return make

"""What a picture packed inside of another file says about itself, looked at before it is decoded.

A strip of a TIFF may be a whole JPEG, JPEG 2000 or WebP. Their decoders believe the size in it and
take the memory for that: 10 KB of JPEG in a TIFF of 80 x 64 pixels took 2.6 GB and 8 s.
"""

from __future__ import annotations

import io

from PIL import Image

ROOM = 2**16  # pixels that a strip may have more than four times what the page has room for


def claims_more(data: bytes, area: int) -> bool:
    """Whether `data` is a picture that says it has far more than `area` pixels.

    What Pillow does not know is believed.
    """
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return picture.width * picture.height > 4 * area + ROOM
    except Image.DecompressionBombError:
        return True
    except Exception:  # whatever a damaged header makes it raise: its decoder will say so
        return False

"""Orientation, applied once: decoders write stored rows, the arrays come out the right way up."""

from __future__ import annotations

import numpy as np

from engine.geometry import Size

INVERSE = {6: 8, 8: 6}  # a quarter turn; the other six undo themselves


def turned(pixels: np.ndarray, orientation: int) -> np.ndarray:
    """The stored (rows, columns, ...) array as it is to be seen: a view, no pixel is copied.

    orientation: 1..8 as in EXIF and TIFF (Exif 2.32, 4.6.4: where row 0 and column 0 lie).
    """
    if orientation in (3, 4, 6, 7):
        pixels = pixels[::-1]
    if orientation in (2, 3, 7, 8):
        pixels = pixels[:, ::-1]
    return pixels.swapaxes(0, 1) if orientation >= 5 else pixels


class Canvas:
    """The arrays of a scan to be, filled piece by piece in the order the file stores them.

    `pixels` (height, width, channels), `alpha` and `infrared` (height, width) or None are
    contiguous and upright; a piece is all that exists twice.
    """

    def __init__(
        self,
        stored: Size,
        channels: int,
        dtype: np.dtype,
        *,
        alpha: bool,
        orientation: int,
        infrared: bool = False,
    ) -> None:
        size = Size(stored.height, stored.width) if orientation >= 5 else stored
        self.pixels = np.zeros((size.height, size.width, channels), dtype)
        self.alpha = np.zeros((size.height, size.width), dtype) if alpha else None
        self.infrared = np.zeros((size.height, size.width), dtype) if infrared else None
        back = INVERSE.get(orientation, orientation)
        self._pixels = turned(self.pixels, back)
        # What follows the channels, in the order of the samples.
        beside = [plane for plane in (self.alpha, self.infrared) if plane is not None]
        self._beside = [turned(plane, back) for plane in beside]

    def put(self, row: int, column: int, piece: np.ndarray) -> None:
        """Place (rows, columns, channels [+ 1 for alpha] [+ 1 for infrared]) at `row`, `column`.

        These count as stored. What reaches over the edge (padding of tiles) is dropped, and so are
        further samples.
        """
        channels = self.pixels.shape[2]
        rows, columns = self._room(row, column, piece)
        where = np.s_[row : row + rows, column : column + columns]
        self._pixels[where] = piece[:rows, :columns, :channels]
        for sample, plane in enumerate(self._beside, channels):
            plane[where] = piece[:rows, :columns, sample]

    def put_plane(self, row: int, column: int, sample: int, piece: np.ndarray) -> None:
        """Place (rows, columns) of one sample; after the last channel come alpha and infrared."""
        rows, columns = self._room(row, column, piece)
        where = np.s_[row : row + rows, column : column + columns]
        beside = sample - self.pixels.shape[2]
        if beside < 0:
            self._pixels[(*where, sample)] = piece[:rows, :columns]
        elif beside < len(self._beside):
            self._beside[beside][where] = piece[:rows, :columns]

    def _room(self, row: int, column: int, piece: np.ndarray) -> tuple[int, int]:
        height, width = self._pixels.shape[:2]
        return min(piece.shape[0], height - row), min(piece.shape[1], width - column)

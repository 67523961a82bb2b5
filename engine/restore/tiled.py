"""A picture that is made tile by tile from the one below it, as it is read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np

from engine.errors import ModelError
from engine.files.scan import Scan
from engine.generators.card import ModelCard
from engine.geometry import Box

Make = Callable[[Box], np.ndarray]


class Tiled:
    """What a document is to those who read it, with tiles on a grid that never moves.

    So every pixel is made in one way, whichever box is asked for, and is made once as long as the
    picture is read from above to below: two rows of tiles are kept.
    """

    def __init__(self, scan: Scan, tile: int, make: Make) -> None:
        """
        Args:
            scan: what the picture measures, and what comes with it.
            tile: px, a side, at the picture's own size.
            make: the pixels of a tile, in the scan's depth.
        """
        self.scan = scan
        self._tile, self._make = tile, make
        self._kept: OrderedDict[Box, np.ndarray] = OrderedDict()
        self._most = 2 * -(-scan.size.width // tile) + 2

    def read(self, box: Box) -> np.ndarray:
        """The picture inside `box`, which must lie inside it: a new array."""
        scan, side = self.scan, self._tile
        pixels = np.empty((box.height, box.width, scan.channels), scan.pixels.dtype)
        for top in range(box.top // side * side, box.bottom, side):
            for left in range(box.left // side * side, box.right, side):
                tile = Box(left, top, left + side, top + side).clamp(scan.size)
                common = tile.intersection(box)
                made = self._tile_at(tile)[common.within(tile).slices]
                pixels[common.within(box).slices] = made
        return pixels

    def _tile_at(self, tile: Box) -> np.ndarray:
        made = self._kept.get(tile)
        if made is None:
            made = self._kept[tile] = self._make(tile)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(tile)
        return made


def check_pictures(card: ModelCard, what: str, roles: Sequence[str], margin: int) -> None:
    """Raise ModelError unless a network works on pictures that hold more than their margins.

    Args:
        what: it does, as in "to restore".
        roles: of the tensors that are pictures of three channels.
        margin: px, around each tile.
    """
    for role in roles:
        found = card.tensors[role].channels if role in card.tensors else "none"
        if found != 3:
            raise ModelError(
                f"model {card.id}: {what} needs a tensor {role!r} of 3 channels under "
                f"[tensors] of its card.toml, which has {found}: choose another model."
            )
    if card.shape == "fixed" and card.native <= 2 * margin:
        raise ModelError(
            f"model {card.id} takes tiles of {card.native} px, which is less than the {margin} px "
            "it has to see around each: choose another model."
        )

"""Marks by cause: scratches, dust, stains, lettering, what the hand painted, and what is protected.

Each layer is a `Mask` of its own with its own method of repair; it takes memory only once something
is marked on it. What tools paint into is the active layer; what repairs read is the union of all
layers that are shown, without what is protected.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.document.marking import PROTECT, LayerMarks, LayerSettings, Tiles, is_repaired
from engine.document.mask import Mask
from engine.errors import MaskError
from engine.geometry import Box, Size

HAND = "hand"
# What a layer may be repaired with; "" as everything else is.
METHODS = ("", "auto", "generator", "classical", "ns", "telea", "fsr")


@dataclass(frozen=True)
class Cause:
    """Why something is marked.

    colour: RGB, in the window and in exported files; far from the others and from photographs.
    classes: of `engine.detect.settings.CLASSES` that belong here.
    """

    id: str
    name: str
    colour: tuple[int, int, int]
    classes: tuple[str, ...] = ()


# From below to above: where marks meet, the later one is seen, and its method counts.
CAUSES = (
    Cause("scratch", "Scratches", (0, 200, 255), ("line",)),
    Cause("dust", "Dust", (190, 255, 0), ("spot", "infrared", "repeated")),
    Cause("area", "Stains and losses", (255, 150, 0), ("area",)),
    Cause("text", "Text and watermarks", (150, 110, 255), ("text", "watermark", "date")),
    Cause(HAND, "By hand", (255, 20, 130)),
    Cause(PROTECT, "Protected", (0, 190, 110)),
)
IDS = tuple(cause.id for cause in CAUSES)
LAYER_OF_CLASS = {name: cause.id for cause in CAUSES for name in cause.classes}


class Layer:
    """One cause with its marks, which are allocated when they are first asked for."""

    def __init__(self, cause: Cause, size: Size) -> None:
        self.cause, self.settings = cause, LayerSettings()
        self._size = size
        self._mask: Mask | None = None
        self._marks: tuple[object, Callable[[], LayerMarks | None]] = None, lambda: None

    @property
    def mask(self) -> Mask:
        if self._mask is None:
            self._mask = Mask(self._size)
        return self._mask

    @mask.setter
    def mask(self, mask: Mask) -> None:
        self._mask = mask

    @property
    def id(self) -> str:
        return self.cause.id

    @property
    def protects(self) -> bool:
        return self.id == PROTECT

    @property
    def is_repaired(self) -> bool:
        """Whether its marks are to be repaired: not those hidden, and never those that protect."""
        return is_repaired(self.id, self.settings)

    @property
    def is_allocated(self) -> bool:
        return self._mask is not None

    def is_empty(self) -> bool:
        return self._mask is None or self._mask.is_empty()

    def bounds(self) -> Box:
        """Around its marks; empty where there are none."""
        return Box(0, 0, 0, 0) if self._mask is None else self._mask.bounds()

    def share(self) -> float:
        """How much of the scan it marks, 0..1; costs what changed since it was last asked."""
        return 0.0 if self._mask is None else self._mask.count() / self._size.area

    def marks(self) -> LayerMarks:
        """A copy: the same as last time where nothing changed and somebody still holds that."""
        mask, (state, known) = self._mask, self._marks
        now = (mask, mask.revision if mask else 0, self.settings)
        held = known() if state == now else None
        if held is None:
            held = LayerMarks(self.id, self.settings, self.tiles())
            self._marks = now, weakref.ref(held)
        return held

    def tiles(self) -> Tiles:
        """The tiles that hold a mark, as they are now, read-only; falsy where there are none."""
        return () if self._mask is None or self._mask.is_empty() else self._mask.moment()


class Layers:
    """The layers of one document, in the order of CAUSES. The active one is always shown."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self._layers = {cause.id: Layer(cause, size) for cause in CAUSES}
        self.active = self._layers[HAND]

    def __getitem__(self, layer_id: str) -> Layer:
        return self._layers[layer_id]

    def __iter__(self) -> Iterator[Layer]:
        return iter(self._layers.values())

    def activate(self, layer_id: str) -> None:
        """Paint into this layer from now on.

        Raises:
            MaskError: it is hidden, so that nobody would see what is painted.
        """
        layer = self[layer_id]
        if not layer.settings.visible:
            raise MaskError(f"the layer {layer.cause.name} is hidden: show it before you paint.")
        self.active = layer

    def repaired(self) -> list[Layer]:
        """The layers whose marks are to be repaired, those without marks left out."""
        return [layer for layer in self if layer.is_repaired and not layer.is_empty()]

    def is_marked(self) -> bool:
        """Whether anything is marked to be repaired; it may all be protected."""
        return bool(self.repaired())

    def copy(self) -> tuple[LayerMarks, ...]:
        """All that is not as in a new document; costs the tiles that are marked."""
        return tuple(
            layer.marks()
            for layer in self
            if not layer.is_empty() or layer.settings != LayerSettings()
        )

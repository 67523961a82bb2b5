"""A repair laid on the document: the new pixels, where they are, and how they came about."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, field, fields

import numpy as np

from engine.document.request import RepairRequest
from engine.geometry import Box

ORIGINAL = "original"  # method of the restore brush
TEXTURED = "generator + texture from the photograph"
MOST_VARIANTS = 4  # of a patch, beside itself


@dataclass(frozen=True)
class Provenance:
    """How a patch was made: enough to make it again, and to tell what was invented."""

    method: str  # "generator", TEXTURED, "ns", "telea", "fsr", ORIGINAL or "un-blended"
    reason: str  # why this method, as the router said it
    thickness: float  # px, of the widest hole in the region
    # 1 - 4 x the mean absolute error (of 0..1) that the generator expects of its fill, at least 0;
    # None where it does not tell.
    confidence: float | None = None
    grain: bool = False  # whether grain was to be made anew in it
    seed: int = 0
    model: str = ""  # id of the generator; empty for classical methods
    model_sha256: str = ""
    device: str = "cpu"
    engine: str = ""  # version of Heirloom
    views: int = 1  # that the generator had of it, and whose mean was taken

    def as_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Patch:
    """`pixels` replace the scan inside `box` wherever `changed` is true, and nowhere else.

    pixels: (box.height, box.width, channels) in the scan's depth; what full strength shows.
    changed: bool (box.height, box.width).
    confidence: uint8 (box.height, box.width), of 255 what `Provenance.confidence` is of 1, at each
        pixel; or None.
    request: what was asked for; shared by all patches of one repair. None: it is not known.
    variants: other patches for the same place, to choose from; they do not show.
    """

    box: Box
    pixels: np.ndarray
    changed: np.ndarray
    provenance: Provenance
    confidence: np.ndarray | None = None
    strength: float = 1.0
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    request: RepairRequest | None = None
    variants: tuple[Patch, ...] = ()

    def __post_init__(self) -> None:
        shape = (self.box.height, self.box.width)
        if self.pixels.shape[:2] != shape or self.changed.shape != shape:
            raise ValueError(
                f"patch at {self.box} needs pixels of {shape}, got {self.pixels.shape}"
            )
        self.pixels.flags.writeable = False
        self.changed.flags.writeable = False

    def __reduce__(self) -> tuple[type[Patch], tuple[object, ...]]:
        """Unpickled through the constructor: read-only again."""
        return Patch, tuple(getattr(self, each.name) for each in fields(self))

    @property
    def nbytes(self) -> int:
        """Of its own pixels, without those of its variants."""
        confidence = 0 if self.confidence is None else self.confidence.nbytes
        return self.pixels.nbytes + self.changed.nbytes + confidence

    def lay_on(self, pixels: np.ndarray, origin: Box) -> None:
        """Write this patch into `pixels`, a piece of the scan that covers `origin`."""
        common = self.box.intersection(origin)
        if not common or self.strength <= 0:
            return
        below = pixels[common.within(origin).slices]
        here = common.within(self.box).slices
        changed, new = self.changed[here], self.pixels[here]
        if self.strength < 1:
            mixed = below[changed].astype(np.float32)
            mixed += self.strength * (new[changed].astype(np.float32) - mixed)
            below[changed] = np.rint(mixed).astype(pixels.dtype)
        else:
            below[changed] = new[changed]

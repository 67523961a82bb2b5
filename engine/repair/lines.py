"""Lines that lead a fill: drawn into the holes by a user, or continued there by an edge network.

Only generators whose card names the tensor `edges` take them: 1 on a line inside the hole, 0
elsewhere. Wherever the lines come from, a repair keeps them in its request, and so it can be made
again without the edge network.
"""

from __future__ import annotations

import cv2
import numpy as np

from engine.document.document import Snapshot
from engine.document.marking import Marking
from engine.document.marks import Marks
from engine.errors import DeviceError, ModelError
from engine.generators.card import ModelCard
from engine.generators.registry import load_registry
from engine.generators.session import Session, open_session
from engine.geometry import Box
from engine.progress import Progress
from engine.repair.classical import fill_classical, to_8_bit
from engine.repair.regions import Region

TASK = "edges"  # of the network that continues lines
SIGMA = 2.0  # px: EdgeConnect's; finer detail is texture, not structure
STEEPEST = 0.90  # quantile of the gradient above which a line begins; half of it continues one


def takes_lines(card: ModelCard) -> bool:
    return "edges" in card.tensors


def edges_of(picture: np.ndarray) -> np.ndarray:
    """The lines of a picture (h, w, 3) uint8: uint8 (h, w) 0 or 255, Canny after a Gaussian.

    Thresholds follow the picture: a faded print has lines too. A flat picture has none.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    smooth = cv2.GaussianBlur(grey, (0, 0), SIGMA)
    dx, dy = cv2.Sobel(smooth, cv2.CV_16S, 1, 0), cv2.Sobel(smooth, cv2.CV_16S, 0, 1)
    slope = np.abs(dx.astype(np.int32)) + np.abs(dy)
    high = max(float(np.quantile(slope, STEEPEST)), 16.0)
    return cv2.Canny(dx, dy, high / 2, high)


def lines_of(strokes: np.ndarray) -> Marks:
    """Strokes of any width, uint8 (h, w) of the scan, as lines of one pixel for `repair`."""
    left, top, width, height = cv2.boundingRect(strokes)
    box = Box(left, top, left + width, top + height)
    return Marks.of(_thinned(strokes[box.slices]), box)


def _thinned(strokes: np.ndarray) -> np.ndarray:
    """uint8 (h, w), 0 or 255: what generators learnt from was one pixel wide."""
    if not strokes.any():
        return strokes
    # With a rim: thinning leaves what lies at the edge of a picture as it is.
    framed = np.pad((strokes > 0).view(np.uint8) * np.uint8(255), 1)
    return np.ascontiguousarray(cv2.ximgproc.thinning(framed)[1:-1, 1:-1])


class Lines:
    """The lines of one repair: given, or found hole by hole by an edge network, or none.

    Args:
        marking: the given ones, or empty over all that is marked, to be filled in.
        session: the fill generator for which lines are looked for; None = they are given.
    """

    def __init__(self, marking: Marking, session: Session | None) -> None:
        self._marking, self._session = marking, session

    @property
    def marks(self) -> Marks:
        return Marks.of(self._marking.pixels, self._marking.box)

    def inside(
        self, region: Region, rgb: np.ndarray, unknown: np.ndarray, progress: Progress
    ) -> np.ndarray:
        """The lines in a region's hole, bool (h, w) of its crop.

        Args:
            rgb: the crop, uint8 or uint16. unknown: bool (h, w), what in it must not be looked at.
        """
        inner = region.hole_box.within(region.box).slices
        own = np.zeros(unknown.shape, bool)
        own[inner] = region.hole
        if self._session is not None and (finder := _finder(self._session)):
            told = _continued(rgb, unknown, finder, progress) & own
            found = _thinned(told.view(np.uint8))
            kept = self._marking.pixels[region.hole_box.within(self._marking.box).slices]
            kept[region.hole] = found[inner][region.hole]
        return own & (self._marking.read(region.box) > 0)


def lines_for(snapshot: Snapshot, session: Session | None, given: Marks | None) -> Lines | None:
    """What leads the fills of a repair; None where its generator takes no lines.

    Without given ones an edge network is asked, where there is one among the models.

    Raises:
        ModelError, DeviceError: lines are given and there is nothing that would take them.
    """
    if session is None or not takes_lines(session.card):
        if given is not None:
            raise _nobody_takes_them(session)
        return None
    if given is not None:
        return Lines(Marking(given.bounds, given.draw()), None)
    marking = snapshot.marking
    return Lines(Marking(marking.box, np.zeros_like(marking.pixels)), session)


def _nobody_takes_them(session: Session | None) -> ModelError | DeviceError:
    if session is None:
        return DeviceError(
            "lines lead a fill generator, and there is none to use: see `main.py models`, or leave "
            "the lines out."
        )
    takers = [card.id for card in load_registry().of_task("fill") if takes_lines(card)]
    return ModelError(
        f"model {session.card.id} takes no lines: leave them out, or choose a fill model whose "
        f"card has a tensor 'edges' (here: {', '.join(takers) or 'none'})."
    )


def _finder(session: Session) -> Session | None:
    """The edge network that stands by a fill generator, opened once."""
    if session.companion is None and (cards := load_registry().of_task(TASK)):
        session.companion = open_session(cards[0], "auto", "automatic")
    return session.companion


def _continued(
    rgb: np.ndarray, unknown: np.ndarray, finder: Session, progress: Progress
) -> np.ndarray:
    """Where the edge network says that a line goes on; bool (h, w), meaningful where unknown."""
    # From the classical fill: the border of the hole itself is no line.
    filled = to_8_bit(np.rint(fill_classical(rgb, unknown, "ns") * 65535).astype(np.uint16))
    picture = np.repeat(filled, 3, axis=2) if filled.shape[2] == 1 else filled
    known = (~unknown)[..., None].astype(np.float32)
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[..., None] / np.float32(255)
    edges = (edges_of(picture)[..., None] > 0).astype(np.float32)
    told = finder.run({"grey": grey * known, "edges": edges * known, "mask": 1 - known}, progress)
    return np.asarray(told["lines"][..., 0] > 0.5)

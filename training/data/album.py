"""A user's album: where its photographs are undamaged, and samples from there and nowhere else.

Damage is kept as cells of 8 x 8 px, a bit each: 12 KB for a photograph of 2048 x 3072 px. A cell
is damaged if one pixel in it is marked, and a crop is used only if no cell it touches is damaged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np

from engine.detect.damage import detect
from engine.detect.settings import DetectSettings
from engine.document.document import Document
from engine.errors import RecipeError
from engine.files.scan import Scan
from engine.generators.session import Session
from engine.progress import Progress
from training.data.fill_samples import FillSamples, random_crop, too_flat, turned
from training.data.photos import Photos

CELL = 8  # px
# With a detector everything that it thinks 10 % likely is left out. The stand-in at that
# sensitivity marks every texture and would leave flat areas only.
DETECTOR = DetectSettings(sensitivity=1.0)
STAND_IN = DetectSettings(sensitivity=0.8)
PHOTOGRAPHS = 8  # usable ones, at least
CROPS = 60  # undamaged ones side by side, at least
HELD_OUT = (2, 12)  # photographs, of a fifth of the album
Damage = tuple[np.ndarray, ...]  # bool (rows, columns) of each photograph's cells


@dataclass(frozen=True, eq=False)
class Album(Photos):
    """Photographs of the user, with their damage, and others that keep a generator general.

    Attributes:
        damage: of each photograph. replay: the others. share: of samples from `replay`, 0..1.
    """

    damage: Damage
    replay: Photos
    share: float

    def places(self, side: int) -> list[np.ndarray]:
        """Of each photograph: (n, 2) top and left, px, of the undamaged squares on the grid."""
        return [
            undamaged(cells, photo.height, photo.width, side)
            for cells, photo in zip(self.damage, self.photos, strict=True)
        ]


class AlbumSamples(FillSamples):
    """As FillSamples, from undamaged crops of an album at its own scale and in its own colours.

    What a photograph's grain and tones look like is what there is to learn, so crops are mirrored
    and turned only. Where the album has no undamaged crop so large, others take its place.
    """

    def __init__(
        self,
        album: Album,
        seed: int,
        crop: int,
        mixture: Mapping[str, float],
        coverage: tuple[float, float],
    ) -> None:
        super().__init__(album, seed, crop, mixture, coverage)
        self.album = album
        places = album.places(crop)
        self.places = [(index, found) for index, found in enumerate(places) if len(found)]

    def _clean(self, rng: np.random.Generator) -> np.ndarray:
        own = self.places and rng.random() >= self.album.share
        for _ in range(20 if own else 0):
            index, found = self.places[int(rng.integers(len(self.places)))]
            top, left = found[int(rng.integers(len(found)))]
            here = np.s_[top : top + self.crop, left : left + self.crop]
            piece = np.array(self.album.pixels(index)[here])
            if not too_flat(piece, rng):
                return np.ascontiguousarray(turned(piece, rng))
        return random_crop(self.album.replay, rng, self.crop)


def undamaged(cells: np.ndarray, height: int, width: int, side: int) -> np.ndarray:
    """(n, 2): top and left, px, of the squares on the grid of cells that touch no damaged one."""
    reach = -(-side // CELL)
    if min(height, width) < side:
        return np.zeros((0, 2), np.int64)
    sums = cv2.integral(cells.astype(np.uint8))
    count = sums[reach:, reach:] - sums[:-reach, reach:] - sums[reach:, :-reach]
    found = np.argwhere(count + sums[:-reach, :-reach] == 0) * CELL
    # The last cells of a photograph may be cut.
    return found[(found + side <= (height, width)).all(axis=1)]


def find_all_damage(photos: Photos, session: Session | None, progress: Progress) -> Damage:
    """The damaged cells of every photograph, by a detector or, without one, by the stand-in."""
    settings = DETECTOR if session else STAND_IN
    found = []
    for index in range(len(photos)):
        told = f"looking for damage in photograph {index + 1} of {len(photos)}"
        progress.step(index / len(photos), told)
        snapshot = Document(Scan(None, np.asarray(photos.pixels(index)))).snapshot()
        # Their own steps would speak of tiles; a photograph takes a second.
        marks = detect(snapshot, settings, session, Progress(stop=progress.stop)).masks(settings)
        mask = np.zeros(photos.pixels(index).shape[:2], np.uint8)
        for found_here in marks.values():
            mask |= found_here.draw()
        found.append(in_cells(mask))
    return tuple(found)


def in_cells(mask: np.ndarray) -> np.ndarray:
    """uint8 (h, w), > 0 damaged -> bool (rows, columns)."""
    height, width = mask.shape
    padded = np.pad(mask > 0, ((0, -height % CELL), (0, -width % CELL)))
    return np.asarray(padded.reshape(len(padded) // CELL, CELL, -1, CELL).any((1, 3)))


def in_pixels(cells: np.ndarray, height: int, width: int) -> np.ndarray:
    """bool (height, width): whether the pixel lies in a damaged cell."""
    return cells.repeat(CELL, 0).repeat(CELL, 1)[:height, :width]


def save_damage(damage: Damage, path: Path) -> None:
    """All cells as bits in one file, whole or not at all."""
    packed = {f"cells_{i}": np.packbits(cells, axis=1) for i, cells in enumerate(damage)}
    unfinished = path.with_name(f"{path.stem}.part.npz")
    np.savez(unfinished, **packed)  # type: ignore[arg-type]  # its stub mixes in allow_pickle
    unfinished.replace(path)


def load_damage(path: Path, photos: Photos) -> Damage:
    """What `save_damage` wrote for these photographs."""
    with np.load(path) as packed:
        return tuple(
            np.unpackbits(packed[f"cells_{i}"], axis=1, count=-(-photo.width // CELL)).astype(bool)
            for i, photo in enumerate(photos.photos)
        )


def split_album(
    photos: Photos, damage: Damage, crop: int, replay: Photos, share: float
) -> tuple[Album, Album]:
    """What to learn from, and what to hold out: a fifth, the same for the same file names.

    Photographs without an undamaged crop are left out of both.

    Raises:
        RecipeError: fewer than PHOTOGRAPHS are usable, or they hold fewer than CROPS crops.
    """
    whole = Album(**vars(photos), damage=damage, replay=replay, share=share)
    places = [len(found) for found in whole.places(crop)]
    usable = [index for index, count in enumerate(places) if count]
    crops = sum(places) * CELL**2 // crop**2
    if len(usable) < PHOTOGRAPHS or crops < CROPS:
        raise RecipeError(
            f"{photos.folder} has {len(usable)} photographs with undamaged parts, {crops} crops of "
            f"{crop} px in all; {PHOTOGRAPHS} and {CROPS} are needed: add photographs to the "
            "folder, or scan at a higher resolution."
        )
    least, most = HELD_OUT
    drawn = sorted(usable, key=lambda i: sha256(photos.photos[i].file.encode()).hexdigest())
    held_out = set(drawn[: min(most, max(least, len(usable) // 5))])
    return (
        _part(whole, [index for index in usable if index not in held_out]),
        _part(whole, sorted(held_out)),
    )


def _part(album: Album, indices: Sequence[int]) -> Album:
    return replace(
        album,
        photos=tuple(album.photos[i] for i in indices),
        damage=tuple(album.damage[i] for i in indices),
    )

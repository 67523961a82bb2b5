"""Photographs as one memory-mapped file of uint8 RGB: decoded once, then read by crops.

Training reads a few kilobytes of every photograph in turn; decoding whole files for that would
keep both cores busy. The store is a cache: it is rebuilt when the photographs change.
"""

from __future__ import annotations

import csv
import errno
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from engine.errors import RecipeError, ScanError
from engine.files.colour import narrowed
from engine.files.reader import open_scan
from engine.progress import Progress

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"}
TIERS_ALLOWED = ("A", "B")  # a licence, or that of the repository they lie in


@dataclass(frozen=True)
class Photo:
    """Where one photograph lies in the store."""

    file: str
    offset: int
    height: int
    width: int
    tier: str  # licence tier of the manifest, "own" for a folder without one


@dataclass(frozen=True, eq=False)
class Photos:
    """The photographs of one folder; `pixels(i)` is a read-only view (height, width, 3), RGB."""

    folder: Path
    photos: tuple[Photo, ...]
    store: Path
    skipped: tuple[str, ...]  # "file: why" of what could not be read

    def __len__(self) -> int:
        return len(self.photos)

    def pixels(self, index: int) -> np.ndarray:
        photo = self.photos[index]
        shape = (photo.height, photo.width, 3)
        return np.memmap(self.store, np.uint8, "r", photo.offset, shape)

    def tiers(self) -> dict[str, int]:
        """How many photographs of each licence tier."""
        tiers: dict[str, int] = {}
        for photo in self.photos:
            tiers[photo.tier] = tiers.get(photo.tier, 0) + 1
        return tiers

    def digest(self) -> str:
        """Changes when a photograph is added, removed or has another size."""
        text = json.dumps([(p.file, p.height, p.width) for p in self.photos])
        return hashlib.sha256(text.encode()).hexdigest()


def open_photos(
    folder: Path, cache: Path, longest_side: int = 2048, progress: Progress | None = None
) -> Photos:
    """Open the photographs of `folder`, decoding them into `cache` on first use.

    A folder with a `manifest.csv` is read by it, and only tiers A and B are taken; any other
    folder is read by file name, sub-folders included, as the user's own. Photographs longer than
    `longest_side` px are scaled down.

    Raises:
        RecipeError: the folder is missing or holds no readable photograph, or `cache` is full.
        Cancelled: stopped while decoding; nothing is left of it.
    """
    listed = _listed(folder)
    key = hashlib.sha256(
        json.dumps(
            [str(folder.resolve()), longest_side]
            + [(name, tier, _changed_at(folder / name)) for name, tier in listed]
        ).encode()
    ).hexdigest()[:16]
    store, index = cache / f"photos-{key}.bin", cache / f"photos-{key}.json"
    if not index.exists():
        _decode(folder, listed, store, index, longest_side, progress or Progress())
    known = json.loads(index.read_text("utf-8"))
    photos = tuple(Photo(**entry) for entry in known["photos"])
    if not photos:
        raise RecipeError(
            f"{folder} holds {len(listed)} pictures, but none can be read "
            f"({known['skipped'][0]}): choose another folder of photographs."
        )
    return Photos(folder, photos, store, tuple(known["skipped"]))


def _changed_at(path: Path) -> int:
    """ns; 0 where there is no such file, which is then skipped and named."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _listed(folder: Path) -> list[tuple[str, str]]:
    """(file name, tier) of every photograph to use."""
    if not folder.is_dir():
        raise RecipeError(f"there is no folder {folder}: set `photos` to a folder of photographs.")
    manifest = folder / "manifest.csv"
    if not manifest.exists():
        # The project's data lie as photos/manifest.csv or photos/train/manifest.csv.
        names = sorted(
            p.relative_to(folder).as_posix()
            for p in folder.rglob("*")
            if p.suffix.lower() in SUFFIXES
        )
        listed = [(name, "own") for name in names]
    else:
        with manifest.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if rows and not {"file", "licence_tier"} <= rows[0].keys():
            raise RecipeError(
                f"{manifest} needs the columns file and licence_tier (A or B are used): "
                "add them, or take the file away to use every photograph of the folder."
            )
        listed = [
            (row["file"], row["licence_tier"])
            for row in rows
            if row["licence_tier"] in TIERS_ALLOWED
        ]
    if not listed:
        raise RecipeError(f"{folder} holds no photograph: JPEG, PNG, WebP and TIFF are read.")
    return listed


def _decode(
    folder: Path,
    listed: list[tuple[str, str]],
    store: Path,
    index: Path,
    longest_side: int,
    progress: Progress,
) -> None:
    photos: list[dict[str, object]] = []
    skipped: list[str] = []
    with _replacing(store) as unfinished, unfinished.open("wb") as file:
        for number, (name, tier) in enumerate(listed):
            progress.step(number / len(listed), f"reading photograph {number + 1} of {len(listed)}")
            try:
                pixels = read_photograph(folder / name, longest_side)
            except ScanError as error:
                skipped.append(f"{name}: {error}")
                continue
            entry = Photo(name, file.tell(), pixels.shape[0], pixels.shape[1], tier)
            photos.append(vars(entry))
            file.write(pixels.tobytes())
    # Last: where there is an index, the store is whole.
    with _replacing(index) as unfinished:
        unfinished.write_text(json.dumps({"photos": photos, "skipped": skipped}), "utf-8")


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A name to write to, which becomes `path` when the block ends well, and else disappears."""
    unfinished = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield unfinished
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        unfinished.replace(path)
    except OSError as error:
        why = "the disk is full" if error.errno == errno.ENOSPC else error.strerror
        raise RecipeError(
            f"the decoded photographs cannot be kept in {path.parent}: {why}. "
            "See to free space and permissions there, or choose another --out folder."
        ) from error


def read_photograph(path: Path, longest_side: int) -> np.ndarray:
    """uint8 (height, width, 3), upright; grey photographs have three equal channels."""
    pixels = narrowed(open_scan(path).pixels)
    if pixels.shape[2] == 1:
        pixels = np.repeat(pixels, 3, axis=2)
    scale = longest_side / max(pixels.shape[:2])
    if scale < 1:
        size = tuple(max(1, round(length * scale)) for length in pixels.shape[1::-1])
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(pixels)

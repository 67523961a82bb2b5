"""Photographs made by the tests: coloured noise with edges, enough for a network to learn from."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

pytest.importorskip("torch", reason="the [train] extra is not installed")

from training.data.album import in_cells
from training.data.photos import open_photos

STAIN = (250, 0, 250)  # a colour that no photograph of the tests has


def make_photograph(seed: int, height: int = 160, width: int = 192) -> np.ndarray:
    """uint8 RGB: smooth colours, straight edges, a little grain."""
    rng = np.random.default_rng(seed)
    picture = cv2.resize(
        rng.uniform(40, 215, (4, 5, 3)).astype(np.float32), (width, height), interpolation=3
    )
    for _ in range(12):
        points = rng.integers(0, (width, height), (3, 2))
        cv2.fillConvexPoly(picture, points.astype(np.int32), rng.uniform(0, 255, 3).tolist())
    return np.clip(picture + rng.normal(0, 2, picture.shape), 0, 255).astype(np.uint8)


@pytest.fixture(scope="session")
def photo_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("photos")
    for seed in range(6):
        Image.fromarray(make_photograph(seed)).save(folder / f"photo-{seed}.png")
    return folder


@pytest.fixture(scope="session")
def validation_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("validation")
    for seed in (100, 101):
        Image.fromarray(make_photograph(seed, 288, 288)).save(folder / f"photo-{seed}.png")
    return folder


@pytest.fixture(scope="session")
def album_folder(tmp_path_factory):
    """Ten photographs, a stained half in every other one."""
    folder = tmp_path_factory.mktemp("album")
    for seed in range(10):
        pixels = make_photograph(seed, 144, 192)
        if seed % 2:
            pixels[:, 96:] = STAIN
        Image.fromarray(pixels).save(folder / f"secret-name-{seed}.png")
    return folder


@pytest.fixture(scope="session")
def album_photos(album_folder, tmp_path_factory):
    return open_photos(album_folder, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def replay(photo_folder, tmp_path_factory):
    return open_photos(photo_folder, tmp_path_factory.mktemp("cache"))


def stained(photos):
    """The damaged cells of the photographs of `album_folder`, as a perfect detector finds them."""
    return tuple(
        in_cells((np.asarray(photos.pixels(i)) == STAIN).all(2).view(np.uint8))
        for i in range(len(photos))
    )

"""The pale rim beside a mark is found, and clean borders are left alone."""

import cv2
import numpy as np
import pytest

from engine.repair.skirt import find_skirt


def scratched(soft: float, damage: float, grain: float = 0.02) -> tuple[np.ndarray, np.ndarray]:
    """A grainy slope with a scratch 4 px wide; `soft` px, sigma of its skirt. And its mask."""
    rng = np.random.default_rng(3)
    slope = 0.3 + 0.3 * np.arange(200) / 200
    picture = np.repeat(np.tile(slope, (160, 1))[..., None], 3, 2)
    picture = picture + rng.normal(0, grain, picture.shape)
    mask = np.zeros((160, 200), np.uint8)
    cv2.line(mask, (20, 30), (180, 120), 1, 4)
    alpha = mask.astype(float)
    if soft:
        alpha = np.maximum(alpha, cv2.GaussianBlur(alpha, (0, 0), soft))
    picture += (damage - picture) * alpha[..., None]
    return picture.astype(np.float32), mask > 0


def first_ring(hole: np.ndarray) -> np.ndarray:
    return (cv2.dilate(hole.astype(np.uint8), np.ones((3, 3))) > 0) & ~hole


@pytest.mark.parametrize("damage", [0.0, 1.0])
@pytest.mark.parametrize("soft", [0.6, 1.0])
def test_a_soft_skirt_is_found(damage, soft):
    picture, hole = scratched(soft, damage)
    skirt = find_skirt(picture, hole)
    assert skirt[first_ring(hole)].mean() > 0.9
    assert not (skirt & hole).any()
    near = cv2.dilate(hole.astype(np.uint8), np.ones((5, 5))) > 0
    assert not (skirt & ~near).any()


@pytest.mark.parametrize("damage", [0.0, 1.0])
def test_a_clean_border_has_none(damage):
    picture, hole = scratched(0, damage)
    assert find_skirt(picture, hole)[first_ring(hole)].mean() < 0.02


def test_an_edge_of_the_picture_across_the_mark_is_no_skirt():
    picture, hole = scratched(0, 1.0)
    picture[:, 90:] = np.where(hole[:, 90:, None], 1, picture[:, 90:] + 0.4)
    assert find_skirt(picture, hole)[first_ring(hole)].mean() < 0.02


def test_what_is_marked_without_damage_has_none():
    picture, hole = scratched(0, 1.0)
    clean = np.full_like(picture, 0.4)
    assert not find_skirt(clean, hole).any()

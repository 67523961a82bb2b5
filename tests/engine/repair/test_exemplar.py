"""Texture comes from the photograph's known pixels alone and goes on in the hole."""

import cv2
import numpy as np
import pytest

from engine.progress import Cancelled, Stop
from engine.repair import exemplar
from engine.repair.exemplar import add_texture
from engine.repair.regions import wide_part

HOLE = np.zeros((220, 240), np.uint8)
cv2.circle(HOLE, (120, 110), 35, 1, -1)
HOLE = HOLE > 0


def cloth(until: int = 150) -> np.ndarray:
    """A weave of 6 px up to this column, a bare wall beyond."""
    y, x = np.mgrid[:220, :240]
    weave = 0.08 * np.sin(2 * np.pi * x / 6) * np.sin(2 * np.pi * y / 6)
    picture = 0.4 + np.where(x < until, weave, 0.2)
    return np.repeat(picture[..., None], 3, 2).astype(np.float32)


def blurred_fill(picture: np.ndarray) -> np.ndarray:
    return np.where(HOLE[..., None], cv2.GaussianBlur(picture, (0, 0), 4), picture)


def sharpness(picture: np.ndarray, where: np.ndarray) -> float:
    return float(np.abs(cv2.Laplacian(picture.mean(2), cv2.CV_32F))[where].mean())


def test_a_planted_texture_goes_on_as_sharp_as_it_is_around():
    truth = cloth(until=240)
    filled = add_texture(blurred_fill(truth), HOLE, ~HOLE, 70, (1,))
    assert sharpness(blurred_fill(truth), HOLE) < 0.2 * sharpness(truth, HOLE)
    assert 0.7 < sharpness(filled, HOLE) / sharpness(truth, HOLE) < 1.2


def test_where_the_photograph_is_bare_no_texture_is_added():
    plain = np.full((220, 240, 3), 0.5, np.float32)
    np.testing.assert_allclose(add_texture(plain, HOLE, ~HOLE, 70, (1,)), plain, atol=1e-5)


def test_nothing_that_is_not_known_is_copied():
    """Pixels that are neither hole nor known hold wild values; none of them arrives."""
    truth = cloth()
    known = ~HOLE
    known[:, 10:60] = False
    wild = blurred_fill(truth)
    wild[:, 20:50] += np.random.default_rng(1).normal(0, 3, (220, 30, 3)).astype(np.float32)
    filled = add_texture(wild, HOLE, known, 70, (1,))
    assert np.abs(filled[HOLE] - 0.5).max() < 0.5
    same = add_texture(np.where(known[..., None] | HOLE[..., None], wild, 7), HOLE, known, 70, (1,))
    np.testing.assert_allclose(filled[HOLE], same[HOLE], atol=1e-5)


def test_only_the_hole_changes_and_the_same_seed_gives_the_same_bytes():
    bare = blurred_fill(cloth())
    first, again = (add_texture(bare, HOLE, ~HOLE, 70, (4, 5)) for _ in range(2))
    assert first.tobytes() == again.tobytes()
    np.testing.assert_array_equal(first[~HOLE], bare[~HOLE])


@pytest.mark.parametrize("shape", [(40, 43, 1), (9, 300, 3)])
def test_small_and_narrow_crops_and_single_channels_are_taken(shape):
    picture = np.random.default_rng(0).random(shape).astype(np.float32)
    hole = np.zeros(shape[:2], bool)
    hole[2:7, 10:30] = True
    result = add_texture(picture, hole, ~hole, 20, (1,))
    assert result.shape == shape and np.isfinite(result).all()
    np.testing.assert_array_equal(result[~hole], picture[~hole])


def test_with_too_little_known_the_fill_stays():
    picture = cloth()
    known = np.zeros_like(HOLE)
    known[:8, :8] = True
    assert add_texture(picture, ~known, known, 200, (1,)) is picture


def test_a_round_hole_of_which_no_part_is_wide_keeps_its_fill():
    disc = np.zeros((220, 240), np.uint8)
    cv2.circle(disc, (120, 110), 10, 1, -1)
    hole = wide_part(disc > 0)
    assert not hole.any()  # thicker than THICKEST by its distances, but no disc of that fits in
    truth = cloth()
    np.testing.assert_array_equal(add_texture(truth, hole, disc == 0, 21, (1,)), truth)


def test_thick_holes_are_matched_more_sparsely(monkeypatch):
    monkeypatch.setattr(exemplar, "WIDE", 60)
    filled = add_texture(blurred_fill(cloth()), HOLE, ~HOLE, 70, (1,))
    assert sharpness(filled, HOLE) > 2 * sharpness(blurred_fill(cloth()), HOLE)


def test_it_can_be_stopped():
    stop = Stop()
    stop.set()
    with pytest.raises(Cancelled):
        add_texture(cloth(), HOLE, ~HOLE, 70, (1,), stop)

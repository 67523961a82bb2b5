"""Grain that was planted is measured and made again; where there is none, none is made."""

import cv2
import numpy as np
import pytest

from engine.repair.grain import add_grain

HOLE = np.zeros((240, 260), bool)
HOLE[80:160, 90:170] = True


def grainy(strength: float, colour: float = 0.0, blur: float = 0.7) -> np.ndarray:
    """A dark and a bright half with correlated grain of this standard deviation, in 8 bits."""
    rng = np.random.default_rng(2)
    noise = rng.normal(0, 1, (240, 260, 1)) + colour * rng.normal(0, 1, (240, 260, 3))
    noise = cv2.GaussianBlur(noise.astype(np.float32), (0, 0), blur)
    noise *= strength / noise.mean(2).std()
    flat = np.where(np.arange(260) < 130, 0.3, 0.7)[None, :, None]
    return (np.rint((flat + noise) * 255) / 255).astype(np.float32)


def smooth_fill(picture: np.ndarray) -> np.ndarray:
    flat = np.where(np.arange(260) < 130, 0.3, 0.7)[None, :, None]
    return np.where(HOLE[..., None], flat, picture).astype(np.float32)


@pytest.mark.parametrize("strength", [3 / 255, 8 / 255])
@pytest.mark.parametrize("blur", [0.6, 1.0])
@pytest.mark.parametrize("colour", [0.0, 0.7])
def test_the_fill_gets_grain_as_strong_as_was_planted(strength, blur, colour):
    picture = grainy(strength, colour, blur)
    result = add_grain(smooth_fill(picture), HOLE, ~HOLE, (1,))
    for half in (np.s_[85:155, 93:119], np.s_[85:155, 141:167]):
        made = result[half].mean(2).std()
        assert made == pytest.approx(strength, rel=0.1)
        for channel in range(3):
            planted = picture[10:60, 10:120, channel].std()
            assert result[half][..., channel].std() == pytest.approx(planted, rel=0.15)


def test_its_spectrum_is_that_of_the_surroundings():
    """Mean difference in dB over four bands of frequency, against the smooth fill's."""
    picture = grainy(6 / 255, 0.3)
    bare = smooth_fill(picture)
    made = add_grain(bare, HOLE, ~HOLE, (1,))

    def distance(candidate):
        bands = _bands(candidate.mean(2))
        inside, around = bands[85:155, 95:125], bands[10:60, 10:120]
        ratio = (inside.mean((0, 1)) + 1e-9) / (around.mean((0, 1)) + 1e-9)
        return np.abs(10 * np.log10(ratio)).mean()

    assert distance(made) < 0.2 * distance(bare)


def test_only_the_hole_changes_and_the_same_seed_gives_the_same_bytes():
    bare = smooth_fill(grainy(5 / 255))
    first, again, other = (add_grain(bare, HOLE, ~HOLE, (seed, 3)) for seed in (1, 1, 2))
    assert first.tobytes() == again.tobytes()
    np.testing.assert_array_equal(first[~HOLE], bare[~HOLE])
    # On the edge between the halves there is none: the edge is rough enough.
    assert (first[HOLE] != other[HOLE]).mean() > 0.7


def test_a_clean_graphic_gets_none():
    picture = np.full((240, 260, 3), 0.2, np.float32)
    picture[:, 100:150] = (0.9, 0.3, 0.1)
    np.testing.assert_array_equal(add_grain(picture, HOLE, ~HOLE, (1,)), picture)


def test_a_fill_as_rough_as_the_photograph_stays_as_it_is():
    picture = grainy(5 / 255)
    added = add_grain(picture, HOLE, ~HOLE, (1,)) - picture
    assert added[90:150, 100:120].std() < 0.5 * 5 / 255
    rougher = smooth_fill(picture) + 4 * (picture - smooth_fill(grainy(0))) * HOLE[..., None]
    added = add_grain(rougher, HOLE, ~HOLE, (1,)) - rougher
    assert added[90:150, 100:120].std() < 0.1 / 255


def test_grey_scans_get_grey_grain():
    picture = grainy(5 / 255)[..., :1]
    bare = smooth_fill(np.repeat(picture, 3, 2))
    made = add_grain(bare, HOLE, ~HOLE, (1,))
    np.testing.assert_allclose(made[..., 0], made[..., 2], atol=1e-6)
    assert add_grain(bare[..., :1], HOLE, ~HOLE, (1,)).shape == (240, 260, 1)


def _bands(brightness: np.ndarray) -> np.ndarray:
    energies = []
    for sigma in (0.6, 1.0, 1.6, 2.6):
        softer = cv2.GaussianBlur(brightness, (0, 0), sigma)
        energies.append((brightness - softer) ** 2)
        brightness = softer
    return np.stack(energies, 2)

"""Tone as parameters: the same for every piece of a scan, in its own depth."""

from __future__ import annotations

import numpy as np
import pytest

from engine.geometry import Box, Size
from engine.restore.adjust import tone_by_hand
from engine.restore.settings import Adjustments, FinishSettings, Strengths, in_words
from engine.restore.tone import CELLS, Tone, apply_to_samples, apply_tone, identity_tone


def some_tone(seed=0) -> Tone:
    rng = np.random.default_rng(seed)
    curves = np.sort(rng.uniform(0, 1, (3, 9)), axis=1).astype(np.float32)
    gains = rng.normal(0, 0.2, (CELLS, CELLS, 3)).astype(np.float32)
    matrix = (np.eye(3) + rng.normal(0, 0.1, (3, 3))).astype(np.float32)
    return Tone(gains, curves, matrix)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("knots", [9, 1025])
def test_the_identity_gives_every_sample_back(dtype, knots):
    levels = np.arange(np.iinfo(dtype).max + 1, dtype=dtype)
    pixels = np.stack([levels, levels[::-1], np.roll(levels, 7)], axis=-1)[None]
    size = Size(pixels.shape[1], 1)
    same = apply_to_samples(pixels, [(identity_tone(knots), 1.0)], size.box, size)
    np.testing.assert_array_equal(same, pixels)


def test_pieces_are_exactly_what_the_whole_is():
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 65536, (61, 83, 3), np.uint16)
    size, tones = Size(83, 61), [(some_tone(), 0.7), (some_tone(1), 1.0)]
    whole = apply_to_samples(pixels, tones, size.box, size)
    for box in (Box(0, 0, 40, 7), Box(33, 7, 83, 61), Box(5, 5, 6, 6)):
        piece = apply_to_samples(pixels[box.slices], tones, box, size)
        np.testing.assert_array_equal(piece, whole[box.slices])
    assert (whole != pixels).mean() > 0.9


def test_curves_are_linear_between_their_knots_and_go_on_beyond():
    curves = np.tile(np.linspace(0, 1, 9, dtype=np.float32) ** 2, (3, 1))
    gains = np.full((CELLS, CELLS, 3), np.log(2), np.float32)
    picture = np.full((1, 1, 3), 0.3, np.float32)
    tone = Tone(gains, curves, np.eye(3, dtype=np.float32))
    between = 0.5**2 + 0.8 * (0.625**2 - 0.5**2)  # 0.6 after the gains
    np.testing.assert_allclose(apply_tone(picture, tone), between, rtol=1e-5)
    bright = np.full((1, 1, 3), 0.6, np.float32)  # 1.2 after the gains: beyond the last knot
    tone = Tone(gains, curves * 0.5, np.eye(3, dtype=np.float32))
    slope = (1 - 0.875**2) * 8 * 0.5
    np.testing.assert_allclose(apply_tone(bright, tone), 0.5 + 0.2 * slope, rtol=1e-5)


def test_strength_goes_from_as_it_is_to_corrected():
    pixels = np.full((2, 2, 3), 100, np.uint8)
    size, tone = Size(2, 2), tone_by_hand(Adjustments(exposure=1))
    at = [apply_to_samples(pixels, [(tone, s)], size.box, size)[0, 0, 0] for s in (0, 0.5, 1)]
    assert at[0] == 100 and at[1] == pytest.approx((at[0] + at[2]) / 2, abs=1)
    assert at[2] == round(100 * 2 ** (1 / 2.2))


def test_a_grey_scan_stays_grey():
    pixels = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    tone = tone_by_hand(Adjustments(gamma=2))
    made = apply_to_samples(pixels, [(tone, 1.0)], Size(16, 16).box, Size(16, 16))
    assert made.shape == pixels.shape and made[0, 0, 0] == 0 and made[-1, -1, 0] == 255
    assert made[8, 0, 0] == round(255 * (128 / 255) ** 0.5)


def adjusted(rgb, **adjustments):
    picture = np.array([[rgb]], np.float32)
    return apply_tone(picture, tone_by_hand(Adjustments(**adjustments)))[0, 0]


def test_every_slider_does_what_its_name_says():
    grey = (0.5, 0.5, 0.5)
    assert tone_by_hand(Adjustments()) is None
    assert adjusted(grey, exposure=-1).max() < 0.5 < adjusted(grey, exposure=1).min()
    assert adjusted((0.2, 0.2, 0.2), black=0.2).max() == pytest.approx(0, abs=1e-6)
    assert adjusted((0.8, 0.8, 0.8), white=0.8).min() == pytest.approx(1, abs=1e-6)
    assert adjusted(grey, gamma=2).min() == pytest.approx(0.5**0.5, abs=1e-3)
    assert adjusted((0.25,) * 3, contrast=1)[0] < 0.25 < 0.75 < adjusted((0.75,) * 3, contrast=1)[0]
    warm, magenta = adjusted(grey, temperature=0.5), adjusted(grey, tint=0.5)
    assert warm[0] > warm[1] > warm[2] and magenta[0] == magenta[2] > magenta[1]
    assert np.ptp(adjusted((0.6, 0.5, 0.4), saturation=-1)) == pytest.approx(0, abs=1e-6)
    deeper = adjusted((0.4, 0.3, 0.2), fading=1)
    assert deeper.min() < 0.2 and np.ptp(deeper) > 0.2


def test_curves_by_hand_never_fall():
    for contrast in (-1, 1):
        tone = tone_by_hand(Adjustments(contrast=contrast, gamma=0.4, exposure=2, fading=1))
        assert (np.diff(tone.curves, axis=1) >= 0).all()


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: Adjustments(gamma=9), "gamma 9 is not from 0.3 to 3"),
        (lambda: Adjustments(black=0.5, white=0.4), "white 0.4 is not above black 0.5"),
        (lambda: Strengths(denoise=1.1), "denoise 1.1 is not from 0 to 1"),
        (lambda: FinishSettings(tone=-1), "tone -1 is not from 0 to 1"),
    ],
)
def test_values_out_of_their_limits_are_refused(make, complaint):
    with pytest.raises(ValueError, match=complaint):
        make()


def test_only_what_does_something_is_said():
    assert in_words(Adjustments(contrast=0.2, gamma=1.1)) == "gamma 1.1, contrast 0.2"
    assert in_words(Strengths(0.5, 0, 0, 0.3)) == "denoise 0.5, keep grain 0.3"

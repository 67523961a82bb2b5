"""The look of the layers: told apart without colour, and to be seen on any photograph."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from engine.document.layers import CAUSES, IDS
from gui.canvas.layer_styles import PATTERNS, PERIOD, paint_layers, pattern, shades, swatch

VIEWS = ("tint", "hatch")


def luminance(colours):
    """WCAG 2.2, relative luminance of RGB 0..255."""
    part = np.asarray(colours, float) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)


def contrast(one, other):
    high, low = np.maximum(one, other), np.minimum(one, other)
    return (high + 0.05) / (low + 0.05)


def over(argb, background):
    """float (h, w, 3): the picture that results on one grey or colour."""
    parts = np.stack([argb >> shift & 255 for shift in (16, 8, 0)], -1).astype(float)
    return parts + (1 - (argb >> 24)[..., None] / 255.0) * background


BACKGROUNDS = [np.full(3, grey, float) for grey in range(0, 256, 5)] + [
    np.array(cause.colour, float) for cause in CAUSES
]


@pytest.mark.parametrize("cause", CAUSES, ids=IDS)
def test_light_and_dark_lines_stand_out_of_any_background(cause):
    lines = luminance(shades(cause.colour))
    for background in BACKGROUNDS:
        assert contrast(lines, luminance(background)).max() >= 3


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("layer", IDS)
@pytest.mark.parametrize("size", [1, 2, 40])
def test_marks_of_any_size_stand_out_of_any_background(view, layer, size):
    marks = np.zeros((60, 60), np.uint8)
    marks[10 : 10 + size, 10 : 10 + size] = 255
    argb = paint_layers({layer: marks}, (3, 4), view)
    for background in BACKGROUNDS:
        seen = contrast(luminance(over(argb, background)), luminance(background))
        assert seen[8 : 12 + size, 8 : 12 + size].max() >= 3
        np.testing.assert_allclose(seen[20 + size :], 1)


@pytest.mark.parametrize("view", VIEWS)
def test_layers_are_told_apart_without_colour(view):
    """In grey, at any offset, the pattern of no layer is that of another one."""
    patterns = [pattern(name, view) for name in PATTERNS]
    for one, other in itertools.combinations(patterns, 2):
        shifted = (
            np.roll(other, (down, across), (0, 1))
            for down in range(PERIOD)
            for across in range(PERIOD)
        )
        assert min((one != each).mean() for each in shifted) > 0.05


@pytest.mark.parametrize("view", VIEWS)
def test_patterns_stay_where_they_are_on_the_scan(view):
    marks = np.full((50, 70), 255, np.uint8)
    whole = paint_layers({"dust": marks}, (0, 0), view)
    part = paint_layers({"dust": marks[7:, 11:]}, (11, 7), view)
    np.testing.assert_array_equal(part[1:-1, 1:-1], whole[8:-1, 12:-1])


def test_the_upper_layer_is_seen_where_two_meet():
    below, above = np.zeros((2, 40, 40), np.uint8)
    below[5:30, 5:30] = above[15:35, 15:35] = 255
    both = paint_layers({"scratch": below, "hand": above}, (0, 0), "tint")
    alone = paint_layers({"hand": above}, (0, 0), "tint")
    np.testing.assert_array_equal(both[15:35, 15:35], alone[15:35, 15:35])
    assert (both[8:12, 8:12] != 0).all()


def test_a_soft_edge_fades_in_a_tint():
    marks = np.tile(np.arange(256, dtype=np.uint8), (12, 1))
    alpha = paint_layers({"area": marks}, (0, 0), "tint")[6] >> 24
    filled = alpha[(alpha > 0) & (alpha < 116)]
    assert len(np.unique(filled)) >= 10 and (np.diff(filled.astype(int)) >= 0).all()


def test_swatches_are_opaque_and_differ():
    seen = [swatch(layer, 16) for layer in IDS]
    assert all((each >> 24 == 255).all() for each in seen)
    assert len({each.tobytes() for each in seen}) == len(IDS)

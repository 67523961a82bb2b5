"""Layers as pictures: they come back from their own files; other masks are taken as they are."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from engine.document.document import Document
from engine.document.layer_files import read_given, read_layers, save_coloured, save_layer_files
from engine.document.layers import CAUSES, IDS
from engine.errors import MaskError
from engine.files.scan import Scan
from engine.files.writer import save_mask
from engine.geometry import Box, Size

SIZE = Size(420, 300)


@pytest.fixture
def document():
    """Every layer with a mark of its own, at one place below another one."""
    document = Document(Scan(None, np.zeros((300, 420, 1), np.uint8)))
    for number, layer in enumerate(document.layers):
        box = Box(60 * number, 200 + 5 * number, 60 * number + 80, 290)
        layer.mask.replace(box, np.full((box.height, box.width), 255, np.uint8))
    return document


def test_a_coloured_picture_brings_every_layer_back_the_upper_one_where_they_meet(
    document, tmp_path
):
    path = save_coloured(document.snapshot().layers, SIZE, tmp_path / "a.png")
    with Image.open(path) as picture:
        assert picture.mode == "P" and picture.size == (420, 300)
        assert picture.getpixel((5, 250)) == 1
    found = read_layers(path, SIZE)
    assert tuple(found) == IDS
    above = np.zeros((300, 420), bool)
    for layer in reversed(list(document.layers)):
        expected = (layer.mask.pixels > 0) & ~above
        np.testing.assert_array_equal(found[layer.id], np.where(expected, 255, 0))
        above |= expected


def test_one_picture_for_each_keeps_soft_edges_and_what_lies_below(document, tmp_path):
    document.layers["dust"].mask.replace(Box(0, 0, 4, 4), np.full((4, 4), 77, np.uint8))
    written = save_layer_files(document.snapshot().layers, SIZE, tmp_path / "a.png")
    assert [path.name for path in written] == [f"a-{name}.png" for name in IDS]
    for path, layer in zip(written, document.layers, strict=True):
        ((name, pixels),) = read_layers(path, SIZE).items()
        assert name == layer.id
        np.testing.assert_array_equal(pixels, layer.mask.pixels)


@pytest.mark.parametrize(
    ("name", "layer"),
    [("mask.png", "hand"), ("a-line.png", "scratch"), ("a-watermark.png", "text"),
     ("tante-klara.png", "hand")],
)  # fmt: skip
def test_other_masks_belong_to_the_layer_they_are_called_after(tmp_path, name, layer):
    mask = np.zeros((300, 420), np.uint8)
    mask[10:20] = 130
    save_mask(mask, tmp_path / name)
    found = read_layers(tmp_path / name, SIZE)
    assert list(found) == [layer]
    np.testing.assert_array_equal(found[layer], mask)


def test_a_picture_with_one_other_colour_is_not_taken_for_layers(tmp_path):
    rgb = np.zeros((300, 420, 3), np.uint8)
    rgb[:100], rgb[299, 419] = CAUSES[0].colour, (1, 2, 3)
    Image.fromarray(rgb).save(tmp_path / "a.png")
    assert list(read_layers(tmp_path / "a.png", SIZE)) == ["hand"]


def test_what_is_protected_is_taken_out_of_what_is_given(document, tmp_path):
    layers = save_coloured(document.snapshot().layers, SIZE, tmp_path / "a.png")
    more = np.zeros((300, 420), np.uint8)
    more[:, :100] = 1
    save_mask(more, tmp_path / "keep.png")
    mask, kept = read_given(SIZE, layers, tmp_path / "keep.png")
    protecting = document.layers["protect"].mask.pixels > 0
    np.testing.assert_array_equal(kept > 0, protecting | (more > 0))
    assert not mask[kept > 0].any() and mask[250, 150] == 255
    assert read_given(SIZE, None, None) == (None, None)


def test_another_size_is_told_with_both(document, tmp_path):
    path = save_coloured(document.snapshot().layers, SIZE, tmp_path / "a.png")
    with pytest.raises(MaskError, match="420 x 300 pixels, the scan 10 x 10"):
        read_layers(path, Size(10, 10))

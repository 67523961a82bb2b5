from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document.document import Document
from engine.document.mask import Brush, Stroke
from engine.document.patch import Patch, Provenance
from engine.files.scan import Scan
from engine.geometry import Box

MADE = Provenance("ns", "a test", 2.0)
WHOLE = Box(0, 0, 120, 90)


def noise(dtype, channels=3, seed=0) -> np.ndarray:
    top = np.iinfo(dtype).max
    shape = (90, 120, channels)
    return np.random.default_rng(seed).integers(0, top, shape, dtype, endpoint=True)


def patch_over(box: Box, dtype, channels=3, seed=1, strength=1.0) -> Patch:
    pixels = noise(dtype, channels, seed)[: box.height, : box.width].copy()
    changed = np.random.default_rng(seed).random((box.height, box.width)) < 0.5
    return Patch(box, pixels, changed, MADE, strength=strength)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("strength", [0.0, 0.3, 0.5, 1.0])
def test_outside_of_what_a_patch_changed_every_sample_is_the_scans(dtype, channels, strength):
    document = Document(Scan(None, noise(dtype, channels)))
    patch = patch_over(Box(20, 10, 80, 70), dtype, channels, strength=strength)
    document.apply([patch])
    result = document.read(WHOLE)
    changed = np.zeros((90, 120), bool)
    changed[patch.box.slices] = patch.changed
    np.testing.assert_array_equal(result[~changed], document.scan.pixels[~changed])
    before = document.scan.pixels[patch.box.slices][patch.changed].astype(np.float64)
    after = patch.pixels[patch.changed].astype(np.float64)
    mixed = before + strength * (after - before)
    np.testing.assert_allclose(result[changed], mixed, atol=0.51)
    if strength in (0.0, 1.0):
        np.testing.assert_array_equal(result[changed], mixed)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_reading_in_pieces_is_reading_at_once(data):
    document = Document(Scan(None, noise(np.uint16)))
    for seed in range(4):
        left, top = data.draw(st.integers(0, 90)), data.draw(st.integers(0, 60))
        strength = data.draw(st.sampled_from([0.25, 0.7, 1.0]))
        box = Box(left, top, left + 30, top + 30)
        document.apply([patch_over(box, np.uint16, seed=seed, strength=strength)])
    whole = document.read(WHOLE)
    left, top = data.draw(st.integers(0, 119)), data.draw(st.integers(0, 89))
    piece = Box(left, top, data.draw(st.integers(left, 120)), data.draw(st.integers(top, 90)))
    np.testing.assert_array_equal(document.read(piece), whole[piece.slices])
    np.testing.assert_array_equal(document.snapshot().read(piece), whole[piece.slices])


def test_the_scan_is_never_written_to():
    pixels = noise(np.uint8)
    document = Document(Scan(None, pixels))
    before = pixels.copy()
    document.apply([patch_over(Box(0, 0, 50, 50), np.uint8)])
    document.read(WHOLE)[:] = 0
    np.testing.assert_array_equal(document.original(WHOLE), before)
    with pytest.raises(ValueError, match="read-only"):
        document.original(WHOLE)[0, 0] = 0


def stroke(document: Document, *points, radius=8.0) -> None:
    drawn = Stroke(document.mask, Brush(radius), *points[0])
    for point in points[1:]:
        drawn.line_to(*point)
    document.remember_mask("Brush stroke", drawn.finish())


def test_strokes_repairs_and_strengths_are_undone_and_redone_on_one_stack():
    document = Document(Scan(None, noise(np.uint8)))
    states = [(document.mask.pixels.copy(), document.read(WHOLE))]

    def keep() -> None:
        states.append((document.mask.pixels.copy(), document.read(WHOLE)))

    stroke(document, (20, 20), (60, 50))
    keep()
    patch = patch_over(Box(10, 10, 70, 60), np.uint8)
    document.apply([patch], "Repair")
    keep()
    document.set_strength([patch.id], 0.4)
    keep()
    stroke(document, (100, 80))
    keep()
    assert document.history.texts == ["Brush stroke", "Repair", "Strength 40%", "Brush stroke"]

    def check(step: int) -> None:
        np.testing.assert_array_equal(document.mask.pixels, states[step][0])
        np.testing.assert_array_equal(document.read(WHOLE), states[step][1])

    for _ in range(2):
        for step in (3, 2, 1, 0):
            assert document.undo()
            check(step)
        assert not document.undo() and document.history.undo_text is None
        for step in (1, 2, 3, 4):
            assert document.redo()
            check(step)
        assert not document.redo() and document.history.redo_text is None


def test_a_repair_uses_up_the_mask_it_repaired_and_undo_brings_it_back():
    document = Document(Scan(None, noise(np.uint8)))
    stroke(document, (40, 40), radius=10)
    box = document.mask.bounds()
    changed = document.mask.pixels[box.slices] > 0
    pixels = np.zeros((box.height, box.width, 3), np.uint8)
    changed_box = document.apply([Patch(box, pixels, changed, MADE)])
    assert changed_box.contains(box) and document.mask.is_empty()
    document.undo()
    assert document.mask.bounds() == box and not document.patches


def test_a_snapshot_stays_as_it_was():
    document = Document(Scan(None, noise(np.uint8)))
    stroke(document, (40, 40))
    snapshot = document.snapshot()
    mask, pixels = snapshot.read_mask(WHOLE), snapshot.read(WHOLE)
    np.testing.assert_array_equal(mask, document.mask.pixels)
    stroke(document, (90, 70))
    document.apply([patch_over(Box(0, 0, 50, 50), np.uint8)])
    np.testing.assert_array_equal(snapshot.read_mask(WHOLE), mask)
    np.testing.assert_array_equal(snapshot.read(WHOLE), pixels)


def test_a_patch_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="needs pixels"):
        Patch(Box(0, 0, 4, 4), np.zeros((3, 4, 3), np.uint8), np.zeros((4, 4), bool), MADE)

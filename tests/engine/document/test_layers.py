"""Mask layers: what is repaired of them, what stays protected, and how each step is undone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.detect.settings import CLASSES
from engine.document.document import Document
from engine.document.layer_edits import (
    add_marks,
    clear_layers,
    move_marks,
    set_method,
    set_visible,
)
from engine.document.layers import CAUSES, IDS, LAYER_OF_CLASS
from engine.document.mask import Brush, Stroke
from engine.errors import MaskError
from engine.files.scan import Scan
from engine.geometry import Box

HEIGHT, WIDTH = 300, 420  # more than one tile both ways


@pytest.fixture
def document():
    return Document(Scan(None, np.full((HEIGHT, WIDTH, 1), 90, np.uint8)))


def marked(box, value=255):
    return box, np.full((box.height, box.width), value, np.uint8)


def planes(document):
    return {layer.id: layer.mask.pixels.copy() for layer in document.layers}


def union_of(document):
    """What is to be repaired, told pixel by pixel from the planes."""
    union = np.zeros((HEIGHT, WIDTH), np.uint8)
    for layer in document.layers:
        if layer.id != "protect" and layer.settings.visible:
            union = np.maximum(union, layer.mask.pixels)
    return np.where(document.layers["protect"].mask.pixels > 0, 0, union)


boxes = st.tuples(
    st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), st.integers(1, 200), st.integers(1, 200)
).map(lambda b: Box(b[0], b[1], min(b[0] + b[2], WIDTH), min(b[1] + b[3], HEIGHT)))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(IDS), boxes, st.integers(1, 255)), max_size=8),
    st.sets(st.sampled_from(IDS), max_size=3),
    st.dictionaries(st.sampled_from(IDS[:-1]), st.sampled_from(["", "ns", "classical"])),
)
def test_what_is_repaired_is_the_union_of_what_is_shown_without_what_is_protected(
    marks, hidden, methods
):
    document = Document(Scan(None, np.zeros((HEIGHT, WIDTH, 1), np.uint8)))
    for layer, box, value in marks:
        document.layers[layer].mask.replace(*marked(box, value))
    for layer in hidden:
        set_visible(document, layer, False)
    for layer, method in methods.items():
        set_method(document, layer, method)
    snapshot, expected = document.snapshot(), union_of(document)
    np.testing.assert_array_equal(snapshot.read_mask(document.size.box), expected)
    ys, xs = np.nonzero(expected)
    if len(xs):
        tight = map(int, (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1))
        assert snapshot.marked == Box(*tight)
    else:
        assert not snapshot.marked
    # Every marked pixel has the method of the uppermost layer that marks it.
    method_of = np.zeros((HEIGHT, WIDTH), object)
    for layer in document.layers:
        if layer.is_repaired:
            method_of[layer.mask.pixels > 0] = layer.settings.method
    seen = np.zeros((HEIGHT, WIDTH), np.uint8)
    for method, own in snapshot.methods:
        here = own.read(document.size.box)
        assert (method_of[here > 0] == method).all()
        np.testing.assert_array_equal(here[here > 0], expected[here > 0])
        assert not seen[here > 0].any()
        seen |= here
    assert (method_of[(expected > 0) & (seen == 0)] == "").all()


def test_a_layer_takes_no_memory_before_it_is_marked(document):
    document.mask.replace(*marked(Box(5, 5, 9, 9)))
    document.snapshot()
    assert [layer.id for layer in document.layers if layer.is_allocated] == ["hand"]


def test_tools_paint_into_the_active_layer_and_undo_finds_it_again(document):
    for layer in ("dust", "hand"):
        document.layers.activate(layer)
        stroke = Stroke(document.mask, Brush(6), 250, 100)
        stroke.line_to(270, 110)
        document.remember_mask("Brush stroke", stroke.finish())
    document.layers.activate("scratch")
    painted = planes(document)
    assert painted["dust"].any() and (painted["dust"] == painted["hand"]).all()
    document.undo()
    assert document.layers["hand"].is_empty() and not document.layers["dust"].is_empty()
    document.undo()
    assert not document.layers.is_marked()
    document.redo()
    document.redo()
    for layer, pixels in painted.items():
        np.testing.assert_array_equal(document.layers[layer].mask.pixels, pixels)


@pytest.mark.parametrize(
    "step",
    [
        lambda d: add_marks(d, {"dust": [marked(Box(0, 0, 90, 90))]}, "Add"),
        lambda d: clear_layers(d, ["area", "hand"], "Clear"),
        lambda d: move_marks(d, "area", "text"),
        lambda d: set_visible(d, "hand", False),
        lambda d: set_method(d, "area", "ns"),
    ],
)
def test_every_step_is_undone_and_done_again(document, step):
    document.layers["area"].mask.replace(*marked(Box(40, 40, 300, 60), 120))
    document.layers["hand"].mask.replace(*marked(Box(50, 30, 70, 290)))

    def state():
        return planes(document), [layer.settings for layer in document.layers]

    before = state()
    changed = step(document)
    after = state()
    assert document.history.undo_text
    differs = np.any([before[0][name] != after[0][name] for name in IDS], axis=0)
    inside = np.zeros_like(differs)
    inside[changed.slices] = True
    assert not (differs & ~inside).any()
    for act, expected in ((document.undo, before), (document.redo, after)):
        act()
        np.testing.assert_equal(state(), expected)


def test_moving_keeps_every_mark_and_its_strength(document):
    document.layers["dust"].mask.replace(*marked(Box(10, 10, 20, 20), 90))
    document.layers["area"].mask.replace(*marked(Box(15, 15, 30, 30), 200))
    before = union_of(document)
    move_marks(document, "dust", "area")
    assert document.layers["dust"].is_empty()
    np.testing.assert_array_equal(document.layers["area"].mask.pixels, before)


def test_no_automatic_step_marks_what_is_protected(document):
    document.layers["protect"].mask.replace(*marked(Box(100, 100, 200, 200), 1))
    add_marks(document, {"dust": [marked(document.size.box)]}, "Add findings")
    assert not document.layers["dust"].mask.pixels[100:200, 100:200].any()
    assert np.count_nonzero(document.layers["dust"].mask.pixels) == WIDTH * HEIGHT - 100 * 100


def test_hiding_the_active_layer_makes_another_one_active_and_one_always_stays(document):
    document.layers.activate("dust")
    set_visible(document, "dust", False)
    assert document.layers.active.id == "hand"
    with pytest.raises(MaskError, match="Dust is hidden"):
        document.layers.activate("dust")
    for layer in IDS:
        if layer not in ("dust", "hand"):
            set_visible(document, layer, False)
    with pytest.raises(MaskError, match="only layer that is shown"):
        set_visible(document, "hand", False)


def test_what_is_protected_stays_so_while_it_is_hidden(document):
    document.mask.replace(*marked(Box(0, 0, 50, 50)))
    document.layers["protect"].mask.replace(*marked(Box(0, 0, 50, 40)))
    set_visible(document, "protect", False)
    assert document.snapshot().marked == Box(0, 40, 50, 50)


def test_every_class_of_the_detector_has_a_layer():
    assert set(LAYER_OF_CLASS) == set(CLASSES)
    assert len({cause.colour for cause in CAUSES}) == len(CAUSES)

"""What is protected, and layers with a method of their own: on a real repair."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document.document import Document
from engine.document.layer_edits import set_method, set_visible
from engine.errors import DeviceError, MaskError
from engine.files.scan import Scan
from engine.generators.session import open_session
from engine.progress import Progress
from engine.repair.repair import RepairSettings, repair
from tests.onnx_models import write_fill_model

HEIGHT, WIDTH = 120, 160
WHOLE = RepairSettings("classical")


def document_with(marks, protected, dtype=np.uint8):
    """marks: of layers, each a list of lines (x0, y0, x1, y1, width), soft at their edges."""
    rng = np.random.default_rng(3)
    small = rng.uniform(0.2, 0.8, (5, 6, 3)).astype(np.float32)
    picture = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    picture += rng.normal(0, 0.02, picture.shape).astype(np.float32)
    document = Document(Scan(None, (np.clip(picture, 0, 1) * np.iinfo(dtype).max).astype(dtype)))
    for layer, lines in {**marks, "protect": protected}.items():
        for line in lines:
            draw(document.layers[layer].mask, *line)
    return document


def draw(mask, x0, y0, x1, y1, width):
    drawn = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.line(drawn, (x0, y0), (x1, y1), 255, width)
    mask.replace(mask.size.box, np.maximum(mask.pixels, cv2.blur(drawn, (3, 3))))


lines = st.tuples(
    st.integers(0, WIDTH), st.integers(0, HEIGHT), st.integers(0, WIDTH), st.integers(0, HEIGHT),
    st.integers(1, 9),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["scratch", "dust", "hand"]), st.lists(lines, max_size=2)),
    st.lists(lines, max_size=3),
    st.sampled_from([np.uint8, np.uint16]),
    st.sampled_from(["", "telea", "fsr"]),
)
def test_no_repair_changes_what_is_protected(marks, protected, dtype, method):
    """With grain, and with the skirt of damage that goes on under the protected part."""
    document = document_with(marks, protected, dtype)
    set_method(document, "dust", method)
    snapshot = document.snapshot()
    keep = document.layers["protect"].mask.pixels > 0
    marked = snapshot.read_mask(document.size.box) > 0
    if not marked.any():
        with pytest.raises(MaskError, match="is marked"):
            repair(snapshot, WHOLE, None, Progress())
        return
    document.apply(repair(snapshot, WHOLE, None, Progress()))
    changed = (document.read(document.size.box) != document.scan.pixels).any(axis=2)
    assert not (changed & keep).any()
    assert not (changed & ~marked).any()
    left = document.snapshot().read_mask(document.size.box) > 0
    assert not left.any()


def test_all_that_is_marked_being_protected_is_told():
    document = document_with({"hand": [(20, 20, 60, 60, 5)]}, [(20, 20, 60, 60, 15)])
    with pytest.raises(MaskError, match="all that is marked is protected"):
        repair(document.snapshot(), WHOLE, None, Progress())


def test_each_layer_is_repaired_by_its_own_method_in_one_step():
    scratch, speck = (10, 10, 60, 20, 3), (120, 90, 120, 90, 7)
    document = document_with({"scratch": [scratch], "dust": [speck]}, [])
    set_method(document, "dust", "telea")
    document.apply(repair(document.snapshot(), RepairSettings("ns"), None, Progress()))
    told = {patch.provenance.method: patch.box for patch in document.patches}
    assert sorted(told) == ["ns", "telea"]
    assert told["ns"].right < 80 < told["telea"].left
    assert document.patches[0].request is document.patches[1].request
    assert [method for method, _ in document.patches[0].request.methods] == ["telea"]
    assert not document.layers.is_marked()
    document.undo()
    assert not document.layers["scratch"].is_empty() and not document.layers["dust"].is_empty()


def test_damage_of_another_method_is_never_filled_from():
    """A white speck on a layer of its own beside a scratch: no white gets into the scratch."""
    document = document_with({"scratch": [(20, 60, 140, 60, 5)], "dust": [(80, 66, 80, 66, 9)]}, [])
    pixels = document.scan.pixels.copy()
    damage = document.snapshot().read_mask(document.size.box) > 0
    pixels[damage] = 255
    clean = int(pixels[~damage].max())
    layers = document.layers
    document = Document(Scan(None, pixels))
    document.layers = layers
    set_method(document, "dust", "telea")
    # The faint rim of soft marks is mixed by its strength; what was marked in full is filled.
    full = layers_full(layers)
    document.apply(repair(document.snapshot(), RepairSettings("ns", grain=False), None, Progress()))
    assert document.read(document.size.box)[full].max() <= clean + 2


def layers_full(layers):
    whole = np.zeros((HEIGHT, WIDTH), bool)
    for tile, pixels in [tile for layer in layers for tile in layer.tiles()]:
        whole[tile.slices] |= pixels == 255
    return whole


def test_a_hidden_layer_is_neither_repaired_nor_cleared():
    lines = {"scratch": [(10, 10, 60, 20, 3)], "dust": [(120, 90, 120, 90, 7)]}
    document = document_with(lines, [])
    set_visible(document, "dust", False)
    document.apply(repair(document.snapshot(), WHOLE, None, Progress()))
    assert all(patch.box.right < 80 for patch in document.patches)
    assert document.layers["scratch"].is_empty() and not document.layers["dust"].is_empty()


def test_a_layer_that_asks_for_a_generator_gets_it_or_says_that_there_is_none(tmp_path):
    pytest.importorskip("onnx", reason="the extra `train` is not installed")
    document = document_with({"scratch": [(10, 10, 60, 20, 3)], "hand": [(99, 9, 99, 9, 5)]}, [])
    set_method(document, "scratch", "generator")
    with pytest.raises(DeviceError, match="no fill generator"):
        repair(document.snapshot(), WHOLE, None, Progress())
    session = open_session(write_fill_model(tmp_path), "cpu")
    methods = {p.provenance.method for p in repair(document.snapshot(), WHOLE, session, Progress())}
    assert "generator" in methods and len(methods) == 2

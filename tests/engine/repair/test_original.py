"""The restore brush: the original comes back exactly, as patches that undo and record take."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.document.document import Document, Snapshot
from engine.document.edits import RepairEdit
from engine.document.layers import HAND
from engine.document.marking import LayerMarks
from engine.document.patch import Patch, Provenance
from engine.document.read_restoration import open_restoration
from engine.document.record import hash_document, open_record, rebuild, save_record
from engine.document.restoration import RestorationWriter
from engine.files.scan import Scan
from engine.files.writer import save_scan
from engine.geometry import Box
from engine.progress import Progress
from engine.repair.original import METHOD, bring_back
from engine.repair.repair import RepairSettings, repair


@pytest.fixture(params=[np.uint8, np.uint16])
def document(request):
    """A noisy scan with a repair all over its left half."""
    top = np.iinfo(request.param).max
    pixels = np.random.default_rng(2).integers(0, top, (90, 700, 3), request.param, endpoint=True)
    document = Document(Scan(None, pixels))
    document.mask.replace(Box(0, 30, 600, 36), np.full((6, 600), 255, np.uint8))
    settings = RepairSettings("ns", grain=False)
    document.apply(repair(document.snapshot(), settings, None, Progress()))
    return document


def painted(document, box, value=255):
    """The document with `box` under the restore brush."""
    pixels = np.full((box.height, box.width), value, np.uint8)
    return Snapshot(
        document.scan, tuple(document.patches), (LayerMarks(HAND, tiles=((box, pixels),)),)
    )


def restore(document, box, value=255):
    settings = RepairSettings(METHOD)
    patches = repair(painted(document, box, value), settings, None, Progress())
    document.do(RepairEdit("Bring back the original", tuple(patches), ()))
    return patches


def test_under_a_full_stroke_the_original_is_back_to_the_last_bit(document):
    box = Box(500, 20, 560, 50)
    before = document.read(document.size.box)
    patches = restore(document, box)
    after = document.read(document.size.box)
    np.testing.assert_array_equal(after[box.slices], document.original(box))
    outside = np.ones(after.shape[:2], bool)
    outside[box.slices] = False
    np.testing.assert_array_equal(after[outside], before[outside])
    # Cut along the grid of 512 px, and tight around what had been repaired.
    assert [patch.box for patch in patches] == [Box(500, 30, 512, 36), Box(512, 30, 560, 36)]
    document.undo()
    np.testing.assert_array_equal(document.read(document.size.box), before)


def test_a_soft_stroke_brings_it_back_in_part(document):
    box = Box(100, 30, 140, 36)
    repaired = document.read(box).astype(float)
    restore(document, box, value=51)
    expected = repaired + 0.2 * (document.original(box) - repaired)
    np.testing.assert_allclose(document.read(box), expected, atol=1)


def test_where_nothing_was_repaired_there_is_nothing_to_bring_back(document):
    assert bring_back(painted(document, Box(620, 0, 680, 80)), Progress()) == []
    assert bring_back(painted(document, Box(100, 60, 140, 80)), Progress()) == []


def test_later_repairs_lie_over_what_was_brought_back(document):
    box = Box(200, 30, 240, 36)
    restore(document, box)
    shape = (box.height, box.width)
    grey = np.full((*shape, 3), 9, document.dtype)
    document.apply([Patch(box, grey, np.ones(shape, bool), Provenance("ns", "test", 3.0))])
    assert (document.read(box) == 9).all()


def again(snapshot, request, progress):
    return repair(snapshot, RepairSettings(**request.settings), None, progress)


def test_what_was_brought_back_comes_again_from_the_record_byte_for_byte(document, tmp_path):
    document.set_strength([document.patches[0].id], 0.7)
    restore(document, Box(480, 20, 560, 50))
    restore(document, Box(100, 20, 180, 33), value=90)
    document.set_strength([document.patches[0].id], 0.4)
    document.set_strength([document.patches[-1].id], 0.5)
    record = open_record(save_record(document.snapshot(), save_scan(document, tmp_path / "a.tif")))
    rebuilt = rebuild(document.scan, record, again, Progress())
    whole = document.size.box
    np.testing.assert_array_equal(rebuilt.read(whole), document.read(whole))
    assert hash_document(rebuilt) == record.pixels_sha256


def test_what_was_brought_back_is_in_the_restoration_file(document, tmp_path):
    restore(document, Box(480, 20, 560, 50))
    path = RestorationWriter(document.scan).save(document.snapshot(), tmp_path / "a.heirloom")
    kept = open_restoration(path).patches
    assert [patch.provenance.method for patch in kept[-2:]] == [METHOD, METHOD]
    opened = Document(replace(document.scan))
    opened.patches += kept
    whole = document.size.box
    np.testing.assert_array_equal(opened.read(whole), document.read(whole))

"""What is done to one patch alone: it goes and comes back, another variant takes its place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.document.document import Document
from engine.document.patch import MOST_VARIANTS, ORIGINAL, Provenance
from engine.document.patch_edits import (
    add_variants,
    choose_variant,
    find_patch,
    marks_of,
    remove_patches,
)
from engine.document.read_restoration import lay_on, open_restoration
from engine.document.record import hash_document, open_record, rebuild, save_record
from engine.document.restoration import RestorationWriter
from engine.document.verify import verify
from engine.files.writer import save_scan
from engine.geometry import Box
from engine.progress import Progress
from engine.repair.compare import compare, other_ways
from engine.repair.repair import RepairSettings, repair
from tests.engine.document.conftest import assert_same_patch, make_patch, make_scan

FIRST, OVER = Box(20, 20, 50, 24), Box(35, 22, 65, 26)


def mark_and_repair(document, box, method="ns"):
    document.mask.replace(box, np.full((box.height, box.width), 200, np.uint8))
    document.apply(repair(document.snapshot(), RepairSettings(method), None, Progress()))
    return document.patches[-1]


def again(snapshot, request, progress):
    return repair(snapshot, RepairSettings(**request.settings), None, progress)


def read(document):
    return document.read(document.size.box)


@pytest.fixture
def document():
    """One repair, and a second one that saw it and lies over its end."""
    document = Document(make_scan())
    mark_and_repair(document, FIRST)
    mark_and_repair(document, OVER)
    return document


def test_one_patch_goes_alone_and_its_mask_comes_back(document):
    before, (first, over) = read(document), document.patches
    changed = remove_patches(document, [first.id])
    assert changed.contains(first.box) and document.patches == [over]
    assert (document.mask.read(FIRST) == 200).all()  # as strongly as it was marked
    left = Box(FIRST.left, FIRST.top, OVER.left, FIRST.bottom)
    np.testing.assert_array_equal(document.read(left), document.original(left))
    assert document.history.undo_text == "Remove repair"
    document.undo()
    assert document.patches == [first, over] and document.mask.is_empty()
    np.testing.assert_array_equal(read(document), before)


def test_several_patches_go_as_one_step_and_come_back_in_their_order(document):
    third = mark_and_repair(document, Box(200, 40, 230, 44))
    first, over = document.patches[:2]
    remove_patches(document, [third.id, first.id])
    assert document.patches == [over]
    document.undo()
    assert document.patches == [first, over, third]


def test_marks_come_back_to_a_layer_that_is_shown_and_does_not_protect(document):
    document.layers.activate("protect")
    remove_patches(document, [document.patches[0].id])
    assert document.layers["protect"].is_empty() and document.layers.is_marked()


def test_where_the_original_was_brought_back_nothing_is_marked():
    document = Document(make_scan())
    document.patches.append(
        make_patch(document.scan, Box(5, 5, 30, 30), Provenance(ORIGINAL, "by hand", 0.0))
    )
    remove_patches(document, [document.patches[0].id])
    assert document.patches == [] and not document.layers.is_marked()


def test_marks_that_nobody_knows_count_in_full():
    patch = make_patch(make_scan(), Box(5, 5, 30, 30))
    np.testing.assert_array_equal(marks_of(patch), patch.changed * np.uint8(255))


def test_a_variant_takes_the_place_the_strength_and_the_others(document):
    first, over = document.patches
    others = [make_patch(document.scan, first.box, number=n) for n in (7, 8)]
    document.set_strength([first.id], 0.5)
    add_variants(document, first.id, others)
    np.testing.assert_array_equal(document.patches[0].pixels, first.pixels)
    choose_variant(document, first.id, others[1].id)
    shown = document.patches[0]
    assert (shown.id, shown.strength) == (others[1].id, 0.5) and document.patches[1] is over
    assert [variant.id for variant in shown.variants] == [others[0].id, first.id]
    assert all(not variant.variants for variant in shown.variants)
    document.go_to(2)
    assert find_patch(document, first.id).variants == () and document.patches[0].strength == 1
    document.go_to(5)
    assert document.patches[0].id == others[1].id
    with pytest.raises(KeyError):
        choose_variant(document, shown.id, "none of them")


def test_a_patch_keeps_the_newest_variants_only(document):
    first = document.patches[0]
    many = [make_patch(document.scan, first.box, number=n) for n in range(7, 7 + MOST_VARIANTS)]
    add_variants(document, first.id, many)
    add_variants(document, first.id, [make_patch(document.scan, first.box, number=20)])
    kept = [variant.id for variant in document.patches[0].variants]
    assert kept == [f"{20:032x}", *(patch.id for patch in many[:-1])]


def with_variants(document):
    """The first repair in other ways, of which one is chosen after the second one saw it."""
    first = document.patches[0]
    ways = other_ways(first, [])
    found = compare(document.snapshot(), first, ways, lambda *_: None, Progress())
    add_variants(document, first.id, found.patches)
    choose_variant(document, first.id, found.patches[0].id)
    return first, found.patches


def test_variants_are_saved_and_opened_with_their_patch(document, tmp_path):
    with_variants(document)
    path = RestorationWriter(document.scan).save(document.snapshot(), tmp_path / "a.heirloom")
    opened = lay_on(open_restoration(path), document.scan)
    np.testing.assert_array_equal(read(opened), read(document))
    one, other = document.patches[0], opened.patches[0]
    assert len(other.variants) == 2
    for ours, theirs in zip(one.variants, other.variants, strict=True):
        assert_same_patch(ours, theirs)
    copy = RestorationWriter(document.scan).save(opened.snapshot(), tmp_path / "b.heirloom")
    assert copy.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("change", ["choose", "remove", "tone", "both"])
def test_a_record_makes_repairs_again_that_saw_what_is_no_more(document, tmp_path, change):
    first = document.patches[0]
    if change in ("choose", "both"):
        with_variants(document)
    if change == "tone":
        document.set_strength([first.id], 0.3)
    if change in ("remove", "both"):
        remove_patches(document, [document.patches[0].id])
    mark_and_repair(document, Box(60, 18, 80, 30))
    result = save_scan(document, tmp_path / "a.png")
    record = open_record(save_record(document.snapshot(), result))
    assert [gone.id for gone in record.gone] == ([] if change == "tone" else [first.id])
    rebuilt = rebuild(document.scan, record, again, Progress())
    np.testing.assert_array_equal(read(rebuilt), read(document))
    assert hash_document(rebuilt) == record.pixels_sha256


def test_what_was_removed_may_not_differ_in_the_result(document, tmp_path):
    remove_patches(document, [document.patches[0].id])
    result = save_scan(document, tmp_path / "a.png")
    record = open_record(save_record(document.snapshot(), result))
    pixels = read(document)
    now = replace(document.scan, pixels=pixels.copy())
    assert verify(now, document.scan, record, Progress()).outside == 0
    pixels[21, 22] ^= 1  # inside of what was removed
    touched = replace(document.scan, pixels=pixels)
    assert verify(touched, document.scan, record, Progress()).outside == 3

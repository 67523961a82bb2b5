"""What may be filled with nobody looking."""

from __future__ import annotations

import numpy as np
import pytest

from engine.document.document import Document
from engine.document.patch import Patch, Provenance
from engine.files.scan import Scan
from engine.geometry import Box
from engine.repair.unattended import (
    LEAST_SURE,
    mark,
    take_back_unsure,
    take_out_lettering,
    take_out_on_faces,
    take_out_thick,
)


def test_thick_marks_are_taken_out_and_thin_ones_stay():
    found = np.zeros((400, 500), np.uint8)
    found[20:24, 10:490] = 255  # a long scratch
    found[100:150, 100:160] = 255  # a blot
    found[300:325, 300:325] = 255  # a speck below the limit
    scratch_and_speck = found.copy()
    scratch_and_speck[100:150, 100:160] = 0
    thick = take_out_thick(found)
    np.testing.assert_array_equal(found, scratch_and_speck)
    assert [piece.box for piece in thick] == [Box(100, 100, 160, 150)] and thick[0].hole.all()


def test_what_is_thick_grows_with_the_scan():
    found = np.zeros((3000, 3000), np.uint8)
    found[100:150, 100:160] = 255  # 50 px of 3,000: thinner than 2 %
    assert take_out_thick(found) == [] and found.any()
    assert take_out_thick(np.zeros((50, 50), np.uint8)) == []


def patch(left, confidence):
    box, changed = Box(left, 10, left + 8, 14), np.ones((4, 8), bool)
    made = Provenance("generator", "", 4.0, confidence)
    return Patch(box, np.full((4, 8, 3), 9, np.uint8), changed, made)


@pytest.mark.parametrize("by_hand", [False, True])
def test_uncertain_fills_are_taken_back_unless_a_person_marked_them(by_hand):
    document = Document(Scan(None, np.zeros((40, 90, 3), np.uint8)))
    sure, unsure, lost = patch(5, LEAST_SURE), patch(25, LEAST_SURE - 0.01), patch(45, 0.0)
    untold = patch(65, None)
    document.apply([sure, unsure, lost, untold])
    trusted = np.zeros((40, 90), np.uint8)
    if by_hand:
        trusted[11, 27] = 255
    assert take_back_unsure(document, trusted) == 2 - by_hand
    gone = {lost.id} if by_hand else {lost.id, unsure.id}
    assert {p.id for p in document.patches} == {sure.id, unsure.id, lost.id, untold.id} - gone
    marked = document.mask.read(document.size.box) > 0
    assert marked[10:14, 45:53].all() and marked[10:14, 25:33].any() != by_hand
    assert not marked[:, :20].any() and not marked[:, 60:].any()


def test_marking_adds_to_what_is_marked():
    document = Document(Scan(None, np.zeros((40, 90, 3), np.uint8)))
    found = np.zeros((40, 90), np.uint8)
    found[2:38, 5:50] = 255
    (piece,) = take_out_thick(found)
    document.mask.replace(Box(0, 0, 6, 6), np.full((6, 6), 77, np.uint8))
    mark(document, piece)
    pixels = document.mask.read(document.size.box)
    assert (pixels[2:38, 5:50] == 255).all() and pixels[0, 0] == 77 and pixels[39, 89] == 0


def test_on_a_face_only_dust_and_scratches_stay():
    face = Box(100, 50, 300, 250)  # 3 % of its width are 6 px
    found = np.zeros((300, 400), np.uint8)
    found[150:152, 20:380] = 255  # a scratch right across
    found[70:74, 120:124] = 255  # dust
    beside = found.copy()
    beside[100:112, 330:342] = 255  # not on the face
    found = beside.copy()
    found[100:112, 180:192] = 255  # an eye
    (eye,) = take_out_on_faces(found, [face, face.shift(3, 3)])
    np.testing.assert_array_equal(found, beside)
    assert eye.box == Box(180, 100, 192, 112)


def test_what_leads_into_a_face_stays_outside_of_it():
    found = np.zeros((300, 400), np.uint8)
    found[100:120, :] = 255
    (inside,) = take_out_on_faces(found, [Box(100, 50, 300, 250)])
    assert inside.box == Box(100, 100, 300, 120)
    assert found[100:120, :100].all() and found[100:120, 300:].all() and not found[:, 100:300].any()


def test_nothing_on_lettering_is_left_marked():
    found, lettering = np.zeros((2, 120, 160), np.uint8)
    found[10:14, 5:150], lettering[0:40, 40:80] = 255, 255
    (piece,) = take_out_lettering(found, lettering)
    assert piece.box == Box(40, 10, 80, 14) and piece.hole.all()
    assert np.count_nonzero(found) == 4 * 105 and not found[:, 40:80].any()
    assert take_out_lettering(found, lettering) == []

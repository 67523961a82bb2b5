"""Corrections of tone on the screen: the fast way and the exact one show the same picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColorSpace

from engine.geometry import Box
from engine.restore.adjust import tone_by_hand
from engine.restore.finish import AutomaticTone, Finish
from engine.restore.settings import Adjustments
from engine.restore.tone import apply_to_samples, identity_tone
from gui.canvas.colour import from_screen, to_screen

LIGHT = np.linspace(-0.5, 0.5, 8 * 8 * 3, dtype=np.float32).reshape(8, 8, 3)
BY_HAND = Adjustments(exposure=0.4, saturation=-0.5)


@pytest.fixture
def tone():
    """A field of light, so that it matters where on the scan a pixel lies."""
    return AutomaticTone(replace(identity_tone(), gains=LIGHT), "light")


def shown(canvas, hands, box):
    place = canvas.to_viewport(box.left, box.top)
    return hands.look()[Box(0, 0, box.width, box.height).shift(place.x(), place.y()).slices]


@pytest.mark.parametrize("kind", [{}, {"channels": 1}, {"dtype": np.uint16}])
def test_what_is_tried_looks_like_what_is_set(canvas, open_scan, hands, tone, kind):
    document = open_scan(**kind)
    canvas.zoom = 1.0
    finish, whole = Finish(tone, BY_HAND), document.size.box
    canvas.try_tones(finish.tones())
    tried = shown(canvas, hands, whole)
    canvas.try_tones(None)
    canvas.document_changed(document.set_finish(finish))
    exact = apply_to_samples(document.read(whole), finish.tones(), whole, document.size)
    np.testing.assert_array_equal(
        shown(canvas, hands, whole), np.broadcast_to(to_screen(exact, None), tried.shape)
    )
    # Quickly is a level away at most. Of 16 bits the screen's own 8 are corrected while it is
    # tried: half a level, made steeper.
    difference = np.abs(tried.astype(int) - to_screen(exact, None))
    assert difference.max() <= (3 if document.dtype == np.uint16 else 1)
    assert difference.mean() < 0.5


def test_it_goes_along_when_the_view_is_moved_and_turned(canvas, open_scan, hands, tone):
    document = open_scan(width=600, height=400)
    canvas.try_tones([(tone.tone, 1.0)])
    canvas.zoom = 2.0
    box = Box(300, 200, 320, 220)
    exact = apply_to_samples(document.read(box), [(tone.tone, 1.0)], box, document.size)
    for turns in range(2):
        canvas.turns = turns
        seen = hands.look().astype(int)
        for x, y in ((2, 3), (17, 9)):
            place = canvas.to_viewport(300.5 + x, 200.5 + y)
            assert np.abs(seen[place.y(), place.x()] - exact[y, x]).max() <= 1
        canvas.pan(-14, 6)


def test_a_table_does_what_the_formulas_do(canvas, open_scan, hands):
    """Curves alone, each colour by itself, go by a table."""
    document = open_scan()
    canvas.zoom = 1.0
    tones = [(tone_by_hand(Adjustments(gamma=1.4, contrast=0.3, temperature=0.5)), 0.7)]
    canvas.try_tones(tones)
    whole = document.size.box
    exact = apply_to_samples(document.read(whole), tones, whole, document.size)
    np.testing.assert_array_equal(shown(canvas, hands, whole), exact)


def test_a_large_screen_is_corrected_a_little_softly(canvas, open_scan, hands, monkeypatch):
    monkeypatch.setattr("gui.canvas.toning.MOST_PIXELS", 60 * 40 // 4)
    document = open_scan()
    document.scan.pixels.flags.writeable = True
    document.scan.pixels[:] = 100
    canvas.set_document(document)
    canvas.zoom = 1.0
    tones = [(tone_by_hand(BY_HAND), 1.0)]
    canvas.try_tones(tones)
    whole = document.size.box
    exact = apply_to_samples(document.read(whole), tones, whole, document.size)
    np.testing.assert_array_equal(shown(canvas, hands, whole), exact)


def test_what_the_screen_shows_goes_back_into_the_encoding_of_the_scan():
    adobe = QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb)
    pixels = np.random.default_rng(2).integers(60, 190, (20, 30, 3), np.uint8)
    back = from_screen(to_screen(pixels, adobe), adobe)
    assert np.abs(back.astype(int) - pixels).mean() < 1.5
    assert from_screen(pixels, None) is not pixels

"""Tone in the window: seen while a slider moves, one step when it is let go of, exported."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.document.document import Document
from engine.document.read_restoration import open_restoration
from engine.files.scan import Scan
from engine.geometry import Box
from engine.restore.adjust import tone_by_hand
from engine.restore.finish import NO_FINISH
from engine.restore.settings import Adjustments
from engine.restore.tone import apply_to_samples, identity_tone
from gui.export_dialog import ExportRequest
from gui.session import Session

PART = Box(280, 180, 320, 220)


@pytest.fixture
def tone(faded):
    return faded.finish._tone


def expected(window, box=PART, **by_hand):
    tones = [(tone_by_hand(Adjustments(**by_hand)), 1.0)]
    return apply_to_samples(window.document.read(box), tones, box, window.document.size)


def drag(slider, *positions):
    """Hold the slider, move it, let go."""
    slider.slider.setSliderDown(True)
    for position in positions:
        slider.slider.setValue(position)
    slider.slider.setSliderDown(False)


def automatic(qtbot, window):
    window.actions_by_id["automatic_tone"].trigger()
    qtbot.waitUntil(lambda: not window.finish.is_busy, timeout=20_000)


def test_the_picture_follows_the_slider_and_the_history_only_its_end(faded, tone, look):
    slider = tone.sliders["exposure"]
    before = look(faded)
    slider.slider.setSliderDown(True)
    slider.slider.setValue(100)
    np.testing.assert_array_equal(look(faded), expected(faded, exposure=1.0))
    slider.slider.setValue(50)
    assert faded.document.finish == NO_FINISH and faded.document.history.texts == []
    slider.slider.setSliderDown(False)
    np.testing.assert_array_equal(look(faded), expected(faded, exposure=0.5))
    assert faded.document.history.texts == ["Tone: exposure"]
    assert faded.document.history.is_modified and (look(faded) != before).any()
    faded.actions_by_id["undo"].trigger()
    np.testing.assert_array_equal(look(faded), before)
    assert slider.value == 0 and slider.slider.value() == 0
    faded.actions_by_id["redo"].trigger()
    np.testing.assert_array_equal(look(faded), expected(faded, exposure=0.5))


def test_the_original_is_shown_as_it_was(faded, tone, look):
    original = look(faded)
    drag(tone.sliders["gamma"], 180)
    faded.canvas.compare = "original"
    np.testing.assert_array_equal(look(faded), original)


def test_from_afar_the_tone_is_the_same(faded, tone, look):
    drag(tone.sliders["contrast"], 60)
    faded.canvas.zoom = 0.25
    place = Box(40, 40, 160, 160)
    seen = look(faded, place).astype(float)
    wanted = expected(faded, place, contrast=0.6).reshape(30, 4, 30, 4, 3).mean((1, 3))
    assert np.abs(seen - wanted).mean() < 2  # means are taken of 8 bits, and before the curve


def test_a_scan_of_16_bits_is_toned_before_it_is_rounded(qtbot, faded, look):
    rows = np.linspace(30_000, 31_000, 400).astype(np.uint16)
    document = Document(Scan(None, np.tile(rows[:, None, None], (1, 600, 3))))
    faded.files.sessions.add(Session(document))
    faded.canvas.actual_size()
    drag(faded.finish._tone.sliders["black"], 45)
    drag(faded.finish._tone.sliders["white"], 50)
    shades = np.unique(look(faded, Box(300, 0, 301, 400)))
    assert len(shades) > 60  # of 4 that there are in 8 bits


def test_turns_of_a_wheel_are_one_step_until_another_slider(faded, tone):
    for value in (0.1, 0.2, 0.3):
        tone.sliders["tint"].box.setValue(100 * value)
    tone.sliders["saturation"].box.setValue(-20)
    assert faded.document.history.texts == ["Tone: tint", "Tone: saturation"]
    assert faded.document.finish.adjustments == Adjustments(tint=0.3, saturation=-0.2)


def test_a_double_click_goes_back_to_neutral(faded, tone):
    drag(tone.sliders["gamma"], 180)
    drag(tone.sliders["fading"], 40)
    QTest.mouseDClick(tone.sliders["gamma"].label, Qt.MouseButton.LeftButton)
    assert faded.document.finish.adjustments == Adjustments(fading=0.4)
    QTest.mouseDClick(tone.sliders["fading"].slider, Qt.MouseButton.LeftButton)
    assert faded.document.finish == NO_FINISH


def test_black_stops_below_white(faded, tone):
    drag(tone.sliders["white"], 30)
    drag(tone.sliders["black"], 60)
    by_hand = faded.document.finish.adjustments
    assert by_hand.white == 0.3 and by_hand.black == 0.25
    assert tone.sliders["black"].value == 0.25


def test_automatic_says_what_it_did_and_its_strength_can_be_chosen(qtbot, faded, tone, look):
    before = look(faded)
    assert tone.sliders["strength"].isHidden()
    automatic(qtbot, faded)
    found = faded.document.finish.tone
    assert tone.note.text().startswith(found.what.capitalize())
    assert "no tone model" in tone.note.text()
    whole = look(faded)
    assert np.ptp(whole.astype(int)) > 1.2 * np.ptp(before.astype(int))
    drag(tone.sliders["strength"], 0)
    np.testing.assert_array_equal(look(faded), before)
    faded.actions_by_id["undo"].trigger()
    np.testing.assert_array_equal(look(faded), whole)
    faded.actions_by_id["reset_tone"].trigger()
    assert faded.document.finish == NO_FINISH and tone.note.text() == ""
    assert not faded.actions_by_id["reset_tone"].isEnabled()
    np.testing.assert_array_equal(look(faded), before)


def test_a_good_picture_is_left_alone(qtbot, faded, tone):
    good = np.random.default_rng(1).integers(0, 256, (64, 96, 3), np.uint8)
    faded.files.sessions.add(Session(Document(Scan(None, good))))
    automatic(qtbot, faded)
    assert faded.document.finish == NO_FINISH and "Nothing to correct" in tone.note.text()
    assert faded.document.history.texts == []


def test_what_is_told_for_a_scan_that_was_closed_is_dropped(qtbot, faded, tone):
    faded.actions_by_id["automatic_tone"].trigger()
    assert not faded.actions_by_id["automatic_tone"].isEnabled()
    faded._escape()
    assert not faded.finish.is_busy
    qtbot.waitUntil(lambda: not faded.finish._runner.is_running)
    assert faded.document.finish == NO_FINISH
    assert faded.actions_by_id["automatic_tone"].isEnabled()


def test_the_export_and_the_restoration_file_hold_the_tone(qtbot, faded, tone, answers, tmp_path):
    drag(tone.sliders["exposure"], 60)
    answers.request = ExportRequest(tmp_path / "toned.png", "PNG")
    with qtbot.waitSignal(faded.files.saved, timeout=20_000):
        faded.files.export()
    whole = faded.document.size.box
    with Image.open(tmp_path / "toned.png") as saved:
        np.testing.assert_array_equal(np.asarray(saved), expected(faded, whole, exposure=0.6))
    assert not faded.document.history.is_modified
    answers.restoration_target = tmp_path / "toned.heirloom"
    with qtbot.waitSignal(faded.files.saving.saved, timeout=20_000):
        faded.files.saving.save()
    assert open_restoration(answers.restoration_target).finish == faded.document.finish


def test_what_is_seen_of_a_large_scan_is_corrected_in_a_frame(faded, tone, look):
    """What a frame costs is what is seen, whatever the scan measures."""
    large = Document(Scan(None, np.zeros((9000, 12000, 3), np.uint8)))
    faded.files.sessions.add(Session(large))
    faded.canvas.actual_size()
    field = replace(identity_tone(), gains=np.full((8, 8, 3), 0.2, np.float32))
    faded.canvas.viewport().repaint()
    faded.canvas.try_tones([(field, 1.0)])
    start = process_time()
    faded.canvas.viewport().repaint()
    assert process_time() - start < 1.0  # 0.03 s; the whole scan would take 5 s

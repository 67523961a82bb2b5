"""Enhancing in the window: what is seen first, the whole picture when it is exported."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from engine.document.document import Document
from engine.errors import ModelError
from engine.files.scan import Scan
from engine.geometry import Box
from engine.restore.finish import Enhancement
from engine.restore.settings import Strengths
from gui import enhance_view
from gui.export_dialog import ExportRequest
from gui.session import Session

PART = Box(280, 180, 320, 220)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(enhance_view, "CALM", 0)
    monkeypatch.setattr(enhance_view, "MARGIN", 16)


@pytest.fixture
def panel(faded):
    return faded.finish._enhance


@pytest.fixture
def made(qtbot, faded):
    """made(): wait until all that is seen is enhanced."""
    view = faded.finish.view

    def wait():
        qtbot.waitUntil(lambda: not faded.finish.is_busy, timeout=20_000)
        qtbot.waitUntil(lambda: view.is_complete, timeout=20_000)

    return wait


def apply(window):
    window.actions_by_id["enhance"].trigger()


def test_what_can_be_done_without_a_model_is_said(faded, panel):
    panel.set_note("", has_model=True)
    faded.finish._look_for_models()
    assert "non-local means" in panel.note.text()
    assert panel.sliders["denoise"].isEnabled() and not panel.sliders["deblur"].isEnabled()


def test_a_slider_shows_on_what_is_seen_and_changes_nothing(faded, panel, made, look):
    before = look(faded)
    panel.sliders["keep_grain"].box.setValue(0)
    panel.sliders["denoise"].box.setValue(100)
    assert panel.preview.isChecked()
    made()
    assert look(faded).std() < 0.5 * before.std()
    assert faded.document.history.texts == []
    panel.preview.setChecked(False)
    np.testing.assert_array_equal(look(faded), before)


def test_it_is_one_step_and_the_export_has_the_pixels_that_were_seen(
    qtbot, faded, panel, made, look, answers, tmp_path
):
    before = look(faded)
    apply(faded)
    made()
    found = faded.document.finish.enhancement
    assert found.strengths == Strengths(0.5, 0, 0, 0.5) and found.noise > 0
    assert faded.document.history.texts == ["Enhance"] and panel.preview.isChecked()
    seen = look(faded)
    answers.request = ExportRequest(tmp_path / "clean.png", "PNG")
    with qtbot.waitSignal(faded.files.saved, timeout=30_000):
        faded.files.export()
    with Image.open(tmp_path / "clean.png") as saved:
        np.testing.assert_array_equal(np.asarray(saved)[PART.slices], seen)
    faded.actions_by_id["undo"].trigger()
    np.testing.assert_array_equal(look(faded), before)
    assert not panel.preview.isChecked() and (seen != before).any()


def test_once_applied_the_sliders_change_it_and_it_can_be_removed(faded, panel, made, look):
    apply(faded)
    made()
    weak = look(faded)
    panel.sliders["denoise"].box.setValue(100)
    panel.sliders["keep_grain"].box.setValue(0)
    made()
    assert faded.document.finish.enhancement.strengths == Strengths(1, 0, 0, 0)
    assert faded.document.history.texts == ["Enhance", "Enhance"]
    assert look(faded).std() < weak.std()
    faded.actions_by_id["remove_enhancement"].trigger()
    assert faded.document.finish.enhancement is None
    assert not faded.actions_by_id["remove_enhancement"].isEnabled()


def test_the_tone_is_in_it(faded, panel, made, look):
    apply(faded)
    made()
    dark = look(faded)
    faded.finish._tone.sliders["exposure"].box.setValue(1)
    made()
    assert look(faded).mean() > dark.mean() + 20


def test_where_the_marks_change_it_is_made_again_and_nowhere_else(faded, panel, made, look, paint):
    apply(faded)
    made()
    kept = dict(faded.finish.view._made)
    faded.actions_by_id["on_release"].setChecked(False)
    paint(faded, (300, 200), (310, 200))
    faded.finish.view.refresh()
    QApplication.processEvents()
    made()
    now = faded.finish.view._made
    changed = [box for box in kept if now[box] is not kept[box]]
    assert changed == [Box(0, 0, 512, 400)]


def test_esc_stops_measuring(qtbot, faded, panel):
    apply(faded)
    assert faded.work.is_busy
    faded._escape()
    assert not faded.work.is_busy
    qtbot.waitUntil(lambda: not faded.finish._runner.is_running)
    assert faded.document.finish.enhancement is None
    assert faded.actions_by_id["enhance"].isEnabled()


def test_a_picture_without_noise_stays(qtbot, faded, made):
    even = Document(Scan(None, np.full((64, 96, 3), 90, np.uint8)))
    faded.files.sessions.add(Session(even))
    apply(faded)
    made()
    assert faded.document.finish.enhancement is None
    assert "Nothing to enhance" in faded.status.message.text()


def test_tiles_that_the_view_has_left_are_not_made(qtbot, faded, monkeypatch):
    """The one at work is stopped, and from afar nothing is made at all."""
    view, seen = faded.finish.view, []

    def wait(snapshot, enhancement, device, progress):
        seen.append(progress)
        while True:
            progress.step(0.0, "waiting to be stopped")
            time.sleep(0.001)

    monkeypatch.setattr(faded.finish._tools, "render", wait)
    view.show(Enhancement(Strengths(), 0.02))
    qtbot.waitUntil(lambda: len(seen) == 1)
    faded.canvas.zoom = 0.5
    qtbot.waitUntil(lambda: not view._runner.is_running)
    assert view.is_complete and not view._made and len(seen) == 1


def test_what_fails_is_told_once_and_no_more_tried(qtbot, faded, panel, answers, monkeypatch):
    def fail(*args):
        raise ModelError("the model is gone: install it again.")

    monkeypatch.setattr(faded.finish._tools, "render", fail)
    panel.sliders["denoise"].box.setValue(80)
    qtbot.waitUntil(lambda: answers.errors != [])
    assert answers.errors == ["The model is gone: install it again."]
    assert not panel.preview.isChecked() and faded.finish.view.is_complete

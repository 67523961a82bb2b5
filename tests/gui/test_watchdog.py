"""The window never stalls: not while a scan is opened, painted on, searched, repaired, toned or
exported. Of the batch window that is tests/gui/batch/test_batch_watchdog.py.
"""

from __future__ import annotations

import time

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QTimer

from gui.export_dialog import ExportRequest
from gui.main_window import MainWindow
from gui.panels.tone_panel import TonePanel
from gui.places import sample_scan
from tests.gui.watchdog import BEAT_MS, LIMIT_MS, LONGEST_MS, only_linux

pytestmark = only_linux


@pytest.fixture
def large_scan(tmp_path):
    """12 megapixels with something to see."""
    piece = np.random.default_rng(0).integers(0, 256, (250, 250, 3), np.uint8)
    pixels = np.tile(piece, (12, 16, 1))
    path = tmp_path / "large.tif"
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def real_window(qtbot, settings, answers):
    """With the engine's own generator and detector, on the processor."""
    settings.device = "cpu"
    window = MainWindow(settings, answers)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window._close_now()


def test_the_watchdog_sees_a_stall(watchdog, qtbot):
    def sleep():
        with watchdog.watch("asleep"):
            QTimer.singleShot(BEAT_MS, lambda: time.sleep(1.5 * LIMIT_MS / 1000))
            qtbot.wait(3 * LIMIT_MS)

    with pytest.raises(AssertionError, match="stood still for"):
        sleep()


def test_a_large_scan_is_opened_painted_on_and_exported(
    qtbot, watchdog, window, paint, large_scan, tmp_path
):
    with watchdog.watch("opening"), qtbot.waitSignal(window.repairs.prepared, timeout=LONGEST_MS):
        window.open(large_scan)
    qtbot.waitUntil(lambda: window.canvas.grab() is not None and window.canvas.is_complete)
    with watchdog.watch("painting"), qtbot.waitSignal(window.repairs.repaired):
        paint(window, (200, 300), (900, 700))
    with watchdog.watch("undo"):
        window.actions_by_id["undo"].trigger()
    with watchdog.watch("exporting"):
        window.files._start_export(
            window.files.session, ExportRequest(tmp_path / "out.jpg", "JPEG", 90), None
        )
        qtbot.waitUntil(lambda: not window.files.work.is_busy, timeout=LONGEST_MS)
    assert (tmp_path / "out.jpg").exists()


def test_damage_is_found_and_repaired_by_the_generator_on_the_processor(
    qtbot, watchdog, real_window, paint
):
    window = real_window
    with watchdog.watch("opening"), qtbot.waitSignal(window.repairs.prepared, timeout=LONGEST_MS):
        window.open(sample_scan())
    with watchdog.watch("repairing"), qtbot.waitSignal(window.repairs.repaired, timeout=LONGEST_MS):
        paint(window, (120, 100), (200, 160))
    with watchdog.watch("finding"):
        window.actions_by_id["find_damage"].trigger()
        qtbot.waitUntil(lambda: window.detection.proposal is not None, timeout=LONGEST_MS)
    with watchdog.watch("adding what was found"):
        window.actions_by_id["add_findings"].trigger()
    assert window.document.patches and window.document.layers.is_marked()


def test_the_picture_follows_the_tone(qtbot, watchdog, window, large_scan):
    with qtbot.waitSignal(window.repairs.prepared, timeout=LONGEST_MS):
        window.open(large_scan)
    canvas, tone = window.canvas, window.panel.findChild(TonePanel)
    canvas.actual_size()
    qtbot.waitUntil(lambda: canvas.grab() is not None and canvas.is_complete)
    slider = tone.sliders["exposure"].slider
    with watchdog.watch("moving a slider of the tone"):
        slider.setSliderDown(True)
        for position in (20, 60, 110, 40):
            slider.setValue(position)
            qtbot.wait(4 * BEAT_MS)
        slider.setSliderDown(False)
        qtbot.waitUntil(lambda: canvas.is_complete, timeout=LONGEST_MS)
    with watchdog.watch("the automatic tone"):
        window.actions_by_id["automatic_tone"].trigger()
        qtbot.waitUntil(lambda: not window.finish.is_busy, timeout=LONGEST_MS)
    assert "Tone: exposure" in window.document.history.texts

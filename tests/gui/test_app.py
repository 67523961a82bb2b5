"""Around the window: arguments, the log, errors nobody caught, and where the window stands."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading

import pytest
from PySide6.QtCore import QByteArray, QRect
from PySide6.QtWidgets import QWidget

from engine.errors import ScanError
from gui import app
from gui.failure import describe_failure
from gui.placement import is_reachable, restore_placement

SCREENS = [QRect(0, 0, 1920, 1080), QRect(1920, 0, 1280, 1024)]


def test_a_scan_named_on_the_command_line_is_opened(qtbot, window, scan_file):
    with qtbot.waitSignal(window.repairs.prepared):
        window.take([scan_file])
    assert window.document.scan.path == scan_file


def test_an_error_nobody_caught_is_told_and_the_window_goes_on(qtbot, window, answers):
    last = app.LastResort(window)
    last.install()
    try:
        sys.excepthook(ScanError, ScanError("the scan is torn."), None)
        thread = threading.Thread(target=lambda: [].pop())
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: len(answers.errors) == 2)
    finally:
        last.remove()
    assert answers.errors[0] == "The scan is torn."
    assert "unharmed" in answers.errors[1]


def test_the_log_is_written_and_bounded(tmp_path):
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    crashes = app.start_log(tmp_path / "logs" / "heirloom.log")
    try:
        app.log_qt_message(next(iter(app.LEVELS)), None, "from Qt")
        logging.getLogger("gui").warning("something odd")
        added = [handler for handler in root.handlers if handler not in before]
        assert [(h.maxBytes, h.backupCount) for h in added] == [(2**20, 4)]
        assert "something odd" in (tmp_path / "logs" / "heirloom.log").read_text()
    finally:
        faulthandler.disable()
        crashes.close()
        for handler in [handler for handler in root.handlers if handler not in before]:
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)


@pytest.mark.parametrize(
    ("error", "sentence", "has_details"),
    [
        (ScanError("a.tif is empty."), "a.tif is empty.", False),
        (MemoryError(), "There is not enough free memory", False),
        (FileNotFoundError(2, "No such file", "a.tif"), "a.tif: No such file.", True),
        (ZeroDivisionError("division by zero"), "Something went wrong inside Heirloom", True),
    ],
)
def test_every_failure_is_one_sentence(error, sentence, has_details):
    told, details = describe_failure(error)
    assert told.startswith(sentence) and "Traceback" not in told
    assert bool(details) == has_details


@pytest.mark.parametrize(
    ("place", "reachable"),
    [
        (QRect(100, 100, 900, 700), True),
        (QRect(-800, 100, 900, 700), True),
        (QRect(-880, 100, 900, 700), False),  # 20 px of it can be seen
        (QRect(2500, 500, 900, 700), True),
        (QRect(5000, 100, 900, 700), False),  # on a screen that is gone
        (QRect(100, 1070, 900, 700), False),
    ],
)
def test_a_window_counts_as_reachable_by_its_upper_edge(place, reachable):
    assert is_reachable(place, SCREENS) == reachable


def test_a_window_out_of_reach_comes_back(qtbot):
    lost, found = QWidget(), QWidget()
    for widget in (lost, found):
        qtbot.addWidget(widget)
    lost.setGeometry(20000, 20000, 500, 400)
    restore_placement(found, lost.saveGeometry())
    assert is_reachable(found.geometry(), [found.screen().availableGeometry()])
    restore_placement(found, QByteArray(b"nonsense"))
    assert is_reachable(found.geometry(), [found.screen().availableGeometry()])


def test_the_place_of_the_window_is_kept(window, settings):
    window.resize(900, 600)
    window.close()
    assert not settings.geometry.isEmpty()

"""A window with nothing behind it: answers instead of dialogs, a repair that paints grey."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QLocale,
    QMimeData,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    QTranslator,
    QUrl,
)
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from engine.document import recovery
from engine.document.document import Document
from engine.document.patch import Patch, Provenance
from engine.document.read_restoration import open_restoration
from engine.files.scan import Scan
from engine.generators.registry import Registry
from engine.geometry import Box
from gui import autosave, language
from gui.generator import Generator
from gui.main_window import MainWindow
from gui.settings import Settings
from tests.gui.pseudo import Pseudo
from tests.gui.watchdog import Watchdog

FILLED = 77  # what the fake repair paints


class Answers:
    """Stands in for gui.dialogs.Dialogs: answers at once, keeps what was asked and told."""

    def __init__(self):
        self.scan = self.mask = self.mask_target = self.request = None
        self.restoration_target = self.missing_scan = self.recovery = None
        self.unsaved, self.copy = "cancel", False
        self.page, self.large = None, False
        self.asked_unsaved, self.errors, self.exports, self.shown = [], [], [], []
        self.asked_shared, self.recoverable = [], []

    def choose_scans(self, parent, then):
        if self.scan:
            then([self.scan])

    def choose_page(self, parent, name, pages, then):
        self.shown.append(pages)
        if self.page:
            then(self.page)

    def ask_large(self, parent, question, then):
        self.shown.append(question)
        if self.large:
            then()

    def choose_mask(self, parent, then):
        if self.mask:
            then(self.mask)

    def choose_mask_target(self, parent, proposal, then):
        self.shown.append(proposal)
        if self.mask_target:
            then(self.mask_target)

    def choose_missing_scan(self, parent, name, then):
        self.shown.append(name)
        if self.missing_scan:
            then(self.missing_scan)

    def choose_restoration_target(self, parent, proposal, then):
        self.shown.append(proposal)
        if self.restoration_target:
            then(self.restoration_target)

    def ask_shared(self, parent, name, then):
        self.asked_shared.append(name)
        if self.copy:
            then()

    def offer_recovery(self, parent, found, then):
        self.recoverable = found
        if self.recovery:
            then(self.recovery, found)

    def export(self, parent, dialog, then):
        self.exports.append(dialog)
        dialog.setParent(parent, dialog.windowFlags())
        if self.request:
            then(self.request)

    def ask_unsaved(self, parent, name, then):
        self.asked_unsaved.append(name)
        then(self.unsaved)

    def ask_all_unsaved(self, parent, names, then):
        self.asked_unsaved.append(names)
        if self.unsaved != "cancel":  # a dialog answers later, too
            places = range(len(names)) if self.unsaved == "save" else []
            QTimer.singleShot(0, lambda: then(places))

    def tell_error(self, parent, sentence, details):
        self.errors.append(sentence)

    def show_shortcuts(self, parent):
        self.shown.append("shortcuts")

    def show_about(self, parent):
        self.shown.append("about")

    def show_licences(self, parent, components):
        self.shown.append(components)

    def show_report(self, parent, text):
        self.shown.append(text)

    def show_preferences(self, parent, settings, theme_changed):
        self.shown.append("preferences")


class FakeRepair:
    """Fills every marked pixel with grey; can be made to wait, and to fail."""

    def __init__(self):
        self.calls = 0
        self.go = threading.Event()
        self.go.set()
        self.started = threading.Event()
        self.error = None

    def __call__(self, snapshot, choice, session, progress):
        self.calls += 1
        progress.step(0.0, "repairing 1 of 1")
        self.started.set()
        while not self.go.wait(0.005):
            progress.step(0.5, "repairing 1 of 1")
        if self.error:
            raise self.error
        shape = (*snapshot.mask.shape, snapshot.scan.channels)
        grey = np.full(shape, FILLED, snapshot.scan.pixels.dtype)
        return [Patch(snapshot.marked, grey, snapshot.mask > 0, Provenance("fake", "test", 1.0))]


@pytest.fixture
def in_pseudo(qapp):
    """What is made meanwhile speaks the pseudo-locale: ask for it before the window."""
    with Pseudo():
        yield


@pytest.fixture
def chinese(qapp):
    """Heirloom in Chinese; English again afterwards."""
    before = QLocale()
    language.install(qapp, "zh_CN")
    installed = qapp.findChildren(QTranslator)
    assert len(installed) == 2  # Qt's own words and ours
    yield
    for translator in installed:
        QCoreApplication.removeTranslator(translator)
        translator.setParent(None)
    QLocale.setDefault(before)


@pytest.fixture(scope="module")
def command(root):
    """packaging/translations.py"""
    path = root / "packaging" / "translations.py"
    spec = importlib.util.spec_from_file_location("translations", path)
    module = sys.modules["translations"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["translations"]


@pytest.fixture
def watchdog(qapp):
    return Watchdog()


@pytest.fixture
def no_generator():
    return Generator(load_registry=Registry)


@pytest.fixture
def document():
    return Document(Scan(None, np.full((64, 96, 3), 200, np.uint8)))


@pytest.fixture
def repair():
    fake = FakeRepair()
    yield fake
    fake.go.set()


@pytest.fixture
def answers():
    return Answers()


@pytest.fixture
def settings(tmp_path):
    settings = Settings(tmp_path / "settings.ini")
    settings.hardness = 1.0
    settings.brush_radius = 4.0
    return settings


@pytest.fixture
def scan_file(tmp_path):
    path = tmp_path / "aunt mary.png"
    rows = np.linspace(40, 210, 64, dtype=np.uint8)
    pixels = np.repeat(np.repeat(rows[:, None, None], 96, axis=1), 3, axis=2)
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def window(qtbot, settings, answers, repair, no_generator):
    """An empty window; closed without questions at the end."""
    before = set(threading.enumerate())
    window = MainWindow(settings, answers, no_generator, repair)
    window.show()
    qtbot.waitExposed(window)
    yield window
    repair.go.set()
    window._close_now()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not set(threading.enumerate()) - before


@pytest.fixture
def opened(qtbot, window, scan_file):
    """The window with a scan open and nothing going on."""
    with qtbot.waitSignal(window.repairs.prepared):
        window.open(scan_file)
    return window


def _mouse(canvas, kind, at, buttons):
    viewport = canvas.viewport()
    point = QPointF(canvas.to_viewport(*at))
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    event = QMouseEvent(
        kind,
        point,
        QPointF(viewport.mapToGlobal(QPoint(int(point.x()), int(point.y())))),
        button,
        buttons,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(viewport, event)


@pytest.fixture
def press():
    """press(window, at): the left button goes down at a scan pixel and stays down."""
    left = Qt.MouseButton.LeftButton
    return lambda window, at: _mouse(window.canvas, QEvent.Type.MouseButtonPress, at, left)


@pytest.fixture
def paint():
    """paint(window, start, end): one stroke between two scan pixels."""
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton

    def stroke(window, start=(20, 20), end=(60, 20)):
        _mouse(window.canvas, QEvent.Type.MouseButtonPress, start, left)
        _mouse(window.canvas, QEvent.Type.MouseMove, end, left)
        _mouse(window.canvas, QEvent.Type.MouseButtonRelease, end, none)

    return stroke


def drop(window, *paths):
    """Drag these files onto the window and let go; whether it wanted them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    args = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), *args, none)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), *args, none))
    return enter.isAccepted()


@pytest.fixture
def quick_autosave(monkeypatch, tmp_path):
    """No test sees what another one left to recover; and nobody waits for a second."""
    assert autosave.DELAY_MS < 5000  # what is promised
    monkeypatch.setattr(recovery, "folder", lambda: tmp_path / "recovery")
    monkeypatch.setattr(autosave, "DELAY_MS", 1)
    monkeypatch.setattr(autosave, "RETRY_MS", 30)


def autosaves() -> list[Path]:
    return sorted(recovery.folder().glob("*.heirloom"))


def patches_kept() -> int:
    """How many the autosave holds."""
    return len(open_restoration(autosaves()[0]).patches) if autosaves() else 0


def repaired(qtbot, window, paint, row=20):
    with qtbot.waitSignal(window.repairs.repaired):
        paint(window, (20, row), (60, row))


def settle(qtbot, window):
    """Until nothing is worked out or written on the mask any more."""
    work = window.canvas.work
    qtbot.waitUntil(lambda: not work.is_busy and not work.is_writing, timeout=10_000)


def read(window):
    return window.document.read(window.document.size.box)


@pytest.fixture
def kept(qtbot, quick_autosave, opened, paint):
    """The window with a repair that has reached the autosave."""
    repaired(qtbot, opened, paint)
    qtbot.waitUntil(lambda: patches_kept() == 1)
    return opened


@pytest.fixture
def crashed(qtbot, kept, tmp_path):
    """What a crash leaves of `kept`: its folder as it is now, and no lock on it."""
    copy = tmp_path / "crash"
    shutil.copytree(recovery.folder(), copy)
    pixels = read(kept)
    kept.document.history.mark_saved()
    kept.files.close()
    qtbot.waitUntil(lambda: not autosaves())
    shutil.copytree(copy, recovery.folder(), dirs_exist_ok=True)
    return pixels


@pytest.fixture
def scan_files(scan_file, tmp_path):
    """Three scans of the same size, each of another grey."""
    files = [scan_file]
    for name, grey in (("uncle tom.png", 90), ("wedding.png", 160)):
        Image.fromarray(np.full((64, 96, 3), grey, np.uint8)).save(tmp_path / name)
        files.append(tmp_path / name)
    return files


@pytest.fixture
def three(qtbot, window, scan_files):
    """The window with all of them open, the first in front."""
    window.take(scan_files)
    qtbot.waitUntil(lambda: len(window.files.sessions) == 3 and not window.work.is_busy)
    qtbot.waitUntil(lambda: not window.repairs.runner.is_running)
    return window


def names(window):
    """Of the open scans, as their tabs stand."""
    return [session.name for session in window.files.sessions]


def mark(document, row=30):
    """A mark of 40 x 2 pixels, as a step of the history."""
    tiles = document.mask.replace(Box(20, row, 60, row + 2), np.full((2, 40), 255, np.uint8))
    document.remember_mask("Brush stroke", tiles)

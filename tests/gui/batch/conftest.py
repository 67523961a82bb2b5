"""A small album, a window for batches that asks nobody, and a user's folder of its own."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from engine import paths
from engine.batch.journal import Journal
from gui.awake import Awake
from gui.batch.recipe import Recipe
from gui.batch.window import BatchWindow
from tests.onnx_models import write_detect_model

SCANS = ("a.png", "b.png", "c.png")


class Answers:
    """Stands in for gui.batch.questions.BatchQuestions: answers at once, keeps what was asked."""

    def __init__(self):
        self.folder = self.yes = self.mark = None
        self.files, self.asked, self.told = [], [], []

    def choose_folder(self, parent, title, then):
        self.asked.append(title)
        then(self.folder)

    def choose_files(self, parent, then):
        then(self.files)

    def choose_mark(self, parent, then):
        then(self.mark)

    def confirm(self, parent, question, details, yes, then):
        self.asked.append(question)
        if self.yes:
            then()

    def tell(self, parent, sentence):
        self.told.append(sentence)


class Bed(Awake):
    """Knows whether the computer is kept awake."""

    def __init__(self):
        super().__init__(command=[])

    def _ask_windows(self, state):
        pass


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Of the user, also for processes; with a detector of a few nodes."""
    for variable in ("DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{variable}_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "home"))
    write_detect_model(paths.user_models(), "zz-detect")  # newer than the bundled one
    return tmp_path / "home"


@pytest.fixture
def album(tmp_path):
    """Three scans, each with a red scratch and `name_mask.png`, and a file that is none."""
    folder = tmp_path / "album"
    folder.mkdir()
    y, x = np.mgrid[0:64, 0:96]
    for number, name in enumerate(SCANS):
        pixels = np.stack([y * 0 + 40, y * 3, x * 2], axis=-1).astype(np.uint8)
        scratch = abs(x - y - 9 * number) < 2
        pixels[scratch] = (255, 0, 0)
        Image.fromarray(pixels).save(folder / name)
        mask = Image.fromarray((scratch * 255).astype(np.uint8))
        mask.save(folder / f"{name[0]}_mask.png")
    (folder / "broken.png").write_bytes(b"no picture")
    return folder


@pytest.fixture
def recipe(album, tmp_path):
    return Recipe((album,), tmp_path / "out", work="repair", masks="{name}_mask", method="ns")


@pytest.fixture
def answers():
    return Answers()


@pytest.fixture
def bed():
    return Bed()


@pytest.fixture
def window(qtbot, home, recipe, answers, bed):
    """The batch window on the album; nothing of it is left at the end."""
    before = set(threading.enumerate())
    window = BatchWindow(Journal(paths.batch_journal()), recipe, answers, bed)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.shut()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not set(threading.enumerate()) - before
    assert not bed.is_held

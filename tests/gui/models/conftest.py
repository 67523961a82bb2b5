"""A models window that asks nobody, and a user's folder of its own."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from engine import paths
from gui.models.window import ModelsWindow
from tests.onnx_models import write_fill_model


class Answers:
    """Stands in for gui.models.questions.ModelQuestions: answers at once, keeps what was asked."""

    def __init__(self):
        self.file = self.yes = None
        self.asked, self.told = [], []

    def choose_model_file(self, parent, then):
        if self.file:
            then(self.file)

    def confirm(self, parent, question, details, yes, then):
        self.asked.append(question)
        if self.yes:
            then()

    def tell(self, parent, sentence):
        self.told.append(sentence)


@pytest.fixture
def answers():
    return Answers()


@pytest.fixture
def home(tmp_path, monkeypatch):
    for variable in ("DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{variable}_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "home"))
    write_fill_model(paths.user_models(), "mine")
    return paths.user_models()


@pytest.fixture
def shelf(qtbot, home, answers):
    window = ModelsWindow(answers)
    window.show()
    window.refresh("mine")
    idle(qtbot, window)
    yield window
    window.shut()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def idle(qtbot, window):
    qtbot.waitUntil(lambda: not window.work.is_busy, timeout=30_000)

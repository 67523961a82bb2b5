"""What the models window asks in windows of their own; tests hand it other answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from gui.dialogs import file_filters, show
from gui.language import mark, tr
from gui.questions import Questions

MODEL_FILES = {"ONNX": "*.onnx", mark("All files"): "*"}


class ModelQuestions(Questions):
    """Those of every window, and which file."""

    def choose_model_file(self, parent: QWidget, then: Callable[[Path], None]) -> None:
        folder = str(self._settings.folder("models"))
        dialog = QFileDialog(parent, tr("Import a model"), folder, file_filters(MODEL_FILES))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)

        def chosen(name: str) -> None:
            self._settings.set_folder("models", Path(name).parent)
            then(Path(name))

        dialog.fileSelected.connect(chosen)
        show(dialog)

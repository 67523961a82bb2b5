"""What the training window asks in windows of their own; tests hand it other answers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget

from gui.dialogs import show
from gui.language import tr
from gui.questions import Questions


class TrainingQuestions(Questions):
    """Those of every window, and what becomes of a training when its window is closed."""

    def ask_closing(
        self, parent: QWidget, go_on: Callable[[], None], stop: Callable[[], None]
    ) -> None:
        box = QMessageBox(parent)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("Heirloom")
        box.setText(tr("A training is running. Let it go on?"))
        box.setInformativeText(
            tr("It can go on without this window. If you stop it, all it has learnt is saved.")
        )
        role = QMessageBox.ButtonRole
        stays = box.addButton(tr("&Let it go on"), role.AcceptRole)
        ends = box.addButton(tr("&Stop and save"), role.DestructiveRole)
        cancel = box.addButton(tr("&Cancel"), role.RejectRole)
        box.setDefaultButton(stays)
        box.setEscapeButton(cancel)

        def act() -> None:
            if box.clickedButton() is stays:
                go_on()
            elif box.clickedButton() is ends:
                stop()

        box.finished.connect(act)
        show(box)

"""Every control has a name a screen reader can say, and is large enough to hit."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

from engine.geometry import Box
from gui.dialogs import report_dialog, shortcut_sheet
from gui.export_dialog import ExportDialog
from gui.keys import KeyMap
from gui.mask_dialogs import PixelsDialog, RectangleDialog
from gui.preferences import Preferences
from gui.recovery_dialog import RecoveryDialog

CONTROLS = (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
)


def controls(widget):
    return [
        each
        for each in widget.findChildren(QWidget)
        if isinstance(each, CONTROLS)
        and not isinstance(each, QScrollBar)
        and not each.objectName().startswith("qt_")  # parts Qt builds controls from
    ]


def nameless(widget):
    found = []
    for each in controls(widget):
        name = QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name)
        if not name.strip():
            found.append(f"{type(each).__name__} in {type(each.parent()).__name__}")
    return found


def test_every_control_of_the_window_has_a_name(window):
    assert len(controls(window)) > 20
    assert nameless(window) == []
    assert QAccessible.queryAccessibleInterface(window.canvas).text(QAccessible.Text.Name)


def test_every_control_of_the_dialogs_has_a_name(qtbot, window, settings, document):
    made = [
        shortcut_sheet(window, KeyMap(settings)),
        report_dialog(window, "all is well"),
        Preferences(settings, lambda name: None, window),
        ExportDialog(document.scan),
        RecoveryDialog([], print),
        PixelsDialog("Grow", "By so much.", 4, window),
        RectangleDialog(document.size, Box(1, 2, 30, 40), window),
    ]
    for dialog in made:
        qtbot.addWidget(dialog)
        assert nameless(dialog) == []


@pytest.mark.parametrize("part", ["panel", "status"])
def test_targets_are_at_least_24_pixels_high(window, part):
    small = [
        type(each).__name__
        for each in controls(getattr(window, part))
        if each.isVisible() and each.height() < 24
    ]
    assert small == []

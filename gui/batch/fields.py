"""The fields of forms, each with its name for screen readers and high enough to be hit."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from gui.language import tr


def label_for(text: str, buddy: QWidget) -> QLabel:
    """Of a row that holds more than `buddy`, which its letter leads to."""
    label = QLabel(text)
    label.setBuddy(buddy)
    return label


def text_field(name: str, example: str) -> QLineEdit:
    line = QLineEdit(placeholderText=example)
    line.setAccessibleName(name)
    line.setMinimumHeight(26)
    return line


def choice_field(name: str, rows: Iterable[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setMinimumHeight(26)
    for value, text in rows:
        box.addItem(tr(text), value)
    return box


def check_field(text: str) -> QCheckBox:
    box = QCheckBox(text)
    box.setMinimumHeight(24)
    return box


def push_button(text: str) -> QPushButton:
    button = QPushButton(text, autoDefault=False)
    button.setMinimumHeight(28)
    return button

"""A language made at run time: every text in other letters, a third longer, between ⟦ and ⟧.

What a window then shows without brackets is out of the reach of a translator, and what has no
room for it will have none for German either.
"""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QToolButton,
    QWidget,
)

from gui.status_bar import ElidedLabel

LETTERS = str.maketrans("aeiouAEIOUcnsyz", "áéíóúÁÉÍÓÚçñšýž")
KEPT = re.compile(r"(\{[^{}]*\}|<[^<>]*>|&\w|%L?\w)")  # values, markup, mnemonics
WORD = re.compile(r"[^\W\d_]{2}")
# Names of people and things, the same in every language.
NAMES = {"Heirloom", "English", "简体中文", "PNG", "TIFF", "JPEG", "RGB", "Navier-Stokes", "Telea"}


class Pseudo(QTranslator):
    """Installed for as long as it is entered."""

    def __enter__(self) -> Pseudo:
        QCoreApplication.installTranslator(self)
        return self

    def __exit__(self, *_: object) -> None:
        QCoreApplication.removeTranslator(self)

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        # Names of keys are looked up, too, in the text of a shortcut.
        return source if context == "QShortcut" or not source else pseudo(source)


def pseudo(text: str) -> str:
    parts = KEPT.split(text)
    parts[::2] = [part.translate(LETTERS) for part in parts[::2]]
    return f"⟦{''.join(parts)}{'~' * math.ceil(len(text) / 3)}⟧"


def untranslated(window: QWidget, data: tuple[str, ...] = ()) -> list[str]:
    """What `window` shows or says to a screen reader without brackets; `data` may stand there."""
    found = []
    for widget in [window, *window.findChildren(QWidget)]:
        if not widget.objectName().startswith("qt_"):
            found += [f"{type(widget).__name__}: {text}" for text in _texts(widget)]
    found += [f"action: {action.text()}" for action in window.findChildren(QAction)]
    known = (*NAMES, *data)
    return [text for text in found if not _is_translated(text.partition(": ")[2], known)]


def clipped(window: QWidget) -> list[str]:
    """Labels and buttons that are seen and have less room than their text takes."""
    QApplication.processEvents()  # a text that is new is laid out with the next events
    return [
        f"{type(widget).__name__} {widget.text()!r}: {widget.size()} for {_needed(widget)}"
        for widget in window.findChildren(QLabel) + window.findChildren(QAbstractButton)
        if widget.isVisible() and widget.text() and not isinstance(widget, ElidedLabel)
        if (need := _needed(widget)) and (need[0] > widget.width() or need[1] > widget.height())
    ]


def _needed(widget: QLabel | QAbstractButton) -> tuple[int, int] | None:
    if isinstance(widget, QLabel) and widget.wordWrap():
        return 0, widget.heightForWidth(widget.width())
    if isinstance(widget, QToolButton):  # its hint counts the padding of style sheets twice
        shown = widget.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly
        return (widget.fontMetrics().horizontalAdvance(widget.text()), 0) if shown else None
    hint = widget.minimumSizeHint()
    tall = hint.height() if isinstance(widget, QLabel) else widget.fontMetrics().height()
    return hint.width(), tall


def _texts(widget: QWidget) -> list[str]:
    texts = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
    if widget.isWindow():
        texts.append(widget.windowTitle())
    match widget:
        case QLabel() | QAbstractButton():
            texts.append(widget.text())
        case QGroupBox():
            texts.append(widget.title())
        case QLineEdit():
            texts.append(widget.placeholderText())
        case QComboBox():
            texts += [widget.itemText(row) for row in range(widget.count())]
        case QTabBar():
            texts += [widget.tabText(tab) for tab in range(widget.count())]
    return texts


def _is_translated(text: str, known: tuple[str, ...]) -> bool:
    if "⟦" in text:
        return True
    for name in known:
        text = text.replace(name, "")
    text = re.sub(r"\S*\d\S*", "", text)  # sizes, hashes, versions
    return not WORD.search(text)

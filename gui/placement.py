"""Where the window stands on the screen, kept between runs and never out of reach."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

FIRST_SIZE = QSize(1280, 860)
GRIP = 64  # px of the title bar that must be on a screen, to drag the window by


def restore_placement(window: QWidget, kept: QByteArray) -> None:
    """As it was kept; in the middle of the first screen where that is unknown or out of reach."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    if not kept.isEmpty() and window.restoreGeometry(kept):
        if is_reachable(window.geometry(), screens):
            return
        size = window.size()
    else:
        size = FIRST_SIZE
    screen = QGuiApplication.primaryScreen().availableGeometry()
    size = size.boundedTo(screen.size())
    corner = screen.center() - QPoint(size.width() // 2, size.height() // 2)
    window.setGeometry(QRect(corner, size))


def is_reachable(place: QRect, screens: Sequence[QRect]) -> bool:
    """Whether enough of the upper edge lies on a screen."""
    edge = QRect(place.left(), place.top(), place.width(), GRIP)
    shown = [edge.intersected(screen) for screen in screens]
    return any(part.width() >= GRIP and part.height() >= GRIP // 2 for part in shown)

"""Zoom, turning, comparing, overlays, the pixel under the pointer: canvas, actions and status bar
kept in step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent

from engine.geometry import Box
from engine.restore.tone import apply_to_samples
from gui.canvas.overview import Overview
from gui.canvas.view import Canvas
from gui.language import tr
from gui.settings import Settings
from gui.status_bar import StatusBar

READ_EVERY = 60  # ms; under many patches a pixel takes a few milliseconds to compose
# The actions that compare, and how the canvas calls what they show.
COMPARED = {"split": "split", "side_by_side": "side", "difference": "difference", "blink": "blink"}


class ViewControls(QObject):
    """One way of comparing at a time; the original over it for as long as a key is held."""

    def __init__(self, canvas: Canvas, status: StatusBar, settings: Settings) -> None:
        super().__init__(canvas)
        self._canvas, self._status, self._settings = canvas, status, settings
        self._actions: dict[str, QAction] = {}
        self._overview = Overview(canvas)
        self._overview.set_wanted(settings.overview)
        self._pixel: tuple[int, int] | None = None
        self._reading = QTimer(self, singleShot=True, interval=READ_EVERY)
        self._reading.timeout.connect(self._read)
        canvas.cursor_moved.connect(self._pixel_moved)
        canvas.zoom_changed.connect(status.set_zoom)
        canvas.compare_changed.connect(self._compare_changed)
        canvas.installEventFilter(self)

    def handlers(self) -> dict[str, Callable[..., object]]:
        canvas = self._canvas
        comparing = {name: lambda shown, name=name: self._compare(name, shown) for name in COMPARED}
        return comparing | {
            "zoom_in": canvas.zoom_in,
            "zoom_out": canvas.zoom_out,
            "fit": canvas.fit,
            "actual": canvas.actual_size,
            "double": lambda: setattr(canvas, "zoom", 2.0),
            "turn_left": lambda: self._turn(-1),
            "turn_right": lambda: self._turn(+1),
            "original": lambda shown: self._show(),
            "overview": self._set_overview,
            "confidence": lambda shown: setattr(canvas, "shows_confidence", shown),
        }

    def set_actions(self, actions: dict[str, QAction]) -> None:
        """The built actions, whose check marks follow the canvas from now on."""
        self._actions = actions
        actions["overview"].setChecked(self._settings.overview)

    def document_changed(self) -> None:
        """Another document is shown now: overlays that were wanted are wanted still."""
        if self._actions:
            self._canvas.shows_confidence = self._actions["confidence"].isChecked()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tab is held on the canvas, backslash anywhere in the window, to see the original.

        Pressing backslash, or what the user chose instead, is the action's shortcut; its release
        is no shortcut and is seen here or by the window (`released`).
        """
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            if not event.modifiers() and not event.isAutoRepeat():
                self._show_original(event.type() == QEvent.Type.KeyPress)
            return event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease:
            self.released(event)
        return False

    def released(self, event: QKeyEvent) -> None:
        action = self._actions.get("original")
        if action is None or event.isAutoRepeat():
            return
        if any(event.key() == key[0].key() for key in action.shortcuts()):
            self._show_original(False)

    def let_go(self) -> None:
        """The window lost the keyboard: a release will not be seen."""
        self._show_original(False)

    def _set_overview(self, wanted: bool) -> None:
        self._settings.overview = wanted
        self._overview.set_wanted(wanted)

    def _turn(self, by: int) -> None:
        self._canvas.turns += by
        turned = 90 * self._canvas.turns
        self._status.say(
            tr("Turned by {turned} degrees on the screen; the file stays as it is.", turned=turned)
            if turned
            else tr("Upright again.")
        )

    def _show_original(self, shown: bool) -> None:
        action = self._actions.get("original")
        if action is not None and action.isEnabled():
            action.setChecked(shown)

    def _compare(self, name: str, shown: bool) -> None:
        """Check one of them, and no other one."""
        for other in COMPARED if shown else ():
            if other != name:
                self._actions[other].setChecked(False)
        self._show()

    def _show(self) -> None:
        checked = [COMPARED[name] for name in COMPARED if self._actions[name].isChecked()]
        original = self._actions["original"].isChecked()
        wanted = "original" if original else next(iter(checked), "off")
        if self._canvas.compare != wanted:
            self._canvas.compare = wanted

    def _compare_changed(self) -> None:
        if self._canvas.compare != "original" and self._actions:
            for name, compare in COMPARED.items():
                self._actions[name].setChecked(self._canvas.compare == compare)

    def _pixel_moved(self, pixel: tuple[int, int] | None) -> None:
        self._pixel = pixel
        if pixel is None:
            self._reading.stop()
            self._status.set_position(None)
        elif not self._reading.isActive():
            self._reading.start()
            self._status.set_position(pixel, self._status.levels)

    def _read(self) -> None:
        """What the pixel under the pointer holds, as the file counts it."""
        document = self._canvas.document
        if document is None or self._pixel is None:
            return
        x, y = self._pixel
        if not document.size.box.contains(Box(x, y, x + 1, y + 1)):
            return
        box = Box(x, y, x + 1, y + 1)
        levels = document.read(box)
        if tones := document.finish.tones():
            levels = apply_to_samples(levels, tones, box, document.size)
        self._status.set_position((x, y), in_words(levels[0, 0]))


def in_words(levels: np.ndarray) -> str:
    """ "R 12 G 34 B 56", or one level of grey; with the depth where it is not 8 bits."""
    names = "RGB" if len(levels) == 3 else ("",)
    told = " ".join(f"{name} {level}".strip() for name, level in zip(names, levels, strict=True))
    return told if levels.dtype == np.uint8 else tr("{told} (16 bit)", told=told)

"""Brush, zoom, compare and mask view: keys, panel, status bar and canvas kept in step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent

from gui.canvas.view import Canvas
from gui.settings import Settings
from gui.side_panel import MASK_VIEWS, SidePanel
from gui.status_bar import StatusBar

DIAMETERS = (1.0, 2000.0)  # px in the scan
FIRST_DIAMETERS = (10, 18)  # px on the screen, of brush and eraser, until the user chooses,
LARGEST_FIRST = 48.0  # px in the scan: a wider brush than the damage spoils its surroundings


def step_diameter(diameter: float, direction: int) -> float:
    """About 10 % up (+1) or down (-1), at least 1 px, reaching 1 px exactly."""
    stepped = round(diameter) + direction * max(1, round(0.1 * diameter))
    return min(DIAMETERS[1], max(DIAMETERS[0], float(stepped)))


class CanvasControls(QObject):
    """Whatever changes the brush, the other places that show it follow; settings remember it."""

    def __init__(
        self, canvas: Canvas, panel: SidePanel, status: StatusBar, settings: Settings
    ) -> None:
        super().__init__(canvas)
        self._canvas, self._panel, self._status = canvas, panel, status
        self._settings = settings
        self._actions: dict[str, QAction] = {}
        self._is_suiting = False
        canvas.brush_radius = settings.brush_radius
        canvas.eraser_radius = settings.eraser_radius
        canvas.hardness = settings.hardness
        canvas.mask_view = settings.mask_view
        canvas.brush_changed.connect(self._brush_changed)
        canvas.compare_changed.connect(self._compare_changed)
        canvas.cursor_moved.connect(status.set_position)
        canvas.zoom_changed.connect(status.set_zoom)
        panel.size_changed.connect(self._set_diameter)
        panel.hardness_changed.connect(self._set_hardness)
        panel.mask_view_changed.connect(self._set_mask_view)
        panel.set_mask_view(settings.mask_view)
        canvas.installEventFilter(self)

    def handlers(self) -> dict[str, Callable[..., object]]:
        canvas = self._canvas
        return {
            "brush": lambda: self._set_tool("brush"),
            "eraser": lambda: self._set_tool("eraser"),
            "swap": lambda: self._set_tool("brush" if canvas.tool == "eraser" else "eraser"),
            "smaller": lambda: self._set_diameter(step_diameter(self._diameter, -1)),
            "larger": lambda: self._set_diameter(step_diameter(self._diameter, +1)),
            "softer": lambda: self._set_hardness(canvas.hardness - 0.1),
            "harder": lambda: self._set_hardness(canvas.hardness + 0.1),
            "zoom_in": canvas.zoom_in,
            "zoom_out": canvas.zoom_out,
            "fit": canvas.fit,
            "actual": canvas.actual_size,
            "original": lambda shown: self._compare(),
            "split": lambda shown: self._compare(),
            "mask_view": self._next_mask_view,
        }

    def set_actions(self, actions: dict[str, QAction]) -> None:
        """The built actions, whose check marks follow the canvas from now on."""
        self._actions = actions
        self._brush_changed()

    def suit_scan(self) -> None:
        """Until the user has chosen a size: one that is handy on the scan as it is shown now."""
        if self._settings.has_brush_size:
            return
        logical = self._canvas.zoom / self._canvas.devicePixelRatioF()
        self._is_suiting = True
        self._canvas.brush_radius, self._canvas.eraser_radius = (
            max(1.0, round(min(diameter / logical, LARGEST_FIRST) / 2))
            for diameter in FIRST_DIAMETERS
        )
        self._is_suiting = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tab is held on the canvas, backslash anywhere in the window, to see the original.

        Pressing backslash is the action's shortcut; its release is no shortcut and is seen here
        or by the window (`released`).
        """
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            if not event.modifiers() and not event.isAutoRepeat():
                self._show_original(event.type() == QEvent.Type.KeyPress)
            return event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease:
            self.released(event)
        return False

    def released(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backslash and not event.isAutoRepeat():
            self._show_original(False)

    def let_go(self) -> None:
        """The window lost the keyboard: a release will not be seen."""
        self._show_original(False)

    @property
    def _diameter(self) -> float:
        canvas = self._canvas
        return 2 * (canvas.eraser_radius if canvas.tool == "eraser" else canvas.brush_radius)

    def _set_tool(self, tool: str) -> None:
        self._canvas.tool = tool
        self._brush_changed()

    def _set_diameter(self, diameter: float) -> None:
        if self._canvas.tool == "eraser":
            self._canvas.eraser_radius = diameter / 2
        else:
            self._canvas.brush_radius = diameter / 2
        self._canvas.label_size()

    def _set_hardness(self, hardness: float) -> None:
        self._canvas.hardness = min(1.0, max(0.0, round(hardness, 3)))
        self._canvas.label_hardness()

    def _brush_changed(self) -> None:
        canvas, settings = self._canvas, self._settings
        self._panel.set_brush(canvas.tool, self._diameter / 2, canvas.hardness)
        if canvas.tool in self._actions:
            self._actions[canvas.tool].setChecked(True)
        if self._is_suiting:
            return
        for name in ("brush_radius", "eraser_radius", "hardness"):
            if getattr(settings, name) != getattr(canvas, name):
                setattr(settings, name, float(getattr(canvas, name)))

    def _next_mask_view(self) -> None:
        views = [view for view, _ in MASK_VIEWS]
        following = views[(views.index(self._canvas.mask_view) + 1) % len(views)]
        self._set_mask_view(following)
        self._status.say(f"Marks: {dict(MASK_VIEWS)[following].lower()}")

    def _set_mask_view(self, view: str) -> None:
        self._canvas.mask_view = view
        self._panel.set_mask_view(view)
        self._settings.mask_view = view

    def _show_original(self, shown: bool) -> None:
        action = self._actions.get("original")
        if action is not None and action.isEnabled():
            action.setChecked(shown)

    def _compare(self) -> None:
        if self._actions["original"].isChecked():
            self._canvas.compare = "original"
        else:
            self._canvas.compare = "split" if self._actions["split"].isChecked() else "off"

    def _compare_changed(self) -> None:
        if self._canvas.compare != "original" and self._actions:
            self._actions["split"].setChecked(self._canvas.compare == "split")

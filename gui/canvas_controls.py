"""Tools, brush and mask view: keys, palette, panel, status bar and canvas kept in step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeyEvent

from gui.canvas.view import Canvas
from gui.language import tr
from gui.mask_commands import MaskCommands
from gui.settings import Settings
from gui.side_panel import MASK_VIEWS, SidePanel
from gui.status_bar import StatusBar
from gui.tightening import Tightening
from gui.tool_palette import TOOLS
from gui.view_controls import ViewControls

DIAMETERS = (1.0, 2000.0)  # px in the scan
FIRST_DIAMETERS = (10, 18)  # px on the screen, of brush and eraser, until the user chooses,
LARGEST_FIRST = 48.0  # px in the scan: a wider brush than the damage spoils its surroundings


def step_diameter(diameter: float, direction: int) -> float:
    """About 10 % up (+1) or down (-1), at least 1 px, reaching 1 px exactly."""
    stepped = round(diameter) + direction * max(1, round(0.1 * diameter))
    return min(DIAMETERS[1], max(DIAMETERS[0], float(stepped)))


class CanvasControls(QObject):
    """Whatever changes the tool, the other places that show it follow; settings remember it."""

    def __init__(
        self, canvas: Canvas, panel: SidePanel, status: StatusBar, settings: Settings
    ) -> None:
        super().__init__(canvas)
        self._canvas, self._panel, self._status = canvas, panel, status
        self._settings = settings
        self._actions: dict[str, QAction] = {}
        self._is_suiting = False
        self.view = ViewControls(canvas, status, settings)
        self.mask = MaskCommands(canvas, settings)
        self.tightening = Tightening(canvas, panel.tool, settings)
        canvas.brush_radius = settings.brush_radius
        canvas.eraser_radius = settings.eraser_radius
        canvas.hardness = settings.hardness
        canvas.wand.tolerance = settings.wand_tolerance
        canvas.wand.contiguous = settings.wand_contiguous
        canvas.mask_view = settings.mask_view
        self._connect()

    def _connect(self) -> None:
        canvas, panel, status, work = self._canvas, self._panel, self._status, self._canvas.work
        canvas.brush_changed.connect(self._brush_changed)
        panel.size_changed.connect(self._set_diameter)
        panel.hardness_changed.connect(self._set_hardness)
        panel.tool.tolerance_changed.connect(self._set_tolerance)
        panel.tool.contiguous_changed.connect(self._set_contiguous)
        panel.tool.set_wand(canvas.wand.tolerance, canvas.wand.contiguous)
        panel.mask_view_changed.connect(self._set_mask_view)
        panel.set_mask_view(self._settings.mask_view)
        work.progressed.connect(status.set_progress)
        work.busy_changed.connect(lambda busy: None if busy else status.set_idle())
        work.said.connect(status.say)
        status.cancel_asked.connect(work.cancel)

    def handlers(self) -> dict[str, Callable[..., object]]:
        canvas = self._canvas
        tools = {tool: lambda tool=tool: self._set_tool(tool) for tool in TOOLS}
        return (
            tools
            | self.view.handlers()
            | self.mask.handlers()
            | self.tightening.handlers()
            | {
                "swap": lambda: self._set_tool("brush" if canvas.tool == "eraser" else "eraser"),
                "smaller": lambda: self._set_diameter(step_diameter(self._diameter, -1)),
                "larger": lambda: self._set_diameter(step_diameter(self._diameter, +1)),
                "softer": lambda: self._set_hardness(canvas.hardness - 0.1),
                "harder": lambda: self._set_hardness(canvas.hardness + 0.1),
                "mask_view": self._next_mask_view,
            }
        )

    def set_actions(self, actions: dict[str, QAction]) -> None:
        """The built actions, whose check marks follow the canvas from now on."""
        self._actions = actions
        self.view.set_actions(actions)
        self.tightening.set_actions(actions)
        self._brush_changed()

    def suit_scan(self) -> None:
        """Until the user has chosen a size: one that is handy on the scan as it is shown now."""
        self.view.document_changed()
        if self._settings.has_brush_size:
            return
        logical = self._canvas.zoom / self._canvas.devicePixelRatioF()
        self._is_suiting = True
        self._canvas.brush_radius, self._canvas.eraser_radius = (
            max(1.0, round(min(diameter / logical, LARGEST_FIRST) / 2))
            for diameter in FIRST_DIAMETERS
        )
        self._is_suiting = False

    def released(self, event: QKeyEvent) -> None:
        self.view.released(event)

    def let_go(self) -> None:
        self.view.let_go()

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

    def _set_tolerance(self, tolerance: float) -> None:
        self._canvas.wand.tolerance = self._settings.wand_tolerance = tolerance

    def _set_contiguous(self, contiguous: bool) -> None:
        self._canvas.wand.contiguous = self._settings.wand_contiguous = contiguous

    def _brush_changed(self) -> None:
        canvas, settings = self._canvas, self._settings
        self._panel.tool.show_tool(canvas.tool)
        self._panel.tool.set_brush(self._diameter / 2, canvas.hardness)
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
        self._status.say(tr("Marks: {view}", view=tr(dict(MASK_VIEWS)[following]).lower()))

    def _set_mask_view(self, view: str) -> None:
        self._canvas.mask_view = view
        self._panel.set_mask_view(view)
        self._settings.mask_view = view

"""What is done to all marks of the active layer at once: grow, shrink, feather, fill, invert."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from engine.document.mask_operations import Work, feather, fill_holes, grow, shrink
from engine.document.shapes import How, Inverse, Rectangle, pixels_between
from engine.geometry import Box
from gui.canvas.view import Canvas
from gui.dialogs import show
from gui.language import mark, tr
from gui.mask_dialogs import PixelsDialog, RectangleDialog
from gui.settings import Settings

# For each action what it does, its title and what the dialog says about it.
BY_PIXELS: dict[str, tuple[Work, str, str]] = {
    "grow": (
        grow,
        mark("Grow"),
        mark("Marks everything this close to a mark. Soft edges become firm."),
    ),
    "shrink": (shrink, mark("Shrink"), mark("Takes this much away from the edges of all marks.")),
    "feather": (
        feather,
        mark("Feather"),
        mark("Lets marks fall off over this distance on either side of their edges."),
    ),
}


class MaskCommands(QObject):
    """Asks for numbers where it takes any; the work itself is done beside the window."""

    def __init__(self, canvas: Canvas, settings: Settings) -> None:
        super().__init__(canvas)
        self._canvas, self._settings = canvas, settings

    def handlers(self) -> dict[str, Callable[[], object]]:
        by_pixels = {name: lambda name=name: self._ask_pixels(name) for name in BY_PIXELS}
        return by_pixels | {
            "invert_mask": self._invert,
            "fill_holes": lambda: self._canvas.work.operate(fill_holes, 0, "add", tr("Fill holes")),
            "rectangle_by_numbers": self._ask_rectangle,
        }

    def _ask_pixels(self, name: str) -> None:
        work, title, explanation = BY_PIXELS[name]
        title = tr(title)
        pixels = self._settings.mask_pixels
        dialog = PixelsDialog(title, tr(explanation), pixels, self._canvas.window())
        dialog.chosen.connect(
            lambda chosen: self._operate(
                work, chosen, tr("{step} {size} px", step=title, size=chosen)
            )
        )
        show(dialog)

    def _operate(self, work: Work, pixels: int, text: str) -> None:
        self._settings.mask_pixels = pixels
        self._canvas.work.operate(work, pixels, "replace", text)

    def _invert(self) -> None:
        document = self._canvas.document
        if document is not None:
            self._canvas.work.mark(Inverse(document.mask), "replace", tr("Invert mask"))

    def _ask_rectangle(self) -> None:
        canvas = self._canvas
        if canvas.document is None:
            return
        size, seen = canvas.document.size, canvas.seen()
        middle = pixels_between(
            (seen.left() + seen.width() / 4, seen.top() + seen.height() / 4),
            (seen.right() - seen.width() / 4, seen.bottom() - seen.height() / 4),
        )
        dialog = RectangleDialog(size, middle.clamp(size), canvas.window())
        dialog.changed.connect(lambda box: canvas.preview(_way_around(box)))
        dialog.chosen.connect(self._mark_rectangle)
        dialog.finished.connect(lambda: canvas.preview(()))
        canvas.preview(_way_around(dialog.box))
        show(dialog)

    def _mark_rectangle(self, box: Box, how: How) -> None:
        text = (
            tr("Rectangle") if how == "add" else tr("Erase: {shape}", shape=tr("Rectangle").lower())
        )
        self._canvas.work.mark(Rectangle(box), how, text)


def _way_around(box: Box) -> tuple[tuple[float, float], ...]:
    corners = ((box.left, box.top), (box.right, box.top), (box.right, box.bottom))
    return (*corners, (box.left, box.bottom), corners[0])

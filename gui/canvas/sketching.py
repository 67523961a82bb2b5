"""The outline under way: what the keys mean for it, and what comes of it in the end."""

from __future__ import annotations

from engine.document.shapes import How, Point
from gui.canvas.toolbox import Toolbox
from gui.canvas.tools.sketch import Outcome, Outline, Touch
from gui.language import tr


class Sketching:
    """Alt means two things, as in other programs: held when a shape begins it takes marks away,
    pressed later it begins the shape in its middle."""

    def __init__(self, tools: Toolbox) -> None:
        self._tools = tools
        self._subtracts = self._alt_subtracts = False

    @property
    def is_under_way(self) -> bool:
        return self._tools.sketcher is not None and self._tools.sketcher.is_under_way

    @property
    def how(self) -> How:
        return "subtract" if self._subtracts else "add"

    @property
    def text(self) -> str:
        """As the history says it."""
        tool = self._tools.sketcher
        assert tool is not None
        name = tr(tool.text)
        return tr("Erase: {shape}", shape=name.lower()) if self._subtracts else name

    def press(
        self, at: Point, reach: float, *, shift: bool, alt: bool, subtract: bool = False
    ) -> Outcome:
        tool = self._tools.sketcher
        assert tool is not None
        if not tool.is_under_way:
            self._subtracts, self._alt_subtracts = subtract or alt, alt
        return tool.press(self._touch(at, reach, shift, alt))

    def move(self, at: Point, reach: float, *, shift: bool, alt: bool) -> None:
        if self._tools.sketcher is not None:
            self._tools.sketcher.move(self._touch(at, reach, shift, alt))

    def release(self, at: Point, reach: float, *, shift: bool, alt: bool) -> Outcome:
        tool = self._tools.sketcher
        return None if tool is None else tool.release(self._touch(at, reach, shift, alt))

    def enter(self) -> Outcome:
        return self._tools.sketcher.enter() if self._tools.sketcher else None

    def back(self) -> None:
        if self._tools.sketcher is not None:
            self._tools.sketcher.back()

    def drop(self) -> bool:
        """Give the sketch up; returns whether there was one."""
        was_under_way = self.is_under_way
        if self._tools.sketcher is not None:
            self._tools.sketcher.drop()
        return was_under_way

    def outline(self) -> Outline:
        return self._tools.sketcher.outline() if self._tools.sketcher else Outline()

    def _touch(self, at: Point, reach: float, shift: bool, alt: bool) -> Touch:
        self._alt_subtracts = self._alt_subtracts and alt
        return Touch(at, shift, alt and not self._alt_subtracts, reach)

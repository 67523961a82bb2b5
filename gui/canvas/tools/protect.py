"""The protect brush: what it paints over is never repaired, whatever else marks it."""

from __future__ import annotations

from engine.document.marking import PROTECT
from gui.canvas.tools.restore import RestoreTool
from gui.language import mark


class ProtectTool(RestoreTool):
    """As large as the brush; erasing with it takes the protection away."""

    name = "protect"
    text = mark("Protect")
    plane = PROTECT

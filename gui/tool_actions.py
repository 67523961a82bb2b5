"""The tools and what changes their size: one part of the table of actions."""

from __future__ import annotations

from gui.action_spec import ActionSpec

TOOL_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "brush", "&Brush", "Tools", ("B",), icon="brush", group="tool",
        tip="Paint over damage to mark it",
    ),
    ActionSpec(
        "eraser", "&Eraser", "Tools", ("E",), icon="eraser", group="tool",
        tip="Take marks away again; the right mouse button does it too",
    ),
    ActionSpec(
        "scratch", "&Scratch", "Tools", ("S",), icon="scratch", group="tool", rule_before=True,
        tip="Click both ends of a scratch: the line finds its way along it",
    ),
    ActionSpec(
        "line", "Straight &line", "Tools", ("I",), icon="line", group="tool",
        tip="A straight line as wide as the brush",
    ),
    ActionSpec(
        "lasso", "L&asso", "Tools", ("L",), icon="lasso", group="tool", rule_before=True,
        tip="Draw around the damage",
    ),
    ActionSpec(
        "polygon", "&Polygon", "Tools", ("P",), icon="polygon", group="tool",
        tip="Click the corners; Enter closes, Backspace drops the last one",
    ),
    ActionSpec(
        "rectangle", "&Rectangle", "Tools", ("R",), icon="rectangle", group="tool",
        tip="Drag a rectangle; Shift makes a square, Alt begins in its middle",
    ),
    ActionSpec(
        "ellipse", "Ell&ipse", "Tools", ("C",), icon="ellipse", group="tool",
        tip="Drag an ellipse; Shift makes a circle, Alt begins in its middle",
    ),
    ActionSpec(
        "wand", "Colour &wand", "Tools", ("W",), icon="wand", group="tool",
        tip="Click a stain to mark all that has its colour",
    ),
    ActionSpec(
        "restore", "&Original back", "Tools", ("O",), icon="restore", group="tool",
        rule_before=True, tip="Paint over a repair to bring the original back there",
    ),
    ActionSpec(
        "protect", "Pro&tect", "Tools", ("K",), icon="protect", group="tool",
        tip="Paint over what must never be repaired",
    ),
    ActionSpec(
        "swap", "Swap br&ush and eraser", "Tools", ("X",), icon="swap", rule_before=True,
    ),
    ActionSpec("smaller", "S&maller", "Tools", ("[",), icon="smaller", rule_before=True),
    ActionSpec("larger", "Lar&ger", "Tools", ("]",), icon="larger"),
    ActionSpec("softer", "So&fter edge", "Tools", ("{",)),
    ActionSpec("harder", "&Harder edge", "Tools", ("}",)),
)  # fmt: skip

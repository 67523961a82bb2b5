"""Write docs/manual/keys.md: every key of the window, from the table the window itself reads.

python packaging/manual_keys.py
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # as a script: its own folder stands there instead

from gui.actions import ACTIONS, GESTURES, MENUS  # noqa: E402

PAGE = ROOT / "docs" / "manual" / "keys.md"
HEAD = """# Keys

F1 shows them in the window, with those you have [chosen yourself](preferences.md). Letters and
signs work while the picture has the keyboard, so that names can be typed elsewhere. The system may
add keys of its own. (This page is written by `python packaging/manual_keys.py`.)
"""


def page() -> str:
    return "\n".join([HEAD, *_lines()]).rstrip("\n") + "\n"


def _lines() -> Iterator[str]:
    for menu in MENUS:
        yield from _table(
            f"## {menu}",
            [
                (spec.plain_text, " ".join(f"`{key}`" for key in spec.keys), spec.tip)
                for spec in ACTIONS
                if spec.menu == menu and spec.keys
            ],
        )
    yield from _table("## With the mouse", [(does, gesture, "") for gesture, does in GESTURES])


def _table(title: str, rows: list[tuple[str, str, str]]) -> Iterator[str]:
    yield from (title, "", "| do | with | |", "|---|---|---|")
    yield from (f"| {does} | {keys} | {tip} |" for does, keys, tip in rows)
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

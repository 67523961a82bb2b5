"""Twice the size, for an export: by the newest model for it, or by resampling where there is none.

The document keeps its size: what is asked for in the dialog is asked of one file.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.progress import Progress

if TYPE_CHECKING:
    from engine.document.document import Snapshot
    from engine.restoring import Saved
    from gui.export_dialog import ExportRequest


def enlarger() -> str:
    """The title of the model that enlarges; empty where resampling does it."""
    from engine.generators.registry import load_registry

    card = next(iter(load_registry().of_task("upscale")), None)
    return card.title if card else ""


def save_as_asked(
    snapshot: Snapshot, request: ExportRequest, device: str, progress: Progress
) -> Saved:
    """Save the snapshot, enlarged where the request says so.

    Raises:
        ModelError: the model that the dialog spoke of cannot be used.
        and as `open_tools` and `save_restored` do.
    """
    from engine.errors import ModelError
    from engine.restore.finish import Enlargement
    from engine.restore.plan import maker_of, open_tools
    from engine.restoring import save_restored

    if not request.enlarge:
        return save_restored(snapshot, request.path, request.options, progress)
    asked_by = "automatic" if device == "auto" else "settings"
    tools, told = open_tools(("upscale",), device, asked_by, progress.part(0.0, 0.05))
    if tools.upscale is None and enlarger():
        raise ModelError(
            f"the model that enlarges cannot be used ({'; '.join(told)}): switch it off to enlarge "
            "without it."
        )
    large = replace(snapshot.finish, enlargement=Enlargement(maker_of(tools.upscale)))
    part = progress.part(0.05, 1.0)
    return save_restored(
        replace(snapshot, finish=large), request.path, request.options, part, tools
    )

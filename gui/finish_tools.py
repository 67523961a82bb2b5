"""The models for the whole picture, opened when they are first needed and kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.document.document import Snapshot
from engine.progress import Progress
from engine.restore.finish import AutomaticTone, Enhancement
from engine.restore.settings import Strengths

if TYPE_CHECKING:
    from engine.files.writer import Readable
    from engine.restore.render import Tools

PREVIEW_TILE = 512  # px
TASKS = {"tone": "tone", "enhance": "restore"}  # by step


class FinishTools:
    """Measures and decides on the engine thread: opening a model takes seconds.

    Every method raises ModelError and DeviceError as `open_tools` does, and Cancelled.
    """

    def __init__(self) -> None:
        self._opened: dict[tuple[str, str, str], tuple[Tools, str]] = {}

    def open(self, step: str, device: str, progress: Progress) -> tuple[Tools, str]:
        """The newest model of a step, and a sentence where the classical method does it."""
        from engine.generators.registry import load_registry
        from engine.restore.plan import open_tools

        newest = next((card.id for card in load_registry().of_task(TASKS[step])), "")
        key = (step, device, newest)
        if key not in self._opened:
            asked_by = "automatic" if device == "auto" else "settings"
            tools, told = open_tools((step,), device, asked_by, progress)
            self._opened[key] = tools, " ".join(f"{each[:1].upper()}{each[1:]}." for each in told)
        return self._opened[key]

    def automatic_tone(
        self, snapshot: Snapshot, strength: float, device: str, progress: Progress
    ) -> tuple[AutomaticTone | None, str]:
        """What the picture needs, None where it is good as it is; and why no model told it."""
        from engine.restore.automatic import automatic_tone

        tools, why = self.open("tone", device, progress.part(0.0, 0.3))
        part = progress.part(0.3, 1.0)
        return automatic_tone(snapshot, strength, tools.tone, part), why

    def enhancement(
        self, snapshot: Snapshot, strengths: Strengths, device: str, progress: Progress
    ) -> Enhancement | None:
        """What can be done of it; None where that is nothing."""
        from engine.restore.plan import enhancement_with
        from engine.restore.shrink import measure_noise

        tools, _ = self.open("enhance", device, progress.part(0.0, 0.3))
        noise = measure_noise(snapshot, progress.part(0.3, 1.0))
        return enhancement_with(strengths, noise, tools.restore)

    def render(
        self, snapshot: Snapshot, enhancement: Enhancement, device: str, progress: Progress
    ) -> Readable:
        """The snapshot with its tone and this enhancement, at the scan's size, to be read."""
        from engine.restore.plan import tools_for
        from engine.restore.render import render

        tools, _ = self.open("enhance", device, progress)
        finish = replace(snapshot.finish, enhancement=enhancement, enlargement=None)
        wanted = replace(snapshot, finish=finish)
        return render(wanted, tools_for(finish, tools), progress.stop, PREVIEW_TILE)

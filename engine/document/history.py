"""What can be undone and done again, bounded by bytes: of memory first, then of the disk."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.document.spill import Spill
from engine.geometry import Box

if TYPE_CHECKING:
    from engine.document.document import Document
    from engine.document.edits import Edit

NOWHERE = Box(0, 0, 0, 0)
IN_MEMORY, ON_DISK = 512 * 2**20, 8 * 2**30  # bytes


@dataclass(eq=False)
class _Step:
    """One edit: in memory, on the disk, or both while it is being written."""

    text: str
    nbytes: int
    edit: Edit | None
    box: Box  # what it changed
    serial: int  # never given twice
    kept: Future[Path] | None = None  # where it is on the disk; asked for, and done some time


class History:
    """One stack of edits for strokes, repairs and settings alike.

    Kept in the engine, not in the window, so that the command line, the window and the tests undo
    the same way (docs/decisions/0002). The steps farthest from the present go to the disk, written
    by a thread of its own; what the disk does not hold either is forgotten, the oldest first.
    """

    def __init__(self, in_memory: int = IN_MEMORY, on_disk: int = ON_DISK) -> None:
        self._in_memory, self._on_disk = in_memory, on_disk
        self._done: list[_Step] = []  # the oldest first
        self._undone: list[_Step] = []  # the farthest from the present first
        self._here = self._there = 0  # bytes in memory and on the disk, of both lists
        self._spill = Spill()
        self._writing: list[_Step] = []
        self._pushed = 0  # steps ever
        self._forgotten = 0  # steps that fell off the far end; they cannot be undone
        self._told = 0  # of them, in `take_note`
        self._why = ""  # they were forgotten
        self._saved_at: int | None = 0  # steps of the saved result; None: it cannot be reached
        self.revision = 0  # counts every change, undo and redo too: whether to save again

    def push(self, edit: Edit, box: Box = NOWHERE) -> None:
        """Remember an edit that has been done in `box`; what was undone before it is gone."""
        self.revision += 1
        if self._saved_at is not None and self._saved_at > self._steps:
            self._saved_at = None
        self._drop(self._undone, len(self._undone))
        self._pushed += 1
        step = _Step(edit.text, edit.nbytes, edit, box, self._pushed)
        self._done.append(step)
        self._here += step.nbytes
        self._make_room()

    def limit(self, in_memory: int) -> None:
        """Keep at most so many bytes of steps in memory from now on."""
        self._in_memory = in_memory
        self._make_room()

    def undo(self, document: Document) -> Box:
        """Take the last edit back; returns the box to redraw, empty when there is none."""
        edit = self._next(self._done)
        if edit is None:
            return NOWHERE
        self.revision += 1
        self._undone.append(self._done.pop())
        self._make_room()
        return edit.undo(document)

    def redo(self, document: Document) -> Box:
        edit = self._next(self._undone)
        if edit is None:
            return NOWHERE
        self.revision += 1
        self._done.append(self._undone.pop())
        self._make_room()
        return edit.redo(document)

    @property
    def latest(self) -> Edit | None:
        """What was done last, as long as it is in memory."""
        return self._done[-1].edit if self._done else None

    @property
    def undo_text(self) -> str | None:
        """What undo would take back; None when there is nothing."""
        return self._done[-1].text if self._done else None

    @property
    def redo_text(self) -> str | None:
        return self._undone[-1].text if self._undone else None

    @property
    def texts(self) -> list[str]:
        """Every step that can be undone, oldest first."""
        return [step.text for step in self._done]

    @property
    def undone_texts(self) -> list[str]:
        """Every step that can be done again, the next one first."""
        return [step.text for step in reversed(self._undone)]

    @property
    def serials(self) -> list[int]:
        """A number for each step, those of `texts` first, then those of `undone_texts`; a step
        keeps its number, and no other one ever gets it."""
        return [step.serial for step in (*self._done, *reversed(self._undone))]

    @property
    def last_box(self) -> Box:
        """What the last step changed; empty where there is none."""
        return self._done[-1].box if self._done else NOWHERE

    @property
    def forgotten(self) -> int:
        """How many steps before the oldest one cannot be undone any more."""
        return self._forgotten

    def take_note(self) -> str:
        """A sentence for the user, once, when steps were forgotten that were not told of yet."""
        count, self._told = self._forgotten - self._told, self._forgotten
        if not count:
            return ""
        steps = "The oldest step" if count == 1 else f"The oldest {count:,} steps"
        return f"{steps} cannot be undone any more: {self._why}."

    def mark_saved(self) -> None:
        self._saved_at = self._steps

    def mark_unsaved(self) -> None:
        """What the document holds already, before any step, is saved nowhere else."""
        self._saved_at = None

    @property
    def is_modified(self) -> bool:
        """Whether the document differs from what was last saved, or opened."""
        return self._steps != self._saved_at

    @property
    def _steps(self) -> int:
        """How many steps lie behind the document as it is now."""
        return self._forgotten + len(self._done)

    def _next(self, steps: list[_Step]) -> Edit | None:
        """The edit of the last step; None where there is none, or the disk lost it."""
        if not steps:
            return None
        step = steps[-1]
        edit = step.edit  # read once: the other thread takes it away when it has written it
        if edit is not None or step.kept is None:
            return edit
        try:
            edit = self._spill.read(step.kept.result())
        except OSError as error:
            self._lose(steps, len(steps), error)
        return edit

    def _make_room(self) -> None:
        """Send the farthest steps to the disk, and forget what it does not take."""
        written = [step for step in self._writing if step.kept and step.kept.done()]
        self._writing = [step for step in self._writing if step not in written]
        for step in written:
            error = step.kept.exception() if step.kept else None
            for steps in (self._done, self._undone) if error else ():
                if step in steps:
                    self._lose(steps, steps.index(step) + 1, error)
        last = self._done[-1] if self._done else None
        waiting = (s for s in (*self._done, *self._undone) if s.kept is None and s is not last)
        far: list[_Step] = []
        while self._here > self._in_memory and (farthest := next(waiting, None)):
            far.append(farthest)
            self._here -= farthest.nbytes
        if far:
            self._send(far)
        while self._there > self._on_disk and len(self._done) > 1 and self._done[0].kept:
            self._lose(self._done, 1, None)

    def _send(self, steps: list[_Step]) -> None:
        def write(step: _Step) -> Path:
            path = self._spill.write(step.edit)
            step.edit = None
            return path

        writer = ThreadPoolExecutor(1, "undo")
        for step in steps:
            step.kept = writer.submit(write, step)
            self._there += step.nbytes
        writer.shutdown(wait=False)  # its thread ends with the last of them
        self._writing += steps

    def _lose(self, steps: list[_Step], count: int, error: BaseException | None) -> None:
        """The farthest `count` of `steps` can be reached no more."""
        if steps is self._done:
            self._forgotten += count
            self._why = (
                f"they do not fit on the disk ({getattr(error, 'strerror', None) or error})"
                if error
                else "they took more room than is meant for them"
            )
        self._drop(steps, count)

    def _drop(self, steps: list[_Step], count: int) -> None:
        for step in steps[:count]:
            if step.kept is None:
                self._here -= step.nbytes
                continue
            self._there -= step.nbytes
            step.kept.add_done_callback(self._forget)
        del steps[:count]

    def _forget(self, kept: Future[Path]) -> None:
        if not kept.cancelled() and kept.exception() is None:
            self._spill.forget(kept.result())

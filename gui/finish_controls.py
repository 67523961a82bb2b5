"""Tone and enhancement: panels, keys and picture follow the finish of the open document."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from engine.document.document import Document
from engine.progress import Progress
from engine.restore.finish import NO_FINISH, AutomaticTone, Enhancement, Finish
from engine.restore.settings import Adjustments, Strengths
from gui.canvas.view import Canvas
from gui.enhance_view import EnhanceView
from gui.finish_tools import FinishTools
from gui.jobs import JobRunner
from gui.language import tr
from gui.panels.finish_page import FinishPage
from gui.panels.tone_panel import SLIDERS, STRENGTH
from gui.settings import Settings
from gui.side_panel import SidePanel

SAME_TURN = 1.0  # s: keys, wheel and clicks on one slider within it are one step of the history


class FinishControls(QObject):
    """At most one thing is worked out at a time; all of it can be cancelled and undone."""

    changed = Signal(object)  # Box: the document looks different there
    progressed = Signal(float, str)
    busy_changed = Signal(bool)
    said = Signal(str)  # a sentence for the status bar
    failed = Signal(object)  # the exception

    def __init__(
        self,
        canvas: Canvas,
        panel: SidePanel,
        actions: Mapping[str, QAction],
        engine: JobRunner,
        settings: Settings,
        tools: FinishTools | None = None,
    ) -> None:
        """`engine` is the runner whose thread is shared."""
        super().__init__(canvas)
        self._canvas, self._actions, page = canvas, actions, FinishPage(actions)
        panel.add_page(tr("Picture"), page)
        self._tone, self._enhance = page.tone, page.enhance
        self._settings, self._tools = settings, tools or FinishTools()
        self.view = EnhanceView(canvas, engine, self._tools, settings)
        self._document: Document | None = None
        self._shown: tuple[object, ...] = ()  # what the panels were last filled from
        self._applied: Enhancement | None = None  # as the panel knows it
        self._is_trying = False  # a slider of the tone is held
        self._why = ""  # no model told the tone, or nothing was to be corrected
        self._last: tuple[int, str, float] = (-1, "", 0.0)  # revision, slider, time of our step
        self._then: Callable[[Any], None] | None = None  # what the running job is for
        self._runner = JobRunner(parent=self, after=engine)
        self._runner.progressed.connect(self._progressed)
        self._runner.succeeded.connect(self._succeeded)
        self._runner.failed.connect(self._failed)
        self._tone.moved.connect(self._tone_moved)
        self._enhance.moved.connect(self._strengths_moved)
        self._enhance.preview_asked.connect(self._show_enhanced)
        self.view.failed.connect(self._view_failed)

    @property
    def is_busy(self) -> bool:
        return self._then is not None

    def handlers(self) -> dict[str, Callable[..., object]]:
        return {
            "automatic_tone": self.correct_tone,
            "reset_tone": self.reset_tone,
            "enhance": self.enhance,
            "remove_enhancement": self.remove_enhancement,
        }

    def set_document(self, document: Document | None) -> None:
        """Another document is worked on; what runs for the old one is dropped."""
        self.cancel()
        self._document, self._why, self._applied = document, "", None
        self.view.set_document(document)
        self._enhance.set_preview(False)
        self._enhance.set_strengths(Strengths())
        self._shown, self._is_trying = (), False  # filled by the next `refresh`
        if document is not None:
            self._look_for_models()

    def refresh(self, document: Document | None) -> None:
        """Show the finish of the document as it is now."""
        shown = (document, document.history.revision if document else 0, self.is_busy)
        if shown == self._shown:
            return
        self._shown, finish = shown, document.finish if document else None
        if not self._is_trying:
            self._tone.set_finish(finish, self._told(finish.tone) if finish else "")
        self._enhance.setEnabled(finish is not None)
        self._follow(finish or NO_FINISH)
        if finish is not None:
            self._enable(finish)
        self.view.refresh()

    def _enable(self, finish: Finish) -> None:
        changed = finish.tone is not None or finish.adjustments != Adjustments()
        possible = {
            "automatic_tone": True,
            "reset_tone": changed,
            "enhance": finish.enhancement is None,
            "remove_enhancement": finish.enhancement is not None,
        }
        for name, is_possible in possible.items():
            self._actions[name].setEnabled(is_possible and not self.is_busy)

    def cancel(self) -> bool:
        """Stop what is being worked out; False when nothing was."""
        if self._then is None:
            return False
        self._end()
        self._runner.cancel()
        self.said.emit(tr("Cancelled; nothing was changed."))
        return True

    def close(self) -> None:
        """Before the runner whose thread is shared."""
        self._document = self._then = None
        self.view.close()
        self._runner.close()

    # Tone

    def correct_tone(self) -> None:
        """Tell from the picture what its tone needs; a new one in place of the last."""
        document, device, tools = self._document, self._settings.device, self._tools
        if document is None:
            return
        snapshot = document.snapshot()

        def then(result: tuple[AutomaticTone | None, str]) -> None:
            tone, self._why = result
            if tone is None:
                self._why = tr("Nothing to correct: the picture uses the whole range already.")
                self.said.emit(self._why)
            self._shown = ()
            if not self._set(replace(document.finish, tone=tone), tr("Automatic tone")):
                self.refresh(document)

        self._start(lambda p: tools.automatic_tone(snapshot, 1.0, device, p), then)

    def reset_tone(self) -> None:
        if self._document is not None:
            self._why = ""
            neutral = replace(self._document.finish, tone=None, adjustments=Adjustments())
            self._set(neutral, tr("Reset tone"))

    def _tone_moved(self, name: str, value: float, is_final: bool) -> None:
        if self._document is None:
            return
        finish = _with(self._document.finish, name, value)
        self._is_trying = not is_final
        self._canvas.try_tones(None if is_final else finish.tones())
        if self._is_trying:
            return
        title = tr("Strength") if name == STRENGTH else tr(SLIDERS[name][0])
        self._set(finish, tr("Tone: {what}", what=title.lower()), name)

    def _told(self, tone: AutomaticTone | None) -> str:
        """What the automatic correction is, for the panel."""
        if tone is None:
            return self._why
        if tone.maker.model:
            return tr("By {model}: {what}.", model=tone.maker.model, what=tone.what)
        if self._why:
            return f"{tone.what.capitalize()}. {self._why}"
        return tr("By black and white points: {what}.", what=tone.what)

    # Enhancement

    def enhance(self) -> None:
        """Measure the grain of the whole picture and enhance it."""
        document, device, tools = self._document, self._settings.device, self._tools
        if document is None:
            return
        snapshot, strengths = document.snapshot(), self._enhance.strengths

        def then(made: Enhancement | None) -> None:
            if made is None:
                self.said.emit(tr("Nothing to enhance: no grain was found, or nothing is asked."))
            elif self._set(replace(document.finish, enhancement=made), tr("Enhance")):
                self.said.emit(tr("The whole picture is enhanced when it is exported."))

        self._start(lambda p: tools.enhancement(snapshot, strengths, device, p), then)

    def remove_enhancement(self) -> None:
        if self._document is not None:
            plain = replace(self._document.finish, enhancement=None)
            self._set(plain, tr("Remove enhancement"))

    def _strengths_moved(self, strengths: Strengths, is_final: bool) -> None:
        if self._document is None or not is_final:
            return
        if self._applied is None:
            self._enhance.set_preview(True)
            self.view.show(strengths)
        else:
            made = replace(self._applied, strengths=strengths)
            finish = replace(self._document.finish, enhancement=made)
            self._set(finish, tr("Enhance"), "strengths")

    def _show_enhanced(self, shown: bool) -> None:
        wanted = self._applied or self._enhance.strengths
        self.view.show(wanted if shown else None)

    def _follow(self, finish: Finish) -> None:
        """Show what came, went or changed with the last step."""
        made, self._applied = self._applied, finish.enhancement
        if made == self._applied:
            return
        if self._applied is not None:
            self._enhance.set_strengths(self._applied.strengths)
        self._enhance.set_preview(self._applied is not None)
        self.view.show(self._applied)

    def _view_failed(self, error: Exception) -> None:
        self._enhance.set_preview(False)
        self.failed.emit(error)

    def _look_for_models(self) -> None:
        """Say what enhancing is done by, before anything is asked."""
        from engine.generators.registry import load_registry

        card = next(iter(load_registry().of_task("restore")), None)
        note = tr(
            "There is no model to restore with: noise is taken out by non-local means, blur and "
            "JPEG blocks stay."
        )
        if card is not None:
            note = tr("By {model}.", model=card.id)
        self._enhance.set_note(note, has_model=card is not None)

    # Work and history

    def _set(self, finish: Finish, text: str, slider: str = "") -> bool:
        """One step of the history; moves of one slider in quick succession are one."""
        document = self._document
        if document is None or finish == document.finish:
            return False
        box, now = document.size.box, time.monotonic()
        revision, last, then = self._last
        is_last = slider == last != "" and revision == document.history.revision
        if is_last and now - then < SAME_TURN:
            document.undo()
        if finish != document.finish:
            box = document.set_finish(finish, text)
        self._last = document.history.revision, slider, now
        self.changed.emit(box)
        return True

    def _start(self, job: Callable[[Progress], object], then: Callable[[Any], None]) -> None:
        if self._runner.is_running:
            return
        self._then = then
        self.busy_changed.emit(True)
        self._runner.start(job)

    def _end(self) -> Callable[[Any], None] | None:
        then, self._then = self._then, None
        if then is not None:
            self.busy_changed.emit(False)
        return then

    def _progressed(self, fraction: float, doing: str) -> None:
        if self.is_busy:
            self.progressed.emit(fraction, doing)

    def _succeeded(self, result: object) -> None:
        if (then := self._end()) is not None:
            then(result)

    def _failed(self, error: Exception) -> None:
        if self._end() is not None:
            self.failed.emit(error)


def _with(finish: Finish, name: str, value: float) -> Finish:
    if name != STRENGTH:
        return replace(finish, adjustments=replace(finish.adjustments, **{name: value}))
    return replace(finish, tone=finish.tone and replace(finish.tone, strength=value))

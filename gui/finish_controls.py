"""Tone and enhancement: panels, keys and picture follow the finish of the open document."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from engine.document.document import Document
from engine.document.history import NOWHERE
from engine.progress import Progress
from engine.restore.finish import NO_FINISH, AutomaticTone, Enhancement, Finish
from engine.restore.settings import Adjustments, Curves, Strengths
from gui.canvas.view import Canvas
from gui.engine_words import in_words
from gui.enhance_view import EnhanceView
from gui.finish_tools import FinishTools
from gui.histograms import histograms
from gui.jobs import JobRunner
from gui.language import tr
from gui.panels.finish_page import FinishPage
from gui.panels.tone_panel import SLIDERS, STRENGTH
from gui.settings import Settings
from gui.side_panel import SidePanel

SAME_TURN = 1.0  # s: keys, wheel and clicks on one slider within it are one step of the history


class FinishControls(QObject):
    """At most one thing is worked out at a time; all of it can be cancelled and undone."""

    changed = Signal(object)  # Box: the document in front looks different there
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
        self._document: Document | None = None  # in front
        self._shown: tuple[object, ...] = ()  # what the panels were last filled from
        self._counted: tuple[object, ...] = ()  # what the histogram is of
        self._applied: Enhancement | None = None  # as the panel knows it
        self._is_trying = False  # a slider of the tone is held
        # No model told the tone, or nothing was to be corrected.
        self._why: WeakKeyDictionary[Document, str] = WeakKeyDictionary()
        self._last: tuple[int, str, float] = (-1, "", 0.0)  # revision, slider, time of our step
        self._then: Callable[[Any], None] | None = None  # what the running job is for
        self._working_on: Document | None = None
        self._runner = JobRunner(parent=self, after=engine)
        self._runner.progressed.connect(self._progressed)
        self._runner.succeeded.connect(self._succeeded)
        self._runner.failed.connect(self._failed)
        self._tone.moved.connect(self._tone_moved)
        self._tone.curves.moved.connect(self._curves_moved)
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
        """Another one is in front; what is worked out for the others goes on."""
        self._document, self._applied = document, None
        self.view.set_document(document)
        self._enhance.set_preview(False)
        self._enhance.set_strengths(Strengths())
        self._shown, self._is_trying = (), False  # filled by the next `refresh`
        self._last = (-1, "", 0.0)
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
        self._count(document)
        self._enhance.setEnabled(finish is not None)
        self._follow(finish or NO_FINISH)
        if finish is not None:
            self._enable(finish)
        self.view.refresh()

    def _count(self, document: Document | None) -> None:
        """The histogram behind the curves follows the tone that goes into them."""
        finish = document.finish if document else NO_FINISH
        counted = (document, finish.tone, finish.adjustments)
        if counted != self._counted:
            self._counted = counted
            self._tone.curves.set_histograms(document and histograms(document))

    def _enable(self, finish: Finish) -> None:
        possible = {
            "automatic_tone": True,
            "reset_tone": _without_tone(finish) != finish,
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

    def forget(self, document: Document) -> None:
        """It is closed."""
        if document is self._working_on:
            self._end()
            self._runner.cancel()

    def close(self) -> None:
        """Before the runner whose thread is shared."""
        self._document = self._working_on = self._then = None
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
            tone, why = result
            if tone is None:
                why = tr("Nothing to correct: the picture uses the whole range already.")
                self.said.emit(why)
            self._why[document] = why
            self._shown = ()
            finish = replace(document.finish, tone=tone)
            if not self._set(document, finish, tr("Automatic tone")):
                self.refresh(self._document)

        self._start(document, lambda p: tools.automatic_tone(snapshot, 1.0, device, p), then)

    def reset_tone(self) -> None:
        if (document := self._document) is not None:
            self._why.pop(document, None)
            self._set(document, _without_tone(document.finish), tr("Reset tone"))

    def _tone_moved(self, name: str, value: float, is_final: bool) -> None:
        if (document := self._document) is not None:
            title = tr("Strength") if name == STRENGTH else tr(SLIDERS[name][0])
            self._try(document, _with(document.finish, name, value), title, name, is_final)

    def _curves_moved(self, curves: Curves, is_final: bool) -> None:
        if (document := self._document) is not None:
            finish = replace(document.finish, curves=curves)
            self._try(document, finish, tr("Curve"), "curve", is_final)

    def _try(
        self, document: Document, finish: Finish, title: str, slider: str, is_final: bool
    ) -> None:
        """Show it; in the document only when the slider is let go of."""
        self._is_trying = not is_final
        self._canvas.try_tones(None if is_final else finish.tones())
        if is_final:
            self._set(document, finish, tr("Tone: {what}", what=title.lower()), slider)

    def _told(self, tone: AutomaticTone | None) -> str:
        """What the automatic correction is, for the panel."""
        why = self._why.get(self._document, "") if self._document else ""
        if tone is None:
            return why
        if tone.maker.model:
            return tr("By {model}: {what}.", model=tone.maker.model, what=in_words(tone.what))
        if why:
            return f"{in_words(tone.what, capital=True)}. {why}"
        return tr("By black and white points: {what}.", what=in_words(tone.what))

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
            elif self._set(document, replace(document.finish, enhancement=made), tr("Enhance")):
                self.said.emit(tr("The whole picture is enhanced when it is exported."))

        self._start(document, lambda p: tools.enhancement(snapshot, strengths, device, p), then)

    def remove_enhancement(self) -> None:
        if self._document is not None:
            plain = replace(self._document.finish, enhancement=None)
            self._set(self._document, plain, tr("Remove enhancement"))

    def _strengths_moved(self, strengths: Strengths, is_final: bool) -> None:
        if self._document is None or not is_final:
            return
        if self._applied is None:
            self._enhance.set_preview(True)
            self.view.show(strengths)
        else:
            made = replace(self._applied, strengths=strengths)
            finish = replace(self._document.finish, enhancement=made)
            self._set(self._document, finish, tr("Enhance"), "strengths")

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

    def _set(self, document: Document, finish: Finish, text: str, slider: str = "") -> bool:
        """One step of the history; moves of one slider in quick succession are one."""
        if finish == document.finish:
            return False
        box, now = document.size.box, time.monotonic()
        revision, last, then = self._last
        is_last = slider == last != "" and revision == document.history.revision
        if is_last and now - then < SAME_TURN:
            document.undo()
        if finish != document.finish:
            box = document.set_finish(finish, text)
        self._last = document.history.revision, slider, now
        self.changed.emit(box if document is self._document else NOWHERE)
        return True

    def _start(
        self,
        document: Document,
        job: Callable[[Progress], object],
        then: Callable[[Any], None],
    ) -> None:
        if self._runner.is_running:
            return
        self._working_on, self._then = document, then
        self.busy_changed.emit(True)
        self._runner.start(job)

    def _end(self) -> Callable[[Any], None] | None:
        then, self._then, self._working_on = self._then, None, None
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


def _without_tone(finish: Finish) -> Finish:
    return replace(finish, tone=None, adjustments=Adjustments(), curves=Curves())


def _with(finish: Finish, name: str, value: float) -> Finish:
    if name != STRENGTH:
        return replace(finish, adjustments=replace(finish.adjustments, **{name: value}))
    return replace(finish, tone=finish.tone and replace(finish.tone, strength=value))

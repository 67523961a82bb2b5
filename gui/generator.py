"""The generator the window repairs with: chosen, opened and kept on the engine thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import DeviceError, ModelError
from engine.progress import Progress
from gui.engine_words import in_words
from gui.failure import as_sentence
from gui.language import mark, tr

if TYPE_CHECKING:
    from engine.generators.card import ModelCard
    from engine.generators.registry import Registry
    from engine.generators.session import Session


@dataclass(frozen=True)
class RepairChoice:
    """What the user chose in the panel."""

    method: str = "auto"  # "auto", "generator" or "classical"
    model: str = ""  # id of a fill model; empty = the newest
    device: str = "auto"  # "auto", "cuda", "directml" or "cpu"
    threads: int = 0  # of the processor; 0: as many as suit it
    thorough: bool = False  # looks at thin damage several times


@dataclass(frozen=True)
class GeneratorState:
    """What the window tells about the generator."""

    models: tuple[tuple[str, str], ...]  # (id, title) of every fill model
    status: str  # one line for the status bar
    note: str = ""  # the same for the panel, with what to do about it where something is amiss
    reason: str = ""  # why this device and not the others; several lines


DEVICE_WORDS = {
    "cpu": mark("the processor"),
    "cuda": mark("the graphics card (CUDA)"),
    "directml": mark("the graphics card (DirectML)"),
    "coreml": mark("the graphics card (Core ML)"),
}


class Generator:
    """Opens sessions when they are first needed and keeps the last one.

    `session_for` may take seconds: call it on the engine thread only.
    """

    def __init__(
        self,
        load_registry: Callable[[], Registry] | None = None,
        open_session: Callable[..., Session] | None = None,
    ) -> None:
        self._load_registry, self._open_session = load_registry, open_session
        self._key: tuple[str, str, int, int] | None = None  # what `_session` was opened for
        self._session: Session | None = None
        self._problem = ""  # why there is no session
        self._models: tuple[tuple[str, str], ...] = ()
        self._listed = -1  # the version that `_models` is of
        self.version = 0  # raised by whoever changed which models there are

    def session_for(self, choice: RepairChoice, progress: Progress) -> Session | None:
        """The session to repair with; None where the classical methods do it alone.

        Raises:
            ModelError, DeviceError: a model, a device or the generator itself was asked for by
                name and cannot be had. With everything on automatic, `state` tells it instead.
        """
        if choice.method == "classical":
            return None
        key = (choice.model, choice.device, choice.threads, self.version)
        if key != self._key:
            progress.step(0.0, tr("Preparing the generator"))
            self._key, self._session, self._problem = None, None, ""
            try:
                self._session = self._open(choice)
            except (ModelError, DeviceError) as error:
                if choice.model or choice.device != "auto":
                    raise
                self._problem = as_sentence(error)
            self._key = key
        if self._session is None and choice.method == "generator":
            raise ModelError(tr("The generator cannot be used: {why}", why=self._problem))
        return self._session

    def state(self, choice: RepairChoice) -> GeneratorState:
        """After `session_for`: what is in use, in words."""
        if self._listed != self.version:
            self._listed = self.version
            fill = self._registry().of_task("fill")
            self._models = tuple((card.id, card.title) for card in fill)
        if choice.method == "classical":
            status = tr("Classical methods, on the processor")
            return GeneratorState(self._models, status, status)
        if self._session is None:
            return GeneratorState(self._models, tr("Classical methods only"), self._problem)
        status, note = session_in_words(self._session)
        return GeneratorState(self._models, status, note, str(self._session.choice))

    def cards(self, first: str = "") -> list[ModelCard]:
        """Every fill model; the one of this id before all others."""
        return sorted(self._registry().of_task("fill"), key=lambda card: card.id != first)

    def _registry(self) -> Registry:
        if self._load_registry is None:
            from engine.generators.registry import load_registry

            self._load_registry = load_registry
        return self._load_registry()

    def _open(self, choice: RepairChoice) -> Session:
        if self._open_session is None:
            from engine.generators.session import open_session

            self._open_session = open_session
        card = self._registry().choose("fill", choice.model or None)
        asked_by = "automatic" if choice.device == "auto" else "settings"
        threads = choice.threads or None
        return self._open_session(card, choice.device, asked_by, threads)


def session_in_words(session: Session) -> tuple[str, str]:
    """What runs where and why not on a better device, for the status bar and for the panel."""
    device = tr(DEVICE_WORDS.get(session.device, session.device))
    status = tr("{model} on {device}", model=session.card.id, device=device)
    whys = "; ".join(dict.fromkeys(in_words(why) for _, why in session.choice.failed))
    if not whys:
        return status, ""
    if session.device != "cpu":  # one way to use the card failed, another works
        return f"{status}; {', '.join(name for name, _ in session.choice.failed)}: {whys}", ""
    note = tr(
        "The graphics card is not used: {whys}. Repairs look the same, they only take longer.",
        whys=whys,
    )
    return tr("{status}; graphics card not used: {whys}", status=status, whys=whys), note

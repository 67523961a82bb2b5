"""What is to be done to the whole picture: measured, decided and said before a pixel is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from engine.document.document import Snapshot
from engine.errors import DeviceError, ModelError
from engine.generators.card import ModelCard
from engine.generators.registry import load_registry
from engine.generators.session import Session, open_session
from engine.progress import Progress
from engine.restore.automatic import automatic_tone, check_tells_tone
from engine.restore.enhance import check_restores
from engine.restore.finish import Enhancement, Enlargement, Finish, Maker
from engine.restore.render import Tools
from engine.restore.settings import Adjustments, Curves, FinishSettings, Strengths
from engine.restore.shrink import measure_noise
from engine.restore.upscale import check_enlarges


@dataclass(frozen=True)
class _Step:
    """check: raises ModelError for a card that does not fit. without: what happens then."""

    name: str
    task: str
    check: Callable[[ModelCard], None]
    without: str


STEPS = (
    _Step("tone", "tone", check_tells_tone, "tone by black and white points"),
    _Step("enhance", "restore", check_restores, "noise by non-local means, blur and JPEG not"),
    _Step("upscale", "upscale", check_enlarges, "enlarged by Lanczos resampling"),
)


def open_tools(
    steps: Sequence[str], device: str, asked_by: str, progress: Progress
) -> tuple[Tools, list[str]]:
    """The newest model of each step that is to be done, and a sentence for each there is none of.

    Raises:
        ModelError, DeviceError: one cannot be used on a device that was asked for by name.
    """
    registry, sessions, told = load_registry(), {}, []
    for number, step in enumerate(STEPS):
        if step.name not in steps:
            continue
        progress.step(number / len(STEPS), f"preparing the step {step.name}")
        if not registry.of_task(step.task):
            told.append(f"there is no {step.task} model: {step.without}")
            continue
        try:
            card = registry.choose(step.task)
            step.check(card)
            sessions[step.task] = open_session(card, device, asked_by)
        except (ModelError, DeviceError) as error:
            if device != "auto":
                raise
            told.append(f"{step.without}: {error}")
    return Tools(**sessions), told


def plan_finish(
    snapshot: Snapshot,
    steps: Sequence[str],
    settings: FinishSettings,
    tools: Tools,
    progress: Progress,
) -> Finish:
    """Measure the picture with its patches and decide; nothing is changed.

    Args:
        steps: of "tone", "enhance" and "upscale"; others are passed over.
        tools: open models, for as many of the steps as there are.

    Raises:
        ModelError, DeviceError, Cancelled: as `automatic_tone`.
    """
    tone, enhancement, enlargement = None, None, None
    by_hand, curves = Adjustments(), Curves()
    if "tone" in steps:
        by_hand, curves = settings.adjustments, settings.curves
        if settings.tone > 0:
            part = progress.part(0.0, 0.8)
            tone = automatic_tone(snapshot, settings.tone, tools.tone, part)
    if "enhance" in steps:
        toned = replace(snapshot, finish=Finish(tone, by_hand, curves=curves))
        noise = measure_noise(toned, progress.part(0.8, 1.0))
        enhancement = enhancement_with(settings.strengths, noise, tools.restore)
    if "upscale" in steps:
        enlargement = Enlargement(maker_of(tools.upscale))
    return Finish(tone, by_hand, enhancement, enlargement, curves)


def enhancement_with(
    strengths: Strengths, noise: float, session: Session | None
) -> Enhancement | None:
    """What can be done of what is asked for; None where that is nothing.

    noise: as `measure_noise` tells it. session: None = the classical method, for noise alone.
    """
    if session is None:
        strengths = replace(strengths, deblur=0.0, dejpeg=0.0)
        if noise == 0:
            return None
    if not (strengths.denoise or strengths.deblur or strengths.dejpeg):
        return None
    return Enhancement(strengths, noise, maker_of(session))


def maker_of(session: Session | None) -> Maker:
    if session is None:
        return Maker()
    return Maker(session.card.id, session.sha256, session.device)


def tools_for(finish: Finish, at_hand: Tools, device: str | None = None) -> Tools:
    """The models a finish was set with: those at hand, else opened now.

    device: another one than the finish names.

    Raises:
        ModelError, DeviceError: one is not there, is another one by now, or cannot be opened.
    """
    makers = (finish.tone, finish.enhancement, finish.enlargement)
    sessions: dict[str, Session] = {}
    for step, made in zip(STEPS, makers, strict=True):
        # What a tone model told is in the finish: it is not needed any more.
        if made is None or not made.maker.model or step.task == "tone":
            continue
        session = getattr(at_hand, step.task)
        if session is None or session.sha256 != made.maker.model_sha256:
            card = load_registry().choose(step.task, made.maker.model)
            step.check(card)
            session = open_session(card, device or made.maker.device, "what was done before")
        sessions[step.task] = session
    return Tools(**sessions)

"""What is done to the whole picture after its repairs: parameters only, no pixels.

A document holds one `Finish`; it is undone, saved and recorded as a value, and carried out by
`render.py` wherever pixels are shown or saved. Repairs never see it: they work below.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.restore.adjust import tone_by_hand
from engine.restore.curves import tone_by_curves
from engine.restore.settings import Adjustments, Curves, Strengths, in_words
from engine.restore.tone import Tone


@dataclass(frozen=True)
class Maker:
    """The model that did something; without one a classical method did."""

    model: str = ""
    model_sha256: str = ""
    device: str = "cpu"

    def __str__(self) -> str:
        return (
            f"{self.model} {self.model_sha256[:12]}, {self.device}" if self.model else "classical"
        )


@dataclass(frozen=True)
class AutomaticTone:
    """A correction that was told from the picture once.

    strength: 0..1. what: it in words.
    """

    tone: Tone
    what: str
    strength: float = 1.0
    maker: Maker = field(default_factory=Maker)


@dataclass(frozen=True)
class Enhancement:
    """noise: standard deviation of the grain that was measured with the tone corrected, of 0..1."""

    strengths: Strengths
    noise: float
    maker: Maker = field(default_factory=Maker)


@dataclass(frozen=True)
class Enlargement:
    """Twice the width and height."""

    maker: Maker = field(default_factory=Maker)


@dataclass(frozen=True)
class Finish:
    """Tone, adjustments, curves, enhancement, enlargement, in this order; neutral until set."""

    tone: AutomaticTone | None = None
    adjustments: Adjustments = field(default_factory=Adjustments)
    enhancement: Enhancement | None = None
    enlargement: Enlargement | None = None
    curves: Curves = field(default_factory=Curves)

    @property
    def scale(self) -> int:
        """How many times as wide and high the result is as the scan."""
        return 1 if self.enlargement is None else 2

    @property
    def makers(self) -> tuple[Maker, ...]:
        """Of the steps that are done, models or not."""
        steps = (self.tone, self.enhancement, self.enlargement)
        return tuple(step.maker for step in steps if step is not None)

    def tones(self) -> list[tuple[Tone, float]]:
        """The corrections of tone with their strengths, one after another."""
        tones = []
        if self.tone is not None and self.tone.strength > 0:
            tones.append((self.tone.tone, self.tone.strength))
        by_hand = (tone_by_hand(self.adjustments), tone_by_curves(self.curves))
        return tones + [(tone, 1.0) for tone in by_hand if tone is not None]

    def __str__(self) -> str:
        """ "tone 80% (classical: black 0.12, white 0.81); denoise 0.5 (photonet-restore ...)"."""
        told = []
        if self.tone is not None:
            told.append(f"tone {self.tone.strength:.0%} ({self.tone.maker}: {self.tone.what})")
        if self.adjustments != Adjustments():
            told.append(f"by hand: {in_words(self.adjustments)}")
        if not self.curves.is_neutral:
            told.append(f"curves: {self.curves}")
        if (made := self.enhancement) is not None:
            told.append(f"{in_words(made.strengths)} ({made.maker})")
        if self.enlargement is not None:
            told.append(f"enlarged twice ({self.enlargement.maker})")
        return "; ".join(told)


NO_FINISH = Finish()

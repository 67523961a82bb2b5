"""What the user can choose for the whole picture. Loads nothing heavy: menus and `--help` read it.

Neutral values change nothing, so that every setting can be taken back by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from itertools import pairwise
from typing import Any

# By name: lowest and highest value.
ADJUSTMENT_RANGES: Mapping[str, tuple[float, float]] = {
    "exposure": (-3, 3),
    "black": (0, 0.6),
    "white": (0.3, 1.5),
    "gamma": (0.3, 3),
    "contrast": (-1, 1),
    "temperature": (-1, 1),
    "tint": (-1, 1),
    "saturation": (-1, 1),
    "fading": (0, 1),
}
Points = tuple[tuple[float, float], ...]  # (old value, new value) of 0..1, by the old ones
STRAIGHT: Points = ((0.0, 0.0), (1.0, 1.0))
MOST_POINTS = 16  # of a curve
NEAREST = 0.0039  # of their old values: a level of 8 bits


class _Ranged:
    """Numbers with limits, told by their names."""

    def check(self, ranges: Mapping[str, tuple[float, float]]) -> None:
        """Raise ValueError for the first number outside of its limits."""
        for name, (low, high) in ranges.items():
            if not low <= getattr(self, name) <= high:
                raise ValueError(f"{name} {getattr(self, name):g} is not from {low:g} to {high:g}")


@dataclass(frozen=True)
class Adjustments(_Ranged):
    """Tone by hand, in the order in which it is applied.

    temperature: -1 blue .. 1 yellow. tint: -1 green .. 1 magenta.
    exposure: stops. fading: 0 .. 1, how faded it is: deeper blacks and stronger colours.
    black, white: the level 0..1 that becomes black, and the one that becomes white.
    gamma: above 1 lightens the middle. contrast: about the middle. saturation: -1 is grey.
    """

    exposure: float = 0.0
    black: float = 0.0
    white: float = 1.0
    gamma: float = 1.0
    contrast: float = 0.0
    temperature: float = 0.0
    tint: float = 0.0
    saturation: float = 0.0
    fading: float = 0.0

    def __post_init__(self) -> None:
        self.check(ADJUSTMENT_RANGES)
        if self.white <= self.black:
            raise ValueError(f"white {self.white:g} is not above black {self.black:g}")


@dataclass(frozen=True)
class Strengths(_Ranged):
    """How much is asked of enhancing, each 0 (nothing) .. 1.

    keep_grain: the share of the fine grain that denoising takes out and that is put back.
    """

    denoise: float = 0.5
    deblur: float = 0.25
    dejpeg: float = 0.25
    keep_grain: float = 0.5

    def __post_init__(self) -> None:
        self.check({field.name: (0, 1) for field in fields(self)})


@dataclass(frozen=True)
class Curves:
    """Tone by curves, after all other tone: through these points, first of all colours alike."""

    all: Points = STRAIGHT
    red: Points = STRAIGHT
    green: Points = STRAIGHT
    blue: Points = STRAIGHT

    def __post_init__(self) -> None:
        for name, points in self.by_name().items():
            if complaint := _complaint(points):
                raise ValueError(f"the curve {name}={points_in_words(points)} {complaint}")

    @property
    def is_neutral(self) -> bool:
        return all(map(is_straight, self.by_name().values()))

    def by_name(self) -> dict[str, Points]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def of(cls, told: Mapping[str, Iterable[Iterable[float]]]) -> Curves:
        """Of lists of pairs, such as JSON has."""
        return cls(**{name: tuple(map(_pair, points)) for name, points in told.items()})

    def __str__(self) -> str:
        """ "all=0:0,0.5:0.6,1:1 blue=0:0.1,1:1": what is bent, as the command line takes it."""
        bent = {k: points for k, points in self.by_name().items() if not is_straight(points)}
        return " ".join(f"{name}={points_in_words(points)}" for name, points in bent.items())


@dataclass(frozen=True)
class FinishSettings:
    """What the user chose for the whole picture; which of it is done, the steps say.

    tone: strength 0..1 of the automatic correction.
    """

    tone: float = 1.0
    adjustments: Adjustments = field(default_factory=Adjustments)
    strengths: Strengths = field(default_factory=Strengths)
    curves: Curves = field(default_factory=Curves)

    def __post_init__(self) -> None:
        if not 0 <= self.tone <= 1:
            raise ValueError(f"tone {self.tone:g} is not from 0 to 1")

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> FinishSettings:
        """What `dataclasses.asdict` made of one."""
        by_hand, strengths = Adjustments(**told["adjustments"]), Strengths(**told["strengths"])
        return cls(told["tone"], by_hand, strengths, Curves.of(told.get("curves", {})))


def is_straight(points: Points) -> bool:
    """Every value stays as it is."""
    return points[0][0] == 0 and points[-1][0] == 1 and all(old == new for old, new in points)


def points_in_words(points: Points) -> str:
    return ",".join(f"{old:.4g}:{new:.4g}" for old, new in points)


def _complaint(points: Points) -> str:
    """Why no curve goes through them; empty where one does."""
    if not 2 <= len(points) <= MOST_POINTS:
        return f"has {len(points)} points, not 2 to {MOST_POINTS}"
    if not all(0 <= value <= 1 for point in points for value in point):
        return "has a value that is not from 0 to 1"
    if any(right[0] - left[0] < NEAREST for left, right in pairwise(points)):
        return f"needs its points from left to right, at least {NEAREST} apart"
    return ""


def _pair(point: Iterable[float]) -> tuple[float, float]:
    old, new = point
    return old, new


def in_words(values: Adjustments | Strengths) -> str:
    """ "contrast 0.2, gamma 1.1": what does something."""
    neutral = asdict(Adjustments())
    changed = {k: v for k, v in asdict(values).items() if v != neutral.get(k, 0.0)}
    return ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in changed.items())

"""Automatic tone without a network: black and white points, and the cast between them.

Fading leaves no pixel near black or white. How far it has gone is told from that, and every
correction grows with it: what uses the whole range already stays as it is. The numbers are those
that brought faded photographs closest to what they had been, with good ones changed by a Delta E
of about 1 on average (tuned on training photographs; docs/manual/whole-picture.md).
"""

from __future__ import annotations

import numpy as np

from engine.restore.tone import CELLS, Tone

ENDS = (0.05, 99.95)  # %, of the pixels: the black and the white point
# Luminance of both: from the first number on correction begins, at the second it is whole.
BLACK, WHITE = (0.06, 0.36), (0.93, 0.515)
BLACK_SHARE, WHITE_SHARE = 0.42, 0.75  # of the way to black and to white that is gone at most
CAST_SHARE = 0.6  # of the difference of the colours' points, as far as the points are moved
GREY_SHARE = 0.35  # of the way to a grey mean that is gone at most: a wood is green
GAMMAS = (0.75, 1.33)  # for that, at most
COLOURLESS = 0.012  # spread of colours around the usual one of their brightness: grey, or sepia
NARROWEST = 0.2  # between black and white: nothing is stretched further
LUMA = np.array([0.2126, 0.7152, 0.0722])  # Rec. 709
KNOTS = 129
VISIBLE = 1 / 255


def automatic_levels(small: np.ndarray, known: np.ndarray) -> tuple[Tone, str] | None:
    """What a faded photograph needs, told from a small picture of it.

    Args:
        small: float32 (h, w, 3) 0..1.
        known: bool (h, w), false where damage is still to be seen.

    Returns:
        The correction, and what it does in words; None where the photograph is good as it is.
    """
    pixels = small[known].astype(float)
    if not len(pixels):
        return None
    light = pixels @ LUMA
    (low, high), (black, white) = np.percentile(pixels, ENDS, axis=0), np.percentile(light, ENDS)
    coloured = _spread_of_colours(pixels, light) > COLOURLESS
    if not coloured:  # the tint of sepia and of toned prints is theirs
        low, high = np.full(3, black), np.full(3, white)
    by_black, by_white = _ramp(black, BLACK), _ramp(white, WHITE)
    blacks = by_black * BLACK_SHARE * (black + CAST_SHARE * (low - black))
    whites = 1 - by_white * WHITE_SHARE * (1 - white) + by_white * CAST_SHARE * (high - white)
    whites = np.maximum(whites, blacks + NARROWEST)
    gammas = np.ones(3)
    if coloured:
        means = np.clip((pixels - blacks) / (whites - blacks), 0, 1).mean(0).clip(0.02, 0.98)
        towards_grey = np.clip(np.log(LUMA @ means) / np.log(means), *GAMMAS)
        gammas = towards_grey ** (GREY_SHARE * max(by_black, by_white))
    levels = (np.linspace(0, 1, KNOTS) - blacks[:, None]) / (whites - blacks)[:, None]
    inside = np.clip(levels, 0, 1)
    curves = inside ** gammas[:, None] + (levels - inside)
    if np.abs(np.clip(curves, 0, 1) - np.linspace(0, 1, KNOTS)).max() < VISIBLE:
        return None
    told = f"black {_told(blacks)}, white {_told(whites)}" + (
        "" if coloured else ", the tint is kept"
    )
    gains = np.zeros((CELLS, CELLS, 3), np.float32)
    return Tone(gains, curves.astype(np.float32), np.eye(3, dtype=np.float32)), told


def _spread_of_colours(pixels: np.ndarray, light: np.ndarray) -> float:
    """Largest standard deviation of a colour from what is usual at its brightness, of 0..1.

    Of a grey, sepia or toned print nothing is left: its tint is a curve over brightness.
    """
    powers = np.stack([np.ones_like(light), light, np.square(light)], axis=1)
    tints = pixels - light[:, None]
    usual = powers @ np.linalg.lstsq(powers, tints, rcond=None)[0]
    return float((tints - usual).std(0).max())


def _ramp(value: float, ends: tuple[float, float]) -> float:
    """0 at the first end and before, 1 at the second and beyond."""
    return float(np.clip((value - ends[0]) / (ends[1] - ends[0]), 0, 1))


def _told(levels: np.ndarray) -> str:
    """ "0.12" where all three are alike, else "0.12/0.10/0.15"."""
    return "/".join(dict.fromkeys(f"{level:.2f}" for level in levels))

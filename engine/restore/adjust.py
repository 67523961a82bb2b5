"""Tone by hand: what the sliders say, as a correction like those that a network tells."""

from __future__ import annotations

import numpy as np

from engine.restore.settings import Adjustments
from engine.restore.tone import CELLS, Tone

KNOTS = 1025  # a gamma bends most near black
LUMA = np.array([0.2126, 0.7152, 0.0722])  # Rec. 709
ENCODING = 2.2  # of scans: a stop of light is a factor of 2 ** (1 / ENCODING) of their values
WARMEST = 0.2  # how far temperature and tint move red, green and blue, as shares
FADED_BLACK, FADED_WHITE, FADED_COLOUR = 0.2, 0.9, 0.5  # what full fading has done
STEEPEST = 0.9  # of the contrast curve; at 1 it would be flat in places


def tone_by_hand(adjustments: Adjustments) -> Tone | None:
    """None where everything is neutral."""
    if adjustments == Adjustments():
        return None
    a, fading = adjustments, adjustments.fading
    x = np.linspace(0, 1, KNOTS)[None] * _balance(a)[:, None] * 2 ** (a.exposure / ENCODING)
    black = a.black + fading * FADED_BLACK * (a.white - a.black)
    white = a.white - fading * (1 - FADED_WHITE) * (a.white - a.black)
    x = (x - black) / (white - black)
    inside = np.clip(x, 0, 1)
    inside = inside ** (1 / a.gamma)
    inside = inside - a.contrast * STEEPEST * np.sin(2 * np.pi * inside) / (2 * np.pi)
    # What lies beyond black or white is cut off only at the end, after the colours are mixed.
    curves = inside + (x - np.clip(x, 0, 1))
    saturation = 1 + a.saturation + (FADED_COLOUR * fading if a.saturation > -1 else 0)
    matrix = saturation * np.eye(3) + (1 - saturation) * LUMA[None]
    gains = np.zeros((CELLS, CELLS, 3), np.float32)
    return Tone(gains, curves.astype(np.float32), matrix.astype(np.float32))


def _balance(a: Adjustments) -> np.ndarray:
    """(3,) factors of red, green and blue that leave grey as light as it is."""
    factors = np.exp(WARMEST * np.array([a.temperature, -a.tint, -a.temperature]))
    return np.asarray(factors / (LUMA @ factors))

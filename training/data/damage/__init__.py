"""Synthetic physical damage: pictures with scratches, dust, folds, stains and text, and masks."""

from training.data.damage.canvas import CLASSES
from training.data.damage.compose import KINDS, KINDS_AT_ONCE, TYPICAL, Damaged, damage
from training.data.damage.overlays import Overlays, open_overlays

__all__ = [
    "CLASSES",
    "KINDS",
    "KINDS_AT_ONCE",
    "TYPICAL",
    "Damaged",
    "Overlays",
    "damage",
    "open_overlays",
]

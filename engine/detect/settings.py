"""What can be looked for and how: read by the engine, the command line and the window alike.

Loads nothing heavy, so that menus and `--help` may know the words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

METHODS = ("auto", "generator", "classical", "infrared")
# In the order of the detector's planes; where two meet, the later one is shown.
NETWORK_CLASSES = ("line", "spot", "area", "text", "watermark")
CLASSES = (*NETWORK_CLASSES, "infrared", "repeated", "date")
ASKED_FOR = (*NETWORK_CLASSES, "date")  # by name; the others come with their method
# Captions and dates belong to many photographs: they are proposed only where asked for.
DEFAULT_CLASSES = ("line", "spot", "area", "infrared", "repeated")
# With nobody to look at it: what is wrongly taken for a stain is large, a collar or a face.
UNATTENDED_CLASSES = ("line", "spot", "infrared", "repeated")
# Watermarks are given as alpha: at 0.2 one is plainly to be seen, where 0.5 of the others is doubt.
SHARE = {"watermark": 0.4}
LOW = 0.8  # of the threshold: what continues a finding
# Logits above the threshold that a finding has to reach somewhere. A stain is plain in its middle;
# sky and white cloth are doubtful all over (docs/models.md).
BEGINS = {"area": 2.5}


@dataclass(frozen=True)
class DetectSettings:
    """What the user chose.

    sensitivity: 0 (only what is certain) .. 1 (everything suspicious), for all classes or by class.
    minimum: px, the smallest area of a finding before it is grown.
    fast: look at half scale only: a quarter of the time, hairlines are missed.
    """

    sensitivity: float | Mapping[str, float] = 0.5
    minimum: int = 6
    classes: tuple[str, ...] = DEFAULT_CLASSES
    fast: bool = False

    def thresholds(self, name: str) -> tuple[int, int]:
        """(high, low) of 0..255 for the hysteresis of a class.

        A finding is what reaches `low` and is connected to something that reaches `high`. At
        sensitivity 0.5 they are 0.5 and 0.4; of an area 0.92 and 0.4.
        """
        told = self.sensitivity
        sensitivity = told.get(name, 0.5) if isinstance(told, Mapping) else told
        threshold = (0.9 - 0.8 * min(max(sensitivity, 0.0), 1.0)) * SHARE.get(name, 1.0)
        odds = threshold / (1 - threshold) * math.exp(BEGINS.get(name, 0.0))
        return max(1, round(255 * odds / (1 + odds))), max(1, round(255 * LOW * threshold))


MOST_SENSITIVE = DetectSettings(sensitivity=1.0)

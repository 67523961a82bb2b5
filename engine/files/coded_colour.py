"""Profiles for pictures that name their colours by numbers instead of bringing a profile.

HEIC and AVIF do so in a box "nclx", JPEG XL in its header. The pixels stay as they are: the profile
that is made here says what they mean, on the screen and in the result.
Sources: ITU-T H.273, tables 2 and 3; ISO/IEC 18181-1, annex E.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import imagecodecs
import numpy as np

from engine.files.colour import undated

SRGB, LINEAR, GAMMA_2_2, GAMMA_2_8 = "srgb", 1.0, 2.2, 2.8
Curve = str | float  # SRGB or an exponent
Point = tuple[float, float]  # x, y of CIE 1931

D65: Point = (0.3127, 0.3290)
BT_709 = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060))
P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
BT_2020 = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
# H.273, table 2: red, green and blue, and white, by the number of the primaries.
PRIMARIES: dict[int, tuple[Sequence[Point], Point]] = {
    1: (BT_709, D65),
    4: (((0.670, 0.330), (0.210, 0.710), (0.140, 0.080)), (0.310, 0.316)),
    5: (((0.640, 0.330), (0.290, 0.600), (0.150, 0.060)), D65),
    6: (((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)), D65),
    7: (((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)), D65),
    9: (BT_2020, D65),
    11: (P3, (0.314, 0.351)),
    12: (P3, D65),
}
# H.273, table 3. Video's curves (1, 6, 14, 15) are for cameras; pictures with these numbers are
# shown with sRGB's by browsers and phones.
CURVES: dict[int, Curve] = {
    1: SRGB, 4: GAMMA_2_2, 5: GAMMA_2_8, 6: SRGB, 8: LINEAR, 13: SRGB, 14: SRGB, 15: SRGB,
}  # fmt: skip
UNSPECIFIED = 2  # then it is as sRGB has it
UNKNOWN = "Its colours are coded in a way Heirloom does not know ({}): it was opened as sRGB."


@dataclass(frozen=True)
class CodedColour:
    """primaries: red, green, blue; None = of grey, which needs white and curve only."""

    primaries: Sequence[Point] | None
    white: Point
    curve: Curve

    def profile(self) -> bytes | None:
        """An ICC profile; None for sRGB, and for grey with its curve, which need none."""
        plain = self.primaries is None or (same(self.primaries, BT_709) and self.white == D65)
        if plain and self.curve == SRGB:
            return None
        corners = [value for x, y in self.primaries or () for value in (x, y, 1.0)]
        made = imagecodecs.cms_profile(
            "gray" if self.primaries is None else "rgb",
            whitepoint=[*self.white, 1.0],
            primaries=corners or None,
            gamma=None if isinstance(self.curve, str) else self.curve,
            transferfunction=_srgb_curve() if isinstance(self.curve, str) else None,
        )
        return undated(made)


def of_nclx(primaries: int, transfer: int) -> tuple[bytes | None, list[str]]:
    """The profile, None where none is needed, and what to tell the user."""
    primaries, transfer = (
        usual if number in (0, UNSPECIFIED) else number
        for number, usual in ((primaries, 1), (transfer, 13))
    )
    if primaries not in PRIMARIES or transfer not in CURVES:
        return None, [UNKNOWN.format(f"primaries {primaries}, transfer {transfer} of H.273")]
    return CodedColour(*PRIMARIES[primaries], CURVES[transfer]).profile(), []


def same(these: Sequence[Point], those: Sequence[Point]) -> bool:
    return bool(np.allclose(these, those, atol=5e-4))


def _srgb_curve() -> np.ndarray:
    """IEC 61966-2-1, at 1024 places of uint16."""
    coded = np.linspace(0, 1, 1024)
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    return np.round(linear * 65535).astype(np.uint16)

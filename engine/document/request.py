"""What a repair was asked to do: with the scan and the same generator, the same patches again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.document.marks import Marks


@dataclass(frozen=True, eq=False)
class RepairRequest:
    """One call of `repair`, as far as it is not the scan itself.

    Below it lay the patches that stand before its own in the document, at full strength except
    those in `toned`.
    """

    marks: Marks
    settings: Mapping[str, str | int | float | bool]  # the fields of RepairSettings
    toned: tuple[tuple[str, float], ...] = ()  # (patch id, strength)
    model: str = ""  # id of the generator that stood by; empty where there was none
    model_sha256: str = ""
    device: str = "cpu"

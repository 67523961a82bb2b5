"""What a failing run means. ONNX Runtime has generic codes only, so the text decides."""

from __future__ import annotations

import re
from typing import Literal

from engine.generators.card import ModelCard

Kind = Literal["memory", "hung", "dead", "other"]
TILES = (1024, 768, 512, 384, 256)  # px; the way down when memory runs out

_DIRECTML_HUNG = re.compile(r"887A000[567]", re.IGNORECASE)
_CUDA_CODE = re.compile(r"CUDA (?:failure|error):? (\d+)", re.IGNORECASE)
_CUDA_DEAD = re.compile(r"illegal memory access|unspecified launch failure", re.IGNORECASE)
_MEMORY = re.compile(r"alloc|memory|BFCArena|E_OUTOFMEMORY|8007000E", re.IGNORECASE)


def kind_of_failure(error: BaseException) -> Kind:
    """memory: a smaller tile may run. hung: make the device's sessions again, once.
    dead: the device is lost until the program restarts. other: neither.
    """
    text = str(error)
    if _DIRECTML_HUNG.search(text):
        return "hung"
    # Before "memory": CUDA 700 calls itself an illegal memory access.
    if code := _CUDA_CODE.search(text):
        return "memory" if code.group(1) == "2" else "dead"
    if _CUDA_DEAD.search(text):
        return "dead"
    return "memory" if isinstance(error, MemoryError) or _MEMORY.search(text) else "other"


def smaller_tile(tile: int, card: ModelCard) -> int | None:
    """The next tile (px) to try after `tile` was too much for the memory; None: there is none."""
    if card.shape == "fixed":
        return None
    return next((step for step in TILES if step < tile and step >= card.minimum), None)


def in_brief(error: BaseException) -> str:
    """The first line of the runtime's text, without its code."""
    text = str(error).strip() or type(error).__name__
    return re.sub(r"^\[ONNXRuntimeError\] : \d+ : \w+ : ", "", text.splitlines()[0])

"""Which method fills a hole, and why. The table is data: the gate writes it into the card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from engine.generators.card import ModelCard
from engine.repair.classical import METHODS, NAMES
from engine.repair.exemplar import THINNEST

AUTOMATIC = ("auto", "classical", "generator", "texture")
FSR_THICKEST = 24  # px; its cost grows with the hole and its lead over Navier-Stokes shrinks


@dataclass(frozen=True)
class Route:
    """The chosen method, and the reason as the user reads it."""

    method: str  # "generator", "ns", "telea" or "fsr"
    reason: str
    texture: bool = False  # the generator's fill gets its detail from the photograph


class Router(Protocol):
    def __call__(self, thickness: float) -> Route: ...


def make_router(method: str, card: ModelCard | None) -> Router:
    """How holes are routed under a setting.

    Args:
        method: "auto" follows the gate's table in the card; "classical" never uses a generator;
            "texture" is the generator with texture from the photograph in thick holes; it and
            "generator", "ns", "telea", "fsr" are taken at their word.
        card: of the generator at hand, or None when there is none.

    Raises:
        ValueError: `method` is none of these, or asks for a generator where there is none.
    """
    if method in METHODS:
        return lambda thickness: Route(method, f"{NAMES[method]} was asked for")
    if method not in AUTOMATIC:
        raise ValueError(f"method {method!r} is none of {', '.join((*AUTOMATIC, *METHODS))}")
    if method in ("generator", "texture"):
        if card is None:
            raise ValueError("a generator was asked for, but there is none")
        textured = method == "texture"
        why = "the generator was asked for" + textured * ", with texture from the photograph"
        return lambda thickness: Route("generator", why, textured)
    if method == "classical" or card is None:
        why = "a classical method was asked for" if card else "there is no usable generator"
        return lambda thickness: _classical(thickness, why)
    rows = sorted(card.router, key=lambda row: float(row["up_to"]))
    # A model without a prefill invents detail of its own, and nothing was measured against it.
    blurs = "prefill" in card.tensors
    return lambda thickness: _textured(_from_table(thickness, rows, card.id), thickness, blurs)


def _classical(thickness: float, why: str) -> Route:
    method = "fsr" if thickness <= FSR_THICKEST else "ns"
    return Route(method, f"{why}; {NAMES[method]} for holes {thickness:.0f} px thick")


def _from_table(thickness: float, rows: Sequence[Mapping[str, Any]], model: str) -> Route:
    """Rows: up_to (px of thickness), method, reason; thinnest first."""
    for row in rows:
        if thickness <= row["up_to"]:
            method = str(row["method"])
            who = model if method == "generator" else NAMES[method]
            return Route(method, f"{who} for holes {thickness:.0f} px thick: {row['reason']}")
    return Route("generator", f"{model}: no other method was measured at {thickness:.0f} px")


def _textured(route: Route, thickness: float, blurs: bool) -> Route:
    if route.method != "generator" or not blurs or thickness <= THINNEST:
        return route
    return replace(route, reason=f"{route.reason}; texture from the photograph", texture=True)

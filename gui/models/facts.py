"""What a card says, in words for people: no Qt in here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.generators.card import ModelCard
from gui.language import mark, number, tr, tr_n

TASKS = {
    "fill": mark("Fills damage"),
    "detect": mark("Finds damage"),
    "restore": mark("Takes out noise and blur"),
    "tone": mark("Undoes fading"),
    "upscale": mark("Enlarges"),
    "edges": mark("Continues lines"),
    "generate": mark("Makes textures"),
}
# Of the cards and recipes that come along; those of others are shown as they are.
TITLES = (
    mark("Brings faded tones and colours back"),
    mark("Finds scratches, dust, stains and text"),
    mark("Makes scratches, dust, mould and stains from noise"),
    mark("Makes small grey pictures from noise"),
    mark("Scratches, dust and losses, led by lines"),
    mark("Scratches, dust and small losses"),
    mark("Scratches, dust and small losses, with grain"),
    mark("Several fills for one hole"),
    mark("Takes out noise, blur and compression"),
    mark("Your album: scratches, dust and small losses"),
)
GAIN = "_gain_over_ns_db"
TOLD = {  # keys of [quality] that have a sentence of their own
    "photographs": mark("Photographs measured"),
    "cpu_seconds_per_512_crop": mark("Seconds for 512 x 512 px, on one thread of a processor"),
    "cpu_file_psnr_db": mark("The 8-bit file against the exact one, in dB"),
    "album_photographs": mark("Photographs of the album measured"),
}


def facts(card: ModelCard) -> list[tuple[str, str]]:
    """(what, text) in the order in which they are shown; what the card does not say is left out."""
    origin = card.origin
    size = tr("any size") if card.shape == "free" else tr("{n} x {n} px only", n=card.native)
    rows = [
        (tr("What it does"), tr(TASKS.get(card.task, card.task))),
        (tr("Limits"), str(card.limits.get("text", ""))),
        (tr("Licence"), str(origin.get("licence", ""))),
        (tr("Origin"), _origin(origin)),
        (tr("Learnt from"), _data(origin)),
        (tr("Takes"), tr("{size}; ONNX opset {opset}", size=size, opset=card.opset)),
        (tr("File"), f"sha256 {card.sha256[:16]}..."),
    ]
    return [(what, text) for what, text in rows if text]


def quality(card: ModelCard) -> list[tuple[str, str]]:
    """What was measured: kinds of damage first, each with its interval."""
    rows = []
    for key, value in card.quality.items():
        if key.endswith(GAIN) and isinstance(value, list) and len(value) == 3:
            low, mean, high = value
            kind = key.removesuffix(GAIN).replace("_percent", " %").replace("_", " ")
            rows.append((kind.capitalize(), f"{mean:+.2f} dB ({low:+.2f} .. {high:+.2f})"))
    gained = card.quality.get("album_gain_db")
    if isinstance(gained, list) and len(gained) == 3:
        low, mean, high = gained
        gain = f"{mean:+.2f} dB ({low:+.2f} .. {high:+.2f})"
        rows.append((tr("On its album, over its start"), gain))
    rows += [
        (tr(words), str(card.quality[key])) for key, words in TOLD.items() if key in card.quality
    ]
    return rows


def _origin(origin: Mapping[str, Any]) -> str:
    steps = origin.get("steps")
    parts = [
        str(origin["made_by"]) if "made_by" in origin else "",
        tr("file {name}", name=origin["file"]) if "file" in origin else "",
        tr("goes on from {model}", model=origin["based_on"]) if "based_on" in origin else "",
        tr("recipe {name}", name=origin["recipe"]) if "recipe" in origin else "",
        tr("{n} steps", n=number(steps)) if isinstance(steps, int) else "",
        str(origin.get("date", ""))[:10],
    ]
    return ", ".join(part for part in parts if part)


def _data(origin: Mapping[str, Any]) -> str:
    counts = origin.get("photographs")
    if not isinstance(counts, Mapping):
        return ""
    total = sum(n for n in counts.values() if isinstance(n, int))
    return tr_n("one photograph", "{n} photographs", total)

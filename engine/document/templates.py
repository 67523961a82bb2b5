"""Templates: layers of marks kept for other scans, such as a date stamp or the glass's own dust.

A template remembers where its marks lay, measured from a corner or the middle, and grows with the
scan: by its size in pixels, by its resolution, or not at all. Each is a JSON file in the user's
folder, so that one can be passed on.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from engine import paths
from engine.document import manifest as kinds
from engine.document.layers import IDS
from engine.document.marking import PROTECT, LayerMarks
from engine.document.marks import Marks
from engine.document.read_restoration import one_sentence
from engine.document.strict_json import JsonObject, parse
from engine.errors import MaskError, RestorationError, SaveError
from engine.files.atomic import replacing
from engine.files.limits import MAX_SIDE
from engine.files.scan import Scan
from engine.geometry import Box, Size

FORMAT, VERSION = "heirloom-template", 1
SUFFIX = ".heirloom-template"
MOST_BYTES = 64 * 2**20
# Where the marks are measured from, as shares of width and height.
ANCHORS: Mapping[str, tuple[float, float]] = {
    "top left": (0.0, 0.0),
    "top right": (1.0, 0.0),
    "bottom left": (0.0, 1.0),
    "bottom right": (1.0, 1.0),
    "middle": (0.5, 0.5),
}
SCALES = ("size", "resolution", "none")
_NAME = re.compile(r"[^\s./\\:*?\"<>|\0-\x1f][^/\\:*?\"<>|\0-\x1f]{0,79}")


@dataclass(frozen=True, eq=False)
class Template:
    """Marks of some layers on a scan of `size` pixels.

    dpi: horizontal and vertical resolution of that scan, or None where it was not known.
    """

    anchor: str
    scale: str
    size: Size
    dpi: tuple[float, float] | None
    layers: Mapping[str, Marks]

    def __post_init__(self) -> None:
        if self.anchor not in ANCHORS or self.scale not in SCALES:
            raise ValueError(f"no anchor {self.anchor!r} or scale {self.scale!r}")

    def place(self, scan: Scan) -> dict[str, tuple[Box, np.ndarray]]:
        """On another scan, by layer: a box in it, and uint8 0 or 255 of the size of the box.

        What would lie outside is cut off; a layer that lies outside altogether is left out. A pixel
        that is only touched by the scaled marks is marked.

        Raises:
            MaskError: it grows with the resolution, which one of both scans does not say.
        """
        factor = self._factor(scan)
        placed = {}
        for layer, marks in self.layers.items():
            box, pixels = self._placed(marks, factor, scan.size)
            common = box.intersection(scan.size.box)
            if common:
                placed[layer] = (common, pixels[common.within(box).slices])
        return placed

    def draw(self, scan: Scan) -> tuple[np.ndarray, np.ndarray]:
        """What it marks and what it protects on a scan: uint8 (height, width) each."""
        shape = (scan.size.height, scan.size.width)
        marked, protected = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
        for layer, (box, pixels) in self.place(scan).items():
            under = (protected if layer == PROTECT else marked)[box.slices]
            np.maximum(under, pixels, out=under)
        return marked, protected

    def _factor(self, scan: Scan) -> tuple[float, float]:
        if self.scale == "size":
            # By one factor, so that letters keep their shape: that of the shorter sides.
            shorter = min(scan.size.width, scan.size.height)
            both = shorter / min(self.size.width, self.size.height)
            return both, both
        if self.scale == "none":
            return 1.0, 1.0
        if self.dpi is None or scan.metadata.dpi is None:
            raise MaskError(
                "the template grows with the resolution, which the scan or the one it was made on "
                "does not tell: make a template that grows with the size."
            )
        return scan.metadata.dpi[0] / self.dpi[0], scan.metadata.dpi[1] / self.dpi[1]

    def _placed(
        self, marks: Marks, factor: tuple[float, float], size: Size
    ) -> tuple[Box, np.ndarray]:
        old, drawn = marks.bounds, marks.draw()
        x, y = ANCHORS[self.anchor]
        left = x * size.width + factor[0] * (old.left - x * self.size.width)
        top = y * size.height + factor[1] * (old.top - y * self.size.height)
        width = max(1, round(factor[0] * old.width))
        height = max(1, round(factor[1] * old.height))
        if max(width, height) > MAX_SIDE:
            raise MaskError(f"the template would become {width:,} x {height:,} pixels here.")
        # The mean of all that a pixel covers: not 0 where any of it is marked.
        solid = (drawn > 0).astype(np.float32)
        shrinks = factor[0] < 1 or factor[1] < 1
        how = cv2.INTER_AREA if shrinks else cv2.INTER_NEAREST
        scaled = cv2.resize(solid, (width, height), interpolation=how) > 0
        box = Box(0, 0, width, height).shift(round(left), round(top))
        return box, scaled.view(np.uint8) * np.uint8(255)


def make_template(layers: tuple[LayerMarks, ...], scan: Scan, anchor: str, scale: str) -> Template:
    """Of all layers with marks.

    Raises:
        MaskError: there are none.
    """
    marks = {layer.id: Marks.of_tiles(layer.tiles) for layer in layers if layer.tiles}
    if not marks:
        raise MaskError("nothing is marked: mark what the template is to hold first.")
    return Template(anchor, scale, scan.size, scan.metadata.dpi, marks)


def to_text(template: Template) -> str:
    """As it is kept in a file; `from_text` reads it."""
    told = {
        "format": FORMAT,
        "version": VERSION,
        "anchor": template.anchor,
        "scale": template.scale,
        "width": template.size.width,
        "height": template.size.height,
        "dpi": template.dpi and list(template.dpi),
        "layers": [
            {
                "id": layer,
                "tiles": [kinds.box_as_json(tile) for tile in marks.tiles],
                "marks": base64.b64encode(marks.packed).decode(),
            }
            for layer, marks in template.layers.items()
        ],
    }
    return json.dumps(told, indent=1)


def from_text(text: str) -> Template:
    """
    Raises:
        ValueError: it is no template.
    """
    told = parse(text.encode())
    if told.text("format") != FORMAT or told.number("version", 1, VERSION) != VERSION:
        raise ValueError("it has another format")
    size = Size(told.number("width", 1, MAX_SIDE), told.number("height", 1, MAX_SIDE))
    anchor, scale = told.text("anchor"), told.text("scale")
    dpi = _read_dpi(told.take("dpi", list)) if told.has("dpi") else None
    layers = dict(_read_layer(value, size) for value in told.objects("layers"))
    told.end()
    return Template(anchor, scale, size, dpi, layers)


def template_names() -> list[str]:
    """Of all that were saved, in the order of the alphabet."""
    folder = paths.user_templates()
    found = folder.glob(f"*{SUFFIX}") if folder.is_dir() else ()
    return sorted((path.name.removesuffix(SUFFIX) for path in found), key=str.casefold)


def template_path(name: str) -> Path:
    """
    Raises:
        MaskError: no file can be called so everywhere.
    """
    if not _NAME.fullmatch(name) or name != name.strip():
        raise MaskError(f"a template cannot be called {name!r}: use letters, digits and spaces.")
    return paths.user_templates() / f"{name}{SUFFIX}"


def save_template(template: Template, name: str) -> Path:
    """Write it into the user's folder in place of one of the same name.

    Raises:
        MaskError: as `template_path`. SaveError: it cannot be written.
    """
    path = template_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(to_text(template).encode())
    return path


def load_template(name: str) -> Template:
    """
    Raises:
        RestorationError: there is none of this name, or its file is damaged.
        MaskError: as `template_path`.
    """
    path = template_path(name)
    if not path.exists():
        known = ", ".join(template_names()) or "none yet"
        raise RestorationError(f"there is no template {name!r}; there are: {known}.")
    with one_sentence(path, "template"):
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"it has more than {MOST_BYTES:,} bytes")
        return from_text(path.read_text(encoding="utf-8"))


def delete_template(name: str) -> None:
    """
    Raises:
        SaveError: its file cannot be deleted.
        MaskError: as `template_path`.
    """
    path = template_path(name)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise SaveError(
            f"{path} cannot be deleted: {error.strerror or error}. Check its folder."
        ) from error


def _read_layer(value: JsonObject, size: Size) -> tuple[str, Marks]:
    layer = value.text("id")
    if layer not in IDS:
        raise ValueError(f"the layer {layer!r} is unknown")
    tiles = kinds.read_tiles(value.take("tiles", list), size)
    marks = Marks(tiles, kinds.read_base64(value, "marks"))
    value.end()
    kinds.check_marks(marks)
    return layer, marks


def _read_dpi(values: list[object]) -> tuple[float, float]:
    match values:
        case [int() | float() as x, int() | float() as y] if 0 < x < 1e6 and 0 < y < 1e6:
            return float(x), float(y)
    raise ValueError("its resolution is not two numbers above 0")

"""What is done to the whole picture, in a restoration file and in a record: out and strictly in."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from engine.document import manifest as kinds
from engine.document.document import Document, Snapshot
from engine.document.marking import PROTECT, Marking
from engine.document.marks import Marks
from engine.document.strict_json import JsonObject
from engine.geometry import Size
from engine.restore.finish import AutomaticTone, Enhancement, Enlargement, Finish, Maker
from engine.restore.settings import Adjustments, Curves, Strengths
from engine.restore.tone import CELLS, Tone

MOST_KNOTS = 4096
LARGEST = 1000.0  # of any number of a correction


@dataclass(frozen=True, eq=False)
class Whole:
    """What a record tells of the whole picture.

    finished_sha256: of the pixels of the result, before its format rounded or compressed them.
    left, protected: what was still marked, and what was protected, when it was enhanced.
    """

    finish: Finish
    finished_sha256: str
    left: Marks
    protected: Marks

    def lay_on(self, document: Document) -> None:
        """The finish, and the marks it goes by."""
        document.finish = self.finish
        for layer, marks in (
            (document.layers.active, self.left),
            (document.layers[PROTECT], self.protected),
        ):
            for tile, pixels in marks.read():
                layer.mask.replace(tile, pixels)


def whole_as_json(snapshot: Snapshot, finished_sha256: str) -> dict[str, Any]:
    return {
        "finish": finish_as_json(snapshot.finish),
        "finished_sha256": finished_sha256,
        "left": _marks_as_json(snapshot.marking),
        "protected": _marks_as_json(snapshot.protected),
    }


def read_whole(value: JsonObject, size: Size) -> Whole:
    """Raise ValueError for whatever no Heirloom has written."""
    finish, sha256 = read_finish(value.object("finish")), value.text("finished_sha256")
    whole = Whole(finish, sha256, *(_marks(value, size, key) for key in ("left", "protected")))
    value.end()
    return whole


def _marks_as_json(marking: Marking) -> dict[str, Any]:
    marks = Marks.of(marking.pixels, marking.box)
    return {
        "tiles": [kinds.box_as_json(tile) for tile in marks.tiles],
        "marks": base64.b64encode(marks.packed).decode(),
    }


def _marks(value: JsonObject, size: Size, key: str) -> Marks:
    told = value.object(key)
    tiles = kinds.read_tiles(told.take("tiles", list), size)
    marks = Marks(tiles, kinds.read_base64(told, "marks"))
    told.end()
    kinds.check_marks(marks)
    return marks


def finish_as_json(finish: Finish) -> dict[str, Any]:
    """Numbers of 32 bits are told in full: they come back exactly."""
    told: dict[str, Any] = {"adjustments": asdict(finish.adjustments)}
    if (tone := finish.tone) is not None:
        told["tone"] = {
            "gains": tone.tone.gains.tolist(),
            "curves": tone.tone.curves.tolist(),
            "matrix": tone.tone.matrix.tolist(),
            "what": tone.what,
            "strength": tone.strength,
            "maker": asdict(tone.maker),
        }
    if (made := finish.enhancement) is not None:
        told["enhancement"] = {
            "strengths": asdict(made.strengths),
            "noise": made.noise,
            "maker": asdict(made.maker),
        }
    if finish.enlargement is not None:
        told["enlargement"] = {"maker": asdict(finish.enlargement.maker)}
    if not finish.curves.is_neutral:
        told["curves"] = {k: [*map(list, v)] for k, v in finish.curves.by_name().items()}
    return told


def read_finish(value: JsonObject) -> Finish:
    """Raise ValueError for whatever no Heirloom has written."""
    finish = Finish(
        _tone(value.object("tone")) if value.has("tone") else None,
        Adjustments(**_numbers(value.object("adjustments"), Adjustments)),
        _enhancement(value.object("enhancement")) if value.has("enhancement") else None,
        _enlargement(value.object("enlargement")) if value.has("enlargement") else None,
        # Before version 4 there were none.
        _curves(value.object("curves")) if value.has("curves") else Curves(),
    )
    value.end()
    return finish


def _tone(value: JsonObject) -> AutomaticTone:
    gains, curves, matrix = (
        _array(value.take(name, list), shape, name)
        for name, shape in (
            ("gains", (CELLS, CELLS, 3)),
            ("curves", (3, None)),
            ("matrix", (3, 3)),
        )
    )
    if not 2 <= curves.shape[1] <= MOST_KNOTS:
        raise ValueError(f"a curve has {curves.shape[1]} knots")
    what, strength = value.text("what"), value.take("strength", float)
    tone = AutomaticTone(Tone(gains, curves, matrix), what, strength, _maker(value))
    value.end()
    if not 0 <= strength <= 1:
        raise ValueError(f"the strength {strength} is not from 0 to 1")
    return tone


def _enhancement(value: JsonObject) -> Enhancement:
    strengths = Strengths(**_numbers(value.object("strengths"), Strengths))
    noise = value.take("noise", float)
    made = Enhancement(strengths, noise, _maker(value))
    value.end()
    if not 0 <= noise <= 1:
        raise ValueError(f"the noise {noise} is not from 0 to 1")
    return made


def _enlargement(value: JsonObject) -> Enlargement:
    made = Enlargement(_maker(value))
    value.end()
    return made


def _curves(value: JsonObject) -> Curves:
    told = {field.name: value.take(field.name, list) for field in fields(Curves)}
    value.end()
    for points in told.values():
        for point in points:
            if not (isinstance(point, list) and [type(each) for each in point] == [float, float]):
                raise ValueError(f"{point!r} is no point of a curve")
    return Curves.of(told)


def _maker(value: JsonObject) -> Maker:
    told = value.object("maker")
    maker = Maker(*(told.text(field.name) for field in fields(Maker)))
    told.end()
    return maker


def _numbers(value: JsonObject, kind: type[Adjustments] | type[Strengths]) -> dict[str, float]:
    told = {field.name: value.take(field.name, float) for field in fields(kind)}
    value.end()
    return told


def _array(values: list[object], shape: tuple[int | None, ...], name: str) -> np.ndarray:
    """float32 of this shape; None = of any length."""
    try:
        array = np.array(values, np.float32)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name!r} is no table of numbers") from error
    fits = len(array.shape) == len(shape) and all(
        wanted in (None, found) for wanted, found in zip(shape, array.shape, strict=True)
    )
    if not fits or not bool((np.abs(array) <= LARGEST).all()):
        raise ValueError(f"{name!r} has the shape {array.shape}, or numbers that are too large")
    return array

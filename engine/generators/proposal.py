"""A card for a foreign ONNX file, guessed from its graph and from a few runs of it.

What the graph says is taken: names, channels, sizes, types. What it does not say is tried on a made
picture with a hole: which sizes the network takes, the range of its numbers, and whether 1 in its
mask means "repair" or "keep". What stays uncertain is a doubt, in words for the user.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from engine.errors import ModelError
from engine.generators.card import ModelCard, Tensor
from engine.generators.made_picture import made_hole, made_picture
from engine.generators.onnx_file import read_head
from engine.generators.opening import Opened, default_threads, open_native
from engine.generators.providers import provider_named
from engine.generators.runtime import Runtime, load_runtime
from engine.generators.session import NUMBERS, run_network
from engine.progress import Cancelled, Progress

RANGES = ((0.0, 1.0), (-1.0, 1.0), (0.0, 255.0))
STEPS = (1, 2, 4, 8, 16, 32, 64)  # what sizes may have to be multiples of
SIDES = (64, 128, 256, 512)  # px, tried from the smallest
NATIVE = 512  # px, said of networks that take any size
CLEAR = 1.3  # a guess is certain where the next best is so many times as far from the truth
FAR = 0.15  # mean distance from the made picture, 0..1, above which a trial looks wrong
PREFILL = ("prefill", "coarse", "init", "prior")  # in the name of a second picture


@dataclass(frozen=True)
class Proposal:
    """card: of the file where it lies; nothing is written. doubts: sentences, may be none."""

    card: ModelCard
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class _Given:
    """An input of the graph, read as a picture. side: px, None = free."""

    name: str
    channels: int
    layout: str
    side: int | None
    kind: str  # of its numbers, in the runtime's words


def propose_card(path: Path, progress: Progress) -> Proposal:
    """Look at a foreign ONNX file and propose its card.

    Raises:
        ModelError: no ONNX file, not to be opened, or nothing that Heirloom could feed; says why.
        Cancelled: stopped.
    """
    progress.step(0.0, "reading the file")
    head = read_head(path)
    if head.outside:
        raise ModelError(
            f"{path.name} keeps its weights in another file: export it again as one file "
            "(onnx.save with save_as_external_data=False)."
        )
    blank = _blank_card(path, head.opset)
    progress.step(0.1, "opening the network")
    runtime = load_runtime()
    opened = open_native(runtime, blank, provider_named("cpu"), default_threads(), exact=True)
    return _Trial(runtime, opened, blank, progress.part(0.2, 1.0)).propose()


def _blank_card(path: Path, opset: int) -> ModelCard:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    name = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "model"
    return ModelCard(
        id=name,
        title=path.stem,
        task="fill",
        file=path.name,
        sha256=sha256,
        opset=opset,
        native=NATIVE,
        tensors={},
        folder=path.parent,
    )


class _Trial:
    """One opened network; `propose` reads from top to bottom."""

    def __init__(
        self, runtime: Runtime, opened: Opened, blank: ModelCard, progress: Progress
    ) -> None:
        self._runtime, self._opened, self._blank = runtime, opened, blank
        self._progress, self._doubts = progress, list[str]()

    def propose(self) -> Proposal:
        native = self._opened.native
        given = [read_input(i.name, i.shape, i.type, self._blank.file) for i in native.get_inputs()]
        card = self._with_sizes(self._with_roles(given), given)
        card = self._with_ranges(card, given)
        self._doubts.append("The file does not say under which licence it may be used: ask there.")
        limits = {"text": "Foreign; Heirloom has not measured it."}
        origin = {"file": self._blank.file, "licence": "unknown", "made_by": "not Heirloom"}
        return Proposal(replace(card, limits=limits, origin=origin), tuple(self._doubts))

    def _with_roles(self, given: Sequence[_Given]) -> ModelCard:
        """Task and names. The first output of the network is its picture."""
        pictures = [each for each in given if each.channels == 3]
        masks = [each for each in given if each.channels == 1]
        if not 1 <= len(pictures) <= 1 + bool(masks) or len(masks) > 1:
            raise ModelError(
                f"{self._blank.file} takes {len(pictures)} pictures and {len(masks)} masks: "
                "Heirloom can use networks that take one picture, with or without one mask."
            )
        if len({each.layout for each in given}) > 1 or len({each.side for each in given}) > 1:
            raise ModelError(
                f"{self._blank.file} wants its inputs in different layouts or sizes: export it "
                "again with the same for all."
            )
        pictures.sort(key=lambda each: any(word in each.name.lower() for word in PREFILL))
        if len(pictures) == 2:
            self._doubts.append(f"{pictures[1].name!r} is taken for a first, rough fill.")
        roles = dict(zip(("rgb", "prefill"), pictures, strict=False))
        tensors = {role: Tensor(each.name, each.channels) for role, each in roles.items()}
        if masks:
            tensors["mask"] = Tensor(masks[0].name, 1)
        outputs = self._opened.native.get_outputs()
        tensors["filled"] = Tensor(outputs[0].name, 3)
        if len(outputs) > 1:
            self._doubts.append(f"Of {len(outputs)} outputs only {outputs[0].name!r} is used.")
        task = "fill" if masks else "restore"
        return replace(self._blank, task=task, tensors=tensors, layout=given[0].layout)

    def _with_sizes(self, card: ModelCard, given: Sequence[_Given]) -> ModelCard:
        side = given[0].side
        if side is not None:
            card = replace(card, shape="fixed", native=side, tiling="discouraged")
            made = self._run(card, side)
            if made is None:
                raise self._will_not_run(card, side)
            return self._judged(card, side, made)
        smallest = next((s for s in SIDES if self._gives(card, s)), None)
        if smallest is None:
            raise self._will_not_run(card, SIDES[-1])
        made = self._run(card, smallest)
        assert made is not None
        card = self._judged(replace(card, minimum=smallest), smallest, made)
        step = next((s for s in STEPS if self._gives(card, smallest + s)), smallest)
        return replace(card, multiple_of=step)

    def _gives(self, card: ModelCard, side: int) -> bool:
        """Whether a picture of `side` px comes back whole, at its own size or at twice that."""
        made = self._run(card, side)
        return made is not None and made.shape[:2] in ((side, side), (2 * side, 2 * side))

    def _judged(self, card: ModelCard, side: int, made: np.ndarray) -> ModelCard:
        """The card with its task, after what came of `side` px."""
        if made.ndim != 3 or made.shape[2] != 3:
            shape = " x ".join(str(n) for n in made.shape)
            raise ModelError(f"{card.file} gives {shape} numbers, no picture of three channels.")
        factor = made.shape[0] / side
        if factor == 1 and card.task == "fill":
            return card
        role = {1: "restored", 2: "large"}.get(int(factor), "")
        if card.task == "fill" or not role or made.shape[:2] != (factor * side, factor * side):
            raise ModelError(
                f"{card.file} makes {made.shape[1]} x {made.shape[0]} px of {side} x {side}: "
                "Heirloom can use fills of the same size, and enlarging to twice the size."
            )
        tensors = {(role if r == "filled" else r): t for r, t in card.tensors.items()}
        return replace(card, task="restore" if role == "restored" else "upscale", tensors=tensors)

    def _with_ranges(self, card: ModelCard, given: Sequence[_Given]) -> ModelCard:
        """Every range and polarity is tried; the one nearest to the made picture is taken."""
        in_bytes = given[0].kind == "tensor(uint8)"
        ranges = RANGES[-1:] if in_bytes else RANGES
        polarities = ("repair", "keep") if "mask" in card.tensors else ("repair",)
        tried: list[tuple[float, ModelCard]] = []
        wanted = [(limits, one) for limits in ranges for one in polarities]
        for number, (limits, one_means) in enumerate(wanted):
            self._progress.step((1 + number) / (1 + len(wanted)), "trying ranges and masks")
            with_range = _with_range(card, limits, one_means, in_bytes)
            for finished, score in self._scored(with_range):
                tried.append((score, finished))
        if not tried:
            raise self._will_not_run(card, self._side(card))
        best = min(score for score, _ in tried)
        # Where it makes no difference, the usual one, which was tried first.
        taken = next(each for each in tried if each[0] <= CLEAR * best)
        self._doubt(taken, tried)
        return taken[1]

    def _scored(self, card: ModelCard) -> Iterator[tuple[ModelCard, float]]:
        """The card with the range of its output, and how far its picture is from the truth."""
        side = self._side(card)
        made = self._run(card, side)
        if made is None:
            return
        role = _output_role(card)
        low, high = range_of(made)
        output = replace(card.tensors[role], low=low, high=high)
        made = np.clip((made - low) / (high - low), 0, 1)
        factor = made.shape[0] // side
        shown = made[::factor, ::factor]  # of an enlarged picture, one of the pixels
        wrong = np.abs(shown - made_picture(side)).mean(2)
        # Of a fill nothing else is used.
        score = float(wrong[made_hole(side)].mean() if card.task == "fill" else wrong.mean())
        yield replace(card, tensors={**card.tensors, role: output}), score

    def _doubt(
        self, taken: tuple[float, ModelCard], tried: Sequence[tuple[float, ModelCard]]
    ) -> None:
        best, card = taken
        if best > FAR:
            self._doubts.append(
                f"The trial looks wrong: the picture is off by {best:.0%} on average. Range, mask "
                "or task may be another than was guessed."
            )
        for role, what in (("rgb", "range"), ("mask", "one_means")):
            mine = card.tensors.get(role)
            others = [s for s, c in tried if mine and not _same(mine, c.tensors[role], what)]
            if others and min(others) < CLEAR * best:
                phrase = "the range of its numbers" if what == "range" else "what 1 in its mask is"
                self._doubts.append(
                    f"A trial could not tell {phrase} for certain: compare with its description."
                )

    def _side(self, card: ModelCard) -> int:
        if card.shape == "fixed":
            return card.native
        step = card.multiple_of
        return -(-max(card.minimum, 128) // step) * step

    def _run(self, card: ModelCard, side: int) -> np.ndarray | None:
        """float32 (h, w, c) as the network gives it, without a range; None where it fails."""
        if self._progress.stop.is_set():
            raise Cancelled
        try:
            made = run_network(
                self._opened, self._runtime, card, _inputs(side), self._progress
            ).popitem()[1]
        except (Cancelled, ModelError):
            raise
        except Exception:  # the runtime has a class per code: this size or range is not for it
            return None
        return made

    def _will_not_run(self, card: ModelCard, side: int) -> ModelError:
        return ModelError(
            f"{card.file} fails on a picture of {side} x {side} px: it needs something that "
            "Heirloom does not know."
        )


def read_input(name: str, shape: Sequence[object], kind: str, file: str) -> _Given:
    """What an input wants.

    Raises:
        ModelError: it is no picture and no mask; says what it is.
    """
    dims = [n if isinstance(n, int) and n > 0 else None for n in shape]
    wanted = " x ".join("any" if n is None else str(n) for n in dims) or "one number"
    if kind not in NUMBERS:
        raise ModelError(
            f"{file} wants {kind} for {name!r}, and Heirloom gives only {', '.join(NUMBERS)}: "
            "export it again."
        )
    layout = "NHWC" if dims[-1:] in ([1], [3]) and dims[1:2] not in ([1], [3]) else "NCHW"
    if len(dims) == 4:
        channels, rows, columns = dims[1:] if layout == "NCHW" else (dims[3], dims[1], dims[2])
    if len(dims) != 4 or channels not in (1, 3) or dims[0] not in (None, 1):
        raise ModelError(
            f"{file} wants {wanted} for {name!r}, which is no picture of three channels and no "
            "mask of one: Heirloom cannot feed it."
        )
    if rows != columns:
        raise ModelError(
            f"{file} takes {columns or 'any'} x {rows or 'any'} px only: Heirloom can use one "
            "square size, or any size."
        )
    return _Given(name, channels, layout, rows, kind)


def range_of(values: np.ndarray) -> tuple[float, float]:
    """What 0 and 1 of a picture seem to be in these numbers."""
    low, high = np.percentile(values, (1, 99))
    if high > 2:
        return RANGES[2]
    return RANGES[1] if low < -0.2 else RANGES[0]


def _with_range(
    card: ModelCard, limits: tuple[float, float], one_means: str, in_bytes: bool
) -> ModelCard:
    tensors = dict(card.tensors)
    low, high = limits
    for role in tensors.keys() & {"rgb", "prefill"}:
        tensors[role] = replace(tensors[role], low=low, high=high)
    if "mask" in tensors:
        top = 255.0 if in_bytes else 1.0
        tensors["mask"] = replace(tensors["mask"], low=0.0, high=top, one_means=one_means)
    return replace(card, tensors=tensors)


def _inputs(side: int) -> Mapping[str, np.ndarray]:
    """As a repair gives them."""
    from engine.repair.classical import fill_classical  # late: it needs this package

    picture, hole = made_picture(side), made_hole(side)
    prefill = fill_classical(np.rint(255 * picture).astype(np.uint8), hole, "ns")
    return {
        "rgb": np.where(hole[..., None], np.float32(0), picture),
        "mask": hole[..., None].astype(np.float32),
        "prefill": prefill.astype(np.float32),
    }


def _output_role(card: ModelCard) -> str:
    return next(r for r in ("filled", "restored", "large") if r in card.tensors)


def _same(one: Tensor, other: Tensor, what: str) -> bool:
    if what == "one_means":
        return one.one_means == other.one_means
    return (one.low, one.high) == (other.low, other.high)

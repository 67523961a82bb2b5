"""A trained run -> a model folder the engine lists: model.onnx, card.toml, sample.png."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from engine import paths
from engine.document.document import Document
from engine.document.mask import Mask
from engine.errors import RecipeError, SaveError
from engine.files.scan import Scan
from engine.generators.card import ModelCard, Tensor, write_card
from engine.generators.session import open_session
from engine.geometry import Size
from engine.progress import Progress
from engine.repair.repair import RepairSettings, repair
from training.checkpoint import load_state, load_weights
from training.data.fill_samples import FillSamples
from training.data.holes import gate_hole
from training.data.photos import open_photos
from training.export import (
    CALIBRATION,
    OPSET,
    Parity,
    Sample,
    export_onnx,
    git_revision,
    sha256,
)
from training.gate import GateResult
from training.modes.inpaint import InpaintRecipe, make_network
from training.networks.photonet import MULTIPLE_OF
from training.recipe import recipe_from

CPU_FILE = "model-int8.onnx"
TENSORS = {
    "rgb": Tensor("rgb", 3),
    "mask": Tensor("mask", 1, one_means="repair"),
    "prefill": Tensor("prefill", 3),
    "filled": Tensor("filled", 3),
    "log_scale": Tensor("log_scale", 1),
}
# Thickness in px up to which a class of the gate speaks for a hole. FSR is left out beyond the
# scratches: its cost grows with the hole.
ROUTES = (
    (3, "scratch 2 px", ("generator", "fsr", "ns", "telea")),
    (6, "scratch 4 px", ("generator", "fsr", "ns", "telea")),
    (12, "scratch 8 px", ("generator", "fsr", "ns", "telea")),
    (96, "blob 2 %", ("generator", "ns", "telea")),
    (100_000, "blob 10 %", ("generator", "ns", "telea")),
)


def register(run: Path, folder: Path | None = None) -> Path:
    """Export `run` into `folder` (default models/<recipe name>); returns the folder.

    The card says what is known now; `gate --write-card` adds the measured quality and the router.
    A model that lies there already is replaced when all is well, and else stays as it is.

    Raises:
        RecipeError: `run` is no folder of a run.
        ModelError: the export differs from the trained network.
        SaveError: `folder` cannot be written to.
    """
    recipe = run_recipe(run)
    net = make_network(recipe).eval()
    load_weights(run / "ema.safetensors", net)
    folder = folder or paths.bundled_models() / recipe.name
    samples = calibration_samples(recipe, run)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Hidden from the registry, on the same disk.
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as name:
            made = Path(name)
            parity = export_onnx(net, made / "model.onnx", made / CPU_FILE, samples)
            card = _card(recipe, run, made, parity)
            write_card(card, made)
            Image.fromarray(make_sample(replace(card, folder=made))).save(made / "sample.png")
            for file in made.iterdir():
                file.replace(folder / file.name)
    except OSError as error:
        raise SaveError(
            f"the model cannot be written to {folder}: {error.strerror or error}. "
            "See to free space and permissions, or choose another folder with --out."
        ) from error
    return folder


def run_recipe(run: Path) -> InpaintRecipe:
    """The recipe a run was made with."""
    return recipe_from(_read_json(run, "recipe.json"))


def _read_json(run: Path, name: str) -> dict[str, Any]:
    try:
        values: dict[str, Any] = json.loads((run / name).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise RecipeError(
            f"{run} holds no {name}: name the --out folder of a `train` command."
        ) from error
    return values


def _card(recipe: InpaintRecipe, run: Path, folder: Path, parity: Parity) -> ModelCard:
    photos = _read_json(run, "photos.json")
    return ModelCard(
        id=recipe.name,
        title=recipe.title,
        task="fill",
        file="model.onnx",
        sha256=sha256(folder / "model.onnx"),
        cpu_file=CPU_FILE,
        cpu_sha256=sha256(folder / CPU_FILE),
        opset=OPSET,
        native=recipe.stages[-1].crop,
        tensors=TENSORS,
        minimum=64,
        multiple_of=MULTIPLE_OF,
        origin={
            "recipe": f"training/recipes/{recipe.name}.toml",
            "commit": git_revision(),
            "seed": recipe.seed,
            "steps": last_step(run),
            "crops": crops_seen(recipe, last_step(run)),
            "photographs": {f"tier_{k.lower()}": v for k, v in photos["tiers"].items()},
            "photographs_digest": photos["digest"],
            "date": datetime.now(UTC).date().isoformat(),
            "licence": "MIT",
        },
        quality={
            "parity_fp32": parity.fp32,
            "parity_shipped": parity.shipped,
            "cpu_file_psnr_db": round(parity.cpu_psnr, 1),
        },
        limits={"text": LIMITS},
    )


LIMITS = (
    "For scratches, hairs, dust and small losses at scan resolution. Its fills are softer than the "
    "photograph, the more so the wider the hole; it invents no faces, lettering or patterns."
)


def calibration_samples(recipe: InpaintRecipe, run: Path) -> list[Sample]:
    """Crops of the training photographs with other holes than the training's."""
    photos = open_photos(recipe.photos, run.parent / "cache")
    stage = recipe.stages[-1]
    crop = max(128, stage.crop)
    made = FillSamples(photos, recipe.seed + 1, crop, stage.mixture, (0.03, 0.2))
    samples = []
    for index in range(CALIBRATION + 8):
        arrays = made[index]
        clean, mask, prefill = (
            arrays[name].astype(np.float32).transpose(2, 0, 1)[None] / 255
            for name in ("clean", "mask", "prefill")
        )
        samples.append((clean * (1 - mask), mask, prefill))
    return samples


def last_step(run: Path) -> int:
    """The step of the run's last checkpoint, whose weights are exported."""
    state = load_state(run / "state.pt")
    if state is None:
        raise RecipeError(f"{run} holds no state.pt: is it the folder of a run?")
    return int(state["step"])


def crops_seen(recipe: InpaintRecipe, steps: int) -> int:
    crops = 0
    for stage in recipe.stages:
        done = min(stage.steps, max(0, steps))
        crops, steps = crops + done * stage.batch, steps - done
    return crops


def write_gate(card: ModelCard, result: GateResult) -> None:
    """Write the measured quality and the router table into the card of a model."""
    assert card.folder is not None
    kinds = next(iter(result.values.values()))
    quality: dict[str, Any] = dict(card.quality)
    quality["photographs"] = result.photographs
    for kind in kinds:
        key = kind.replace(" %", "_percent").replace(" ", "_")
        quality[f"{key}_gain_over_ns_db"] = [
            round(v, 3) for v in result.gain("generator", "ns", kind)
        ]
        quality[f"{key}_gain_over_fsr_db"] = [
            round(v, 3) for v in result.gain("generator", "fsr", kind)
        ]
        quality[f"{key}_sharpness"] = round(result.mean("generator", kind, "sharpness"), 3)
    quality["cpu_seconds_per_512_crop"] = round(
        float(np.mean([result.mean("generator", kind, "cpu_s") for kind in kinds])), 3
    )
    write_card(replace(card, quality=quality, router=router_rows(result)), card.folder)


def router_rows(result: GateResult) -> tuple[dict[str, Any], ...]:
    """Per thickness, the method with the highest in-mask PSNR in the class that stands for it."""
    rows = []
    for up_to, kind, candidates in ROUTES:
        means = {m: result.mean(m, kind, "psnr") for m in candidates if m in result.values}
        best, *rest = sorted(means, key=lambda m: -means[m])
        low, gain, high = result.gain(best, rest[0], kind)
        rows.append(
            {
                "up_to": up_to,
                "method": best,
                "reason": f"{gain:+.2f} dB ({low:+.2f} .. {high:+.2f}) against {rest[0]} "
                f"on {kind.replace(' %', ' per cent')}",
            }
        )
    return tuple(rows)


def make_sample(card: ModelCard) -> np.ndarray:
    """uint8 RGB: a damaged and a repaired photograph side by side, made by the shipped file.

    The photograph is NASA's portrait of Eileen Collins (public domain), from scikit-image.
    """
    from skimage import data

    clean = np.ascontiguousarray(data.astronaut()[:384, 64:448])  # type: ignore[no-untyped-call]
    rng = np.random.default_rng(3)
    hole = np.zeros(clean.shape[:2], np.uint8)
    for kind in ("scratch 2 px", "scratch 4 px", "dust"):
        hole |= gate_hole(kind, rng, clean.shape[0], clean.shape[1])
    damaged = np.where(hole[..., None] > 0, np.uint8(235), clean)
    document = Document(Scan(None, damaged))
    document.mask = Mask(Size(clean.shape[1], clean.shape[0]), hole)
    session = open_session(card, "cpu", "the sample")
    settings = RepairSettings(method="generator")
    document.apply(repair(document.snapshot(), settings, session, Progress()))
    return np.concatenate([damaged, document.read(document.size.box)], axis=1)

"""A trained run -> a model folder the engine lists: model.onnx, card.toml, sample.png."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from engine import paths
from engine.errors import RecipeError, SaveError
from engine.generators.card import ModelCard, write_card
from training.checkpoint import load_state, load_weights
from training.data.photos import open_photos
from training.export import CALIBRATION, OPSET, Parity, export_onnx, git_revision, sha256
from training.gate import GateResult
from training.graph import Graph, Sample
from training.model_sample import make_sample
from training.modes import mode_class
from training.modes.base import Mode
from training.recipe import Recipe, recipe_from

CPU_FILE = "model-int8.onnx"
UNSEEN = 2**40  # index from which on no run has got
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
    mode = mode_class(recipe.mode)(recipe, torch.device("cpu"))
    load_weights(run / "ema.safetensors", mode.generator.ema)
    folder = folder or paths.bundled_models() / recipe.name
    samples = calibration_samples(mode, recipe, run)
    calibrated = mode.calibrate(lambda: open_photos(recipe.photos, run.parent / "cache"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Hidden from the registry, on the same disk.
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as name:
            made = Path(name)
            parity = export_onnx(
                mode.shipped, mode.graph, made / "model.onnx", made / CPU_FILE, samples
            )
            card = _card(recipe, mode.graph, run, made, parity, calibrated)
            write_card(card, made)
            picture = make_sample(replace(card, folder=made))
            Image.fromarray(picture).save(made / "sample.png")
            for file in made.iterdir():
                file.replace(folder / file.name)
    except OSError as error:
        raise SaveError(
            f"the model cannot be written to {folder}: {error.strerror or error}. "
            "See to free space and permissions, or choose another folder with --out."
        ) from error
    return folder


def run_recipe(run: Path) -> Recipe:
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


def _card(
    recipe: Recipe,
    graph: Graph,
    run: Path,
    folder: Path,
    parity: Parity,
    calibrated: Mapping[str, float],
) -> ModelCard:
    photos = _read_json(run, "photos.json")
    quality: dict[str, Any] = {"parity_fp32": parity.fp32, "parity_shipped": parity.shipped}
    quality |= calibrated
    in_8_bits: dict[str, Any] = {}
    if parity.cpu_psnr is not None:
        quality["cpu_file_psnr_db"] = round(parity.cpu_psnr, 1)
        in_8_bits = {"cpu_file": CPU_FILE, "cpu_sha256": sha256(folder / CPU_FILE)}
    return ModelCard(
        id=recipe.name,
        title=recipe.title or recipe.name,
        task=graph.task,
        file="model.onnx",
        sha256=sha256(folder / "model.onnx"),
        **in_8_bits,
        opset=OPSET,
        native=recipe.stages[-1].crop,
        tensors=graph.tensors,
        shape="fixed" if graph.fixed else "free",
        minimum=graph.minimum,
        multiple_of=graph.multiple_of,
        tiling=graph.tiling,
        origin=_origin(recipe, run, photos),
        quality=quality,
        limits={"text": graph.limits},
    )


def _origin(recipe: Recipe, run: Path, photos: dict[str, Any]) -> dict[str, Any]:
    started = {"started_from": recipe.init} if recipe.init else {}
    return {
        "recipe": f"training/recipes/{recipe.name}.toml",
        "commit": git_revision(),
        "seed": recipe.seed,
        **started,
        "steps": last_step(run),
        "crops": crops_seen(recipe, last_step(run)),
        "photographs": {f"tier_{k.lower()}": v for k, v in photos["tiers"].items()},
        "photographs_digest": photos["digest"],
        **recipe.other_sources(),
        # To the second: the newest is used, and a day may bring several.
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "licence": "MIT",
    }


def calibration_samples(mode: Mode, recipe: Recipe, run: Path) -> list[Sample]:
    """What the network takes of samples that the run has not seen; none without an 8-bit file."""
    if not mode.graph.in_8_bits:
        return []
    photos = open_photos(recipe.photos, run.parent / "cache")
    stage = recipe.stages[-1]
    made = mode.samples(replace(stage, crop=max(128, stage.crop)), photos)
    samples = []
    for index in range(UNSEEN, UNSEEN + CALIBRATION + 8):
        batch = {name: torch.from_numpy(a[None]) for name, a in made[index].items()}
        samples.append(tuple(t.numpy() for t in mode.inputs(batch)))
    return samples


def last_step(run: Path) -> int:
    """The step of the run's last checkpoint, whose weights are exported."""
    state = load_state(run / "state.pt")
    if state is None:
        raise RecipeError(f"{run} holds no state.pt: is it the folder of a run?")
    return int(state["step"])


def crops_seen(recipe: Recipe, steps: int) -> int:
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

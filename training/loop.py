"""The one loop: batches from (seed, index), steps, averages, checkpoints, samples, log lines.

A run can be ended anywhere (Ctrl+C, power cut) and goes on from its last checkpoint with the same
result as if it had not been ended: samples depend on (seed, index) alone, and the state holds
weights, averages, optimisers and the step.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader

from engine.errors import RecipeError
from engine.progress import Cancelled, Progress
from training.checkpoint import load_state, save_state, save_weights
from training.data.photos import Photos, open_photos
from training.modes.inpaint import Batch, Inpaint
from training.recipe import InpaintRecipe, Stage
from training.validate import ValidationSet, make_validation_set, validate

LOG_EVERY = 50  # steps


@dataclass(frozen=True)
class RunOptions:
    """How a run is carried out; nothing here changes its result but `device`."""

    device: str = "cpu"
    workers: int = 1  # processes that make samples
    threads: int = 0  # of torch; 0 = torch's own choice
    stop_after: int | None = None  # steps; for dry runs


def train(
    recipe: InpaintRecipe, run: Path, options: RunOptions, progress: Progress
) -> dict[str, float]:
    """Train until the recipe's last step, going on from `run`'s checkpoint if it has one.

    `run` gets: recipe.json, log.jsonl, state.pt (all that is needed to go on), ema.safetensors
    (what is exported), samples/*.png and TensorBoard events. Returns the last validation.

    Raises:
        RecipeError: no photographs, the checkpoint belongs to another recipe, or `run` cannot be
            written to.
        Cancelled: stopped; the checkpoint is saved first.
    """
    try:
        return _train(recipe, run, options, progress)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise RecipeError(
            f"the run {run} cannot go on: {error.strerror or error}{where}. See to free space and "
            "permissions, then start the same command again; it goes on from the last checkpoint."
        ) from error


def _train(
    recipe: InpaintRecipe, run: Path, options: RunOptions, progress: Progress
) -> dict[str, float]:
    if options.threads:
        torch.set_num_threads(options.threads)
    cv2.setNumThreads(1)  # samples are made in processes of their own
    run.mkdir(parents=True, exist_ok=True)
    reading = progress.part(0.0, 0.0)
    photos = open_photos(recipe.photos, run.parent / "cache", progress=reading)
    mode = Inpaint(recipe, torch.device(options.device))
    start = _resume(mode, recipe, run)
    (run / "recipe.json").write_text(json.dumps(recipe.as_json(), indent=1), "utf-8")
    _say_photos(photos, run)
    held_out = make_validation_set(
        open_photos(recipe.validation, run.parent / "cache", progress=reading)
    )
    wanted = recipe.steps if options.stop_after is None else options.stop_after
    end = max(start, min(recipe.steps, wanted))  # what was learnt already stays
    step, scores = start, {}
    with RunLog(run) as log:
        try:
            for step, batch in _batches(recipe, photos, start, end, options.workers):
                progress.step(step / recipe.steps, f"step {step + 1} of {recipe.steps}")
                log.step(step, mode.step(batch, step), len(batch["mask"]))
                if (step + 1) % recipe.validate_every == 0 or step + 1 == end:
                    scores = _validate(mode, held_out, log, run, step + 1)
                if (step + 1) % recipe.save_every == 0:
                    _save(mode, recipe, run, step + 1)
        except (Cancelled, KeyboardInterrupt):
            _save(mode, recipe, run, step)  # the step under way was not done
            raise
    _save(mode, recipe, run, end)
    return scores or validate(mode.fill, held_out)[0]


def _batches(
    recipe: InpaintRecipe, photos: Photos, start: int, end: int, workers: int
) -> Iterator[tuple[int, Batch]]:
    """(step, batch) from `start` on; sample indices count on through all stages."""
    first_step = first_index = 0
    for stage in recipe.stages:
        last_step = first_step + stage.steps
        todo = range(max(start, first_step), min(end, last_step))
        if todo:
            yield from zip(
                todo,
                _loader(recipe, stage, photos, todo, first_step, first_index, workers),
                strict=True,
            )
        first_step, first_index = last_step, first_index + stage.steps * stage.batch


def _loader(
    recipe: InpaintRecipe,
    stage: Stage,
    photos: Photos,
    todo: range,
    first_step: int,
    first_index: int,
    workers: int,
) -> DataLoader[dict[str, np.ndarray]]:
    indices = [
        range(first_index + (step - first_step) * stage.batch,
              first_index + (step - first_step + 1) * stage.batch)
        for step in todo
    ]  # fmt: skip
    return DataLoader(
        Inpaint.samples(recipe, stage, photos),
        batch_sampler=indices,  # type: ignore[arg-type]
        num_workers=workers,
        worker_init_fn=_quiet_worker if workers else None,
        prefetch_factor=4 if workers else None,
    )


def _quiet_worker(_: int) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the main process's to answer
    cv2.setNumThreads(1)
    torch.set_num_threads(1)


def _resume(mode: Inpaint, recipe: InpaintRecipe, run: Path) -> int:
    saved = load_state(run / "state.pt")
    if saved is None:
        return 0
    differs = [
        key
        for key, value in json.loads(json.dumps(recipe.as_json())).items()
        if saved["recipe"].get(key) != value and key not in ("photos", "validation")
    ]
    if differs:
        raise RecipeError(
            f"{run} holds a run of another recipe ({differs[0]} differs): "
            "choose another --out folder, or the recipe it was started with."
        )
    mode.load_state(saved["mode"])
    return int(saved["step"])


def _save(mode: Inpaint, recipe: InpaintRecipe, run: Path, step: int) -> None:
    save_state(
        run / "state.pt",
        {"step": step, "recipe": json.loads(json.dumps(recipe.as_json())), "mode": mode.state()},
    )
    save_weights(run / "ema.safetensors", mode.ema)


def _validate(
    mode: Inpaint, held_out: ValidationSet, log: RunLog, run: Path, step: int
) -> dict[str, float]:
    scores, sheet = validate(mode.fill, held_out)
    log.write({"step": step, "validation": scores})
    for name, value in scores.items():
        log.board.add_scalar(f"gain over NS, dB/{name}", value, step)
    (run / "samples").mkdir(exist_ok=True)
    cv2.imwrite(str(run / "samples" / f"{step:07d}.png"), sheet[..., ::-1])
    log.board.add_image("samples", sheet, step, dataformats="HWC")
    return scores


def _say_photos(photos: Photos, run: Path) -> None:
    found = {
        "photographs": len(photos),
        "tiers": photos.tiers(),
        "digest": photos.digest(),
        "skipped": photos.skipped,
    }
    (run / "photos.json").write_text(json.dumps(found, indent=1), "utf-8")


class RunLog:
    """log.jsonl and TensorBoard, the same values in both; losses are means since the last line."""

    def __init__(self, run: Path) -> None:
        from torch.utils.tensorboard import SummaryWriter  # late: seconds to import

        self.board = SummaryWriter(str(run))
        self._file = (run / "log.jsonl").open("a", encoding="utf-8")
        self._kept: list[dict[str, float]] = []
        self._samples, self._since = 0, time.perf_counter()

    def step(self, step: int, values: dict[str, float], samples: int) -> None:
        if not np.isfinite(values["loss"]):
            raise RecipeError(
                f"the loss is {values['loss']} at step {step}: the run diverged. "
                "Lower `lr` in the recipe and start it anew with another --out folder."
            )
        self._kept.append(values)
        self._samples += samples
        if (step + 1) % LOG_EVERY:
            return
        means = {k: float(np.mean([v[k] for v in self._kept])) for k in values}
        seconds = time.perf_counter() - self._since
        self.write({"step": step + 1, "crops_per_s": self._samples / seconds} | means)
        for name, value in means.items():
            self.board.add_scalar(f"train/{name}", value, step + 1)
        self._kept, self._samples, self._since = [], 0, time.perf_counter()

    def write(self, line: Mapping[str, object]) -> None:
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()

    def __enter__(self) -> RunLog:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self.board.close()

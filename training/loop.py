"""The one loop: batches from (seed, index), steps, checkpoints, samples, log lines, guards.

A run can be ended anywhere (Ctrl+C, power cut) and goes on from its last checkpoint with the same
result as if it had not been ended: samples depend on (seed, index) alone, and the state holds
weights, averages, optimisers and the step. Under `torchrun` every process takes its part of each
batch, and the first one writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import torch
from torch.utils.data import DataLoader

from engine.errors import RecipeError
from engine.progress import Cancelled, Progress
from training.checkpoint import load_state, save_state, save_weights
from training.data.photos import Photos, open_photos
from training.data.validation_photos import list_digest, refuse_validation_photos
from training.distributed import agree, first_process_first, process_group, processes, rank
from training.guards import ROLLBACKS, Guards
from training.modes import mode_class
from training.modes.base import Batch, Batches, Mode, Scores
from training.recipe import Recipe, Stage, recipe_from
from training.run_log import RunLog
from training.transfer import transfer

LOG_EVERY = 50  # steps
AHEAD = 8  # batches that a device makes at once
MOST_OF_A_CARD = 0.4  # of its free memory, that photographs may take


@dataclass(frozen=True)
class RunOptions:
    """How a run is carried out; nothing here changes its result but `device`."""

    device: str = "cpu"
    workers: int = 1  # processes that make samples
    threads: int = 0  # of torch; 0 = torch's own choice
    stop_after: int | None = None  # steps; for dry runs
    compiled: bool = False  # torch.compile: a minute to begin with, faster steps


def train(
    recipe: Recipe,
    run: Path,
    options: RunOptions,
    progress: Progress,
    photos: tuple[Photos, Photos] | None = None,
) -> Scores:
    """Train until the recipe's last step, going on from `run`'s checkpoint if it has one.

    `run` gets: recipe.json, log.jsonl, state.pt (all that is needed to go on), ema.safetensors
    (what is exported), samples/*.png and TensorBoard events. Returns the last validation.

    Args:
        photos: to train on and held out, instead of those in the recipe's folders.

    Raises:
        RecipeError: no photographs, the checkpoint belongs to another recipe, `run` cannot be
            written to, or the run diverged again and again.
        Cancelled: stopped; the checkpoint is saved first.
    """
    try:
        with process_group(options.device) as device:
            return _Run(recipe, run, options, device, progress, photos).to_the_end()
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise RecipeError(
            f"the run {run} cannot go on: {error.strerror or error}{where}. See to free space and "
            "permissions, then start the same command again; it goes on from the last checkpoint."
        ) from error


class _Trouble(Exception):
    """What the guards saw: the run goes back to its last checkpoint."""


class _Run:
    """One recipe on its way; `to_the_end` reads from top to bottom."""

    def __init__(
        self,
        recipe: Recipe,
        run: Path,
        options: RunOptions,
        device: str,
        progress: Progress,
        photos: tuple[Photos, Photos] | None,
    ) -> None:
        if options.threads:
            torch.set_num_threads(options.threads)
        cv2.setNumThreads(1)  # samples are made in processes of their own
        run.mkdir(parents=True, exist_ok=True)
        self.recipe, self.run, self.options, self.progress = recipe, run, options, progress
        with first_process_first():
            self.photos, held_out = photos or [
                open_photos(folder, run.parent / "cache", progress=_mute(progress))
                for folder in (recipe.photos, recipe.validation)
            ]
            _refuse_validation_photos_once(self.photos)
        _check_sizes(recipe, self.photos)
        self.guards = Guards()
        self.mode: Mode = mode_class(recipe.mode)(recipe, torch.device(device))
        self.start = self._resume()
        if options.compiled:
            for learner in self.mode.learners.values():
                learner.net.compile(dynamic=False)  # free sizes fail in attention; stages are few
        if rank() == 0:
            _write_json(run / "recipe.json", recipe.as_json())
            _write_json(run / "photos.json", _told(self.photos))
        self.batches = _on_device(recipe, self.mode, self.photos)
        self.held_out = self.mode.held_out(held_out)
        wanted = recipe.steps if options.stop_after is None else options.stop_after
        # What was learnt already stays.
        self.end = max(self.start, min(recipe.steps, wanted))

    def to_the_end(self) -> Scores:
        scores: Scores = {}
        with RunLog(self.run, quiet=rank() > 0) as log:
            start = self.start
            if start == 0:
                self._save(0)  # where a run that diverges at once goes back to
            while True:
                try:
                    scores = self._steps(start, log) or scores
                    break
                except _Trouble as trouble:
                    start = self._roll_back(trouble, log)
        self._save(self.end)
        return scores or self.mode.validate(self.held_out)[0]

    def _steps(self, start: int, log: RunLog) -> Scores:
        step, scores = start, {}
        try:
            for step, batch in self._batches(start):
                self._report(step)
                log.keep(self.mode.step(batch, step), len(next(iter(batch.values()))))
                done = step + 1
                if done % LOG_EVERY == 0:
                    self._look(done, log)
                if self.options.compiled and done == start + LOG_EVERY:
                    self._check_gradients()
                if done % self.recipe.validate_every == 0 or done == self.end:
                    scores = self._validate(done, log)
                if done % self.recipe.save_every == 0 or done == self.end:
                    self._check(log.means(), done)
                    self._save(done)
        except (Cancelled, KeyboardInterrupt):
            self._save(step)  # the step under way was not done
            raise
        return scores

    def _report(self, step: int) -> None:
        try:
            self.progress.step(step / self.recipe.steps, f"step {step + 1} of {self.recipe.steps}")
        except Cancelled:
            agree(True)
            raise
        if agree(False):
            raise Cancelled

    def _look(self, step: int, log: RunLog) -> None:
        means = log.means()
        self._check(means, step)
        log.line(step, means)

    def _check_gradients(self) -> None:
        """Compilers can be wrong: a run of hours has left all but the outermost layers unmoved."""
        still = [n for learner in self.mode.learners.values() for n in learner.without_gradient()]
        if still:
            raise RecipeError(
                f"compiled, {len(still)} of the network's weights learn nothing ({still[0]} is the "
                "first): train without --compile, and report this."
            )

    def _check(self, means: Scores, step: int) -> None:
        trouble = self.guards.look(step, means)
        if agree(bool(trouble)):
            raise _Trouble(trouble or "another process is in trouble")

    def _validate(self, step: int, log: RunLog) -> Scores:
        if rank() > 0:
            scores: Scores = {}
        else:
            scores, sheet = self.mode.validate(self.held_out)
            log.validation(step, scores, sheet)
        trouble = self.mode.trouble(scores) if scores else ""
        if agree(bool(trouble)):
            raise _Trouble(trouble or "another process is in trouble")
        return scores

    def _roll_back(self, trouble: _Trouble, log: RunLog) -> int:
        """Back to the last checkpoint with half the learning rate; returns its step."""
        if not self.guards.rolled_back():
            raise RecipeError(
                f"the run diverged {ROLLBACKS} times, the last time because {trouble}: lower `lr` "
                "in the recipe and start it anew with another --out folder."
            )
        log.forget()
        step = self._resume()
        for learner in self.mode.learners.values():
            learner.lr_scale *= 0.5
        self.mode.soften()
        log.write({"step": step, "rolled_back": str(trouble)})
        self._save(step)  # the next return must not undo what was lowered
        return step

    def _batches(self, start: int) -> Iterator[tuple[int, Batch]]:
        """(step, batch) from `start` on; sample indices count on through all stages."""
        first_step = first_index = 0
        for stage in self.recipe.stages:
            last_step = first_step + stage.steps
            todo = range(max(start, first_step), min(self.end, last_step))
            if todo:
                every = range(first_index, first_index + stage.steps * stage.batch, stage.batch)
                skipped = todo.start - first_step
                made = self._samples(stage, every, skipped, skipped + len(todo))
                yield from zip(todo, made, strict=True)
            first_step, first_index = last_step, first_index + stage.steps * stage.batch

    def _samples(self, stage: Stage, every: range, start: int, end: int) -> Iterator[Batch]:
        """Batches `start`..`end` of a stage's; `every`: their first indices.

        Of each the part of this process.
        """
        if stage.batch % processes():
            raise RecipeError(
                f"batch = {stage.batch} cannot be shared by {processes()} processes: "
                "make it a multiple of their number."
            )
        parts = [range(i + rank(), i + stage.batch, processes()) for i in every]
        if self.batches is not None:
            yield from _made_ahead(self.batches, stage, parts, start, end, self.mode.device)
            return
        workers = self.options.workers
        yield from DataLoader(
            self.mode.samples(stage, self.photos),
            batch_sampler=[list(part) for part in parts[start:end]],
            num_workers=workers,
            worker_init_fn=_quiet_worker if workers else None,
            prefetch_factor=4 if workers else None,
            pin_memory=self.mode.device.type == "cuda",
        )

    def _resume(self) -> int:
        """Load the checkpoint, or the weights that the recipe starts from; returns the step."""
        saved = load_state(self.run / "state.pt")
        if saved is None:
            if self.recipe.init:
                transfer(self.mode.generator.net, Path(self.recipe.init))
                self.mode.generator.restart_average()
            return 0
        _check_same(self.recipe, saved["recipe"], self.run)
        self.mode.load_state(saved["mode"])
        self.guards.load_state(saved["guards"])
        return int(saved["step"])

    def _save(self, step: int) -> None:
        if rank() > 0:
            return
        state = {"step": step, "recipe": _plain(self.recipe), "mode": self.mode.state()}
        save_state(self.run / "state.pt", state | {"guards": self.guards.state()})
        save_weights(self.run / "ema.safetensors", self.mode.generator.ema)


def _on_device(recipe: Recipe, mode: Mode, photos: Photos) -> Batches | None:
    """What makes the batches on the device, or None where processes make the samples."""
    on_card = mode.device.type == "cuda"
    if recipe.samples == "processes" or (recipe.samples == "auto" and not on_card):
        return None
    if on_card and recipe.samples == "auto":
        free, _ = torch.cuda.mem_get_info(mode.device)
        if photos.store.stat().st_size > MOST_OF_A_CARD * free:
            return None
    batches = mode.batches(photos)
    if batches is None and recipe.samples == "device":
        raise RecipeError(
            f"samples = 'device': mode {recipe.mode!r} cannot make these samples there; "
            "set samples = 'auto'."
        )
    return batches


def _made_ahead(
    make: Batches,
    stage: Stage,
    parts: Sequence[range],
    start: int,
    end: int,
    device: torch.device,
) -> Iterator[Batch]:
    """Batches `start`..`end` of `parts`, AHEAD made at once: a card takes hardly longer for them.

    Always the same ones at once, wherever a run goes on, so that nothing is rounded otherwise.
    """
    for first in range(start // AHEAD * AHEAD, end, AHEAD):
        group = parts[first : first + AHEAD]
        made = make(stage, torch.tensor([i for part in group for i in part], device=device))
        for number in range(max(start, first), min(end, first + len(group))):
            own = slice((number - first) * len(group[0]), (number - first + 1) * len(group[0]))
            yield {name: samples[own] for name, samples in made.items()}


def _check_same(recipe: Recipe, saved: dict[str, Any], run: Path) -> None:
    # A setting that did not exist then had the effect of its default.
    before = _plain(recipe_from(saved))
    differs = [
        key
        for key, value in _plain(recipe).items()
        if before[key] != value and key not in ("photos", "validation")
    ]
    if differs:
        raise RecipeError(
            f"{run} holds a run of another recipe ({differs[0]} differs): "
            "choose another --out folder, or the recipe it was started with."
        )


def _check_sizes(recipe: Recipe, photos: Photos) -> None:
    """A crop larger than every photograph would be nothing but enlarged pixels."""
    largest = max(min(p.height, p.width) for p in photos.photos)
    for stage in recipe.stages:
        if stage.crop > largest:
            raise RecipeError(
                f"crop = {stage.crop} is larger than every photograph in {photos.folder} (the "
                f"largest holds {largest} px): use smaller crops or larger photographs."
            )


def _refuse_validation_photos_once(photos: Photos) -> None:
    """Reading every file of a large album takes minutes: not again until a photograph changes."""
    refused_none = photos.store.with_suffix(f".not-{list_digest()}")
    if not refused_none.exists():
        refuse_validation_photos(photos.folder)
        refused_none.touch()


def _plain(recipe: Recipe) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(json.dumps(recipe.as_json()))
    return values


def _told(photos: Photos) -> dict[str, object]:
    return {
        "photographs": len(photos),
        "tiers": photos.tiers(),
        "digest": photos.digest(),
        "skipped": photos.skipped,
    }


def _write_json(path: Path, values: dict[str, Any]) -> None:
    path.write_text(json.dumps(values, indent=1), "utf-8")


def _mute(progress: Progress) -> Progress:
    """Reading photographs takes a minute once; it can be stopped, and the bar stays at nothing."""
    return progress.part(0.0, 0.0)


def _quiet_worker(_: int) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the main process's to answer
    cv2.setNumThreads(1)
    torch.set_num_threads(1)

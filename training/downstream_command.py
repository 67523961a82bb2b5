"""The command `downstream`: do generated textures help a classifier? Imports torch when run."""

from __future__ import annotations

import argparse
from pathlib import Path

SEEDS = range(4, 11)
STEPS = 300


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = commands.add_parser(
        "downstream",
        help="measure whether generated textures help a classifier",
        description="Train classifiers of damage with and without textures from a run of the mode "
        "noise, and write how well they tell patches of held-out photographs.",
    )
    p.add_argument("run_folder", type=Path, metavar="RUN", help="folder of a run of textures")
    p.add_argument("--out", type=Path, required=True, help="Markdown file to write")
    p.add_argument("--photos", type=Path, help="folder of photographs, instead of the run's")
    p.add_argument("--validation", type=Path, help="folder of held-out photographs")
    p.add_argument("--seeds", type=int, choices=SEEDS, default=5, help="of each arm; default: 5")
    p.add_argument("--steps", type=int, default=STEPS, help=f"of each classifier; default: {STEPS}")
    p.set_defaults(run=run_downstream)


def run_downstream(args: argparse.Namespace) -> int:
    import torch

    from engine import paths
    from engine.cli import reporter
    from engine.errors import RecipeError, SaveError
    from engine.progress import Progress
    from training.data.photos import open_photos
    from training.downstream import Experiment, table
    from training.modes.noise import NoiseRecipe
    from training.recipe import Recipe
    from training.register import run_recipe

    if args.steps < 1:
        raise RecipeError(f"--steps {args.steps}: must be at least 1.")
    recipe: Recipe = run_recipe(args.run_folder)
    if not isinstance(recipe, NoiseRecipe):
        raise RecipeError(f"{args.run_folder} is a run of the mode {recipe.mode!r}, not 'noise'.")
    photos = open_photos(args.photos or recipe.photos, paths.user_cache())
    held_out = open_photos(args.validation or recipe.validation, paths.user_cache())
    torch.set_num_threads(1)  # processor time is reported
    experiment = Experiment(recipe, args.run_folder, photos, held_out)
    told = table(experiment.run(args.seeds, args.steps, Progress(reporter())))
    try:
        args.out.write_text(told, "utf-8")
    except OSError as error:
        why = error.strerror or error
        raise SaveError(f"{args.out} cannot be written: {why}. Choose another --out.") from error
    return 0

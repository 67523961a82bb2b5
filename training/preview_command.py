"""The command `preview`. Imports what is heavy inside functions only."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    p = commands.add_parser("preview", help="show synthetic damage beside real old scans")
    p.add_argument("recipe", type=Path, help="TOML file of the mode segment")
    p.add_argument("--out", type=Path, required=True, help="picture to write, PNG")
    p.add_argument("--photos", type=Path, help="folder of photographs, instead of the recipe's")
    p.add_argument("--old", type=Path, help="folder of real old scans to show beside them")
    p.set_defaults(run=run_preview)


def run_preview(args: argparse.Namespace) -> int:
    from PIL import Image

    from engine import paths
    from engine.errors import RecipeError, SaveError
    from training.data.damage import KINDS
    from training.data.photos import open_photos
    from training.preview import ROWS, make_sheet
    from training.recipe import load_recipe

    recipe = load_recipe(args.recipe)
    if recipe.kinds != KINDS:
        raise RecipeError(
            f"{args.recipe.name} is a recipe of the mode {recipe.mode!r}, whose samples show no "
            "damage: preview one of the mode segment."
        )
    photos = open_photos(args.photos or recipe.photos, paths.user_cache())
    old = open_photos(args.old, paths.user_cache()) if args.old else None
    sheet = make_sheet(recipe.stages[-1].mixture, photos, recipe.seed, ROWS, old=old)
    try:
        Image.fromarray(sheet).save(args.out, "PNG")
    except OSError as error:
        why = error.strerror or error
        raise SaveError(f"{args.out} cannot be written: {why}. Choose another --out.") from error
    return 0

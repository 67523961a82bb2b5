import dataclasses
from pathlib import Path

import pytest

from engine.errors import RecipeError
from training.recipe import load_recipe, recipe_from

STAGE = "[[stages]]\nsteps = 3\ncrop = 64\nbatch = 2\nmixture = { dust = 1 }\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('name = "x"\n', "stages"),
        (STAGE, "'name'"),
        ('name = "x"\nspeed = 3\n' + STAGE, "'speed'"),
        ('name = "x"\n' + STAGE.replace("crop = 64", "crop = 65"), "crop = 65"),
        ('name = "x"\n' + STAGE.replace("dust", "rust"), "'rust'"),
        ('name = "x"\n' + STAGE + "size = 3\n", "'size'"),
        ('name = "x"\noptimiser = "magic"\n' + STAGE, "magic"),
        ('name = "x"\nmode = "dream"\n' + STAGE, "dream"),
        ("name = \n", "not valid TOML"),
    ],
)
def test_a_wrong_recipe_is_told_with_its_file_and_key(tmp_path, text, told):
    with pytest.raises(RecipeError, match=r"mine\.toml") as error:
        load_recipe(write(tmp_path, text))
    assert told in str(error.value)


def test_a_recipe_survives_the_run_folder(tmp_path):
    recipe = load_recipe(write(tmp_path, 'name = "x"\nencoder = [1, 2, 2]\n' + STAGE))
    assert (
        recipe_from(recipe.as_json() | {"stages": [dict(s) for s in recipe.as_json()["stages"]]})
        == recipe
    )


@pytest.mark.parametrize(
    "path", sorted(Path("training/recipes").glob("*.toml")), ids=lambda p: p.stem
)
def test_every_recipe_that_ships_is_read(root, path):
    recipe = load_recipe(root / path)
    assert recipe.name == path.stem
    assert dataclasses.asdict(recipe)["stages"]

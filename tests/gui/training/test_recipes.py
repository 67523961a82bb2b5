"""Recipes as the window reads them, and the log of a run."""

from __future__ import annotations

import json

import pytest

from engine.errors import RecipeError
from gui.training.curves import value_range
from gui.training.recipes import copy_recipe, list_recipes, read_recipe
from gui.training.runs import RunLog


@pytest.mark.parametrize(
    ("name", "minutes"),
    [("photonet-fill-2", 30), ("photonet-fill-3", 120)],
)
def test_the_guess_is_near_what_the_recipes_say_was_measured(name, minutes):
    recipe = next(recipe for recipe in list_recipes() if recipe.name == name)
    assert recipe.seconds / 60 == pytest.approx(minutes, rel=0.15)


def test_what_is_no_recipe_is_a_sentence_and_is_not_listed(tmp_path):
    (tmp_path / "a.toml").write_text("name = 3")
    with pytest.raises(RecipeError, match="needs TOML with"):
        read_recipe(tmp_path / "a.toml")
    assert list_recipes(tmp_path) == []


def test_half_as_many_undamaged_crops_take_three_quarters_of_the_time(tmp_path):
    recipe = next(recipe for recipe in list_recipes() if recipe.name == "photonet-detect")
    text = recipe.path.read_text().replace("twin_share = 0.5\n", "")
    (tmp_path / "all.toml").write_text(text)
    assert recipe.seconds == pytest.approx(0.75 * read_recipe(tmp_path / "all.toml").seconds)


def test_a_copy_differs_in_its_name_alone(tmp_path):
    recipe = next(recipe for recipe in list_recipes() if recipe.name == "photonet-fill")
    copy_recipe(recipe, "mine", tmp_path / "run" / "mine.toml")
    before, after = recipe.path.read_text(), (tmp_path / "run" / "mine.toml").read_text()
    assert after == before.replace('name = "photonet-fill"', 'name = "mine"', 1)
    assert read_recipe(tmp_path / "run" / "mine.toml").name == "mine"


def lines(folder, *told):
    with (folder / "log.jsonl").open("a") as file:
        file.writelines(json.dumps(line) + "\n" for line in told)


def test_a_log_is_followed_and_a_half_line_waits(tmp_path):
    log = RunLog(tmp_path)
    assert not log.read()
    lines(tmp_path, {"step": 50, "loss": 2.0})
    with (tmp_path / "log.jsonl").open("a") as file:
        file.write('{"step": 100, "lo')
    assert log.read() and log.training["loss"] == [(50, 2.0)]
    assert not log.read()
    with (tmp_path / "log.jsonl").open("a") as file:
        file.write('ss": 1.0}\n')
    assert log.read() and log.training["loss"][-1] == (100, 1.0)


def test_after_a_return_to_a_checkpoint_the_curve_goes_on_from_there(tmp_path):
    log = RunLog(tmp_path)
    lines(tmp_path, *({"step": step, "loss": 1.0} for step in (50, 100, 150)))
    lines(tmp_path, {"step": 50, "rolled_back": "it diverged"}, {"step": 100, "loss": 0.5})
    log.read()
    assert log.training["loss"] == [(50, 1.0), (100, 0.5)] and log.trouble == "it diverged"


def test_time_left_follows_from_the_speed(tmp_path):
    stages = [{"steps": 100, "batch": 8}]
    (tmp_path / "recipe.json").write_text(json.dumps({"stages": stages}))
    lines(tmp_path, {"step": 50, "samples_per_s": 4.0})
    log = RunLog(tmp_path)
    assert log.seconds_left(100) is None
    log.read()
    assert log.seconds_left(100) == pytest.approx(50 * 8 / 4)


def test_a_curve_that_does_not_move_still_has_a_scale():
    low, high = value_range([(0, 3.0), (1, 3.0)])
    assert low < 3.0 < high

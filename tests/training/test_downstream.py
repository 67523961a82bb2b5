"""The experiment with generated textures: what each arm is trained on, and what the table says."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from engine.errors import RecipeError
from engine.progress import Progress
from main import main
from training import downstream
from training.checkpoint import save_weights
from training.data.photos import open_photos
from training.downstream import (
    ARMS,
    AUGMENTED,
    CLASSES,
    CLEAN,
    DUPLICATED,
    GENERATED,
    Experiment,
    Patches,
    Result,
    classifier,
    interval,
    recall_by_class,
    table,
    varied,
)
from training.modes.noise import NoiseRecipe, make_network
from training.recipe import Stage

# Not in the order of CLASSES: labels must not be taken for classes.
MIXTURE = {"stain": 1.0, "scratch": 1.0, "mould": 1.0, "dust": 1.0}


def recipe_with(**settings: object) -> NoiseRecipe:
    stage = Stage(steps=1, crop=32, batch=1, mixture=MIXTURE)
    plain = {"name": "tiny", "stages": (stage,), "noise": 4, "width": 4, "cap": 8, "patches": 24}
    return NoiseRecipe(**plain | settings)


@pytest.fixture(scope="module")
def experiment(tmp_path_factory, photo_folder, validation_folder):
    run = tmp_path_factory.mktemp("run")
    recipe = recipe_with()
    torch.manual_seed(0)
    save_weights(run / "ema.safetensors", make_network(recipe))
    photos, held_out = (open_photos(f, run) for f in (photo_folder, validation_folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(downstream, "TEST", 25)
        return Experiment(recipe, run, photos, held_out)


def test_the_real_set_has_every_texture_and_clean_patches(experiment):
    assert len(experiment.real) == 24 + 6 and len(experiment.test) == 25
    assert (experiment.real.classes == CLEAN).sum() == 6
    assert (experiment.test.classes == CLEAN).sum() == 5
    assert set(experiment.real.classes) <= set(range(len(CLASSES)))


@pytest.mark.parametrize(("c", "d"), list(zip(GENERATED, DUPLICATED, strict=True)))
def test_generated_and_duplicated_sets_add_the_same_classes_to_the_same_real_ones(experiment, c, d):
    generated, duplicated = (experiment.training_set(arm, 3) for arm in (c, d))
    assert len(generated) == len(duplicated) == round(30 * (1 + c.generated))
    np.testing.assert_array_equal(np.sort(generated.classes), np.sort(duplicated.classes))
    for patches in (generated, duplicated):
        np.testing.assert_array_equal(patches.pictures[:30], experiment.real.pictures)
    again = experiment.training_set(c, 3)
    np.testing.assert_array_equal(generated.pictures, again.pictures)
    assert (generated.pictures[30:] != experiment.training_set(c, 4).pictures[30:]).any()


def test_generated_and_duplicated_sets_differ_by_their_textures_alone(experiment, monkeypatch):
    monkeypatch.setattr(experiment, "generated", lambda kinds, seed: experiment.textures[like])
    like = np.random.default_rng(3).permutation(30)
    like = like[like < 24]
    generated, duplicated = (experiment.training_set(arm[2], 3) for arm in (GENERATED, DUPLICATED))
    np.testing.assert_array_equal(generated.pictures, duplicated.pictures)


def test_the_generator_is_asked_for_the_class_it_is_labelled_with(experiment, monkeypatch):
    asked = []

    def net(noise: torch.Tensor) -> torch.Tensor:
        asked.extend(noise[:, -4:, 0, 0].argmax(1).tolist())
        return torch.zeros(len(noise), 4, 32, 32)

    monkeypatch.setattr(experiment, "net", net)
    experiment.generated(np.array([3, 0, 1, 1, 2]), seed=0)
    assert [list(MIXTURE)[k] for k in asked] == ["stain", "scratch", "dust", "dust", "mould"]


def test_a_classifier_tells_colours_apart_and_its_recall_is_by_class():
    colours = np.array([[250, 0, 0], [0, 250, 0], [0, 0, 250], [250, 250, 0], [0, 0, 0]], np.uint8)
    classes = np.arange(40) % 5
    pictures = np.broadcast_to(colours[classes][:, None, None], (40, 16, 16, 3)).copy()
    net = classifier(Patches(pictures, classes), augmented=False, seed=1, steps=40)
    relabelled = np.where(np.arange(40) == 0, 1, classes)  # the first was of class 0
    expected = [1, 8 / 9, 1, 1, 1]
    np.testing.assert_allclose(recall_by_class(net, Patches(pictures, relabelled)), expected)


def test_augmentation_keeps_the_pixels_and_changes_light_and_contrast_by_picture():
    pictures = torch.rand(6, 3, 8, 8) - 0.5
    changed = varied(pictures, torch.Generator().manual_seed(4))
    for before, after in zip(pictures, changed, strict=True):
        before, after = before.flatten().sort().values, after.flatten().sort().values
        slope = (after[-1] - after[0]) / (before[-1] - before[0])
        assert 0.75 <= slope <= 1.25
        torch.testing.assert_close(after, after[0] + slope * (before - before[0]))


def test_an_interval_is_students():
    # Mean 0.5, deviation 0.1, t(4) = 2.776: half 2.776 * 0.1 / sqrt(5) = 0.1241.
    values = 0.5 + 0.1 * np.array([-1.0, 1.0, 0.0, 1.0, -1.0])
    assert interval(values) == "50.0 ± 12.4"
    assert interval(values - 0.2, "+") == "+30.0 ± 12.4"


def test_the_table_compares_arms_seed_by_seed():
    noise = np.linspace(0, 0.1, 5)[:, None] * np.ones(5)  # the same in all arms: it cancels
    gain = {arm: 0.1 * i for i, arm in enumerate(ARMS)}
    told = table([Result(arm, 10, 0.1 + gain[arm] + noise, 1.0) for arm in ARMS]).splitlines()
    assert len(told) == 2 + len(ARMS)
    cells = {line.split(" | ")[0][2:]: line.split(" | ") for line in told[2:]}
    assert cells[AUGMENTED.name][3:5] == ["", ""]
    assert cells[ARMS[0].name][3:5] == ["-10.0 ± 0.0", ""]
    assert cells[GENERATED[2].name][3:5] == ["+30.0 ± 0.0", "-30.0 ± 0.0"]


def test_all_arms_are_run(experiment):
    results = experiment.run(seeds=2, steps=2, progress=Progress())
    assert [result.arm for result in results] == list(ARMS)
    assert all(result.recall.shape == (2, len(CLASSES)) for result in results)
    assert [result.patches for result in results] == [30, 30, 38, 45, 60, 38, 45, 60]


@pytest.mark.parametrize(
    "settings",
    [
        {"patches": 0},
        {"stages": (Stage(steps=1, crop=32, batch=1, mixture={"dust": 1.0, "tear": 1.0}),)},
    ],
)
def test_a_run_that_cannot_be_judged_is_refused(tmp_path, settings):
    with pytest.raises(RecipeError, match="mixture names scratch"):
        Experiment(recipe_with(**settings), tmp_path, None, None)


def test_the_command_writes_the_table(tmp_path, photo_folder, validation_folder, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(downstream, "TEST", 25)
    recipe = recipe_with(photos=photo_folder, validation=validation_folder)
    save_weights(tmp_path / "ema.safetensors", make_network(recipe))
    (tmp_path / "recipe.json").write_text(json.dumps(recipe.as_json()))
    out = tmp_path / "table.md"
    words = ["downstream", str(tmp_path), "--out", str(out), "--seeds", "4", "--steps", "1"]
    assert main(words) == 0
    assert out.read_text().startswith("| arm | patches | accuracy | over b | over d | scratch |")

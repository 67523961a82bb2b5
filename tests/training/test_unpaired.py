import copy

import numpy as np
import pytest
import torch
from PIL import Image

from engine.errors import RecipeError
from training.data.pair_samples import UnpairedSamples
from training.data.photos import open_photos
from training.modes.unpaired import Unpaired, UnpairedRecipe
from training.recipe import Stage

SMALL = {"width": 8, "blocks": 1, "critic_width": 4, "pool": 3, "bf16": False, "warmup": 0}


@pytest.fixture(scope="module")
def sepia_folder(photo_folder, tmp_path_factory):
    """The photographs, yellowed."""
    folder = tmp_path_factory.mktemp("scans")
    for path in photo_folder.iterdir():
        grey = np.asarray(Image.open(path)).mean(2, keepdims=True)
        Image.fromarray((grey * [0.9, 0.75, 0.5]).astype(np.uint8)).save(folder / path.name)
    return folder


@pytest.fixture
def recipe(photo_folder, sepia_folder, validation_folder):
    return UnpairedRecipe(
        name="tiny",
        photos=photo_folder,
        scans=sepia_folder,
        validation=validation_folder,
        stages=(Stage(steps=30, crop=32, batch=2),),
        lr=2e-3,
        **SMALL,
    )


@pytest.fixture
def photos(photo_folder, tmp_path):
    return open_photos(photo_folder, tmp_path)


def batches(samples, count, size=2):
    made = [samples[i] for i in range(count * size)]
    return [
        {
            name: torch.from_numpy(np.stack([m[name] for m in made[i : i + size]]))
            for name in made[0]
        }
        for i in range(0, len(made), size)
    ]


def test_a_sample_is_a_scan_and_another_clean_photograph(photos, sepia_folder, tmp_path):
    sample = UnpairedSamples(open_photos(sepia_folder, tmp_path), photos, 1, 32)[3]
    assert sample["scan"].shape == sample["clean"].shape == (32, 32, 3)
    red, green, blue = sample["scan"].reshape(-1, 3).mean(0)
    assert red > green > blue  # yellowed
    again = UnpairedSamples(open_photos(sepia_folder, tmp_path), photos, 1, 32)[3]
    np.testing.assert_array_equal(again["scan"], sample["scan"])


def test_there_and_back_comes_nearer_to_where_it_began(recipe, photos):
    mode = Unpaired(recipe, torch.device("cpu"))
    (batch,) = batches(mode.samples(recipe.stages[0], photos), 1)
    held_out = {name: made.numpy() for name, made in batch.items()}
    before, _ = mode.validate(held_out)
    losses = [mode.step(batch, step)["cycle_l1"].item() for step in range(30)]
    assert losses[-1] < 0.4 * losses[0]
    after, sheet = mode.validate(held_out)
    assert after["cycle l1"] < 0.6 * before["cycle l1"]
    assert after["identity l1"] < 0.6 * before["identity l1"]
    assert sheet.shape == (2 * 2 * 32, 3 * 32, 3)


def test_the_held_out_crops_are_the_modes_photographs_and_as_many_scans(recipe, photos):
    held_out = Unpaired(recipe, torch.device("cpu")).held_out(photos)
    assert held_out["clean"].shape == held_out["scan"].shape == (6, 256, 256, 3)
    red, _, blue = held_out["scan"].reshape(-1, 3).mean(0)
    assert red > 1.5 * blue


def test_the_losses_of_one_step_by_hand(recipe):
    mode = Unpaired(recipe, torch.device("cpu"))
    for learner in mode.learners.values():
        for parameter in learner.net.parameters():
            torch.nn.init.zeros_(parameter)
    grey = {"clean": 0.8, "scan": 0.2}
    batch = {
        name: torch.full((2, 32, 32, 3), round(255 * value), dtype=torch.uint8)
        for name, value in grey.items()
    }
    values = {name: value.item() for name, value in mode.step(batch, 0).items()}
    # All generators give mid-grey, all logits are 0: (0 - 1)^2 + 0^2.
    assert values["critic_scan"] == values["critic_clean"] == pytest.approx(1)
    assert values["cycle_l1"] == values["identity_l1"] == pytest.approx(0.3 + 0.3)
    # By then each critic's last bias has moved by no more than Adam's first step, its lr.
    taught = values["adversarial_scan"] + values["adversarial_clean"]
    assert taught == pytest.approx(2, abs=1e-3)
    assert values["loss"] == pytest.approx(10 * (0.6 + 0.5 * 0.6) + taught, rel=1e-5)


def test_a_run_goes_on_from_its_state_exactly_with_its_pools(recipe, photos):
    whole, cut = (Unpaired(recipe, torch.device("cpu")) for _ in range(2))
    steps = batches(whole.samples(recipe.stages[0], photos), 6)
    for step, batch in enumerate(steps):
        whole.step(batch, step)
        if step == 3:  # the pools are full by now
            cut.load_state(copy.deepcopy(whole.state()))
    for step in (4, 5):
        cut.step(steps[step], step)
    for name, learner in whole.learners.items():
        same = cut.learners[name].net.state_dict()
        for key, tensor in learner.net.state_dict().items():
            torch.testing.assert_close(same[key], tensor, rtol=0, atol=0)
    torch.testing.assert_close(whole.extra_state(), cut.extra_state(), rtol=0, atol=0)


@pytest.mark.parametrize(
    "change", [{"adversarial": "relativistic"}, {"adversarial": "none"}, {"feature_matching": 1.0}]
)
def test_what_needs_pairs_is_refused(change, sepia_folder):
    with pytest.raises(RecipeError, match="there are no pairs to compare"):
        UnpairedRecipe(
            name="tiny", scans=sepia_folder, stages=(Stage(steps=1, crop=32, batch=1),), **change
        )

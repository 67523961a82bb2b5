import copy

import numpy as np
import pytest
import torch
from PIL import Image

from engine.errors import RecipeError
from training.data.pair_samples import PairSamples, find_pairs
from training.data.photos import open_photos
from training.modes.paired import Paired, PairedRecipe
from training.recipe import Stage

SMALL = {"width": 8, "depth": 3, "critic_width": 8, "bf16": False, "warmup": 0}


def save_pair(folder, name, damaged, clean):
    for side, picture in (("A", damaged), ("B", clean)):
        (folder / side).mkdir(exist_ok=True)
        Image.fromarray(picture).save(folder / side / name)


@pytest.fixture
def negatives(tmp_path, photo_folder):
    """Pairs of photographs and their negatives."""
    folder = tmp_path / "pairs"
    folder.mkdir()
    for path in sorted(photo_folder.iterdir()):
        clean = np.asarray(Image.open(path))
        save_pair(folder, path.name, 255 - clean, clean)
    return folder


@pytest.fixture
def recipe(negatives):
    stages = (Stage(steps=40, crop=32, batch=4, mixture={"pairs": 1.0}),)
    return PairedRecipe(
        name="tiny", photos=negatives, validation=negatives, stages=stages, lr=5e-3, **SMALL
    )


def batches(samples, size):
    for start in range(0, 2**62, size):
        made = [samples[i] for i in range(start, start + size)]
        yield {name: torch.from_numpy(np.stack([m[name] for m in made])) for name in made[0]}


def test_pairs_are_found_by_name_whatever_their_suffix(tmp_path):
    grey = np.full((40, 48, 3), 90, np.uint8)
    save_pair(tmp_path, "a.png", grey, grey)
    Image.fromarray(grey).save(tmp_path / "A" / "b.png")
    Image.fromarray(grey).save(tmp_path / "B" / "b.tif")
    Image.fromarray(grey).save(tmp_path / "A" / "alone.png")
    photos = open_photos(tmp_path, tmp_path / "cache")
    names = [tuple(photos.photos[i].file for i in pair) for pair in find_pairs(photos)]
    assert names == [("A/a.png", "B/a.png"), ("A/b.png", "B/b.tif")]


def test_a_pair_of_two_sizes_is_told(tmp_path):
    save_pair(tmp_path, "a.png", np.zeros((40, 48, 3), np.uint8), np.zeros((40, 50, 3), np.uint8))
    with pytest.raises(RecipeError, match=r"A/a\.png is 48 x 40 px and B/a\.png is 50 x 40"):
        find_pairs(open_photos(tmp_path, tmp_path / "cache"))


def test_a_folder_without_pairs_is_told(photo_folder, tmp_path):
    photos = open_photos(photo_folder, tmp_path)
    with pytest.raises(RecipeError, match="holds no pairs: put the damaged"):
        PairSamples(photos, 1, 32, {"pairs": 1.0})


def test_both_pictures_of_a_pair_show_the_same_window(negatives, tmp_path):
    samples = PairSamples(open_photos(negatives, tmp_path), 1, 32, {"pairs": 1.0})
    for i in range(10):
        sample = samples[i]
        assert sample["clean"].std() > 3
        np.testing.assert_allclose(255 - sample["damaged"], sample["clean"].astype(int), atol=1)


def test_drawn_damage_lies_on_the_clean_pictures_of_pairs(negatives, tmp_path):
    photos = open_photos(negatives, tmp_path)
    samples = PairSamples(photos, 1, 64, {"scratch": 1.0})
    assert {photo.file[0] for photo in samples.clean.photos} == {"B"}
    changed = [(s["damaged"] != s["clean"]).any(2).mean() for s in (samples[i] for i in range(8))]
    assert 0 < np.mean(changed) < 0.5


def test_it_learns_to_invert_colours(recipe, tmp_path):
    mode = Paired(recipe, torch.device("cpu"))
    photos = open_photos(recipe.photos, tmp_path)
    held_out = {name: crops[:, :64, :64] for name, crops in mode.held_out(photos).items()}
    before, _ = mode.validate(held_out)
    data = batches(mode.samples(recipe.stages[0], photos), 4)
    for step, batch in zip(range(recipe.steps), data, strict=False):
        mode.step(batch, step)
    after, sheet = mode.validate(held_out)
    assert after["l1"] < 0.4 * before["l1"]
    assert after["psnr gain"] > 5
    assert sheet.shape == (6 * 64, 3 * 64, 3) and sheet.dtype == np.uint8


def test_the_losses_of_one_step_by_hand(recipe, tmp_path):
    mode = Paired(recipe, torch.device("cpu"))
    for parameter in mode.learners["critic"].net.parameters():
        torch.nn.init.zeros_(parameter)
    for parameter in mode.generator.net.parameters():
        torch.nn.init.zeros_(parameter)
    batch = {
        "damaged": torch.zeros(2, 32, 32, 3, dtype=torch.uint8),
        "clean": torch.full((2, 32, 32, 3), 204, dtype=torch.uint8),
    }
    values = mode.step(batch, 0)
    # All logits 0: softplus(0) + softplus(0); the picture is tanh(0) = mid-grey, the clean one 0.8.
    assert values["critic"].item() == pytest.approx(2 * np.log(2), rel=1e-5)
    assert values["l1"].item() == pytest.approx(0.3, rel=1e-5)
    # By then the critic's last bias has moved by Adam's first step, lr, downwards or upwards.
    assert values["adversarial"].item() == pytest.approx(np.log(2), abs=2e-4)
    expected = 100 * 0.3 + values["adversarial"].item()
    assert values["loss"].item() == pytest.approx(expected, rel=1e-5)


def test_a_run_goes_on_from_its_state_exactly(recipe, tmp_path):
    recipe = PairedRecipe(
        name="tiny", photos=recipe.photos, validation=recipe.photos, stages=recipe.stages,
        adversarial="relativistic", penalty="r1r2", penalty_every=2, feature_matching=10.0,
        diffaugment=("brightness", "translation"), **SMALL,
    )  # fmt: skip
    data = batches(PairSamples(open_photos(recipe.photos, tmp_path), 1, 32, {"pairs": 1.0}), 2)
    steps = [next(data) for _ in range(4)]
    whole, cut = (Paired(recipe, torch.device("cpu")) for _ in range(2))
    for step, batch in enumerate(steps):
        whole.step(batch, step)
        if step == 1:
            cut.load_state(copy.deepcopy(whole.state()))
    for step in (2, 3):
        cut.step(steps[step], step)
    for name, learner in whole.learners.items():
        same = cut.learners[name].net.state_dict()
        for key, tensor in learner.net.state_dict().items():
            torch.testing.assert_close(same[key], tensor, rtol=0, atol=0)
    assert whole.extra_state() == cut.extra_state()


def test_a_wasserstein_critic_learns_five_times_for_each_time_of_the_generator(recipe, tmp_path):
    recipe = PairedRecipe(
        name="tiny", photos=recipe.photos, validation=recipe.photos, stages=recipe.stages,
        adversarial="wasserstein", penalty="wgan-gp", gamma=10.0, gamma_adapts=False,
        penalty_every=1, critic_steps=5, **SMALL,
    )  # fmt: skip
    mode = Paired(recipe, torch.device("cpu"))
    data = batches(mode.samples(recipe.stages[0], open_photos(recipe.photos, tmp_path)), 2)
    values = [mode.step(next(data), step) for step in range(6)]
    assert ["grad_norm" in v for v in values] == [True, False, False, False, False, True]
    assert all("penalty" in v and "critic" in v for v in values)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"adversarial": "gan"}, "adversarial = 'gan': use one of none, relativistic"),
        ({"penalty": "wgan-gp"}, "go together"),
        ({"diffaugment": ("blur",)}, "diffaugment = 'blur'"),
        ({"depth": 6}, "crop = 32: must be a multiple of 64"),
        ({"critic_steps": 0}, "at least 1"),
    ],
)
def test_settings_that_do_not_go_together_are_told(change, message):
    stages = (Stage(steps=1, crop=32, batch=1, mixture={"pairs": 1.0}),)
    with pytest.raises(RecipeError, match=message):
        PairedRecipe(name="tiny", stages=stages, **(SMALL | change))

"""Pictures from noise: that a small distribution is learnt, that collapse is seen, what is read."""

from __future__ import annotations

import gzip
import json
import struct
from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.errors import RecipeError
from engine.progress import Progress
from training.data.idx import read_idx
from training.data.noise_samples import PatchSamples, TextureSource, lay, texture
from training.loop import RunOptions, train
from training.modes.noise import HELD_OUT, Noise, NoiseRecipe, source_of, uniqueness
from training.networks.noise_gan import ConvCritic, ConvGenerator
from training.recipe import Stage

CPU = torch.device("cpu")
TEXTURES = {"scratch": 1.0, "dust": 1.0, "mould": 1.0, "stain": 1.0}


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def fc_recipe(**settings: object) -> NoiseRecipe:
    stage = Stage(steps=250, crop=20, batch=32, mixture={"photographs": 1.0})
    plain = {
        "name": "tiny",
        "stages": (stage,),
        "network": "fc",
        "noise": 8,
        "hidden": (32, 64, 64),
        "adversarial": "bce",
        "penalty": "r1",
        "gamma": 5.0,  # without it, this critic makes the generator forget one of two blobs
        "gamma_adapts": False,
        "penalty_every": 2,
        "optimiser": "adam",
        "betas": (0.5, 0.99),
        "lr": 2e-3,
        "critic_lr": 2e-3,
        "warmup": 0,
        "ema": 0.98,
        "bf16": False,
    }
    return NoiseRecipe(**plain | settings)


def conv_recipe(**settings: object) -> NoiseRecipe:
    stage = Stage(steps=4, crop=32, batch=4, mixture=TEXTURES)
    plain = {"name": "tiny", "stages": (stage,), "width": 4, "cap": 8, "critic_width": 4}
    return NoiseRecipe(**plain | {"noise": 8, "bf16": False, "penalty_every": 1} | settings)


def blobs(n: int, seed: int) -> np.ndarray:
    """uint8 (n, 20, 20, 1): dark, with a bright square at the left or at the right."""
    rng = np.random.default_rng(seed)
    made = rng.normal(30, 6, (n, 20, 20, 1))
    for picture, right in zip(made, rng.integers(2, size=n), strict=True):
        picture[5:11, 9:15] += 180 * right
        picture[5:11, 1:7] += 180 * (1 - right)
    return made.clip(0, 255).astype(np.uint8)


def batch_of(patches: np.ndarray, labels: int = 0) -> dict[str, torch.Tensor]:
    label = np.zeros((len(patches), 1, 1, labels), np.uint8)
    return {"patch": torch.from_numpy(patches), "label": torch.from_numpy(label)}


def test_two_blobs_are_learnt_both_and_nothing_between_them():
    mode = Noise(fc_recipe(), CPU)
    for step in range(250):
        mode.step(batch_of(blobs(32, step)), step)
    made = mode.made(torch.randn(200, 8, 1, 1, generator=torch.Generator().manual_seed(1)))
    left, right = made[:, 5:11, 1:7].mean((1, 2, 3)), made[:, 5:11, 9:15].mean((1, 2, 3))
    is_left, is_right = (left > 150) & (right < 90), (right > 150) & (left < 90)
    assert (is_left | is_right).mean() > 0.8
    assert 0.2 < is_left.mean() < 0.8
    assert uniqueness(made, blobs(200, 999), np.zeros(200)) > 0.5


def test_uniqueness_is_that_of_the_kind_which_varies_least():
    true = np.zeros((4, 2, 2, 1), np.uint8)
    true[1::2] = 100  # two kinds, in each a pair that differs by 100 everywhere
    made = true.copy()
    made[1] = 30
    kinds = np.array([0, 0, 1, 1])
    assert uniqueness(made, true, kinds) == pytest.approx(0.3)
    assert uniqueness(made, true, np.array([0, 1, 2, 2])) == pytest.approx(1.0)


def test_a_planted_collapse_rolls_the_run_back(monkeypatch, photo_folder, tmp_path):
    step = Noise.step

    def collapsing(self: Noise, batch: object, number: int) -> object:
        values = step(self, batch, number)
        if number >= 2:
            for net in (self.generator.net, self.generator.ema):
                torch.nn.init.zeros_(net.hidden[0].weight)  # noise no longer matters
        return values

    monkeypatch.setattr(Noise, "step", collapsing)
    stage = Stage(steps=8, crop=20, batch=2, mixture={"photographs": 1.0})
    recipe = fc_recipe(
        stages=(stage,),
        photos=photo_folder,
        validation=photo_folder,
        validate_every=4,
        save_every=1,
    )
    with pytest.raises(RecipeError, match="collapsed"):
        train(recipe, tmp_path / "run", RunOptions(workers=0, threads=1), Progress())
    lines = [json.loads(x) for x in (tmp_path / "run/log.jsonl").read_text().splitlines()]
    back = [line for line in lines if "rolled_back" in line]
    assert len(back) == 2 and back[0]["step"] == 3
    assert [line["validation"]["uniqueness"] for line in lines if "validation" in line] == [0] * 3


def test_samples_that_are_alike_are_a_collapse_once_they_varied_or_in_the_second_half():
    mode = Noise(fc_recipe(), CPU)  # of 250 steps
    assert mode.trouble({"uniqueness": 0.1}) == ""
    mode.step(batch_of(blobs(4, 0)), 124)
    assert "10%" in mode.trouble({"uniqueness": 0.1})
    mode = Noise(fc_recipe(), CPU)
    assert mode.trouble({"uniqueness": 0.51}) == ""
    restored = Noise(fc_recipe(), CPU)
    restored.load_state(mode.state())
    assert "collapsed" in restored.trouble({"uniqueness": 0.49})


@pytest.mark.parametrize("adversarial", ["relativistic", "hinge", "wasserstein"])
def test_steps_of_the_convolutional_form_depend_on_seed_and_step_alone(adversarial):
    settings = {"adversarial": adversarial, "diffaugment": ("translation", "cutout")}
    if adversarial == "wasserstein":
        settings |= {"penalty": "wgan-gp", "gamma_adapts": False, "critic_steps": 2}
    recipe = conv_recipe(**settings)
    samples = Noise(recipe, CPU).samples(recipe.stages[0], None)
    made = [samples[i] for i in range(4)]
    batch = {name: torch.from_numpy(np.stack([m[name] for m in made])) for name in made[0]}
    modes = [Noise(recipe, CPU) for _ in range(2)]
    told = [[mode.step(batch, step) for step in range(3)] for mode in modes]
    for first, second in zip(*told, strict=True):
        assert {k: float(v) for k, v in first.items()} == {k: float(v) for k, v in second.items()}
    assert float(told[0][2]["auxiliary"]) < float(told[0][0]["auxiliary"])
    restored = Noise(recipe, CPU)
    restored.load_state(modes[0].state())
    noise = torch.randn(4, recipe.inputs, 1, 1)
    np.testing.assert_array_equal(restored.made(noise), modes[0].made(noise))


def test_the_same_noise_is_the_same_picture_whatever_is_made_beside_it():
    torch.manual_seed(0)
    net = ConvGenerator(8, planes=4, side=64, width=4, cap=8).eval()
    noise = torch.randn(3, 8, 1, 1)
    with torch.inference_mode():
        together, alone = net(noise), net(noise[1:2])
    assert together.shape == (3, 4, 64, 64)
    assert together.min() >= 0 and together.max() <= 1
    torch.testing.assert_close(together[1:2], alone, rtol=0, atol=1e-6)
    assert (together[0] - together[1]).abs().mean() > 1e-3


def test_the_critic_learns_to_rebuild_what_it_sees():
    torch.manual_seed(0)
    critic = ConvCritic(planes=1, labels=2, side=32, width=8)
    pictures = (
        torch.from_numpy(blobs(8, 0).repeat(2, 1).repeat(2, 2)[:, :32, :32]).permute(0, 3, 1, 2)
        / 255
    )
    seen = torch.cat([torch.zeros(8, 2, 32, 32), pictures], 1)
    optimiser = torch.optim.Adam(critic.parameters(), 5e-3)
    losses = []
    for _ in range(30):
        logits, features = critic(seen)
        loss = critic.rebuilding_loss(pictures, features)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert logits.shape == (8, 1, 5, 5)
    assert losses[-1] < 0.4 * losses[0]


@pytest.mark.parametrize("kind", TEXTURES)
def test_a_texture_laid_on_grey_looks_as_it_was_drawn(kind):
    drawn = texture(np.random.default_rng(3), kind, 48)
    assert drawn.shape == (48, 48, 4) and drawn.dtype == np.uint8
    covered = drawn[..., 3] > 20
    assert covered.mean() >= 0.003
    grey = np.full((48, 48, 3), 128, np.uint8)
    np.testing.assert_array_equal(lay(drawn, grey), drawn[..., :3])
    untouched = drawn[..., 3] == 0
    picture = np.random.default_rng(0).integers(0, 256, (48, 48, 3)).astype(np.uint8)
    changed = np.abs(lay(drawn, picture).astype(int) - picture)[untouched]
    beside = np.abs(drawn[untouched][:, :3].astype(int) - 128)  # light on a furrow's flank
    assert (changed <= beside).all()


def test_samples_come_from_seed_and_index_and_begin_again_after_count():
    samples = PatchSamples(TextureSource(32, TEXTURES), 4, seed=5, count=3)
    again = PatchSamples(TextureSource(32, TEXTURES), 4, seed=5, count=3)
    for name in ("patch", "label"):
        np.testing.assert_array_equal(samples[1][name], again[1][name])
        np.testing.assert_array_equal(samples[1][name], samples[4][name])
    assert (samples[0]["patch"] != samples[1]["patch"]).any()
    assert samples[0]["label"].sum() == 255


def idx_file(path, pictures, **changed):
    header = struct.pack(">4B3I", 0, 0, changed.get("type", 8), 3, *pictures.shape)
    path.write_bytes(header + pictures.tobytes() + changed.get("more", b""))
    return path


def test_idx_pictures_are_read_plain_and_packed(tmp_path):
    pictures = np.random.default_rng(0).integers(0, 256, (3, 5, 4), np.uint8)
    plain = idx_file(tmp_path / "p-idx3-ubyte", pictures)
    np.testing.assert_array_equal(read_idx(plain), pictures)
    packed = tmp_path / "p-idx3-ubyte.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    np.testing.assert_array_equal(read_idx(packed), pictures)


def test_a_wrong_idx_file_is_told_in_a_sentence(tmp_path):
    pictures = np.zeros((3, 5, 4), np.uint8)
    good = idx_file(tmp_path / "good", pictures).read_bytes()
    wrong = {
        "missing": (None, "cannot be read"),
        "short": (good[:9], "no IDX file"),
        "cut": (good[:-1], "promises 60 bytes .* 59"),
        "longer": (good + b"x", "more"),
        "floats": (idx_file(tmp_path / "f", pictures, type=13).read_bytes(), "00 00 0d 03"),
        "none": (struct.pack(">4B3I", 0, 0, 8, 3, 0, 28, 28), "0 pictures"),
        "vast": (struct.pack(">4B3I", 0, 0, 8, 3, 2**31, 2**31, 2**31), "more than 2048 MiB"),
        "cut.gz": (gzip.compress(good)[:-9], "cannot be read"),
        "plain.gz": (good, "cannot be read"),
    }
    for name, (content, told) in wrong.items():
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(RecipeError, match=told) as error:
            read_idx(path)
        assert name in str(error.value)


def test_one_picture_in_ten_of_an_idx_file_is_held_out(tmp_path):
    pictures = np.arange(40, dtype=np.uint8)[:, None, None] * np.ones((20, 20), np.uint8)
    recipe = fc_recipe(
        stages=(Stage(steps=1, crop=20, batch=1, mixture={"idx": 1.0}),),
        idx=idx_file(tmp_path / "numbers", pictures),
    )
    seen = [
        set(source_of(recipe, None, held_out).pictures[:, 0, 0].tolist())
        for held_out in (False, True)
    ]
    assert seen[1] == {9, 19, 29, 39} and seen[0] == set(range(40)) - seen[1]
    held_out = Noise(recipe, CPU).held_out(None)
    assert held_out.patches.shape == (HELD_OUT, 20, 20, 1)
    with pytest.raises(RecipeError, match="20 x 20 px"):
        source_of(replace(recipe, stages=(replace(recipe.stages[0], crop=28),)), None, False)


def test_validation_measures_and_shows_samples_beside_held_out_patches():
    mode = Noise(conv_recipe(), CPU)
    held_out = mode.held_out(None)
    assert sorted(np.unique(held_out.kinds)) == [0, 1, 2, 3]
    scores, sheet = mode.validate(held_out)
    assert set(scores) == {"fd-own", "kd-own", "swd", "uniqueness"}
    assert scores["uniqueness"] < 0.5  # of an untrained network
    assert sheet.shape == (512, 2 * 512 + 8, 3)
    np.testing.assert_array_equal(sheet[:32, 520:552], held_out.patches[0, ..., :3])


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"network": "dense"}, "network"),
        ({"adversarial": "none"}, "without a critic"),
        ({"stages": (Stage(steps=1, crop=48, batch=1, mixture=TEXTURES),)}, "32, 64 or 128"),
        (
            {"stages": (Stage(steps=1, crop=32, batch=1, mixture={"idx": 1.0, "dust": 1.0}),)},
            "cannot be mixed",
        ),
        (
            {"stages": tuple(Stage(steps=1, crop=c, batch=1, mixture=TEXTURES) for c in (32, 64))},
            "one crop",
        ),
    ],
)
def test_a_wrong_recipe_is_told(settings, told):
    with pytest.raises(RecipeError, match=told):
        conv_recipe(**settings)

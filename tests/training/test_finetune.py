"""A personal generator: what it learns from, what changes, who judges it, and that it goes again.

Networks are tiny and their runs a few steps long; gains are planted where a gate is tested.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from engine import paths
from engine.errors import ModelError, RecipeError
from engine.generators.card import load_card
from engine.generators.registry import load_registry
from engine.progress import Progress
from tests.onnx_models import write_fill_model
from tests.training.conftest import STAIN, stained
from training import export, personal_model
from training import finetune as finetune_module
from training.checkpoint import save_weights
from training.data.album import (
    AlbumSamples,
    split_album,
)
from training.delta import DELTA_FILE, LARGEST, add_delta, load_delta, make_delta
from training.evaluation.personal import Comparison, Gains, compare
from training.export import sha256
from training.finetune import RECIPE, Outcome, Request, finetune, with_sizes
from training.loop import RunOptions
from training.modes.base import Learner
from training.modes.inpaint import Inpaint, InpaintRecipe
from training.optimisers import Descent
from training.personal_model import check_id, install, revert
from training.recipe import Stage, load_recipe
from training.transfer import read_weights, transfer

# TensorBoard's protocol buffers announce their own future.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def tiny(**settings) -> InpaintRecipe:
    stages = (Stage(steps=3, crop=32, batch=2, mixture={"scratch": 1.0, "dust": 1.0}),)
    sizes = {"width": 8, "cap": 16, "encoder": (1, 1, 1), "decoder": (1, 1, 1)}
    return InpaintRecipe(name="tiny", stages=stages, bf16=False, **sizes | settings)


def test_frozen_tensors_stay_bit_equal_and_the_others_move(album_photos, replay, tmp_path):
    base = Inpaint(tiny(), torch.device("cpu")).generator.net
    with torch.no_grad():
        base.last.weight.normal_(0, 0.1)  # at zero, nothing before it would learn
    save_weights(tmp_path / "base.safetensors", base)
    freeze = load_recipe(RECIPE).freeze
    recipe = tiny(
        init=str(tmp_path / "base.safetensors"), freeze=freeze, anchor_weight=1e-3, warmup=1
    )
    mode = Inpaint(recipe, torch.device("cpu"))
    transfer(mode.generator.net, tmp_path / "base.safetensors")
    mode.generator.restart_average()
    learn, _ = split_album(album_photos, stained(album_photos), 32, replay, 0.3)
    samples = mode.samples(recipe.stages[0], learn)
    assert isinstance(samples, AlbumSamples)
    for step in range(3):
        drawn = [samples[2 * step], samples[2 * step + 1]]
        mode.step({k: torch.from_numpy(np.stack([s[k] for s in drawn])) for k in drawn[0]}, step)
    after = mode.shipped.state_dict()
    for name, before in base.state_dict().items():
        assert torch.equal(after[name], before) == name.startswith(freeze), name


def test_minutes_are_told_in_steps_of_the_anchored_descent(album_photos, replay):
    recipe = tiny(init="weights", anchor_weight=1e-3, warmup=1)
    learn, _ = split_album(album_photos, stained(album_photos), 32, replay, 0.3)
    options = RunOptions("cpu", workers=0)
    few, many = (
        finetune_module._steps_in(minutes, recipe, learn, options) for minutes in (1e-9, 9)
    )
    assert few == 1 and many > 1


def test_a_part_to_freeze_that_is_not_there_is_told():
    with pytest.raises(RecipeError, match=r"no parameter begins with 'decodr'\. There are: stem"):
        Inpaint(tiny(freeze=("decodr",)), torch.device("cpu"))
    every = ("stem", "encoder", "down", "middle", "attention", "up", "decoder", "head", "detail")
    with pytest.raises(RecipeError, match="nothing is left"):
        Inpaint(tiny(freeze=(*every, "last")), torch.device("cpu"))


def test_an_anchor_needs_something_to_hold_on_to():
    with pytest.raises(RecipeError, match="anchor_weight"):
        tiny(anchor_weight=0.1)


def test_the_anchor_pulls_back_by_hand_computed_steps():
    net = torch.nn.Linear(2, 1, bias=False)
    descent = Descent("sgd", lr=0.1, lr_end=0.1, steps=9, decay="constant", anchor_weight=0.5)
    learner = Learner(net, descent, torch.device("cpu"), ())
    with torch.no_grad():
        net.weight.copy_(torch.tensor([[1.0, 2.0]]))
    learner.restart_average()
    with torch.no_grad():
        net.weight.copy_(torch.tensor([[3.0, 1.0]]))
    assert learner.drift().item() == 2**2 + 1**2
    norm = learner.descend(net.weight.sum() * 0, 0)
    # The gradient is a (w - w0) = 0.5 (2, -1); Nesterov's first step is 1.9 times as long.
    assert norm.item() == pytest.approx(0.5 * 5**0.5)
    torch.testing.assert_close(net.weight, torch.tensor([[3 - 0.19, 1 + 0.095]]))
    again = Learner(torch.nn.Linear(2, 1, bias=False), descent, torch.device("cpu"), ())
    again.load_state(learner.state())
    assert again.drift().item() == pytest.approx(learner.drift().item())


def test_a_network_of_the_models_sizes_takes_all_its_weights(root):
    weights = read_weights(root / "models" / "photonet-fill")
    recipe = with_sizes(replace(load_recipe(RECIPE), cap=64, encoder=(1, 1, 1)), weights, "x")
    mode = Inpaint(recipe, torch.device("cpu"))
    assert transfer(mode.generator.net, root / "models" / "photonet-fill").fresh == ()
    trained = sum(p.numel() for p in mode.generator.net.parameters() if p.requires_grad)
    assert 2 * trained < LARGEST
    with pytest.raises(RecipeError, match="no PhotoNet-Fill"):
        with_sizes(recipe, {}, "x")


def test_only_what_changed_is_kept_and_adds_up():
    before = {"a": torch.tensor([1.0, 2.0]), "b": torch.ones(3)}
    after = {"a": torch.tensor([1.0, 2.25]), "b": torch.ones(3)}
    delta = make_delta(before, after)
    assert list(delta) == ["a"] and delta["a"].dtype == torch.float16
    torch.testing.assert_close(add_delta(before, delta), after, rtol=0, atol=0)


def gains(album: float, mini: float) -> Comparison:
    spread = np.array([-0.01, 0.0, 0.01])
    return Comparison(
        Gains({"dust": album + spread, "blob 2 %": np.array([album, album, np.nan])}),
        Gains({"dust": mini + spread, "blob 2 %": mini + spread}),
    )


@pytest.mark.parametrize(
    ("album", "mini", "accepted"),
    [(0.3, 0.0, True), (0.3, -0.09, True), (0.3, -0.11, False), (0.005, 0.0, False)],
)
def test_the_gate_asks_for_a_certain_gain_and_a_small_loss(album, mini, accepted):
    comparison = gains(album, mini)
    assert comparison.accepted == accepted
    assert comparison.verdict.startswith("accepted" if accepted else "not accepted")
    # The photographs' means: -0.005, 0 and, with one class only, 0.01 above `album`.
    assert comparison.album.overall.mean == pytest.approx(album + 0.005 / 3)


def test_a_generator_against_itself_gains_nothing_and_holes_lie_beside_damage(
    album_photos, replay, tmp_path, monkeypatch
):
    from engine.generators.session import open_session
    from training.evaluation import personal

    seen = []
    measure = personal.psnr_in
    monkeypatch.setattr(
        personal, "psnr_in", lambda y, x, mask: (seen.append((x, mask)), measure(y, x, mask))[1]
    )
    session = open_session(write_fill_model(tmp_path), "cpu")
    _, held_out = split_album(album_photos, stained(album_photos), 32, replay, 0.3)
    mini = replace(replay, photos=replay.photos[:1])
    comparison = compare(session, session, held_out, mini, Progress())
    assert comparison.album.overall.bounds == comparison.mini.overall.bounds == (0, 0, 0)
    assert not comparison.accepted
    assert seen and not any((x[mask > 0] == STAIN).all(1).any() for x, mask in seen)


@pytest.fixture
def models(tmp_path, monkeypatch):
    """The user's models, with nothing in it; and the base, as a bundled one of today."""
    monkeypatch.setattr(paths, "user_models", lambda: tmp_path / "models")
    monkeypatch.setattr(paths, "bundled_models", lambda: tmp_path / "bundled")
    return tmp_path / "models"


def store_weights(net, graph, path, cpu_path, samples):
    assert len(samples) >= export.CALIBRATION + 4
    for target in (path, cpu_path):
        save_weights(target, net)


@pytest.fixture(scope="module")
def built(album_folder, tmp_path_factory):
    """What `finetune` makes of three steps, with a gate that accepts it."""
    home = tmp_path_factory.mktemp("home")
    recipe = tiny()
    mode = Inpaint(recipe, torch.device("cpu"))
    with torch.no_grad():
        mode.shipped.last.weight.normal_(0, 0.1)
    card = write_fill_model(home / "bundled", "base-fill", native=64)
    weights = home / "bundled" / "base-fill" / "weights.safetensors"
    save_weights(weights, mode.shipped)
    base = replace(card, file=weights.name, sha256=sha256(weights), tensors=mode.graph.tensors)
    text = RECIPE.read_text().replace("steps = 600", "steps = 3").replace("crop = 64", "crop = 32")
    (home / "small.toml").write_text(text.replace("batch = 32", "batch = 2"))
    request = Request(
        album_folder,
        base,
        "mine",
        1.0,
        3,
        home / "run",
        home / "models",
        RunOptions(workers=0, threads=1),
        home / "small.toml",
    )
    with pytest.MonkeyPatch.context() as patch:
        # The export is proved elsewhere, and takes half a minute; here its weights are what counts.
        patch.setattr(personal_model, "export_onnx", store_weights)
        patch.setattr(personal_model, "make_sample", lambda _: np.zeros((2, 4, 3), np.uint8))
        patch.setattr(finetune_module, "compare", lambda *_: gains(0.3, 0.0))
        patch.setattr(finetune_module, "open_session", lambda *_, **__: None)
        patch.setattr(finetune_module, "find_all_damage", lambda photos, *_: stained(photos))
        return request, finetune(request, Progress())


def test_what_was_exported_is_the_base_plus_the_delta(built):
    request, outcome = built
    assert isinstance(outcome, Outcome) and outcome.installed == request.models / "mine"
    delta = load_delta(outcome.installed)
    assert (outcome.installed / DELTA_FILE).stat().st_size < LARGEST
    assert delta and not any(n.startswith(("stem", "encoder", "middle")) for n in delta)
    expected = add_delta(read_weights(request.base.path), delta)
    shipped = load_file(outcome.installed / "model.onnx")
    assert shipped.keys() == expected.keys()
    for name, tensor in shipped.items():
        torch.testing.assert_close(tensor, expected[name], rtol=0, atol=0)


def test_the_card_says_where_it_comes_from_without_names_and_paths(built):
    request, outcome = built
    card = load_card(outcome.installed)
    card.check_file()
    assert card.origin["based_on"] == "base-fill"
    assert card.origin["based_on_sha256"] == request.base.sha256
    assert len(card.origin["album_digest"]) == 64
    assert card.quality["album_gain_db"][1] == 0.302
    told = (outcome.installed / "card.toml").read_text()
    assert "secret-name" not in told and str(request.album.parent) not in told
    assert not (request.run / "cache").exists()  # no decoded photograph is left
    assert card.origin["damage_found_by"].startswith("photonet-detect")  # the bundled one


def test_the_personal_model_is_chosen_until_it_is_reverted(built, models):
    _, outcome = built
    today = load_card(outcome.installed).origin["date"][:10]
    bundled = write_fill_model(paths.bundled_models(), "base-fill", origin={"date": today})
    card = load_card(outcome.installed)
    install(card, outcome.comparison, models / "mine")
    other = write_fill_model(models, "another", origin={"date": "2001-01-01"})
    assert load_registry().choose("fill").id == "mine"
    with pytest.raises(ModelError, match="no personal model 'another'"):
        revert("another", delete=False)
    hidden = revert("mine", delete=False)
    assert load_registry().choose("fill") == bundled and load_registry().problems == []
    assert (hidden / DELTA_FILE).is_file() and other.folder is not None and other.folder.is_dir()
    install(card, outcome.comparison, models / "mine")
    revert("mine", delete=True)
    assert not (models / "mine").exists() and hidden.is_dir()


def test_a_name_that_belongs_to_another_model_is_refused(models):
    write_fill_model(paths.bundled_models(), "base-fill")
    for name in ("base-fill", "../x", ".hidden"):
        with pytest.raises(ModelError, match="--out"):
            check_id(name)
    check_id("base-fill-personal")


def test_nothing_is_installed_without_a_gain_and_the_run_goes_on(built, monkeypatch, tmp_path):
    request, _ = built
    monkeypatch.setattr(finetune_module, "compare", lambda *_: gains(-0.2, 0.0))
    monkeypatch.setattr(finetune_module, "open_session", lambda *_, **__: None)
    monkeypatch.setattr(finetune_module, "train", lambda recipe, *_: steps.append(recipe.steps))
    monkeypatch.setattr(finetune_module, "build", lambda *_: None)
    steps: list[int] = []
    # Found in the run folder: the damage, and the length it began with.
    outcome = finetune(replace(request, steps=None, models=tmp_path), Progress())
    assert steps == [3] and outcome.installed is None and not list(tmp_path.iterdir())
    assert "no certain gain" in str(outcome) and "nothing was installed" in str(outcome)


def test_the_run_of_another_album_is_refused(built, photo_folder, monkeypatch, tmp_path):
    request, _ = built
    monkeypatch.setattr(finetune_module, "find_all_damage", lambda photos, *_: stained(photos))
    for i, path in enumerate(sorted(photo_folder.iterdir()) * 2):
        (tmp_path / f"{i}.png").write_bytes(path.read_bytes())
    with pytest.raises(RecipeError, match="another album"):
        finetune(replace(request, album=tmp_path), Progress())

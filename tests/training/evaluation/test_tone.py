import numpy as np
import pytest
import torch
from torch import nn

from engine.errors import ModelError
from engine.generators.card import ModelCard
from engine.progress import Progress
from training.evaluation.report import Options
from training.evaluation.runs import as_session
from training.evaluation.tone import by_network, evaluate, grey_world, levels, sheet, shrunk
from training.modes.tone import Tone, ToneRecipe
from training.networks.tonenet import ToneNet
from training.recipe import Stage

RECIPE = ToneRecipe(
    name="tiny", stages=(Stage(steps=1, crop=128, batch=1, mixture={}),), hidden=8, bf16=False
)


def session_of(net: nn.Module):
    graph = Tone(RECIPE, torch.device("cpu")).graph
    card = ModelCard(
        id="planted",
        title="",
        task="tone",
        file="",
        sha256="",
        opset=18,
        native=128,
        tensors=graph.tensors,
    )
    return as_session(card, graph, net.eval())


@pytest.fixture
def idle():
    return session_of(ToneNet(8))  # untrained, it is the identity


def test_what_corrects_nothing_leaves_everything(idle, held_out):
    found = evaluate(idle, held_out, Options(), Progress())
    for year in ("1976", "2000"):
        network, as_it_is, *_ = found.rows[f"left of faded Delta E {year}"]
        assert network.mean == pytest.approx(1, abs=1e-3) and as_it_is.mean == 1
        assert found.rows[f"good Delta E {year}"][1].mean == 0
        assert found.rows[f"faded Delta E {year}"][1].mean > 3
    assert found.rows["good Delta E 2000"][0].mean < 0.05
    assert found.rows["good above Delta E 1, share"][:2] == (0.0, 0.0)
    assert found.rows["better"][1].mean == 0
    # Classical corrections do not know what is good.
    assert found.rows["good Delta E 2000"][2].mean > 0.5


def test_the_parameters_are_applied_to_the_picture(held_out):
    net = ToneNet(8)
    with torch.no_grad():
        net.last.bias[-1] = 50  # wholly sure
        net.last.bias[-1 - 3 * 64 : -1] = np.log(0.5)  # the field of light
    picture = shrunk(held_out.pixels(0))
    halved = by_network(session_of(net))(picture)
    np.testing.assert_allclose(halved, picture / 2, atol=0.51)
    found = evaluate(session_of(net), held_out, Options(limit=1), Progress())
    assert found.rows["good Delta E 2000"][0].mean > 5
    assert found.rows["good above Delta E 1, share"][0] == 1


def test_a_model_without_parameters_is_refused(planted, held_out):
    with pytest.raises(ModelError, match="curves"):
        evaluate(
            planted("tone", dict, thumbnail=3, matrix=3, gains=3), held_out, Options(), Progress()
        )


def test_grey_world_makes_the_means_equal():
    cast = np.random.default_rng(0).integers(60, 120, (40, 50, 3), np.uint8)
    cast[..., 2] //= 2
    means = grey_world(cast).reshape(-1, 3).mean(0)
    assert np.ptp(means) < 1


def test_levels_stretch_each_colour():
    ramp = np.repeat(np.linspace(50, 150, 256).astype(np.uint8)[None, :, None], 3, 2)
    stretched = levels(np.repeat(ramp, 4, 0))
    assert stretched[0, 0].tolist() == [0, 0, 0] and stretched[0, -1].tolist() == [255, 255, 255]
    assert abs(int(stretched[0, 128, 0]) - 128) <= 2


def test_the_sheet_shows_five_pictures_of_each_case(idle, held_out):
    assert sheet(idle, held_out, Options()).shape[1] >= 2 * 5 * 256

import json

import numpy as np
import pytest
import torch

from engine.errors import RecipeError
from engine.progress import Progress
from training.checkpoint import save_weights
from training.evaluation.fills import generated
from training.evaluation.runs import open_run
from training.modes import mode_class
from training.recipe import recipe_from

RECIPE = {
    "mode": "inpaint",
    "name": "tiny",
    "width": 8,
    "cap": 16,
    "stages": [{"steps": 1, "crop": 64, "batch": 1, "mixture": {"dust": 1}}],
}


@pytest.fixture
def run(tmp_path):
    recipe = recipe_from(RECIPE)
    net = mode_class("inpaint")(recipe, torch.device("cpu")).generator.ema
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.add_(0.01)
    save_weights(tmp_path / "ema.safetensors", net)
    (tmp_path / "recipe.json").write_text(json.dumps(recipe.as_json()))
    return tmp_path, net


def test_a_run_gives_what_its_averaged_network_gives(run):
    folder, net = run
    session = open_run(folder)
    rng = np.random.default_rng(0)
    channels = {"rgb": 3, "mask": 1, "prefill": 3}
    inputs = {role: rng.random((64, 80, c), np.float32) for role, c in channels.items()}
    outputs = session.run(inputs, Progress())
    with torch.inference_mode():
        tensors = [torch.from_numpy(a.transpose(2, 0, 1)[None]) for a in inputs.values()]
        expected = net(*tensors)[0][0].permute(1, 2, 0).numpy()
    assert np.allclose(outputs["filled"], expected, atol=1e-5)


def test_sizes_that_are_no_multiple_are_filled(run):
    folder, _ = run
    hole = np.zeros((75, 101), bool)
    hole[30:33, 10:90] = True
    picture = np.full((75, 101, 3), 90, np.uint8)
    assert generated(open_run(folder))(picture, hole).shape == picture.shape


def test_what_is_no_run_of_a_fill_is_refused(run, tmp_path):
    with pytest.raises(RecipeError, match=r"holds no recipe\.json"):
        open_run(tmp_path / "nowhere")
    (tmp_path / "ema.safetensors").unlink()
    with pytest.raises(RecipeError, match=r"holds no ema\.safetensors"):
        open_run(tmp_path)

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ModelError, RecipeError
from engine.generators.card import load_card
from engine.progress import Progress
from training import register as register_module
from training.export import Parity
from training.loop import RunOptions, train
from training.modes.inpaint import Inpaint, InpaintRecipe
from training.recipe import Stage
from training.register import last_step, register

# TensorBoard's protocol buffers announce their own future.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def run(photo_folder, validation_folder, tmp_path_factory):
    recipe = InpaintRecipe(
        name="tiny",
        photos=photo_folder,
        validation=validation_folder,
        stages=(Stage(steps=2, crop=32, batch=1, mixture={"dust": 1.0}),),
        width=8,
        cap=16,
        bf16=False,
    )
    folder = tmp_path_factory.mktemp("runs") / "run"
    train(recipe, folder, RunOptions(workers=0, threads=1), Progress())
    return folder


def test_an_export_that_fails_leaves_the_model_that_was_there(run, tmp_path, monkeypatch):
    def refuse(net, graph, path, cpu_path, samples):
        path.write_bytes(b"half")
        raise ModelError("the exported graph differs")

    monkeypatch.setattr(register_module, "export_onnx", refuse)
    folder = tmp_path / "models" / "tiny"
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(b"the good one")
    with pytest.raises(ModelError, match="differs"):
        register(run, folder)
    assert (folder / "model.onnx").read_bytes() == b"the good one"
    assert [path.name for path in folder.parent.iterdir()] == ["tiny"]


def test_the_card_says_how_a_mode_was_calibrated_before_its_export(run, tmp_path, monkeypatch):
    calls = []

    def calibrate(self, photos):
        calls.append(len(photos()))
        return {"shift_line": -1.5}

    def export(net, graph, path, cpu_path, samples):
        calls.append("exported")
        path.write_bytes(b"graph")
        return Parity(1e-6, 2e-4, None)

    monkeypatch.setattr(Inpaint, "calibrate", calibrate)
    monkeypatch.setattr(register_module, "export_onnx", export)
    monkeypatch.setattr(register_module, "make_sample", lambda card: np.zeros((8, 8, 3), np.uint8))
    folder = register(run, tmp_path / "tiny")
    assert calls == [6, "exported"]
    assert load_card(folder).quality == {
        "parity_fp32": 1e-6,
        "parity_shipped": 2e-4,
        "shift_line": -1.5,
    }


def test_the_step_is_that_of_the_weights_not_of_a_log_cut_by_a_power_failure(run):
    with (run / "log.jsonl").open("a") as log:
        log.write('{"step": 900}\n{"st')
    assert last_step(run) == 2


def test_a_run_without_its_checkpoint_is_told(tmp_path):
    with pytest.raises(RecipeError, match=r"holds no state\.pt"):
        last_step(tmp_path)

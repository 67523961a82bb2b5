"""What torch.compile makes of a network learns as the network does."""

import shutil
from dataclasses import replace

import pytest
import torch

from engine.errors import RecipeError
from engine.progress import Progress
from training import loop
from training.modes.inpaint import InpaintRecipe
from training.networks import photonet
from training.networks.photonet import PhotoNetFill
from training.recipe import Stage


def gradients(net, call, planes):
    net.zero_grad()
    with torch.autocast("cpu", torch.bfloat16):
        filled, _ = call(*planes)
        filled.square().mean().backward()
    return {name: p.grad for name, p in net.named_parameters() if p.grad is not None}


@pytest.mark.skipif(shutil.which("g++") is None, reason="torch.compile needs a C++ compiler")
@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")  # its own
def test_every_weight_has_the_gradient_that_it_has_uncompiled():
    torch.manual_seed(0)
    net = PhotoNetFill(width=8, cap=16, encoder=(1, 1, 1), middle=(1, 2), decoder=(1, 1, 1))
    torch.nn.init.normal_(net.last.weight, std=0.1)
    planes = [torch.rand(2, count, 32, 32) for count in (3, 1, 3)]
    expected = gradients(net, net, planes)
    found = gradients(net, torch.compile(net, dynamic=False), planes)
    assert found.keys() == expected.keys() and len(found) > 20
    for name, gradient in expected.items():
        assert (found[name] - gradient).norm() < 0.1 * gradient.norm() + 1e-6, name


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # TensorBoard's protocol buffers
def test_a_compiled_run_in_which_weights_stand_still_ends_with_a_sentence(
    photo_folder, validation_folder, tmp_path, monkeypatch
):
    enlarge = photonet.doubled

    def without_gradient(x):
        return enlarge(x).detach() + 0 * enlarge(x)

    monkeypatch.setattr(loop, "LOG_EVERY", 2)
    monkeypatch.setattr(photonet, "doubled", without_gradient)
    monkeypatch.setattr(torch.nn.Module, "compile", lambda self, **_: None)
    stage = Stage(steps=4, crop=32, batch=2, mixture={"scratch": 1.0})
    recipe = InpaintRecipe(
        name="tiny",
        photos=photo_folder,
        validation=validation_folder,
        stages=(stage,),
        width=8,
        cap=16,
        bf16=False,
        validate_every=8,
    )
    options = loop.RunOptions(workers=0, threads=1)
    loop.train(recipe, tmp_path / "plain" / "run", options, Progress())
    with pytest.raises(RecipeError, match=r"weights learn nothing \(.*train without --compile"):
        loop.train(recipe, tmp_path / "run", replace(options, compiled=True), Progress())

import pytest
import torch

from engine.errors import RecipeError
from training.checkpoint import save_weights
from training.networks.photonet import PhotoNetFill
from training.networks.restore import PhotoNetRestore
from training.transfer import transfer


def test_a_shipped_model_starts_a_network_of_its_size(root):
    net = PhotoNetFill(32, 128, (1, 2, 2), (1, 2, 4, 1, 2, 4), (2, 2, 2))
    done = transfer(net, root / "models" / "photonet-fill")
    assert done.fresh == () and "stem.weight" in done.copied
    assert net.last.weight.abs().max() > 0  # zero before


def test_what_fits_is_copied_and_the_rest_is_named(tmp_path):
    small, large = PhotoNetFill(8, 16), PhotoNetFill(8, 32)
    save_weights(tmp_path / "ema.safetensors", small)
    done = transfer(large, tmp_path)
    assert torch.equal(large.stem.weight, small.stem.weight)
    assert "down.2.weight" in done.fresh and "stem.weight" in done.copied


def test_a_network_made_deeper_goes_on_from_where_it_stood(tmp_path):
    shallow = PhotoNetRestore(8, 16, (1, 1, 1), (1, 2), (1, 1, 1))
    deep = PhotoNetRestore(8, 16, (3, 2, 1), (1, 2), (1, 2, 3))
    torch.nn.init.normal_(shallow.last.weight)  # at zero, as it starts, every network is the same
    save_weights(tmp_path / "ema.safetensors", shallow)
    done = transfer(deep, tmp_path)
    assert "encoder.0.2.out.weight" in done.fresh
    rgb, strengths = torch.rand(2, 3, 32, 32), torch.ones(2, 3, 32, 32)
    expected = shallow(rgb, strengths)
    assert (expected - rgb).abs().mean() > 0.01
    # What is kept is rounded to fp16.
    assert torch.allclose(deep(rgb, strengths), expected, atol=2e-2)
    deep(rgb, strengths).sum().backward()
    added = deep.encoder[0][2].out.weight.grad
    assert added is not None and added.abs().max() > 0  # and it learns


@pytest.mark.parametrize("made", ["nothing", "foreign", "broken"])
def test_what_cannot_start_a_network_is_told(tmp_path, made):
    if made == "foreign":
        save_weights(tmp_path / "ema.safetensors", torch.nn.Linear(2, 2))
    if made == "broken":
        (tmp_path / "ema.safetensors").write_bytes(b"half a file")
    told = {"nothing": "holds no weights", "foreign": "nothing in", "broken": "cannot be read"}
    with pytest.raises(RecipeError, match=told[made]):
        transfer(PhotoNetFill(8, 16), tmp_path)

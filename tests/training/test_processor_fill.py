"""The arrangement for processors is the same function as the network it was made from."""

from __future__ import annotations

import pytest
import torch

from training.networks.photonet import PhotoNetFill
from training.networks.processor_fill import ProcessorFill


def trained_like(**options):
    """A network whose last layer gives its outputs very different ranges, as training does."""
    torch.manual_seed(0)
    net = PhotoNetFill(width=16, cap=32, encoder=(1, 1, 1), decoder=(1, 1, 1), **options).eval()
    for parameter in net.parameters():
        torch.nn.init.normal_(parameter, std=0.05)
    with torch.no_grad():
        net.last.weight[3] *= 20
    return net


@pytest.mark.parametrize(("h", "w"), [(16, 16), (32, 32), (48, 80)])
@pytest.mark.parametrize("noise_dims", [0, 3])
def test_it_gives_what_the_network_gives(h, w, noise_dims):
    net = trained_like(noise_dims=noise_dims)
    inputs = [torch.rand(2, channels, h, w) for channels in (3, 1, 3)]
    assert (inputs[1] > 0).all()  # a hole everywhere: everything is finished
    if noise_dims:
        inputs.append(torch.randn(2, noise_dims))
    with torch.inference_mode():
        expected, actual = net(*inputs), ProcessorFill(net)(*inputs)
    assert (expected[0] - inputs[2]).abs().max() > 0.01  # the network does something
    for e, a in zip(expected, actual, strict=True):
        torch.testing.assert_close(a, e, rtol=0, atol=3e-5)


def test_the_outputs_share_one_range_before_they_get_their_own_back():
    form = ProcessorFill(trained_like())
    norms = form.last.weight.unflatten(0, (4, 4)).flatten(1).norm(dim=1)
    torch.testing.assert_close(norms, norms[:1].expand(4))
    assert form.ranges.max() > 10


def test_the_network_itself_stays_as_it_was():
    net = trained_like()
    before = {name: tensor.clone() for name, tensor in net.state_dict().items()}
    with torch.no_grad():
        for parameter in ProcessorFill(net).parameters():
            parameter.zero_()
    after = net.state_dict()
    assert list(after) == list(before)
    assert all(torch.equal(after[name], tensor) for name, tensor in before.items())


def test_an_untrained_network_is_the_classical_fill_here_too():
    net = PhotoNetFill(width=16, cap=32).eval()
    rgb, mask, prefill = (torch.rand(1, channels, 32, 32) for channels in (3, 1, 3))
    with torch.inference_mode():
        filled, _ = ProcessorFill(net)(rgb, mask, prefill)
    torch.testing.assert_close(filled, prefill)


def test_it_is_the_network_in_every_hole_and_the_prefill_far_from_them():
    net = trained_like()
    rgb, prefill = (torch.rand(2, 3, 64, 96) for _ in range(2))
    mask = torch.zeros(2, 1, 64, 96)
    mask[0, 0, 15:17, 40:] = 1  # over the border of blocks, to that of the picture
    mask[1, 0, 63, 0] = 0.1  # soft, in a corner
    with torch.inference_mode():
        expected, actual = net(rgb, mask, prefill), ProcessorFill(net)(rgb, mask, prefill)
    for e, a in zip(expected, actual, strict=True):
        hole = (mask > 0).expand_as(e)
        assert (e[hole] - e.mean()).abs().max() > 0.01
        torch.testing.assert_close(a[hole], e[hole], rtol=0, atol=3e-5)
    assert torch.equal(actual[0][0, :, 32:, 16:], prefill[0, :, 32:, 16:])
    assert not torch.equal(expected[0][0, :, 32:, 16:], prefill[0, :, 32:, 16:])


def test_without_any_hole_nothing_is_wrong():
    net = trained_like()
    rgb, mask = torch.rand(1, 3, 32, 32), torch.zeros(1, 1, 32, 32)
    with torch.inference_mode():
        filled, error = ProcessorFill(net)(rgb, mask, rgb)
    assert torch.equal(filled[..., 16:], rgb[..., 16:]) and torch.isfinite(error).all()

import pytest
import torch

from training.networks.photonet import KnownAttention, PhotoNetFill


@pytest.fixture
def net():
    torch.manual_seed(0)
    return PhotoNetFill(width=16, cap=32).eval()


def test_an_untrained_network_is_the_classical_fill(net):
    rgb, mask, prefill = (
        torch.rand(2, 3, 64, 96),
        torch.ones(2, 1, 64, 96),
        torch.rand(2, 3, 64, 96),
    )
    filled, log_scale = net(rgb, mask, prefill)
    torch.testing.assert_close(filled, prefill, rtol=0, atol=0)
    torch.testing.assert_close(log_scale, torch.full((2, 1, 64, 96), -3.0))


def test_signals_keep_their_size_through_an_untrained_network(net):
    kept = []
    for module in net.modules():
        if isinstance(module, torch.nn.Conv2d):
            module.register_forward_hook(lambda m, i, o: kept.append(o.std().item()))
    net(torch.rand(4, 3, 64, 64), torch.zeros(4, 1, 64, 64), torch.rand(4, 3, 64, 64))
    assert all(0.1 < std < 10 for std in kept[:-1])  # the last starts at zero


def test_attention_copies_from_known_cells_only():
    torch.manual_seed(0)
    attention = KnownAttention(16)
    torch.nn.init.zeros_(attention.position.weight)  # it looks at neighbours, known or not
    x = torch.randn(1, 16, 4, 4)
    hole = torch.zeros(1, 1, 4, 4)
    hole[..., 2, 2] = 1
    changed = x.clone()
    changed[..., 2, 2] += 1
    far = (slice(None), slice(None), 0, 0)
    hidden = (attention(x, hole)[far] - attention(changed, hole)[far]).abs().max()
    seen = (attention(x, 0 * hole)[far] - attention(changed, 0 * hole)[far]).abs().max()
    assert hidden < 1e-3 * seen

"""Against critics of known slope."""

import pytest
import torch

from training.penalties import GradientPenalty, squared_slope

SLOPE = torch.randn(3, 4, 4, generator=torch.Generator().manual_seed(0))


def linear(pictures):
    """Two logits per picture, w.u and 3 w.u: their mean has slope 2 w."""
    inner = (pictures * SLOPE).sum((1, 2, 3))
    return torch.stack([inner, 3 * inner], 1)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("r1", 0.5 / 2 * (2 * SLOPE).square().sum()),
        ("r1r2", 0.5 / 2 * 2 * (2 * SLOPE).square().sum()),
        ("wgan-gp", 0.5 * ((2 * SLOPE).norm() - 1) ** 2),
    ],
)
def test_the_penalty_of_a_linear_critic_is_known(kind, expected):
    penalty = GradientPenalty(kind, gamma=0.5)
    value = penalty(linear, torch.rand(5, 3, 4, 4), torch.rand(5, 3, 4, 4), torch.Generator())
    assert value.item() == pytest.approx(expected.item(), rel=1e-5)


def test_the_slope_of_a_square_is_twice_the_picture_and_can_be_learnt_from():
    weight = torch.tensor(1.0, requires_grad=True)
    pictures = torch.rand(2, 3, 4, 4)
    slope = squared_slope(lambda u: weight * u.square().sum((1, 2, 3))[:, None], pictures)
    torch.testing.assert_close(slope, 4 * pictures.square().sum((1, 2, 3)))
    slope.sum().backward()
    # |2 w u|^2 = 4 w^2 |u|^2, with derivative 8 w |u|^2
    torch.testing.assert_close(weight.grad, 8 * pictures.square().sum())


def test_wgan_gp_looks_between_the_pictures():
    seen = []

    def critic(pictures):
        seen.append(pictures.detach())
        return pictures.sum((1, 2, 3))[:, None]

    penalty = GradientPenalty("wgan-gp", gamma=10)
    penalty(critic, torch.zeros(4, 3, 2, 2), torch.ones(4, 3, 2, 2), torch.Generator())
    places = seen[0][:, 0, 0, 0]
    assert len(set(places.tolist())) == 4 and places.min() > 0 and places.max() < 1


def test_penalties_run_in_float32_under_autocast():
    conv = torch.nn.Conv2d(3, 1, 3)
    types = []
    conv.register_forward_hook(lambda m, i, o: types.append(o.dtype))
    pictures = torch.rand(2, 3, 8, 8)
    with torch.autocast("cpu", torch.bfloat16):
        GradientPenalty("r1r2", 1.0)(conv, pictures, pictures, torch.Generator()).backward()
    assert types == [torch.float32] * 2
    assert conv.weight.grad.dtype == torch.float32


def test_a_lazy_penalty_is_due_every_n_steps_and_none_never():
    due = [step for step in range(20) if GradientPenalty("r1", 1.0, every=8).due(step)]
    assert due == [0, 8, 16]
    assert not GradientPenalty("none", 0.0).due(0)


@pytest.mark.parametrize(("sure", "gamma"), [(0.5, 1 / 1.1**2), (0.7, 1.0), (0.95, 1.1**2)])
def test_an_adaptive_gamma_keeps_the_critic_neither_flat_nor_sure(sure, gamma):
    penalty = GradientPenalty("r1r2", gamma=1.0, adaptive=True)
    for step in range(110):
        penalty.observe(step, torch.tensor(sure))
    assert penalty.gamma == pytest.approx(gamma)
    again = GradientPenalty("r1r2", gamma=1.0, adaptive=True)
    again.load_state(penalty.state())
    for step in range(110, 150):
        penalty.observe(step, torch.tensor(sure))
        again.observe(step, torch.tensor(sure))
    assert again.state() == penalty.state()


def test_an_adaptive_gamma_stays_within_its_limits():
    penalty = GradientPenalty("r1r2", gamma=1.0, adaptive=True)
    for step in range(50 * 100):
        penalty.observe(step, torch.tensor(0.0))
    assert penalty.gamma == pytest.approx(1e-3)

"""Against values worked out by hand on a picture of 2 x 3 pixels."""

import math

import pytest
import torch

from training.losses import laplace_nll, masked_gradient_l1, masked_l1


@pytest.fixture
def pictures():
    x = torch.zeros(1, 3, 2, 3)
    y = x.clone()
    y[:, :, 0, 1] = 0.3  # one hole pixel is off by 0.3 in every channel
    y[:, 0, 1, 0] = 0.6  # a known pixel is off in red
    mask = torch.zeros(1, 1, 2, 3)
    mask[..., 0, 1] = mask[..., 0, 2] = 1
    return y, x, mask


def test_l1_counts_hole_pixels_only(pictures):
    # (0.3 + 0) over two hole pixels
    assert masked_l1(*pictures).item() == pytest.approx(0.15)
    y, x, mask = pictures
    # 0.6 in one of three channels over four known pixels
    assert masked_l1(y, x, 1 - mask).item() == pytest.approx(0.6 / 12)


def test_gradient_l1_counts_differences_that_touch_the_hole(pictures):
    y, x, mask = pictures
    composed = x + mask * (y - x)
    # Across: (0,0)-(0,1) and (0,1)-(0,2) differ by 0.3; down: (0,1)-(1,1) by 0.3, (0,2)-(1,2) by 0.
    assert masked_gradient_l1(composed, x, mask).item() == pytest.approx(0.9 / 4)


def test_the_laplace_likelihood_is_least_at_the_true_error():
    x, y = torch.zeros(1, 3, 4, 4), torch.full((1, 3, 4, 4), 0.1)
    mask = torch.ones(1, 1, 4, 4)
    at = {s: laplace_nll(y, x, torch.full((1, 1, 4, 4), s), mask).item() for s in (-3.5, -1.0)}
    best = math.log(0.1)
    value = laplace_nll(y, x, torch.full((1, 1, 4, 4), best), mask).item()
    assert value == pytest.approx(1 + best)
    assert value < min(at.values())


def test_the_uncertainty_never_pulls_at_the_fill():
    y = torch.rand(1, 3, 4, 4, requires_grad=True)
    s = torch.zeros(1, 1, 4, 4, requires_grad=True)
    laplace_nll(y, torch.zeros(1, 3, 4, 4), s, torch.ones(1, 1, 4, 4)).backward()
    assert y.grad is None
    assert s.grad is not None and torch.isfinite(s.grad).all()

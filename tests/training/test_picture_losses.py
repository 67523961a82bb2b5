"""Against values worked out by hand, and Lab against OpenCV's."""

import cv2
import numpy as np
import pytest
import torch

from training.picture_losses import bend, charbonnier, gradient_l1, lab, lab_l1, multi_scale_l1


@pytest.fixture
def pictures():
    x = torch.zeros(1, 3, 8, 8)
    y = x.clone()
    y[..., 0, 0] = 0.64  # one pixel of 64, in a corner
    return y, x


def test_charbonnier_is_l1_but_for_its_corner(pictures):
    # sqrt(0.64^2 + 0.001^2) once, 0.001 in the other 63
    expected = ((0.64**2 + 1e-6) ** 0.5 + 63 * 0.001) / 64
    assert charbonnier(*pictures).item() == pytest.approx(expected, rel=1e-5)


def test_multi_scale_l1_keeps_the_sum_of_errors_of_one_sign(pictures):
    y, x = pictures
    assert multi_scale_l1(y, x).item() == pytest.approx(0.64 / 64)
    y[..., 0, 1] = -0.64  # cancels in every box
    assert multi_scale_l1(y, x).item() == pytest.approx(0, abs=1e-7)


def test_gradient_l1_counts_the_two_edges_of_a_corner_pixel(pictures):
    assert gradient_l1(*pictures).item() == pytest.approx((0.64 / 56 + 0.64 / 56) / 2)


def test_lab_agrees_with_opencv():
    rgb = np.random.default_rng(0).random((16, 16, 3), dtype=np.float32)
    rgb[0, :4] = [[0, 0, 0], [1, 1, 1], [0.02, 0.03, 0.01], [0.04, 0.04, 0.04]]
    ours = lab(torch.from_numpy(rgb).permute(2, 0, 1)[None])[0].permute(1, 2, 0).numpy()
    np.testing.assert_allclose(ours, cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB), atol=0.35)


def test_lab_l1_of_black_and_white_is_their_lightness():
    black, white = torch.zeros(1, 3, 2, 2), torch.ones(1, 3, 2, 2)
    assert lab_l1(white, black).item() == pytest.approx(1 / 3, abs=1e-3)  # L 100, a and b 0


def test_lab_has_gradients_at_black_and_beyond_the_gamut():
    rgb = torch.tensor([-0.1, 0.0, 1.2]).view(1, 3, 1, 1).requires_grad_()
    lab(rgb).square().sum().backward()
    assert torch.isfinite(rgb.grad).all() and (rgb.grad != 0).all()


def test_bend_is_nothing_for_a_line_and_the_square_of_a_kink():
    line = torch.linspace(0, 1, 9).expand(2, 3, 9)
    assert bend(line).item() == pytest.approx(0, abs=1e-10)
    kinked = torch.tensor([0.0, 1.0, 1.0])  # second difference -1
    assert bend(kinked).item() == pytest.approx(1.0)

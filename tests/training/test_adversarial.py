"""Against values worked out by hand on two logits."""

import math

import pytest
import torch

from training.adversarial import KINDS, critic_loss, feature_matching, generator_loss


def softplus(x):
    return math.log1p(math.exp(x))


REAL, FAKE = 2.0, -0.5  # D(x), D(y)
BY_HAND = {
    "relativistic": (softplus(-2.5), softplus(2.5)),
    "bce": (softplus(-2.0) + softplus(-0.5), softplus(0.5)),
    "least-squares": (1.0**2 + 0.5**2, 1.5**2),
    "wasserstein": (-2.0 - 0.5, 0.5),
    "hinge": (0.0 + 0.5, 0.5),
}


@pytest.mark.parametrize("kind", KINDS)
def test_losses_by_hand(kind):
    real, fake = torch.full((2, 1, 3, 3), REAL), torch.full((2, 1, 3, 3), FAKE)
    critic, generator = BY_HAND[kind]
    assert critic_loss(kind, real, fake).item() == pytest.approx(critic, rel=1e-5)
    assert generator_loss(kind, real, fake).item() == pytest.approx(generator, rel=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_a_high_logit_means_real(kind):
    real, fake = (torch.full((1, 1, 2, 2), 0.3, requires_grad=True) for _ in range(2))
    critic_loss(kind, real, fake).backward()
    assert (real.grad < 0).all() and (fake.grad > 0).all()  # a step raises D(x), lowers D(y)
    fake.grad = None
    generator_loss(kind, real.detach(), fake).backward()
    assert (fake.grad < 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_only_patches_that_see_the_hole_are_called_generated(kind):
    real, fake = (torch.full((1, 1, 2, 2), 0.3, requires_grad=True) for _ in range(2))
    touched = torch.tensor([[[[1.0, 0.0], [0.0, 0.0]]]])
    critic_loss(kind, real, fake, touched).backward()
    assert (fake.grad != 0).flatten().tolist() == [True, False, False, False]
    # Absolute kinds go on calling known patches real; a pair of equal patches says nothing.
    known = kind != "relativistic"
    assert (real.grad != 0).flatten().tolist() == [True, known, known, known]


def test_a_hole_that_no_patch_sees_gives_no_loss():
    logits = torch.randn(1, 1, 2, 2)
    assert generator_loss("bce", logits, logits, torch.zeros(1, 1, 2, 2)).item() == 0


def test_feature_matching_is_the_mean_over_layers_and_teaches_only_the_generator():
    real = [torch.zeros(1, 2, 2, 2, requires_grad=True), torch.zeros(1, 3, requires_grad=True)]
    fake = [torch.full((1, 2, 2, 2), 0.4, requires_grad=True), torch.full((1, 3), -0.2)]
    loss = feature_matching(real, fake)
    assert loss.item() == pytest.approx((0.4 + 0.2) / 2)
    loss.backward()
    assert real[0].grad is None and fake[0].grad is not None

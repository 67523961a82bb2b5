"""Critics and the two published generators: shapes, sizes, and what a patch sees."""

import pytest
import torch

from training.networks.patchgan import fill_critic, patchgan, touched_patches
from training.networks.resnet import ResNet
from training.networks.unet import UNet


def weights(net):
    return sum(p.numel() for p in net.parameters())


def test_the_critics_have_the_published_sizes():
    assert weights(patchgan(6)) == pytest.approx(2.769e6, rel=1e-3)  # pix2pix
    assert weights(fill_critic()) == pytest.approx(1.26e6, rel=0.01)
    assert weights(ResNet(64, 6)) == pytest.approx(7.84e6, rel=0.01)  # CycleGAN: 7.838 M
    assert weights(UNet(64, 8)) == pytest.approx(54.41e6, rel=0.01)  # pix2pix: 54.414 M


@pytest.mark.parametrize("critic", [patchgan(4, 8), fill_critic(4, 8)])
def test_a_critic_gives_a_logit_for_every_patch_and_its_features(critic):
    logits, features = critic(torch.rand(2, 4, 64, 96))
    assert logits.shape == (2, 1, 6, 10)
    assert [f.shape[2:] for f in features] == [(32, 48), (16, 24), (8, 12), (7, 11)]


@pytest.mark.parametrize("place", [(0, 0), (17, 60), (63, 95), (32, 40)])
def test_touched_patches_are_those_whose_logits_change_with_the_pixel(place):
    torch.manual_seed(0)
    critic = fill_critic(4, 8).double()
    planes = torch.rand(1, 4, 64, 96, dtype=torch.float64)
    mask = torch.zeros(1, 1, 64, 96)
    mask[..., place[0], place[1]] = 0.3
    changed = planes + mask.double()

    def logits(x):
        for i, conv in enumerate(critic.convs):  # without rounding to float32
            x = conv(x)
            x = torch.nn.functional.leaky_relu(x, 0.2) if i < 4 else x
        return x

    seen = (logits(planes) != logits(changed)).float()
    torch.testing.assert_close(touched_patches(mask), seen)


def test_a_hole_in_a_corner_leaves_patches_that_do_not_see_it():
    mask = torch.zeros(1, 1, 256, 256)
    mask[..., :8, :8] = 1
    touched = touched_patches(mask)
    assert touched.shape == (1, 1, 30, 30)
    assert 0 < touched.mean() < 0.05


def test_signals_of_the_critic_without_norm_keep_their_size():
    torch.manual_seed(0)
    _, features = fill_critic()(torch.randn(2, 4, 64, 64))
    assert all(0.3 < f.std() < 3 for f in features)


@pytest.mark.parametrize(
    ("net", "size"), [(UNet(4, 4), (48, 32)), (UNet(4, 3), (8, 8)), (ResNet(4, 2), (36, 20))]
)
def test_generators_give_pictures_of_the_size_they_got(net, size):
    made = net(torch.rand(2, 3, *size))
    assert made.shape == (2, 3, *size)
    assert made.min() >= 0 and made.max() <= 1


def test_logits_are_finer_than_bf16_under_autocast():
    torch.manual_seed(0)
    with torch.autocast("cpu", torch.bfloat16):
        logits, features = fill_critic(4, 8)(torch.rand(2, 4, 64, 64))
    assert features[0].dtype == torch.bfloat16
    assert logits.dtype == torch.float32
    assert (logits != logits.bfloat16()).any()

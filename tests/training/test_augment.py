import pytest
import torch

from training.augment import CHANGES, TRANSLATION, draw_augmentation


def draw(*changes, seed=0, batch=64, probability=1.0, side=32):
    generator = torch.Generator().manual_seed(seed)
    return draw_augmentation(batch, side, side, generator, changes, probability)


@pytest.fixture
def pictures():
    return torch.rand(64, 3, 32, 32, generator=torch.Generator().manual_seed(1))


def test_nothing_drawn_changes_nothing(pictures):
    for augmentation in (draw(), draw(*CHANGES, probability=0.0)):
        torch.testing.assert_close(augmentation.picture(pictures), pictures)
        torch.testing.assert_close(augmentation.mask(pictures), pictures)


def test_brightness_adds_one_number_to_a_picture(pictures):
    added = draw("brightness").picture(pictures) - pictures
    assert added.std((1, 2, 3)).max() < 1e-6
    numbers = added.mean((1, 2, 3))
    assert -0.25 <= numbers.min() < -0.15 and 0.15 < numbers.max() <= 0.25


def test_saturation_keeps_grey_and_contrast_keeps_the_mean(pictures):
    saturated, contrasted = draw("saturation").picture(pictures), draw("contrast").picture(pictures)
    torch.testing.assert_close(saturated.mean(1), pictures.mean(1))
    torch.testing.assert_close(contrasted.mean((1, 2, 3)), pictures.mean((1, 2, 3)))
    factor = contrasted.std((1, 2, 3)) / pictures.std((1, 2, 3))
    assert 0.5 <= factor.min() < 0.6 and 1.4 < factor.max() <= 1.5


def test_translation_moves_pictures_and_masks_together(pictures):
    mask = (pictures[:, :1] > 0.5).float()
    augmentation = draw("translation")
    moved, moved_mask = augmentation.picture(pictures), augmentation.mask(mask)
    down, right = augmentation.shift.unbind(1)
    assert down.abs().max() == TRANSLATION * 32  # 4 px, reached among 64 draws
    for i in range(64):
        dy, dx = int(down[i]), int(right[i])
        height, width = 32 - abs(dy), 32 - abs(dx)
        source = (slice(max(0, -dy), max(0, -dy) + height), slice(max(0, -dx), max(0, -dx) + width))
        target = (slice(max(0, dy), max(0, dy) + height), slice(max(0, dx), max(0, dx) + width))
        torch.testing.assert_close(moved[i][:, *target], pictures[i][:, *source])
        torch.testing.assert_close(moved_mask[i][:, *target], mask[i][:, *source])
    entered = torch.ones(32, 32, dtype=torch.bool)
    entered[target] = False
    assert (moved[63][:, entered] == 0.5).all() and (moved_mask[63][:, entered] == 0).all()


def test_cutout_greys_a_square_that_reaches_at_most_half_the_side(pictures):
    cut = (draw("cutout").picture(pictures) - pictures).abs() > 1e-5
    assert (cut.any(1).sum((1, 2)) <= 17 * 17).all() and cut.any(1).sum((1, 2)).min() >= 8 * 8
    assert (draw("cutout").picture(pictures)[cut] == 0.5).all()


def test_members_of_a_pair_are_changed_alike_and_a_seed_repeats_itself(pictures):
    augmentation, again = draw(*CHANGES, seed=3), draw(*CHANGES, seed=3)
    torch.testing.assert_close(augmentation.picture(pictures), again.picture(pictures))
    assert not torch.equal(augmentation.picture(pictures), draw(*CHANGES).picture(pictures))


def test_the_gradient_passes_through(pictures):
    pictures.requires_grad_(True)
    draw(*CHANGES).picture(pictures).sum().backward()
    assert torch.isfinite(pictures.grad).all() and pictures.grad.abs().sum() > 0

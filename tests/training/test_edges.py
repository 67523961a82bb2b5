"""Lines: where they are, the loss against values computed by hand, and that the mode learns."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from engine.repair.lines import edges_of
from training.data.edge_samples import EdgeSamples
from training.data.photos import open_photos
from training.modes.edges import Edges, EdgesRecipe, hole_cross_entropy
from training.recipe import Stage


def test_a_step_has_one_line_and_a_flat_picture_none():
    picture = np.full((48, 48, 3), 60, np.uint8)
    assert not edges_of(picture).any()
    picture[:, 24:] = 160
    columns = np.nonzero(edges_of(picture).any(0))[0]
    assert len(columns) in (1, 2) and abs(columns.mean() - 23.5) <= 1


def test_cross_entropy_counts_the_hole_alone_and_lines_more():
    edges, mask = torch.zeros(1, 1, 4, 4), torch.zeros(1, 1, 4, 4)
    mask[..., :2, :] = 1  # 8 pixels, 2 of them on a line
    edges[..., 0, :2] = 1
    edges[..., 3, :] = 1  # outside the hole
    found = hole_cross_entropy(torch.zeros(1, 1, 4, 4), edges, mask, line_weight=4.0)
    assert float(found) == pytest.approx(math.log(2) * (6 + 2 * 4) / 8)


@pytest.mark.parametrize("adversarial", ["none", "bce"])
def test_lines_of_four_crops_are_learnt_by_heart(photo_folder, tmp_path, adversarial):
    recipe = EdgesRecipe(
        name="tiny",
        stages=(Stage(steps=40, crop=48, batch=4, mixture={"brush": 1.0}),),
        width=12,
        cap=24,
        optimiser="muon",
        lr=6e-3,
        warmup=4,
        bf16=False,
        adversarial=adversarial,
        critic_width=8,
        penalty_every=4,
    )
    samples = EdgeSamples(open_photos(photo_folder, tmp_path), 1, 48, {"brush": 1.0}, (0.2, 0.3))
    made = [samples[i] for i in range(4)]
    batch = {name: torch.from_numpy(np.stack([m[name] for m in made])) for name in made[0]}
    mode = Edges(recipe, torch.device("cpu"))
    calls = []  # of the network itself: its methods would run uncompiled
    mode.generator.net.register_forward_pre_hook(lambda *_: calls.append(1))
    losses = [float(mode.step(batch, step)["cross_entropy"]) for step in range(40)]
    assert len(calls) == 40
    assert losses[-1] < 0.6 * losses[0]
    restored = Edges(recipe, torch.device("cpu"))
    restored.load_state(mode.state())
    np.testing.assert_array_equal(restored.lines(batch), mode.lines(batch))

"""Patterns that are no damage: regular, in the scene, and never marked."""

from __future__ import annotations

import numpy as np

from training.data.damage_samples import DamageSamples
from training.data.photos import open_photos
from training.data.scenery import patterned

GROUND = np.full((96, 120, 3), 128, np.uint8)


def test_none_is_drawn_where_none_is_asked_for_and_nothing_else_changes():
    rng, same = np.random.default_rng(3), np.random.default_rng(3)
    assert patterned(GROUND, rng, share=0.0) is GROUND
    assert rng.random() == same.random()


def regularity(picture):
    """Share of the fine detail that the 40 strongest of all 11,520 waves hold."""
    grey = picture.astype(float).mean(2)
    spectrum = np.abs(np.fft.fft2(grey - grey.mean())) ** 2
    waves = np.hypot(*np.meshgrid(np.fft.fftfreq(120), np.fft.fftfreq(96)))
    fine = np.sort((spectrum * (waves > 1 / 30)).ravel())[::-1]  # slower is the cloth's border
    return fine[:40].sum() / fine.sum()


def test_a_pattern_repeats():
    drawn = [patterned(GROUND, np.random.default_rng(seed)) for seed in range(20)]
    assert all(picture.shape == GROUND.shape and np.ptp(picture) > 0 for picture in drawn)
    noise = np.random.default_rng(0).integers(0, 256, GROUND.shape, np.uint8)
    assert regularity(noise) < 0.03
    assert np.median([regularity(picture) for picture in drawn]) > 0.3


def test_it_belongs_to_the_scene(photo_folder, tmp_path):
    photos = open_photos(photo_folder, tmp_path)
    settings = {
        "seed": 7,
        "crop": 96,
        "mixture": {"dust": 1.0},
        "before": (patterned,),
        "after": (),
    }
    patterns = DamageSamples(photos, **settings)
    for i in range(8):
        made = patterns.damaged(i)
        elsewhere = ~made.planes.any(axis=2)
        assert np.abs(made.picture.astype(int) - made.clean)[elsewhere].max() <= 0.16 * 255

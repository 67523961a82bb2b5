"""The detector over a whole scan: no seams, either scale, and an end when it is asked for."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from engine import paths
from engine.detect import damage
from engine.detect.damage import detect, plan, read_scaled
from engine.detect.settings import NETWORK_CLASSES, DetectSettings
from engine.document.patch import Patch, Provenance
from engine.errors import ModelError, OutOfMemory
from engine.generators.card import Tensor, load_card
from engine.generators.session import open_session
from engine.geometry import Box, Size
from engine.progress import Cancelled, Progress, Stop


def dense(findings):
    """uint8 (classes, height, width): all that is kept."""
    shape = (-(-findings.size.height // 16) * 16, -(-findings.size.width // 16) * 16)
    planes = np.zeros((len(findings.planes), *shape), np.uint8)
    for plane, blocks in zip(planes, findings.planes.values(), strict=True):
        tiled = plane.reshape(shape[0] // 16, 16, -1, 16).swapaxes(1, 2)
        tiled[blocks.rows, blocks.columns] = blocks.pixels
    return planes[:, : findings.size.height, : findings.size.width]


@pytest.mark.parametrize(
    ("size", "tile"), [((1000, 700), 512), ((65, 64), 64), ((333, 200), 64), ((1, 9), 64)]
)
@pytest.mark.parametrize("scale", [1, 2])
def test_the_cores_of_tiles_cover_every_pixel_once(size, tile, scale):
    size = Size(*size)
    covered = np.zeros((-(-size.height // scale), -(-size.width // scale)), int)
    for work in plan(size, scale, tile):
        assert work.box.contains(work.core)
        assert max(work.box.width, work.box.height) <= tile
        covered[work.core.slices] += 1
    assert (covered == 1).all()


def scratched(seed):
    """uint8 (420, 560, 3): a soft picture with grain, three scratches and thirty specks."""
    rng = np.random.default_rng(seed)
    soft = cv2.resize(rng.uniform(0.2, 0.8, (6, 7, 3)), (560, 420), interpolation=cv2.INTER_CUBIC)
    grainy = np.clip(soft + 0.01 * rng.standard_normal(soft.shape), 0, 1)
    pixels = np.rint(255 * grainy).astype(np.uint8)
    for place in rng.integers((0, 0), (560, 420), (30, 2)).tolist():
        cv2.circle(pixels, place, 2, (240,) * 3, -1, cv2.LINE_AA)
    for x in (90, 300, 480):
        cv2.line(pixels, (x, 0), (x + 40, 420), (245,) * 3, 2, cv2.LINE_AA)
    return pixels


@pytest.mark.parametrize(("fast", "mean", "common"), [(False, 0.6, 0.88), (True, 1.2, 0.82)])
@pytest.mark.parametrize("tile", [192, 256])
def test_smaller_tiles_of_the_bundled_detector_find_about_the_same(
    picture, monkeypatch, fast, mean, common, tile
):
    """Within the tolerance that engine/detect/damage.py states."""
    card = load_card(paths.bundled_models() / "photonet-detect")
    session, settings = open_session(card, "cpu", threads=1), DetectSettings(fast=fast)
    document = picture(scratched(seed=0))
    whole = detect(document, settings, session, Progress())
    monkeypatch.setattr(damage, "TILE", tile)
    tiled, again = (detect(document, settings, session, Progress()) for _ in range(2))
    np.testing.assert_array_equal(dense(tiled), dense(again))
    assert np.abs(dense(tiled).astype(int) - dense(whole)).mean() <= mean
    one, other = (
        np.any([marks.draw() > 0 for marks in found.masks(settings).values()], axis=0)
        for found in (whole, tiled)
    )
    assert one.mean() > 0.02
    assert (one & other).sum() >= common * (one | other).sum()


@pytest.mark.parametrize("fast", [False, True])
def test_many_tiles_say_what_one_says(picture, detector, spotty, monkeypatch, fast):
    settings = DetectSettings(fast=fast)
    whole = detect(picture(spotty), settings, detector, Progress())
    monkeypatch.setattr(damage, "TILE", 64)
    tiled = detect(picture(spotty), settings, detector, Progress())
    np.testing.assert_array_equal(dense(whole), dense(tiled))
    for name, marks in whole.masks(settings).items():
        assert marks.count > 0
        np.testing.assert_array_equal(marks.draw(), tiled.masks(settings)[name].draw())


def test_it_looks_at_native_scale_or_fast_at_half(picture, detector):
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[20, 20, 0] = 200  # at half scale a quarter of it is left
    found = dense(detect(picture(pixels), DetectSettings(), detector, Progress()))
    fast = dense(detect(picture(pixels), DetectSettings(fast=True), detector, Progress()))
    assert found[0, 20, 20] == 200 and found[0].sum() == 200
    assert fast[0].max() == round(200 / 4 * 0.75**2)  # enlarged linearly, once in each direction


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_every_kind_of_scan_is_looked_at_in_the_same_range(picture, detector, dtype, channels):
    top = np.iinfo(dtype).max
    pixels = np.zeros((33, 47, channels), dtype)
    pixels[10:20, 10:20] = top
    found = dense(detect(picture(pixels), DetectSettings(), detector, Progress()))
    assert (found[:3, 10:20, 10:20] == 255).all()
    assert not found[3:].any() and not found[:, 25:, 30:].any()


def test_an_odd_side_is_reduced_without_a_dark_edge(picture):
    pixels = np.full((5, 7, 3), 255, np.uint8)
    reduced = read_scaled(picture(pixels), Size(4, 3).box, 2)
    assert reduced.shape == (3, 4, 3) and (reduced == 1).all()


def test_it_looks_at_the_repaired_picture_and_changes_nothing(picture, detector):
    document = picture(np.zeros((40, 40, 3), np.uint8))
    green = np.full((6, 8, 3), (0, 255, 0), np.uint8)
    patch = Patch(Box(10, 20, 18, 26), green, np.ones((6, 8), bool), Provenance("ns", "test", 3.0))
    document.apply([patch])
    found = detect(document.snapshot(), DetectSettings(), detector, Progress())
    assert (dense(found)[1, 20:26, 10:18] == 255).all() and not dense(found)[0].any()
    assert document.mask.is_empty() and document.history.texts == ["Repair"]


def test_stopping_ends_it(picture, detector, spotty, monkeypatch):
    monkeypatch.setattr(damage, "TILE", 64)
    stop, said = Stop(), []

    def report(fraction, doing):
        said.append((fraction, doing))
        if len(said) == 3:
            stop.set()

    with pytest.raises(Cancelled):
        detect(picture(spotty), DetectSettings(), detector, Progress(report, stop))
    assert len(said) == 3 and said[2][0] > 0 and "damage" in said[2][1]


def test_when_memory_runs_out_smaller_tiles_do(picture, detector, spotty, monkeypatch):
    run, sides = detector.run, []

    def short_of_memory(inputs, progress):
        sides.append(max(inputs["rgb"].shape[:2]))
        if sides[-1] > 100:
            raise OutOfMemory("the processor", sides[-1], 100)
        return run(inputs, progress)

    monkeypatch.setattr(detector, "run", short_of_memory)
    found = detect(picture(spotty), DetectSettings(), detector, Progress())
    assert sides[0] == 210 and max(sides[1:]) <= 100
    monkeypatch.undo()
    np.testing.assert_array_equal(
        dense(found), dense(detect(picture(spotty), DetectSettings(), detector, Progress()))
    )


@pytest.mark.parametrize("tensors", [{"rgb": 3, "filled": 3}, {"rgb": 3, "planes": 4}])
def test_a_model_that_is_no_detector_is_refused_by_name(picture, detector, tensors, monkeypatch):
    card = replace(detector.card, tensors={k: Tensor(k, n) for k, n in tensors.items()})
    monkeypatch.setattr(detector, "card", card)
    with pytest.raises(ModelError, match="'planes' of 5 channels"):
        detect(picture(np.zeros((9, 9, 3), np.uint8)), DetectSettings(), detector, Progress())


def test_the_stand_in_finds_a_scratch_and_specks_and_says_what_it_is(picture):
    y, x = np.mgrid[0:200, 0:260]
    smooth = np.dstack([80 + y / 4, 90 + x / 5, 100 + 0 * x])
    noise = np.random.default_rng(2).normal(0, 2, smooth.shape)
    pixels = np.clip(smooth + noise, 0, 255).astype(np.uint8)
    damaged = np.zeros((200, 260), np.uint8)
    cv2.line(damaged, (20, 30), (120, 190), 255, 2)
    for place in ((200, 40), (180, 120), (230, 170)):
        cv2.circle(damaged, place, 3, 255, -1)
    pixels[damaged > 0] = 245
    settings = DetectSettings(sensitivity=0.6)
    found = detect(picture(pixels), settings, None, Progress())
    assert "classical" in found.source and "eyes" in found.source
    assert tuple(found.planes) == NETWORK_CLASSES
    marks = found.masks(settings)
    assert marks["line"].count >= 1 and marks["area"].count == 0
    marked = (marks["line"].draw() > 0) | (marks["spot"].draw() > 0)
    assert marked[damaged > 0].mean() > 0.9
    near = cv2.dilate(damaged, np.ones((17, 17), np.uint8)) > 0
    assert not marked[~near].any()

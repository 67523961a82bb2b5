"""Automatic tone: faded pictures come closer to what they were, good ones stay."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.document.document import Document
from engine.errors import ModelError
from engine.files.scan import Scan
from engine.geometry import Box
from engine.progress import Cancelled, Progress, Stop
from engine.restore.automatic import automatic_tone
from engine.restore.finish import Finish
from engine.restore.levels import automatic_levels
from engine.restore.plan import plan_finish
from engine.restore.render import Tools
from engine.restore.settings import Adjustments, FinishSettings
from engine.restore.shrink import measure_noise, shrink
from engine.restore.tone import apply_tone


def good_picture(seed=3, channels=3):
    """float32 (120, 160, 3): the whole range in all colours."""
    rng = np.random.default_rng(seed)
    small = rng.uniform(-0.2, 1.2, (10, 13, channels))
    picture = cv2.resize(small, (160, 120), interpolation=cv2.INTER_CUBIC).reshape(120, 160, -1)
    picture = np.repeat(picture, 3 // channels, axis=2)
    return np.clip(picture, 0, 1).astype(np.float32)


def levels_of(picture):
    return automatic_levels(picture, np.ones(picture.shape[:2], bool))


def test_a_good_picture_is_left_alone():
    assert levels_of(good_picture()) is None


def test_a_faded_picture_comes_closer_to_what_it_was():
    good = good_picture()
    faded = (0.25 + 0.45 * good * np.array([1, 0.9, 0.8])).astype(np.float32)
    tone, told = levels_of(faded)
    corrected = apply_tone(faded, tone)
    assert np.abs(corrected - good).mean() < 0.8 * np.abs(faded - good).mean()
    assert told.startswith("black 0.")


@pytest.mark.parametrize("tint", [(1, 1, 1), (1.0, 0.9, 0.72)])
def test_grey_and_sepia_keep_their_tint(tint):
    sepia = (good_picture(channels=1) * np.array(tint)).astype(np.float32)
    faded = (0.25 + 0.4 * sepia).astype(np.float32)
    tone, told = levels_of(faded)
    assert "the tint is kept" in told
    np.testing.assert_array_equal(tone.curves[0], tone.curves[1])
    np.testing.assert_array_equal(tone.curves[1], tone.curves[2])
    assert np.ptp(apply_tone(faded, tone)) > 1.2 * np.ptp(faded)


def test_damage_that_is_left_does_not_count():
    """A white tear over a faded picture would be taken for its white point."""
    faded = (0.2 + 0.4 * good_picture()).astype(np.float32)
    torn, known = faded.copy(), np.ones(faded.shape[:2], bool)
    torn[40:60], known[40:60] = 1, False
    tone, _ = automatic_levels(torn, known)
    without, _ = automatic_levels(faded[known][None], np.ones((1, known.sum()), bool))
    np.testing.assert_array_equal(tone.curves, without.curves)
    assert automatic_levels(torn, np.zeros_like(known)) is None


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_the_small_picture_is_the_mean_of_the_large_one(document, dtype, channels):
    doc = document(1302, 1101, channels, dtype)
    doc.mask.replace(Box(0, 0, 30, 30), np.full((30, 30), 255, np.uint8))
    small, known = shrink(doc.snapshot(), Progress())
    assert small.shape == (434, 367, 3) and known.shape == (434, 367)
    assert not known[:10, :10].any() and known[11:, 11:].all()
    top = np.iinfo(dtype).max
    block = doc.scan.pixels[300:303, 600:603].reshape(9, -1).mean(0) / top
    np.testing.assert_allclose(small[100, 200], np.broadcast_to(block, 3), atol=1.01 / top)


@pytest.mark.parametrize("sigma", [0.0, 0.01, 0.04])
@pytest.mark.parametrize("channels", [1, 3])
def test_grain_is_measured(document, sigma, channels):
    doc = document(400, 500, channels, grain=sigma)
    expected = sigma / np.sqrt(channels)  # of the mean of the colours
    assert measure_noise(doc.snapshot(), Progress()) == pytest.approx(expected, rel=0.15, abs=1e-3)


def test_grain_is_measured_as_the_tone_makes_it(document):
    doc = document(400, 500, grain=0.01, low=0.4, high=0.6)
    plain = measure_noise(doc.snapshot(), Progress())
    doc.set_finish(Finish(adjustments=Adjustments(black=0.3, white=0.7)))
    assert measure_noise(doc.snapshot(), Progress()) == pytest.approx(2.5 * plain, rel=0.05)


def test_noise_is_planned_for_the_corrected_picture(document):
    doc = document(400, 500, grain=0.01, low=0.4, high=0.6)
    settings = FinishSettings(0.0, Adjustments(black=0.3, white=0.7))
    plain, toned = (
        plan_finish(doc.snapshot(), steps, settings, Tools(), Progress()).enhancement.noise
        for steps in (("enhance",), ("tone", "enhance"))
    )
    assert toned == pytest.approx(2.5 * plain, rel=0.05)


def test_a_network_tells_the_tone(document, opened):
    from tests.onnx_models import write_tone_model

    doc = document(200, 300, dtype=np.uint8, grain=0)
    tone = automatic_tone(doc.snapshot(), 0.5, opened(write_tone_model), Progress())
    small, _ = shrink(doc.snapshot(), Progress())
    thumbnail = cv2.resize(small, (128, 128), interpolation=cv2.INTER_AREA)
    np.testing.assert_allclose(tone.tone.curves[:, 0], thumbnail.mean((0, 1)), atol=1e-5)
    np.testing.assert_array_equal(tone.tone.matrix, np.eye(3)[::-1])
    assert tone.strength == 0.5 and tone.maker.model == "mean-tone"
    assert len(tone.maker.model_sha256) == 64


def test_a_model_that_tells_no_tone_is_refused(document, opened):
    from tests.onnx_models import write_restore_model

    with pytest.raises(ModelError, match="no tensor 'curves'"):
        automatic_tone(document().snapshot(), 1.0, opened(write_restore_model), Progress())


def test_measuring_can_be_stopped():
    stop = Stop()
    stop.set()
    snapshot = Document(Scan(None, np.zeros((50, 50, 3), np.uint8))).snapshot()
    with pytest.raises(Cancelled):
        automatic_tone(snapshot, 1.0, None, Progress(stop=stop))

import numpy as np
import pytest
import torch

from training.data.damage import CLASSES, Damaged
from training.evaluation import thresholds
from training.evaluation.thresholds import (
    SHIFTS,
    Calibration,
    choose_shifts,
    find_shifts,
)
from training.modes import segment
from training.modes.segment import Segment, SegmentRecipe
from training.recipe import Stage


def sample(damaged: float, wrong: float) -> Damaged:
    """A line whose red says `damaged`, and in both pictures something that says `wrong`; logits."""
    clean = np.zeros((64, 64, 3), np.uint8)
    clean[8:16, 8:16, 0] = round(255 / (1 + np.exp(-wrong)))
    picture = clean.copy()
    picture[40:48, 8:56, 0] = round(255 / (1 + np.exp(-damaged)))
    truth = np.zeros((64, 64, 4), np.uint8)
    truth[40:48, 8:56, 0] = 255
    return Damaged(picture, clean, truth, np.zeros((64, 64, 1), np.uint8))


def reading_red(rgb):
    told = np.zeros((*rgb.shape[:2], 5), np.float32)
    told[..., 0] = rgb[..., 0]
    return told


@pytest.mark.parametrize(
    ("damaged", "wrong", "shift"),
    [
        (1.9, 1.2, -1.5),  # too ready: only between the two nothing is wrong and all is found
        (-0.98, -9.0, 1.0),  # too shy
        (1.0, -9.0, 0.0),  # right as it is
    ],
)
def test_the_known_shift_is_found(damaged, wrong, shift):
    made = sample(damaged, wrong)
    found = find_shifts(reading_red, [made], [made.clean])
    assert found.shifts == {"line": shift, "spot": 0.0, "area": 0.0, "text": 0.0}
    assert (found.f1, found.marked) == (1.0, 0.0)
    assert (found.f1_before < 1) == (shift != 0)
    assert (found.marked_before > 0) == (shift < 0)


def table(f1_by_shift, marked_by_shift):
    """Counts of one class, line, that give these F1 by precision 1."""
    counts = np.zeros((len(SHIFTS), len(CLASSES), 4))
    marked = np.zeros((len(SHIFTS), len(CLASSES)))
    for shift, f1 in f1_by_shift.items():
        at = list(SHIFTS).index(shift)
        found = 1000 * f1 / (2 - f1)
        counts[at, 0] = found, found, 1000, found
        marked[at, 0] = marked_by_shift[shift]
    counts[:, 0, 2] = 1000
    return counts, marked


def test_f1_is_given_for_false_alarms_at_a_price():
    """Half a per cent of the photograph less is worth 0.1."""
    f1, marked = {0.0: 0.8, -1.0: 0.72, -2.0: 0.6}, {0.0: 0.01, -1.0: 0.005, -2.0: 0.004}
    found = choose_shifts(*table(f1, marked))
    assert found.shifts["line"] == -1.0
    assert found.f1 == pytest.approx(0.72) and found.f1_before == pytest.approx(0.8)
    assert (found.marked, found.marked_before) == (0.005, 0.01)
    assert found.as_quality()["shifts_marked_on_clean_percent"] == 0.5


def test_a_price_that_is_too_high_is_not_paid():
    found = choose_shifts(*table({0.0: 0.8, -1.0: 0.64}, {0.0: 0.01, -1.0: 0.005}))
    assert found.shifts["line"] == 0.0 and found.f1 == pytest.approx(0.8)


def test_whole_photographs_say_what_false_alarms_cost():
    made = sample(1.9, -9.0)
    photograph = np.zeros((100, 900, 3), np.uint8)  # more than a tile, and no multiple of 32
    assert find_shifts(reading_red, [made], [photograph]).shifts["line"] == 0.0
    photograph[40:48, 440:450, 0] = round(255 / (1 + np.exp(-0.6)))
    found = find_shifts(reading_red, [made], [photograph])
    assert found.shifts["line"] == -1.0 and found.marked == 0.0
    assert 0 < found.marked_before < 0.01
    photograph[:, :60] = photograph[:, 840:] = 255  # outside the middle
    assert find_shifts(reading_red, [made], [photograph]) == found


def test_text_is_not_shown_unless_asked_for_and_pays_nothing_for_false_alarms():
    counts, marked = table({0.0: 0.8, -1.0: 0.795}, {0.0: 0.01, -1.0: 0.0004})
    for of in (counts, marked):
        of[:, CLASSES.index("text")] = of[:, 0]
    found = choose_shifts(counts, marked)
    assert found.shifts["line"] == -1.0 and found.shifts["text"] == 0.0
    assert found.marked == 0.0004


def test_the_shifts_are_in_the_network_that_is_exported(photo_folder, tmp_path, monkeypatch):
    recipe = SegmentRecipe(
        name="tiny",
        stages=(Stage(steps=1, crop=32, batch=1, mixture={"dust": 1.0}),),
        width=8,
        cap=16,
        bf16=False,
    )
    mode = Segment(recipe, torch.device("cpu"))
    shifts = dict(zip(CLASSES, (1.5, -2.0, 0.0, 0.5), strict=True))
    looked_at, whole = [], []

    def find(look, samples, photographs):
        looked_at.extend(look(s.clean.astype(np.float32) / 255).shape for s in samples)
        whole.extend(photograph.shape for photograph in photographs)
        return Calibration(shifts, 0.7, 0.0004, 0.6, 0.002)

    monkeypatch.setattr(thresholds, "find_shifts", find)
    monkeypatch.setattr(segment, "CALIBRATION_CROPS", 2)
    monkeypatch.setattr(segment, "CALIBRATION_PHOTOGRAPHS", 3)
    from training.data.photos import open_photos

    picture = torch.rand(1, 3, 32, 32)
    with torch.inference_mode():
        before = mode.shipped(picture, as_logits=True)
        told = mode.calibrate(lambda: open_photos(photo_folder, tmp_path))
        moved = (mode.shipped(picture, as_logits=True) - before)[0].mean((1, 2))
    np.testing.assert_allclose(moved.numpy(), [1.5, -2.0, 0.0, 0.5, 0.0], atol=1e-5)
    assert looked_at == [(256, 256, 5)] * 2
    assert len(whole) == 3 and min(min(shape[:2]) for shape in whole) > 100
    assert told["shift_spot"] == -2.0 and told["shifts_marked_on_clean_percent"] == 0.04

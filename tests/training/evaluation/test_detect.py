import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from engine.detect.damage import detect
from engine.detect.settings import NETWORK_CLASSES, DetectSettings
from engine.document.document import Document
from engine.errors import ModelError
from engine.files.scan import Scan
from engine.geometry import Box
from engine.progress import Progress
from training.data.damage import CLASSES
from training.data.labels import LabelledCrop, Mark
from training.evaluation import detections
from training.evaluation.detect import COLUMNS, evaluate, sheet
from training.evaluation.detections import (
    HALF,
    SWEPT,
    as_users_get_it,
    clean,
    level_of,
    levels_of,
    probability_of,
    scans,
    synthetic,
)
from training.evaluation.report import Options
from training.metrics.paired import Interval


@pytest.fixture(autouse=True)
def few_crops(monkeypatch):
    monkeypatch.setattr(detections, "CROPS", 4)


@pytest.fixture
def scan_folder(tmp_path, monkeypatch):
    """Two crops of one scan: one damaged, one clean."""
    rng = np.random.default_rng(3)
    Image.fromarray(rng.integers(90, 110, (80, 200, 3), np.uint8)).save(tmp_path / "scan.png")
    import hashlib

    digest = hashlib.sha256((tmp_path / "scan.png").read_bytes()).hexdigest()
    marks = (Mark("line", "polyline", ((10, 40), (70, 40)), 5),)
    damaged = LabelledCrop("scan.png", digest, "us: scan.png", 200, Box(0, 0, 80, 80), "", marks)
    unharmed = replace(damaged, box=Box(100, 0, 180, 80), marks=())
    monkeypatch.setattr(detections, "load_labels", lambda: [damaged, unharmed])
    return tmp_path


def detector(planted, probability):
    """`probability`: float32 (h, w, 3) -> (h, w, 4)."""

    def answer(inputs):
        told = np.zeros((*inputs["rgb"].shape[:2], 5), np.float32)
        told[..., :4] = probability(inputs["rgb"])
        return {"planes": told}

    return planted("detect", answer, rgb=3, planes=5)


def knowing(cases):
    """The truth of the pictures of `cases`; nothing in any other picture."""
    truths = {case.picture.tobytes(): case.truth for case in cases}

    def look(rgb):
        picture = np.rint(rgb * 255).astype(np.uint8)
        return truths.get(picture.tobytes(), np.zeros((*rgb.shape[:2], 4), bool))

    return look


def mean(figure):
    return figure.mean if isinstance(figure, Interval) else figure


def test_a_perfect_detector_is_perfect(planted, held_out, scan_folder):
    cases = list(synthetic(held_out, None)) + scans(scan_folder, damaged=True)
    found = evaluate(
        detector(planted, knowing(cases)), held_out, Options(scans=scan_folder), Progress()
    )
    assert found.columns == COLUMNS
    for measure in ("drawn F1", "drawn precision", "drawn recall", "drawn AUC-PR", "scans F1"):
        assert mean(found.rows[measure][0]) == pytest.approx(1), measure
    assert mean(found.rows["scans F1, mean of crops"][0]) == pytest.approx(1)
    assert mean(found.rows["clean, % marked"][0]) == 0
    assert mean(found.rows["clean scans, % marked"][0]) == 0
    # In use, findings of less than 6 px are left out.
    assert mean(found.rows["drawn F1"][1]) > 0.9
    # The stand-in does not know the truth.
    assert mean(found.rows["drawn F1"][2]) < 0.9


def test_a_silent_detector_finds_nothing_and_marks_nothing(planted, held_out):
    found = evaluate(detector(planted, lambda _: 0.0), held_out, Options(), Progress())
    for column in (0, 1):
        assert mean(found.rows["drawn F1"][column]) == 0
        assert mean(found.rows["drawn recall"][column]) == 0
        assert mean(found.rows["clean, % marked"][column]) == 0
    assert found.rows["scans F1"] == (None,) * 4
    assert "Scans were left out: not asked for" in found.notes
    assert json.loads(found.as_json())["measures"]["scans F1"]["network"] is None


def test_a_detector_that_marks_everything_has_no_threshold_that_is_strict_enough(planted, held_out):
    found = evaluate(detector(planted, lambda _: 1.0), held_out, Options(limit=1), Progress())
    assert found.photographs == 1
    for column in (0, 1):
        assert mean(found.rows["drawn recall"][column]) == 1
        assert mean(found.rows["clean, % marked"][column]) == 100
        assert found.rows["p with 0.05 % of clean"][column] is None


def test_the_threshold_is_found_at_which_clean_photographs_stay_unmarked(planted, held_out):
    def doubtful(rgb):  # everywhere a little, in one pixel of a hundred more
        told = np.full((*rgb.shape[:2], 4), 0.3, np.float32)
        told[::10, ::10] = 0.7
        return told

    found = evaluate(detector(planted, doubtful), held_out, Options(limit=1), Progress())
    strict = found.rows["p with 0.05 % of clean"][0]
    assert probability_of(level_of(0.7)) <= strict <= probability_of(level_of(0.7) + 1)
    assert found.rows["clean, % marked at 0.2"][0] == 100
    assert found.rows["clean, % marked at 0.6"][0] == pytest.approx(1, abs=0.05)
    assert found.rows["clean, % marked at 0.8"][0] == 0


def test_what_is_no_detector_is_refused(planted, held_out):
    with pytest.raises(ModelError, match="planes"):
        evaluate(planted("detect", dict, rgb=3), held_out, Options(), Progress())


def test_a_changed_scan_is_told_and_left_out(planted, held_out, scan_folder):
    Image.new("RGB", (200, 80)).save(scan_folder / "scan.png")
    options = Options(limit=1, scans=scan_folder)
    found = evaluate(detector(planted, lambda _: 0.0), held_out, options, Progress())
    assert found.rows["scans F1"] == (None,) * 4
    assert "is not the scan that was labelled" in found.notes


@pytest.mark.parametrize("p", SWEPT)
def test_levels_keep_what_thresholds_say(p):
    level = level_of(p)
    assert probability_of(level) >= p - 1e-9
    assert probability_of(level - 1) < p
    below, above = levels_of(np.array([p - 0.03, p + 0.03]))
    assert below < level <= above


def test_a_half_is_exact():
    assert level_of(0.5) == HALF and probability_of(HALF) == 0.5
    assert levels_of(np.float32(0.5)) == HALF
    assert levels_of(np.array([0.0, 1.0])).tolist() == [0, 255]


def test_users_get_what_detect_gives_them(planted):
    rng = np.random.default_rng(0)
    picture = np.repeat(np.repeat(rng.integers(0, 256, (24, 24, 3), np.uint8), 4, 0), 4, 1)
    session = detector(planted, lambda rgb: rgb[..., [0, 1, 2, 0]])
    levels = as_users_get_it(session)(picture)
    for threshold, sensitivity in ((0.5, 0.5), (0.9, 0.0), (0.1, 1.0)):
        settings = DetectSettings(sensitivity, classes=NETWORK_CLASSES)
        masks = detect(Document(Scan(None, picture)), settings, session, Progress()).masks(settings)
        for k, name in enumerate(CLASSES):
            expected = masks[name].draw() > 0
            np.testing.assert_array_equal(levels[..., k] >= level_of(threshold), expected)
            assert expected.any()


def test_the_crops_are_the_same_each_time_and_of_the_photographs_they_name(held_out):
    first, again = (list(synthetic(held_out, None)) for _ in range(2))
    assert [case.unit for case in first] == ["photo-100.png"] * 2 + ["photo-101.png"] * 2
    for a, b in zip(first, again, strict=True):
        np.testing.assert_array_equal(a.picture, b.picture)
        assert a.truth.any()
    assert not np.array_equal(first[0].truth, first[1].truth)
    assert [case.picture.shape for case in clean(held_out, 1)] == [(288, 288, 3)]


def test_the_sheet_shows_sixteen_cases(planted, held_out, scan_folder):
    drawn = sheet(detector(planted, lambda _: 0.0), held_out, Options(scans=scan_folder))
    assert drawn.dtype == np.uint8 and drawn.shape[1] > 2 * 3 * 256


def test_rough_marks_are_measured_before_and_after_tightening(planted, held_out, scan_folder):
    def line(rgb):
        told = np.zeros((*rgb.shape[:2], 4))
        told[38:43, 10:71, 0] = 0.99  # where the label of the scan is
        return told

    measured = evaluate(
        detector(planted, line), held_out, Options(limit=2, scans=scan_folder), Progress()
    )
    in_use = COLUMNS.index("network in use")

    def figure(name):
        return mean(measured.rows[f"scans painted {name}"][in_use])

    assert figure("0 px beyond, F1") == 1.0
    assert figure("0 px beyond, superfluous marks left") is None
    assert figure("16 px beyond, F1") < 0.4
    assert figure("16 px beyond, tightened, F1") > 0.9
    assert figure("16 px beyond, superfluous marks left") < 0.1
    assert measured.rows["scans painted 8 px beyond, F1"][0] is None

"""Real scans as ground for drawn damage: crops with what is damaged in them and what is unknown."""

import csv
import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from engine.errors import RecipeError
from training.data import old_scans
from training.data.labels import TRAINING_LABELS, load_labels
from training.data.old_scans import Ground, open_old_scans, random_ground, undamaged

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "old"


@pytest.fixture
def scan():
    """A dark scan with a bright speck, marked, and a bright bar that nobody is sure of."""
    picture = np.full((90, 120, 3), 60, np.uint8)
    worn, known = np.zeros((90, 120, 4), np.uint8), np.full((90, 120, 1), 255, np.uint8)
    picture[30:42, 50:62] = 200
    worn[30:42, 50:62, 1] = 255
    picture[70:80] = 200
    known[70:80] = 0
    return Ground(picture, worn, known)


@pytest.mark.parametrize("crop", [48, 90, 128])
def test_marks_go_with_the_picture(scan, crop):
    for i in range(12):
        made = random_ground([scan], np.random.default_rng(i), crop)
        assert made.picture.shape == (crop, crop, 3) and made.picture.flags.c_contiguous
        assert made.worn.shape == (crop, crop, 4) and made.known.shape == (crop, crop, 1)
        assert set(np.unique(made.worn)) | set(np.unique(made.known)) <= {0, 255}
        grey = made.picture.mean(2)
        bright = grey > (grey.min() + grey.max()) / 2 if np.ptp(grey) > 40 else grey > 300
        told = (made.worn[..., 1] > 0) | (made.known[..., 0] == 0)
        wrong = cv2.erode((bright != told).astype(np.uint8), np.ones((3, 3), np.uint8))
        assert not wrong.any()  # but for the border of a mark


def test_the_same_seed_gives_the_same_crop(scan):
    one, again = (random_ground([scan], np.random.default_rng(4), 48) for _ in range(2))
    np.testing.assert_array_equal(one.picture, again.picture)
    np.testing.assert_array_equal(one.worn, again.worn)


def test_a_photograph_is_known_to_be_undamaged():
    made = undamaged(np.zeros((20, 30, 3), np.uint8))
    assert not made.worn.any() and made.worn.shape == (20, 30, 4)
    assert made.known.all() and made.known.shape == (20, 30, 1)


def test_scans_are_read_with_their_labels(tmp_path, monkeypatch):
    Image.fromarray(np.full((40, 60, 3), 99, np.uint8)).save(tmp_path / "scan.png")
    digest = hashlib.sha256((tmp_path / "scan.png").read_bytes()).hexdigest()
    entry = {
        "file": "scan.png",
        "sha256": digest,
        "source": "",
        "scale": 1600,
        "box": [0, 0, 60, 40],
        "note": "",
        "marks": [
            {"class": "spot", "disc": [10, 10, 2]},
            {"class": "unsure", "polygon": [[30, 0], [59, 0], [59, 39], [30, 39]]},
        ],
    }
    labels = tmp_path / "labels.json"
    labels.write_text(json.dumps([entry]), "utf-8")
    monkeypatch.setattr(old_scans, "TRAINING_LABELS", labels)
    (made,) = open_old_scans(tmp_path)
    assert made.worn[10, 10].tolist() == [0, 255, 0, 0]
    assert not made.known[:, 30:].any() and made.known[:, :30].all()
    (tmp_path / "other").mkdir()
    with pytest.raises(RecipeError, match=r"scan\.png cannot be read"):
        open_old_scans(tmp_path / "other")


def test_no_scan_is_both_for_training_and_for_the_test():
    learnt, tested = load_labels(TRAINING_LABELS), load_labels()
    assert not {s.file for s in learnt} & {s.file for s in tested}
    assert not {s.sha256 for s in learnt} & {s.sha256 for s in tested}
    assert len(learnt) >= 25


@pytest.mark.skipif(not FOLDER.is_dir(), reason="needs ../shared/data/old")
def test_scans_for_training_are_there_and_of_tier_b():
    manifest = (FOLDER / "manifest.csv").read_text("utf-8").splitlines()
    tier = {row["file"]: row["licence_tier"] for row in csv.DictReader(manifest)}
    learnt = load_labels(TRAINING_LABELS)
    assert {tier[s.file] for s in learnt} == {"B"}
    for label in learnt:
        assert hashlib.sha256((FOLDER / label.file).read_bytes()).hexdigest() == label.sha256

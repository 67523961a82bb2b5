import cv2
import numpy as np
import pytest

from training.metrics.detector import (
    Counts,
    average_precision,
    count,
    curve,
    recall_by_size,
)


def line(column: int, rows: slice = np.s_[:], side: int = 64) -> np.ndarray:
    mask = np.zeros((side, side), np.uint8)
    mask[rows, column] = 255
    return mask


@pytest.mark.parametrize(("shift", "f1"), [(0, 1.0), (2, 1.0), (3, 0.0)])
def test_a_line_counts_within_two_pixels(shift, f1):
    counts = count(line(20 + shift), line(20))
    assert counts.f1 == counts.iou == f1


def test_half_a_line_by_hand():
    counts = count(line(20, np.s_[:32]), line(20))
    # 32 rows marked, all right; of 64 true ones these and two more lie near enough.
    assert counts == Counts(marked=32, right=32, true=64, found=34)
    assert counts.precision == 1
    assert counts.recall == counts.iou == 34 / 64
    assert counts.f1 == pytest.approx(2 * 34 / (34 + 64))


def test_counts_of_pictures_are_added_before_they_are_divided():
    both = count(line(20), line(20)) + count(line(5), line(50))
    assert (both.precision, both.recall, both.iou) == (0.5, 0.5, 64 / 192)
    empty = count(np.zeros((8, 8), np.uint8), np.zeros((8, 8), np.uint8))
    assert empty.f1 == empty.iou == 1


def test_average_precision_by_hand():
    truth = line(20) | line(40)
    assert average_precision([truth], [truth]) == 1
    # The surest half is right, then as much is wrong: recall .5 at precision 1, 1 at 2/3.
    scores = (line(20) // 255) * 200 + (line(5) // 255) * 150 + (line(40) // 255) * 100
    assert average_precision([scores], [truth]) == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert average_precision([line(5)], [truth]) == 0
    assert np.isnan(average_precision([line(5)], [np.zeros_like(truth)]))


def test_objects_are_found_by_size():
    truth = np.zeros((200, 200), np.uint8)
    truth[10:14, 10:14] = 255  # a speck, found
    truth[10:14, 60:64] = 255  # a speck, missed
    cv2.line(truth, (100, 20), (100, 190), 255, 3)  # a scratch of 173 px, found by two thirds
    marked = np.zeros_like(truth)
    marked[11:13, 11:13] = 255
    marked[20:135, 100] = 255
    assert recall_by_size([marked], [truth]) == {
        "< 8 px": (1, 2),
        "8 to 32 px": (0, 0),
        "32 to 128 px": (0, 0),
        ">= 128 px": (1, 1),
    }
    marked[70:135] = 0  # a third is not enough
    assert recall_by_size([marked], [truth])[">= 128 px"] == (0, 1)


@pytest.mark.parametrize("threshold", [1, 100, 101, 150, 255])
def test_a_curve_holds_the_counts_of_every_threshold(threshold):
    scores = (line(20) // 255) * 200 + (line(5) // 255) * 150 + (line(40) // 255) * 100
    truth = line(21) | line(42) | line(60)
    found = curve(scores, truth) + curve(truth, truth)
    assert found.at(threshold) == count(scores >= threshold, truth) + count(truth, truth)

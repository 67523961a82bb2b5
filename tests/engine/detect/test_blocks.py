"""Blocks give what the whole picture would give."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.detect.blocks import BLOCK, Blocks, grow, label

WIDE = 7 * BLOCK


def cut(plane):
    """Every block of a picture that holds something, or lies beside one that does."""
    near = cv2.dilate(plane, np.ones((9, 9), np.uint8))
    return Blocks.of(
        {
            (row, column): plane[y : y + BLOCK, x : x + BLOCK]
            for row, y in enumerate(range(0, len(plane), BLOCK))
            for column, x in enumerate(range(0, plane.shape[1], BLOCK))
            if near[y : y + BLOCK, x : x + BLOCK].any()
        }
    )


def whole(blocks, values):
    plane = np.zeros((WIDE, WIDE), values.dtype)
    for row, column, value in zip(blocks.rows, blocks.columns, values, strict=True):
        plane[row * BLOCK : (row + 1) * BLOCK, column * BLOCK : (column + 1) * BLOCK] = value
    return plane


def spiral():
    """One line through many blocks, back and forth, that touches itself nowhere."""
    plane = np.zeros((WIDE, WIDE), np.uint8)
    for y in range(3, WIDE - 3, 6):
        cv2.line(plane, (3, y), (WIDE - 4, y), 255, 1)
        end = WIDE - 4 if (y // 6) % 2 else 3
        cv2.line(plane, (end, y), (end, min(y + 6, WIDE - 1)), 255, 1)
    return plane


def specks(share):
    random = np.random.default_rng(1).random((WIDE, WIDE))
    return np.where(random < share, np.uint8(255), np.uint8(0))


@pytest.mark.parametrize(
    "plane",
    [spiral(), specks(0.05), specks(0.3), specks(0.42), np.eye(WIDE, dtype=np.uint8) * 255,
     np.eye(WIDE, dtype=np.uint8)[::-1] * 255, np.zeros((WIDE, WIDE), np.uint8)],
    ids=["spiral", "few", "many", "a labyrinth", "diagonal", "other diagonal", "nothing"],
)  # fmt: skip
def test_components_reach_across_blocks(plane):
    blocks = cut(plane)
    labels, areas = label(blocks, 128)
    found = whole(blocks, labels)
    count, expected, stats, _ = cv2.connectedComponentsWithStats(plane, connectivity=8)
    pairs = np.unique(np.stack((found.ravel(), expected.ravel())), axis=1)
    assert pairs.shape[1] == count  # one of ours for each of theirs
    for ours, theirs in pairs.T[1:]:
        assert areas[ours] == stats[theirs, cv2.CC_STAT_AREA]


def test_only_what_reaches_the_threshold_connects():
    plane = np.zeros((WIDE, WIDE), np.uint8)
    plane[40, 10:30], plane[40, 20] = 200, 99
    labels, areas = label(cut(plane), 100)
    assert sorted(areas[areas > 0][1:]) == [9, 10]
    assert not labels[cut(plane).pixels == 99].any()


@pytest.mark.parametrize("reach", [1, 2])
def test_growth_reaches_across_blocks(reach):
    plane = specks(0.01)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    blocks = cut(plane)
    np.testing.assert_array_equal(
        whole(blocks, grow(blocks, reach).pixels), cv2.dilate(plane, disc)
    )

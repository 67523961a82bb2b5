import json

import numpy as np
import pytest

from engine.progress import Progress
from training.evaluation.fill import PIECE, PIECES, evaluate, pieces
from training.evaluation.fills import KINDS, MEASURES
from training.evaluation.report import Options
from training.gate import run_gate
from training.metrics.paired import Interval


@pytest.fixture(scope="module")
def found(held_out, copying):
    return evaluate(copying, held_out, Options(), Progress())


def test_every_class_has_every_measure(found):
    assert found.columns == KINDS
    inside = set(MEASURES)
    sets = {"FD-own", "KD-own", "MIND-own", "FID", "KID", "LPIPS", "pieces"}
    whole = {"psnr", "l1", "ssim", "ms_ssim", "swd", "delta_e"}
    assert set(found.rows) == inside | sets | {f"whole {name}" for name in whole}
    assert all(len(row) == len(KINDS) for row in found.rows.values())


def test_the_figures_are_those_of_the_gate(found, held_out):
    gate = run_gate(held_out, None, Progress(), biharmonic=False, kinds=("dust",))
    measured = found.rows["psnr"][KINDS.index("dust")]
    # The generator copies Navier-Stokes.
    assert isinstance(measured, Interval)
    assert measured.mean == pytest.approx(gate.mean("ns", "dust", "psnr"))
    inside, whole = (found.rows[name][KINDS.index("dust")].mean for name in ("psnr", "whole psnr"))
    assert whole > inside + 10  # most of it is a copy


def test_what_needs_a_network_that_was_not_given_is_not_there(found):
    for name in ("FID", "KID", "LPIPS"):
        assert found.rows[name] == (None,) * len(KINDS)
        assert f"| {name} |" + " n/a |" * len(KINDS) in str(found)
    assert json.loads(found.as_json())["measures"]["FID"]["dust"] is None
    assert found.rows["FD-own"][0] > 0
    assert found.rows["pieces"] == (2 * PIECES,) * len(KINDS)


def test_the_report_is_a_table_and_json(found):
    rows = [line for line in str(found).splitlines() if line.startswith("| ")]
    assert len(rows) == 1 + len(found.rows)
    assert len({row.count(" | ") for row in rows}) == 1
    told = json.loads(found.as_json())
    assert told["photographs"] == 2
    interval = told["measures"]["psnr"]["dust"]
    assert interval["low"] <= interval["mean"] <= interval["high"]


def test_pieces_lie_inside_and_hold_the_hole():
    mask = np.zeros((80, 100), np.uint8)
    mask[0, 99] = mask[70, 3] = 255
    found = pieces(mask)
    assert len(found) == 2 and found == pieces(mask)
    for top, left in found:
        piece = mask[top : top + PIECE, left : left + PIECE]
        assert piece.shape == (PIECE, PIECE) and piece.any()
    assert pieces(np.full((63, 100), 255, np.uint8)) == []

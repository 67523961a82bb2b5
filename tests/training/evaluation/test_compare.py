"""The comparison repairs as users get it, and counts what it must not have touched."""

from __future__ import annotations

import numpy as np
import pytest

from engine.generators.session import open_session
from tests.onnx_models import write_fill_model
from training.data.damage import Damaged
from training.evaluation import compare


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    return open_session(write_fill_model(tmp_path_factory.mktemp("models")), "cpu", threads=1)


@pytest.fixture
def case():
    """A ramp with a bright line across it; the line's mask."""
    ramp = np.repeat(np.arange(96, dtype=np.uint8)[None, :, None], 64, axis=0).repeat(3, axis=2)
    hole = np.zeros((64, 96), bool)
    hole[30:33] = True
    return ramp, hole


def test_a_repair_changes_the_hole_and_nothing_else(session, case):
    ramp, hole = case
    holed = np.where(hole[..., None], np.uint8(255), ramp)
    filled = compare.repaired(session)(holed, hole)
    assert (filled[~hole] == ramp[~hole]).all()
    assert np.abs(filled.astype(int) - ramp)[hole].max() < 12


def test_scores_are_of_the_damage_and_of_what_was_touched_beside_it(case):
    ramp, hole = case
    damaged = np.where(hole[..., None], np.uint8(255), ramp)
    made = Damaged(damaged, ramp, hole[..., None].astype(np.uint8) * np.uint8(255), ramp[..., :1])
    touched = ramp.copy()
    touched[0] += 1
    inside, whole, share = compare._scores(touched, made, hole)
    assert inside > 70 > whole > 40
    assert share == pytest.approx(100 / 61)


def test_memory_is_told_of_a_process_of_its_own():
    assert compare.measure_memory("telea").lstrip("-").isdigit() or not compare.peak_gb()


def test_a_foreign_model_is_named(session):
    assert session.card.id in compare._foreign_note({session.card.id: session})
    assert "--also" in compare._foreign_note({})

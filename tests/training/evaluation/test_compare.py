"""The comparison repairs as users get it, and counts what it must not have touched."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import helper

from engine.generators.card import Tensor
from engine.generators.session import open_session
from tests.onnx_models import write_fill_model, write_model
from training.data.damage import Damaged
from training.evaluation import compare
from training.evaluation.fills import generated


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


def write_lama_like(parent):
    """512 px and no other size, colours in 0..1 and out 0..255, 1 in the mask is the hole: filled
    with the mean of the picture, black where the hole is."""
    nodes = [
        helper.make_node("Sub", ["one", "mask"], ["known"]),
        helper.make_node("Mul", ["image", "known"], ["kept"]),
        helper.make_node("ReduceMean", ["kept", "rows_columns"], ["mean"]),
        helper.make_node("Mul", ["mean", "mask"], ["inside"]),
        helper.make_node("Add", ["kept", "inside"], ["sum"]),
        helper.make_node("Mul", ["sum", "white"], ["output"]),
    ]
    return write_model(
        parent / "lama-like",
        nodes,
        inputs={"image": 3, "mask": 1},
        outputs={"output": 3},
        constants={
            "one": np.array(1, np.float32),
            "white": np.array(255, np.float32),
            "rows_columns": np.array([2, 3]),
        },
        side=512,
        shape="fixed",
        native=512,
        tensors={
            "rgb": Tensor("image", 3),
            "mask": Tensor("mask", 1),
            "filled": Tensor("output", 3, 0.0, 255.0),
        },
    )


def test_a_model_like_lama_needs_its_card_alone(tmp_path):
    session = open_session(write_lama_like(tmp_path), "cpu", threads=1)
    picture = np.full((512, 512, 3), (200, 120, 40), np.uint8)
    hole = np.zeros((512, 512), bool)
    hole[200:230, 100:400] = True
    holed = np.where(hole[..., None], np.uint8(0), picture)
    filled = generated(session)(holed, hole)
    assert np.abs(filled[~hole].astype(int) - picture[~hole]).max() <= 1
    wanted = np.array((200, 120, 40)) * (1 - hole.mean())
    assert np.abs(filled[hole] - wanted).max() <= 1
    assert "lama-like" in compare._foreign_note({session.card.id: session})

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.generators.selftest import Verdict, Verdicts, compare, golden_inputs
from tests.onnx_models import a_card, write_fill_model

ROLES = ["rgb", "mask", "prefill"]
RIGHT = {"filled": np.full((4, 4, 3), 0.5, np.float32)}


@pytest.mark.parametrize(
    ("result", "trusted", "why"),
    [
        (np.full((4, 4, 3), 0.5), True, "agrees"),
        (np.full((4, 4, 3), 0.509), True, "agrees"),
        (np.full((4, 4, 3), 0.52), False, "differs by 0.02"),
        (np.zeros((4, 4, 3)), False, "black"),
        (np.full((4, 4, 3), np.nan), False, "not numbers"),
    ],
)
def test_a_device_is_trusted_when_it_agrees_with_the_processor(result, trusted, why):
    verdict = compare({}, lambda tile: {"filled": result.astype(np.float32)}, lambda tile: RIGHT)
    assert verdict.trusted is trusted and why in verdict.why


def test_a_device_that_fails_on_the_tile_is_not_trusted():
    def fail(tile):
        raise RuntimeError("driver says no")

    assert compare({}, fail, lambda tile: RIGHT) == Verdict(
        False, "the test tile failed: driver says no"
    )


def test_the_tile_is_the_same_every_time_and_of_a_size_the_model_takes(tmp_path):
    card = write_fill_model(tmp_path, minimum=80, multiple_of=32)
    first, second = golden_inputs(card, ROLES), golden_inputs(card, ROLES)
    assert first["rgb"].shape == (96, 96, 3) and first["mask"].shape == (96, 96, 1)
    for role in ROLES:
        np.testing.assert_array_equal(first[role], second[role])
        assert first[role].min() >= 0 and first[role].max() <= 1
    assert 0.02 < first["mask"].mean() < 0.5


def test_a_fixed_model_gets_exactly_its_size(tmp_path):
    card = replace(a_card(tmp_path), shape="fixed", native=48)
    assert golden_inputs(card, ["rgb"])["rgb"].shape == (48, 48, 3)


def test_a_verdict_is_remembered_for_model_runtime_and_device(tmp_path):
    card, verdict = write_fill_model(tmp_path), Verdict(True, "agrees", 1e-4)
    file = tmp_path / "state" / "devices.json"
    key = Verdicts.key(card, "1.31.1", "cuda")
    Verdicts(file).remember(key, verdict)
    assert Verdicts(file).recall(key) == verdict
    assert Verdicts(file).recall(Verdicts.key(card, "1.32.0", "cuda")) is None
    assert Verdicts(file).recall(Verdicts.key(card, "1.31.1", "directml")) is None
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("content", ["", "[]", "{half", '{"key": {"other": 1}}', '{"key": 3}'])
def test_a_damaged_file_of_verdicts_costs_a_new_test_only(tmp_path, content):
    file = tmp_path / "devices.json"
    file.write_text(content)
    verdicts = Verdicts(file)
    assert verdicts.recall("key") is None
    verdicts.remember("key", Verdict(True, "agrees"))
    assert verdicts.recall("key") == Verdict(True, "agrees")


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path):
    (tmp_path / "file").write_text("in the way")
    verdicts = Verdicts(tmp_path / "file" / "devices.json")
    verdicts.remember("key", Verdict(True, "agrees"))
    assert verdicts.recall("key") is None

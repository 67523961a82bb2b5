"""Foreign files: what is guessed from the graph and by trials, and one sentence for what is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from engine.errors import ModelError
from engine.generators.proposal import propose_card, range_of
from engine.generators.proving import prove_card
from engine.progress import Cancelled, Progress, Stop
from tests.onnx_models import write_detect_model, write_fill_model, write_model, write_upscale_model


def mean_fill(folder, low=0.0, high=1.0, *, keep=False, number=TensorProto.FLOAT, **fields):
    """A fill network as published ones are: it looks at the mask, and fills with the mean of what
    is known; numbers are `low` .. `high`, and 1 in the mask is what is kept where `keep`."""
    mask_top = 255.0 if number == TensorProto.UINT8 else 1.0
    places = [1, 2] if fields.get("layout") == "NHWC" else [2, 3]
    levels = {"one": 1, "top": mask_top, "low": low, "least": 0.04, "most": 0.97}
    constants = {name: np.array(level, np.float32) for name, level in levels.items()}
    constants["span"] = np.array(high - low, np.float32)
    constants["axes"] = np.array(places, np.int64)
    node = helper.make_node
    nodes = [
        node("Cast", ["image"], ["as_float"], to=TensorProto.FLOAT),
        node("Cast", ["hole"], ["mask_float"], to=TensorProto.FLOAT),
        node("Div", ["mask_float", "top"], ["m"]),
        node("Identity" if keep else "Sub", ["m"] if keep else ["one", "m"], ["known"]),
        node("Sub", ["as_float", "low"], ["from_low"]),
        node("Div", ["from_low", "span"], ["unbounded"]),
        node("Clip", ["unbounded", "least", "most"], ["rgb"]),  # other ranges lose the picture
        node("Mul", ["rgb", "known"], ["seen"]),
        node("ReduceSum", ["seen", "axes"], ["sum"], keepdims=1),
        node("ReduceSum", ["known", "axes"], ["count"], keepdims=1),
        node("Div", ["sum", "count"], ["mean"]),
        node("Sub", ["rgb", "mean"], ["rest"]),
        node("Mul", ["rest", "known"], ["rest_known"]),
        node("Add", ["rest_known", "mean"], ["made"]),
        node("Mul", ["made", "span"], ["scaled"]),
        node("Add", ["scaled", "low"], ["output"]),
    ]
    inputs, outputs = {"image": 3, "hole": 1}, {"output": 3}
    return write_model(folder, nodes, inputs, outputs, constants, number=number, **fields).path


@pytest.mark.parametrize(
    ("low", "high", "keep", "number"),
    [
        (0.0, 1.0, False, TensorProto.FLOAT),
        (0.0, 1.0, True, TensorProto.FLOAT),
        (0.0, 255.0, False, TensorProto.FLOAT),
        (0.0, 255.0, True, TensorProto.UINT8),
    ],
)
def test_roles_range_and_mask_are_found_by_a_trial(tmp_path, low, high, keep, number):
    card = propose_card(mean_fill(tmp_path / "m", low, high, keep=keep, number=number), Progress())
    card = card.card
    assert card.task == "fill" and card.shape == "free" and card.layout == "NCHW"
    assert {r: t.name for r, t in card.tensors.items()} == {
        "rgb": "image", "mask": "hole", "filled": "output"
    }  # fmt: skip
    assert card.tensors["mask"].one_means == ("keep" if keep else "repair")
    filled = card.tensors["filled"]
    assert (filled.low, filled.high) == (low, high)
    proof = prove_card(card, Progress())
    assert proof.error < 0.2 and not np.array_equal(proof.before, proof.after)


def test_a_range_that_makes_no_difference_is_the_usual_one_and_a_doubt(tmp_path):
    proposal = propose_card(mean_fill(tmp_path / "m", low=-1.0), Progress())  # 0..1 works too
    assert proposal.card.tensors["rgb"].high == 1.0
    assert any("range of its numbers" in doubt for doubt in proposal.doubts)
    assert not any("mask" in doubt for doubt in proposal.doubts)


def test_a_fixed_size_and_channels_last_are_read_from_the_graph(tmp_path):
    path = mean_fill(tmp_path / "m", layout="NHWC", side=128)
    card = propose_card(path, Progress()).card
    assert (card.layout, card.shape, card.native) == ("NHWC", "fixed", 128)
    assert prove_card(card, Progress()).before.shape == (256, 256, 3)


def test_sizes_that_must_be_multiples_are_tried(tmp_path):
    rows = np.array([0, 3, -1, 8], np.int64)  # fails where the pixels do not come in eights
    nodes = [
        helper.make_node("Reshape", ["rgb", "rows"], ["in_eights"]),
        helper.make_node("Shape", ["rgb"], ["shape"]),
        helper.make_node("Reshape", ["in_eights", "shape"], ["out"]),
    ]
    path = write_model(tmp_path / "m", nodes, {"rgb": 3}, {"out": 3}, {"rows": rows}).path
    card = propose_card(path, Progress()).card
    assert card.task == "restore" and "restored" in card.tensors
    assert card.multiple_of == 4  # 4 x 4 px hold two eights


def test_a_network_that_doubles_is_for_enlarging(tmp_path):
    card = propose_card(write_upscale_model(tmp_path).path, Progress()).card
    assert card.task == "upscale" and set(card.tensors) == {"rgb", "large"}
    proof = prove_card(card, Progress())
    assert proof.after.shape[0] == 2 * proof.before.shape[0]


def test_a_wrong_card_is_found_out_by_the_trial(tmp_path):
    path = mean_fill(tmp_path / "m", high=255.0, keep=True)
    card = propose_card(path, Progress()).card
    mask = replace(card.tensors["mask"], one_means="repair")
    wrong = replace(card, tensors={**card.tensors, "mask": mask})
    with pytest.raises(ModelError, match="does not repair"):
        prove_card(wrong, Progress())


def cut_in_half(tmp_path):
    path = mean_fill(tmp_path / "whole")
    half = tmp_path / "half.onnx"
    half.write_bytes(path.read_bytes()[:-100])
    return half


def a_text(tmp_path):
    (tmp_path / "notes.onnx").write_text("this is no network at all\n")
    return tmp_path / "notes.onnx"


def an_empty_file(tmp_path):
    (tmp_path / "empty.onnx").write_bytes(b"")
    return tmp_path / "empty.onnx"


def a_detector(tmp_path):
    return write_detect_model(tmp_path).path


def with_four_channels(tmp_path):
    nodes = [helper.make_node("Identity", ["both"], ["out"])]
    return write_model(tmp_path / "m", nodes, {"both": 4}, {"out": 4}).path


def with_doubles(tmp_path):
    nodes = [helper.make_node("Cast", ["rgb"], ["out"], to=TensorProto.FLOAT)]
    folder = tmp_path / "m"
    return write_model(folder, nodes, {"rgb": 3}, {"out": 3}, number=TensorProto.DOUBLE).path


def with_weights_elsewhere(tmp_path):
    path = mean_fill(tmp_path / "m")
    model = onnx.load(path)
    weights = numpy_helper.from_array(np.ones((64, 64), np.float32), "large")
    model.graph.initializer.append(weights)
    onnx.save(
        model, path, save_as_external_data=True, location="weights.bin", size_threshold=0
    )  # fmt: skip
    return path


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda tmp_path: tmp_path / "gone.onnx", "No such file"),
        (an_empty_file, "is no ONNX file"),
        (a_text, "is no ONNX file"),
        (cut_in_half, "is no ONNX file"),
        (a_detector, "no picture of three channels"),
        (with_four_channels, "Heirloom cannot feed it"),
        (with_doubles, "export it again"),
        (with_weights_elsewhere, "keeps its weights in another file"),
    ],
)
def test_a_bad_file_is_one_clear_sentence(tmp_path, make, sentence):
    path = make(tmp_path)
    with pytest.raises(ModelError, match=sentence) as told:
        propose_card(path, Progress())
    assert path.name in str(told.value) and "\n" not in str(told.value)


def test_a_stop_ends_the_trial(tmp_path):
    stop = Stop()
    stop.set()
    with pytest.raises(Cancelled):
        propose_card(mean_fill(tmp_path / "m"), Progress(stop=stop))


@pytest.mark.parametrize(
    ("values", "limits"),
    [([0.1, 0.9], (0, 1)), ([-0.9, 0.8], (-1, 1)), ([3.0, 250.0], (0, 255))],
)
def test_a_range_is_told_from_the_numbers(values, limits):
    assert range_of(np.array(values)) == limits


def test_our_own_fill_network_is_recognised(tmp_path):
    card = propose_card(write_fill_model(tmp_path).path, Progress()).card
    assert {"rgb", "mask", "prefill", "filled"} <= set(card.tensors)
    assert card.tensors["mask"].one_means == "repair"

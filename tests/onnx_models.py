"""Small networks made on the spot with onnx.helper, each with its card: no torch, no training."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from engine.generators.card import ModelCard, Tensor, write_card

OPSET = 18


def write_fill_model(parent: Path, model_id: str = "copy-fill", **card_fields) -> ModelCard:
    """A fill model: inside the mask the prefill, elsewhere rgb; log_scale is -3 in the hole."""
    nodes = [
        helper.make_node("Sub", ["prefill", "rgb"], ["change"]),
        helper.make_node("Mul", ["change", "mask"], ["inside"]),
        helper.make_node("Add", ["rgb", "inside"], ["filled"]),
        helper.make_node("Mul", ["mask", "minus_three"], ["log_scale"]),
    ]
    return write_model(
        parent / model_id,
        nodes,
        inputs={"rgb": 3, "mask": 1, "prefill": 3},
        outputs={"filled": 3, "log_scale": 1},
        constants={"minus_three": np.array(-3, np.float32)},
        **{"minimum": 64, "multiple_of": 16} | card_fields,
    )


def write_detect_model(parent: Path, model_id: str = "colour-detect", **card_fields) -> ModelCard:
    """A detector that says of each pixel: red is a line, green a spot, blue an area; of text and
    watermarks it knows nothing."""
    kernel = np.zeros((5, 3, 1, 1), np.float32)
    kernel[range(3), range(3)] = 1
    return write_model(
        parent / model_id,
        [helper.make_node("Conv", ["rgb", "kernel"], ["planes"])],
        inputs={"rgb": 3},
        outputs={"planes": 5},
        constants={"kernel": kernel},
        **{"task": "detect", "multiple_of": 16} | card_fields,
    )


def write_restore_model(
    parent: Path, model_id: str = "copy-restore", *, random: bool = False, **card_fields
) -> ModelCard:
    """A restoring model: rgb + the largest strength x a change, as PhotoNet-Restore; the change is
    none, or what three random convolutions make of picture and strengths (they see 36 px far)."""
    rng = np.random.default_rng(7)
    kernels = {
        "first": rng.standard_normal((8, 6, 3, 3)) / 7,
        "second": rng.standard_normal((8, 8, 3, 3)) / 8,
        "third": rng.standard_normal((3, 8, 3, 3)) / 8,
    }
    constants = {name: (random * kernel).astype(np.float32) for name, kernel in kernels.items()}
    wide = {"pads": [12] * 4, "dilations": [12, 12]}
    nodes = [
        helper.make_node("Concat", ["rgb", "strengths"], ["all"], axis=1),
        helper.make_node("Conv", ["all", "first"], ["a"], **wide),
        helper.make_node("Tanh", ["a"], ["b"]),
        helper.make_node("Conv", ["b", "second"], ["c"], **wide),
        helper.make_node("Tanh", ["c"], ["d"]),
        helper.make_node("Conv", ["d", "third"], ["change"], **wide),
        helper.make_node("ReduceMax", ["strengths", "channels"], ["most"], keepdims=1),
        helper.make_node("Mul", ["change", "most"], ["asked"]),
        helper.make_node("Add", ["rgb", "asked"], ["restored"]),
    ]
    return write_model(
        parent / model_id,
        nodes,
        inputs={"rgb": 3, "strengths": 3},
        outputs={"restored": 3},
        constants=constants | {"channels": np.array([1], np.int64)},
        **{"task": "restore", "multiple_of": 16} | card_fields,
    )


def write_upscale_model(parent: Path, model_id: str = "repeat-upscale", **card_fields) -> ModelCard:
    """An enlarging model: every pixel four times."""
    return write_model(
        parent / model_id,
        [helper.make_node("Resize", ["rgb", "", "scales"], ["large"], mode="nearest")],
        inputs={"rgb": 3},
        outputs={"large": 3},
        constants={"scales": np.array([1, 1, 2, 2], np.float32)},
        shapes={"large": [1, 3, "twice h", "twice w"]},
        **{"task": "upscale", "multiple_of": 8} | card_fields,
    )


def write_tone_model(parent: Path, model_id: str = "mean-tone", **card_fields) -> ModelCard:
    """A tone model: lightens by the mean of the thumbnail, and swaps red and blue."""
    knots = np.tile(np.linspace(0, 0.5, 9, dtype=np.float32), (1, 3, 1))
    nodes = [
        helper.make_node("ReduceMean", ["thumbnail", "places"], ["mean"], keepdims=1),
        helper.make_node("Squeeze", ["mean", "last"], ["level"]),
        helper.make_node("Add", ["knots", "level"], ["curves"]),
        helper.make_node("Identity", ["swap"], ["matrix"]),
        helper.make_node("Identity", ["dark"], ["gains"]),
    ]
    constants = {
        "places": np.array([2, 3], np.int64),
        "last": np.array([3], np.int64),
        "knots": knots,
        "swap": np.eye(3, dtype=np.float32)[None, ::-1].copy(),
        "dark": np.zeros((1, 3, 8, 8), np.float32),
    }
    outputs = {"curves": [1, 3, 9], "matrix": [1, 3, 3], "gains": [1, 3, 8, 8]}
    return write_model(
        parent / model_id,
        nodes,
        inputs={"thumbnail": 3},
        outputs={name: 3 for name in outputs},
        constants=constants,
        side=128,
        shapes=outputs,
        **{"task": "tone", "native": 128, "minimum": 128, "shape": "fixed"} | card_fields,
    )


def write_slow_model(parent: Path, layers: int = 200, model_id: str = "slow-fill") -> ModelCard:
    """A fill model of many cheap nodes: seconds on a large tile, each node some milliseconds."""
    rng = np.random.default_rng(3)
    constants = {
        "into": (rng.standard_normal((8, 7, 3, 3)) / 8).astype(np.float32),
        "kernel": (rng.standard_normal((8, 8, 3, 3)) / 9).astype(np.float32),
        "out": (rng.standard_normal((3, 8, 1, 1)) / 3).astype(np.float32),
    }
    nodes = [
        helper.make_node("Concat", ["rgb", "mask", "prefill"], ["all"], axis=1),
        helper.make_node("Conv", ["all", "into"], ["x0"], pads=[1] * 4),
    ]
    for i in range(layers):
        nodes.append(helper.make_node("Conv", [f"x{i}", "kernel"], [f"y{i}"], pads=[1] * 4))
        nodes.append(helper.make_node("Tanh", [f"y{i}"], [f"x{i + 1}"]))
    nodes.append(helper.make_node("Conv", [f"x{layers}", "out"], ["filled"]))
    return write_model(
        parent / model_id,
        nodes,
        inputs={"rgb": 3, "mask": 1, "prefill": 3},
        outputs={"filled": 3},
        constants=constants,
    )


def write_model(
    folder: Path,
    nodes: list[onnx.NodeProto],
    inputs: dict[str, int],
    outputs: dict[str, int],
    constants: dict[str, np.ndarray] | None = None,
    layout: str = "NCHW",
    side: int | str = "free",
    number: int = TensorProto.FLOAT,
    shapes: dict[str, list[int | str]] | None = None,
    **card_fields,
) -> ModelCard:
    """Write model.onnx and card.toml; `inputs` and `outputs` are channels by name.

    number: what the inputs are made of. shapes: of outputs that are no pictures of that size.
    """

    def value(name: str, channels: int, number: int = TensorProto.FLOAT) -> onnx.ValueInfoProto:
        rows, columns = ("h", "w") if side == "free" else (side, side)
        shape = [1, channels, rows, columns] if layout == "NCHW" else [1, rows, columns, channels]
        shape = (shapes or {}).get(name, shape)
        return helper.make_tensor_value_info(name, number, shape)

    graph = helper.make_graph(
        nodes,
        folder.name,
        [value(*item, number) for item in inputs.items()],
        [value(*item) for item in outputs.items()],
        [numpy_helper.from_array(array, name) for name, array in (constants or {}).items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    onnx.checker.check_model(model)
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    tensors = {name: Tensor(name, channels) for name, channels in (inputs | outputs).items()}
    card = replace(a_card(folder), **{"tensors": tensors, "layout": layout} | card_fields)
    write_card(card, folder)
    return card


def a_card(folder: Path) -> ModelCard:
    """A complete card for whatever model.onnx lies in `folder`."""
    file = folder / "model.onnx"
    return ModelCard(
        id=folder.name,
        title="A test model",
        task="fill",
        file=file.name,
        sha256=hashlib.sha256(file.read_bytes() if file.exists() else b"").hexdigest(),
        opset=OPSET,
        native=64,
        tensors={"rgb": Tensor("rgb", 3), "filled": Tensor("filled", 3)},
        folder=folder,
    )

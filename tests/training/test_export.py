"""What ships against what was trained, through ONNX Runtime and through the engine's session."""

from __future__ import annotations

import shutil
from dataclasses import replace

import cv2
import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch

from engine.errors import ModelError
from training import export as export_module
from training.export import CALIBRATION, LARGE, export_onnx
from training.graph import Graph, planes
from training.networks.photonet import PhotoNetFill

# A FutureWarning inside torch's exporter would become a ConversionError of its own.
pytestmark = pytest.mark.filterwarnings("default")

GRAPH = Graph(
    task="fill",
    inputs=planes(rgb=3, mask=1, prefill=3),
    outputs=planes(filled=3, log_scale=1),
    limits="none",
)


def samples():
    """Smooth pictures with a blank stripe, as a network meets them."""
    made = []
    for seed in range(CALIBRATION + 4):
        rng = np.random.default_rng(seed)
        small = rng.random((6, 6, 3)).astype(np.float32)
        picture = np.clip(cv2.resize(small, (64, 64), interpolation=cv2.INTER_CUBIC), 0, 1)
        picture = picture.transpose(2, 0, 1)[None]
        mask = np.zeros((1, 1, 64, 64), np.float32)
        mask[..., 30:36] = 1
        made.append((picture * (1 - mask), mask, picture))
    return made


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    torch.manual_seed(0)
    net = PhotoNetFill(16, 48, (1, 1, 1), (1, 2), (1, 1, 1)).eval()
    torch.nn.init.normal_(net.last.weight, std=0.001)  # a trained residual is small
    path = tmp_path_factory.mktemp("export") / "model.onnx"
    return net, path, export_onnx(net, GRAPH, path, path.with_name("cpu.onnx"), samples())


# As exported, larger, not square, a strip; all multiples of 16: the engine pads the rest.
@pytest.mark.parametrize(("h", "w"), [(64, 64), (256, 256), (96, 160), (48, 512)])
def test_onnx_matches_torch(exported, h, w):
    net, path, _ = exported
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(1)
    mask = (rng.random((1, 1, h, w)) > 0.8).astype(np.float32)
    rgb, prefill = (rng.random((1, 3, h, w), np.float32) for _ in range(2))
    rgb *= 1 - mask
    with torch.inference_mode():
        expected = [t.numpy() for t in net(*map(torch.from_numpy, (rgb, mask, prefill)))]
    actual = session.run(None, {"rgb": rgb, "mask": mask, "prefill": prefill})
    # 1e-3 is a quarter of an 8-bit step; the weights are rounded to fp16.
    np.testing.assert_allclose(actual[0], expected[0], rtol=0, atol=1e-3)
    assert np.abs(actual[1] - expected[1]).mean() < 0.02


def test_the_exact_graph_is_within_float_rounding(exported):
    assert exported[2].fp32 < 1e-4
    assert exported[2].shipped < 1e-3


def test_large_weights_take_half_and_the_file_says_nothing_of_the_machine(exported):
    net, path, _ = exported
    sizes = [p.numel() for p in net.parameters()]
    large = sum(size for size in sizes if size >= LARGE)
    assert path.stat().st_size < 2.4 * large + 4.4 * (sum(sizes) - large) + 100_000
    assert b".py" not in path.read_bytes()
    assert onnx.load(str(path)).opset_import[0].version == 18


def test_in_8_bits_it_is_nearly_the_same(exported):
    _, path, parity = exported
    assert parity.cpu_psnr >= 40
    assert path.with_name("cpu.onnx").stat().st_size < path.stat().st_size
    assert b".py" not in path.with_name("cpu.onnx").read_bytes()


def test_in_8_bits_are_the_inner_convolutions_and_nothing_else(exported):
    graph = onnx.load(str(exported[1].with_name("cpu.onnx"))).graph
    makers = {name: node.op_type for node in graph.node for name in node.output}
    first, *inner, detail, last = (n for n in graph.node if n.op_type == "Conv")
    assert len(inner) > 20
    assert {makers.get(name) for n in inner for name in n.input[:2]} == {"DequantizeLinear"}
    assert {makers.get(n.input[1]) for n in (first, detail, last)} == {None}
    gates = {name for n in graph.node if n.op_type == "Sigmoid" for name in n.output}
    takers = {n.op_type for n in graph.node for name in n.input if name in gates}
    assert len(gates) > 10 and takers == {"Mul"}


def test_nothing_but_the_two_files_is_left(exported):
    assert {p.name for p in exported[1].parent.iterdir()} == {"model.onnx", "cpu.onnx"}


def test_a_graph_that_differs_is_not_kept(exported, tmp_path, monkeypatch):
    def copy_exact(_net, _graph, exact, target, _samples):
        shutil.copy(exact, target)

    monkeypatch.setattr(export_module, "_export_int8", copy_exact)  # slow, and not the question
    strict = replace(GRAPH, rounding=0.0)
    with pytest.raises(ModelError, match="fp16 weights"):
        export_onnx(exported[0], strict, tmp_path / "model.onnx", tmp_path / "cpu.onnx", samples())
    assert not list(tmp_path.iterdir())

"""A network -> ONNX: with fp16 initialisers for every device, in 8-bit integers for processors.

Graphs have free height and width and float32 inputs and outputs (graph.py says which). Weights are
stored as fp16 with a Cast in front: half the file, and the runtime folds the Casts when it loads.
The processor's file holds the inner convolutions in 8-bit integers: two to three times as fast, a
quarter of the size, and judged by the gate, which runs it as users do.
"""

from __future__ import annotations

import hashlib
import io
import logging
import subprocess
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from engine.errors import ModelError
from training.graph import Graph, Sample
from training.networks.photonet import PhotoNetFill
from training.networks.processor_fill import ProcessorFill

OPSET = 18  # DirectML knows it
FP32_LIMIT = 0.1  # of a graph's `rounding`; float32 arithmetic in another order needs about 1e-6
INT8_LIMIT = 40.0  # dB PSNR of the 8-bit network against the exact one, inside holes
CALIBRATION = 32  # crops that give the ranges of the activations
LARGE = 100_000  # values of an initialiser that is stored as fp16


@dataclass(frozen=True)
class Parity:
    """How far what ships is from torch: largest absolute differences of the first output."""

    fp32: float
    shipped: float
    cpu_psnr: float | None  # dB, of the 8-bit file against the exact one; None where there is none


def export_onnx(
    net: nn.Module, graph: Graph, path: Path, cpu_path: Path, samples: Sequence[Sample]
) -> Parity:
    """Export a network in evaluation mode as `path` and, in 8 bits, as `cpu_path`; prove both.

    Args:
        samples: what its inputs take, float32; at least CALIBRATION + 4 where there is an 8-bit
            file: the last ones judge what the first ones calibrated.

    Raises:
        ModelError: an exported graph differs from torch by more than the limits; no file is left.
    """
    exact = path.with_suffix(".fp32.onnx")
    try:
        _export(net, graph, exact)
        _store_fp16(exact, path)
        psnr = None
        if graph.in_8_bits:
            _export_int8(net, graph, exact, cpu_path, samples[:CALIBRATION])
            psnr = _psnr(exact, cpu_path, graph, samples[CALIBRATION:])
        parity = Parity(_worst(net, graph, exact), _worst(net, graph, path), psnr)
    finally:
        exact.unlink(missing_ok=True)
    if problem := _problem(parity, graph.rounding):
        path.unlink()
        cpu_path.unlink(missing_ok=True)
        raise ModelError(problem)
    return parity


def _problem(parity: Parity, rounding: float) -> str:
    if parity.cpu_psnr is not None and parity.cpu_psnr < INT8_LIMIT:
        return (
            f"in 8-bit integers the network differs from itself by {parity.cpu_psnr:.1f} dB "
            f"(at least {INT8_LIMIT:.0f} are needed): it is not kept; train on."
        )
    exact = FP32_LIMIT * rounding
    if parity.fp32 > exact or parity.shipped > rounding:
        return (
            f"the exported graph differs from the trained network by {parity.fp32:.1e} "
            f"(limit {exact:.0e}), with fp16 weights by {parity.shipped:.1e} "
            f"(limit {rounding:.0e}): it is not kept; train on or report the recipe."
        )
    return ""


def _export(net: nn.Module, graph: Graph, path: Path) -> None:
    # 80 x 96: sizes that coincide with a channel count could be taken for constants.
    height, width = (graph.fixed, graph.fixed) if graph.fixed else (80, 96)
    planes, vectors = _arguments(graph, graph.example(0, height, width))
    net = net.eval()
    # The exporter announces that torchvision is not there; nothing here needs it.
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with redirect_stdout(io.StringIO()), torch.no_grad():
        torch.onnx.export(
            net,
            planes,
            str(path),
            kwargs=vectors,
            dynamo=True,
            opset_version=OPSET,
            external_data=False,
            input_names=[tensor.name for tensor in graph.inputs],
            output_names=[tensor.name for tensor in graph.outputs],
            dynamic_shapes=_free_sides(graph),
        )


def _free_sides(graph: Graph) -> tuple[dict[int, Any], ...] | None:
    """Which sides of which argument vary; None where all are fixed."""
    if graph.fixed:
        return None
    height, width = (torch.export.Dim(name, min=2, max=256) for name in ("h16", "w16"))
    side: dict[int, Any] = {2: graph.multiple_of * height, 3: graph.multiple_of * width}
    return tuple({} if t.name in graph.vectors else side for t in graph.inputs)


def _arguments(
    graph: Graph, sample: Sample
) -> tuple[tuple[torch.Tensor, ...], dict[str, torch.Tensor]]:
    """What a network is called with: planes in their order, vectors by name."""
    given = {name: torch.from_numpy(a) for name, a in _feeds(graph, sample).items()}
    vectors = {name: given.pop(name) for name in graph.vectors}
    return tuple(given.values()), vectors


def _store_fp16(source: Path, target: Path) -> None:
    """Store each large fp32 initialiser as fp16 under a new name, with a Cast to the old one.

    The others hold a tenth of the weights, next to the picture, where rounding shows most.
    """
    model = onnx.load(str(source))
    graph = model.graph
    casts = []
    for tensor in graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < LARGE:
            continue
        name = tensor.name
        half = numpy_helper.to_array(tensor).astype(np.float16)
        tensor.CopyFrom(numpy_helper.from_array(half, name + "_fp16"))
        casts.append(helper.make_node("Cast", [name + "_fp16"], [name], to=TensorProto.FLOAT))
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(casts + nodes)
    # Shapes noted for the old initialisers would name tensors that are computed now.
    del graph.value_info[:]
    _forget_origin(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def _export_int8(
    net: nn.Module, graph: Graph, exact: Path, target: Path, samples: Sequence[Sample]
) -> None:
    """Only inner convolutions become integers; those of the fill network after a rearrangement.

    Its gates in integers too cost 9 dB and saved nothing worth a name (docs/decisions/0024).
    """
    if not isinstance(net, PhotoNetFill):
        nodes = onnx.load(str(exact)).graph
        _store_int8(exact, graph, target, samples, [*_outer(nodes), *_pointwise(nodes)])
        return
    rearranged = target.with_suffix(".fp32.onnx")
    try:
        _export(ProcessorFill(net), graph, rearranged)
        outer = _outer(onnx.load(str(rearranged)).graph)
        _store_int8(rearranged, graph, target, samples, outer)
    finally:
        rearranged.unlink(missing_ok=True)


def _outer(graph: onnx.GraphProto) -> list[str]:
    """The first and the last two convolutions.

    The last two make pictures: in integers they cost 3 to 6 dB (docs/decisions/0024).
    """
    first, *_, last_but_one, last = (node.name for node in graph.node if node.op_type == "Conv")
    return [first, last_but_one, last]


def _pointwise(graph: onnx.GraphProto) -> list[str]:
    """The convolutions of 1x1, which cost little."""
    small = {tensor.name for tensor in graph.initializer if tuple(tensor.dims[2:]) == (1, 1)}
    return [n.name for n in graph.node if n.op_type == "Conv" and n.input[1] in small]


def _store_int8(
    source: Path,
    graph: Graph,
    target: Path,
    samples: Sequence[Sample],
    outside: Sequence[str],
) -> None:
    """Quantise the convolutions but for those named in `outside`, statically.

    Ranges hold `graph.within` of the samples' activations. Weights, per channel, take 7 of 8
    bits: processors without VNNI add pairs of products in 16 bits, which 8 bits overflow.
    """
    from onnxruntime.quantization import CalibrationMethod, QuantType, quantize_static

    logging.getLogger().disabled = True  # it advises a pre-processing that free sizes defeat
    try:
        with redirect_stdout(io.StringIO()):  # it tells of its histograms
            quantize_static(
                str(source),
                str(target),
                _reader(graph, samples),
                op_types_to_quantize=["Conv"],
                nodes_to_exclude=list(outside),
                per_channel=True,
                reduce_range=True,
                activation_type=QuantType.QUInt8,
                weight_type=QuantType.QInt8,
                calibrate_method=CalibrationMethod.Percentile,
                # One sample at a time: how many patches a fill finishes depends on its holes.
                extra_options={"CalibPercentile": graph.within, "CalibStridedMinMax": 1},
            )
    finally:
        logging.getLogger().disabled = False
    model = onnx.load(str(target))
    _forget_origin(model)
    onnx.save(model, str(target))


def _reader(graph: Graph, samples: Sequence[Sample]) -> object:
    """The samples as the quantiser asks for them."""
    from onnxruntime.quantization import CalibrationDataReader

    class Reader(CalibrationDataReader):  # type: ignore[misc]
        def __init__(self) -> None:
            self._left = iter(samples)

        def __len__(self) -> int:
            return len(samples)

        def set_range(self, start_index: int, end_index: int) -> None:
            self._left = iter(samples[start_index:end_index])

        def get_next(self) -> dict[str, np.ndarray] | None:
            sample = next(self._left, None)
            return None if sample is None else _feeds(graph, sample)

    return Reader()


def _forget_origin(model: onnx.ModelProto) -> None:
    """Drop the exporter's stack traces: local paths, and half the file."""
    del model.metadata_props[:]
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""


def _feeds(graph: Graph, sample: Sample) -> dict[str, np.ndarray]:
    return {tensor.name: a for tensor, a in zip(graph.inputs, sample, strict=True)}


def _psnr(exact: Path, other: Path, graph: Graph, samples: Sequence[Sample]) -> float:
    """dB of the first output between two graphs, inside the mask where there is one."""
    sessions = [
        ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        for path in (exact, other)
    ]
    errors = []
    for sample in samples:
        feeds = _feeds(graph, sample)
        a, b = (
            np.clip(session.run([graph.outputs[0].name], feeds)[0], 0, 1) for session in sessions
        )
        judged = np.broadcast_to(feeds.get("mask", np.ones(1, np.float32)) > 0, a.shape)
        errors.append(((a - b) ** 2)[judged])
    return float(-10 * np.log10(max(np.concatenate(errors).mean(), 1e-12)))


def _worst(net: nn.Module, graph: Graph, path: Path) -> float:
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    worst = 0.0
    for number, (height, width) in enumerate(graph.sizes):
        sample = graph.example(number, height, width)
        planes, vectors = _arguments(graph, sample)
        with torch.inference_mode():
            made = net(*planes, **vectors)
        expected = (made if isinstance(made, torch.Tensor) else made[0]).numpy()
        actual = session.run([graph.outputs[0].name], _feeds(graph, sample))[0]
        worst = max(worst, float(np.abs(actual - expected).max()))
    return worst


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def git_revision() -> str:
    """Of the project's folder, "-dirty" with uncommitted changes; "unknown" outside git."""
    here = Path(__file__).resolve().parent
    command = ["git", "-C", str(here), "describe", "--always", "--dirty"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:  # no git here
        return "unknown"
    return told.stdout.strip() or "unknown"

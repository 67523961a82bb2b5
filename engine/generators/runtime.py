"""What Heirloom uses of ONNX Runtime, and nothing more: the tests' stand-in keeps to it too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from engine.errors import DeviceError

FATAL_ONLY = 4  # logger severity: what it would write to stderr is told in our words instead


class TensorInfo(Protocol):
    name: str
    type: str  # "tensor(float)"
    shape: Sequence[object]  # numbers; what is free is a text or None


class OpeningOptions(Protocol):
    log_severity_level: int
    graph_optimization_level: object
    execution_mode: object
    intra_op_num_threads: int
    inter_op_num_threads: int
    enable_mem_pattern: bool

    def add_session_config_entry(self, key: str, value: str) -> None: ...


class RunningOptions(Protocol):
    log_severity_level: int
    terminate: bool  # set from any thread: the run ends between two nodes

    def add_run_config_entry(self, key: str, value: str) -> None: ...


class Assignment(Protocol):
    """The part of a graph that one provider took."""

    ep_name: str

    def get_nodes(self) -> Sequence[object]: ...


class Native(Protocol):
    """onnxruntime.InferenceSession."""

    def get_inputs(self) -> Sequence[TensorInfo]: ...

    def get_outputs(self) -> Sequence[TensorInfo]: ...

    def get_providers(self) -> Sequence[str]: ...

    def get_provider_graph_assignment_info(self) -> Sequence[Assignment]: ...

    def disable_fallback(self) -> None: ...

    def run(
        self, names: Sequence[str], feeds: Mapping[str, np.ndarray], options: RunningOptions
    ) -> Sequence[np.ndarray]: ...


class _Optimisation(Protocol):
    ORT_ENABLE_ALL: object


class _Execution(Protocol):
    ORT_SEQUENTIAL: object


class _Hardware(Protocol):
    type: object
    vendor: str


class EpDevice(Protocol):
    ep_name: str
    device: _Hardware


class Runtime(Protocol):
    """The module onnxruntime."""

    __version__: str
    __file__: str
    GraphOptimizationLevel: _Optimisation
    ExecutionMode: _Execution

    def SessionOptions(self) -> OpeningOptions: ...  # noqa: N802

    def RunOptions(self) -> RunningOptions: ...  # noqa: N802

    def InferenceSession(  # noqa: N802
        self,
        path: str,
        options: OpeningOptions,
        *,
        providers: Sequence[object],
        enable_fallback: int,
    ) -> Native: ...

    def get_available_providers(self) -> Sequence[str]: ...

    def get_ep_devices(self) -> Sequence[EpDevice]: ...

    def preload_dlls(self) -> None: ...


def load_runtime() -> Runtime:
    """The module onnxruntime, quiet. Raises DeviceError when it is not installed properly."""
    try:
        import onnxruntime

        onnxruntime.set_default_logger_severity(FATAL_ONLY)
        # Windows traces events whatever the variable in engine/__init__.py says.
        onnxruntime.disable_telemetry_events()
    except (ImportError, AttributeError) as error:
        raise DeviceError(
            f"ONNX Runtime cannot be loaded ({error}): `main.py doctor` says how to repair it."
        ) from error
    runtime: Runtime = onnxruntime
    return runtime

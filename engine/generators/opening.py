"""A model opened in ONNX Runtime with our options, and a look at what really took it."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from engine.errors import DeviceError, ModelError
from engine.generators.card import ModelCard
from engine.generators.failures import in_brief
from engine.generators.providers import Provider, cuda_failure_text, explain_failure
from engine.generators.runtime import FATAL_ONLY, Native, OpeningOptions, RunningOptions, Runtime


@dataclass(frozen=True)
class Opened:
    """A session of ONNX Runtime that really has its provider."""

    native: Native
    provider: Provider
    nodes_on_provider: int | None  # None: this version of the runtime cannot tell
    nodes: int

    @property
    def proof(self) -> str:
        """How much of the model runs on the provider."""
        if self.nodes_on_provider is None:
            return f"runs on {self.provider.title}"
        return f"{self.nodes_on_provider} of {self.nodes} nodes on {self.provider.title}"


def open_native(
    runtime: Runtime, card: ModelCard, provider: Provider, threads: int, *, exact: bool = False
) -> Opened:
    """Open the model on one provider, without a silent fallback.

    `exact` takes the file in full precision on the processor too.

    Raises:
        DeviceError: the provider did not start, or runs no node of this model; says why.
        ModelError: not even the processor can open the file.
    """
    path = card.path if exact else card.path_on(provider.name)
    native = _open(runtime, card, path, provider, threads)
    native.disable_fallback()
    if native.get_providers()[0] != provider.ort_name:
        text = cuda_failure_text(runtime) if provider.name == "cuda" else ""
        raise DeviceError(explain_failure(text))
    if not hasattr(native, "get_provider_graph_assignment_info"):
        return Opened(native, provider, None, 0)
    share: Counter[str] = Counter()
    for part in native.get_provider_graph_assignment_info():
        share[part.ep_name] += len(part.get_nodes())
    if share and not share[provider.ort_name]:
        raise DeviceError(f"it would run none of the model's {share.total()} nodes")
    return Opened(native, provider, share[provider.ort_name], share.total())


def _open(
    runtime: Runtime, card: ModelCard, path: Path, provider: Provider, threads: int
) -> Native:
    if provider.name == "cuda" and hasattr(runtime, "preload_dlls"):
        with contextlib.redirect_stdout(io.StringIO()):  # it prints what it does not find
            runtime.preload_dlls()
    order: list[object] = [(provider.ort_name, dict(provider.options))]
    if provider.name != "cpu":
        order.append("CPUExecutionProvider")  # for single nodes the provider has no kernel for
    options = session_options(runtime, provider, threads)
    try:
        return runtime.InferenceSession(str(path), options, providers=order, enable_fallback=0)
    except Exception as error:  # the runtime has a class per code and no common one
        if provider.name != "cpu":
            raise DeviceError(explain_failure(str(error))) from error
        raise ModelError(
            f"model {card.id}: ONNX Runtime {runtime.__version__} cannot open {path}: "
            f"{in_brief(error)}"
        ) from error


def session_options(runtime: Runtime, provider: Provider, threads: int) -> OpeningOptions:
    options = runtime.SessionOptions()
    options.log_severity_level = FATAL_ONLY
    options.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.execution_mode = runtime.ExecutionMode.ORT_SEQUENTIAL
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = provider.memory_pattern
    # Waiting threads that spin heat the processor and make the window stutter.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.record_ep_graph_assignment_info", "1")
    return options


def run_options(runtime: Runtime, *, give_back: bool = False) -> RunningOptions:
    """Options of one run; `terminate = True` from any thread ends it between two nodes.

    `give_back` returns the memory that this run does not need; taking it again for the next large
    tile costs a third of that run.
    """
    options = runtime.RunOptions()
    options.log_severity_level = FATAL_ONLY
    if give_back:
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def default_threads() -> int:
    """Physical cores this process may use; one is left to the window where there are four."""
    cores = physical_cores()
    return cores - 1 if cores >= 4 else cores


def physical_cores() -> int:
    """Never more than the process may use: a container or `taskset` may allow fewer."""
    if hasattr(os, "sched_getaffinity"):
        allowed = os.sched_getaffinity(0)
        cores = {_siblings(cpu) for cpu in allowed}
        return max(1, len(cores))
    logical = os.cpu_count() or 1
    # Apple's processors have no second thread per core; on Windows nearly all others do.
    return logical if sys.platform == "darwin" else max(1, logical // 2)


def _siblings(cpu: int) -> str:
    """Names the core a logical processor belongs to."""
    topology = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/core_cpus_list")
    try:
        return topology.read_text()
    except OSError:
        return str(cpu)

"""A stand-in for the module onnxruntime: the devices and failures this machine does not have."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import numpy as np

CPU, CUDA, DML = "CPUExecutionProvider", "CUDAExecutionProvider", "DmlExecutionProvider"


class Options(SimpleNamespace):
    """SessionOptions and RunOptions alike: attributes, and entries by key."""

    def __init__(self):
        super().__init__(entries={}, terminate=False)

    def add_session_config_entry(self, key, value):
        self.entries[key] = value

    add_run_config_entry = add_session_config_entry


@dataclass
class FakeRuntime:
    """`copy-fill` of tests/onnx_models.py, on whatever devices a test wants.

    dead_on_arrival: providers that fall back to the processor without a word, as CUDA does.
    refusals: by provider, what opening a session raises.
    failures: by provider, what the next runs raise; None lets one run pass.
    wrong: by provider, what happens to the result.
    """

    available: list[str]
    dead_on_arrival: set[str] = field(default_factory=set)
    refusals: dict[str, Exception] = field(default_factory=dict)
    failures: dict[str, list[Exception | None]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, object] = field(default_factory=dict)
    nodes_elsewhere: bool = False  # the provider loads, but takes no node of the model
    opened: list[FakeNative] = field(default_factory=list)

    __version__ = "1.31.1"
    __file__ = str(Path("/nowhere/onnxruntime/__init__.py"))
    GraphOptimizationLevel = SimpleNamespace(ORT_ENABLE_ALL="all")
    ExecutionMode = SimpleNamespace(ORT_SEQUENTIAL="sequential")
    SessionOptions = RunOptions = Options

    def get_available_providers(self):
        return self.available

    def get_ep_devices(self):
        device = SimpleNamespace(type=SimpleNamespace(name="CPU"), vendor="AMD")
        return [SimpleNamespace(ep_name=CPU, device=device)]

    def preload_dlls(self):
        print("cudnn not found")  # noqa: T201 - as the real one does

    def InferenceSession(self, path, options, *, providers, enable_fallback):
        name = providers[0][0]
        if name in self.refusals:
            raise self.refusals[name]
        native = FakeNative(self, CPU if name in self.dead_on_arrival else name, options)
        native.asked_for, native.enable_fallback = providers, bool(enable_fallback)
        self.opened.append(native)
        return native

    def runs_on(self, provider):
        return sum(native.runs for native in self.opened if native.provider == provider)


@dataclass
class FakeNative:
    runtime: FakeRuntime
    provider: str
    options: Options
    runs: int = 0
    asked_for: list = field(default_factory=list)
    enable_fallback: bool = True
    run_options: Options | None = None

    def get_inputs(self):
        return _infos("rgb", "mask", "prefill")

    def get_outputs(self):
        return _infos("filled", "log_scale")

    def get_providers(self):
        return [self.provider, CPU]

    def get_provider_graph_assignment_info(self):
        name = CPU if self.runtime.nodes_elsewhere else self.provider
        return [
            SimpleNamespace(ep_name=name, get_nodes=lambda: [1, 2, 3]),
            SimpleNamespace(ep_name=CPU, get_nodes=lambda: [4]),
        ]

    def disable_fallback(self):
        self.enable_fallback = False

    def run(self, names, feeds, options):
        self.runs += 1
        self.run_options = options
        if self.runtime.failures[self.provider]:
            failure = self.runtime.failures[self.provider].pop(0)
            if failure is not None:
                raise failure
        filled = feeds["rgb"] + (feeds["prefill"] - feeds["rgb"]) * feeds["mask"]
        filled = self.runtime.wrong.get(self.provider, lambda pixels: pixels)(filled)
        results = {"filled": filled, "log_scale": -3 * feeds["mask"]}
        return [results[name].astype(np.float32) for name in names]


def _infos(*names):
    return [SimpleNamespace(name=name, type="tensor(float)") for name in names]

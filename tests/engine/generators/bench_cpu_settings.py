"""What the settings of ONNX Runtime on a processor cost and bring: docs/benchmarks.md.

    python -m tests.engine.generators.bench_cpu_settings [MODEL ID ...]

For each of the models (default: the newest that fills, and the newest detector) one row per
setting, each in a process of its own: seconds of processor time and by the clock for a tile of 512
px, the best of four after the first; the memory that the model takes at its peak, and after it.
The row "as shipped" is what `session_options` sets, which spins nowhere.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime

from engine.bench_figures import newest_card, run_python
from engine.generators.card import ModelCard
from engine.generators.opening import default_threads, run_options, session_options
from engine.generators.providers import provider_named
from engine.generators.registry import load_registry

SIDE, ROUNDS = 512, 5
Change = Callable[[onnxruntime.SessionOptions], None]


def set_to(name: str, value: object) -> Change:
    return lambda options: setattr(options, name, value)


def entry(name: str, value: str) -> Change:
    return lambda options: options.add_session_config_entry(name, value)


LEVELS = onnxruntime.GraphOptimizationLevel
SETTINGS: dict[str, Change] = {
    "as shipped": lambda options: None,
    "one thread": set_to("intra_op_num_threads", 1),
    "two threads": set_to("intra_op_num_threads", 2),
    "two threads that spin while they wait": lambda options: (
        set_to("intra_op_num_threads", 2)(options),
        entry("session.intra_op.allow_spinning", "1")(options),
    )[0],
    "no memory pattern": set_to("enable_mem_pattern", False),
    "no arena": set_to("enable_cpu_mem_arena", False),
    "memory given back after every tile": lambda options: None,
    "basic optimisation of the graph": set_to("graph_optimization_level", LEVELS.ORT_ENABLE_BASIC),
    "denormal numbers as 0": entry("session.set_denormal_as_zero", "1"),
    "weights not packed anew": entry("session.disable_prepacking", "1"),
    "file of full precision": lambda options: None,
}


def memory_mb(which: str = "VmRSS") -> float:
    """Of this process, where the system (Linux) tells."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    return int(status.read_text("utf-8").split(f"{which}:")[1].split()[0]) / 1024


def tiles(card: ModelCard, native: onnxruntime.InferenceSession) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    channels = {tensor.name: tensor.channels for tensor in card.tensors.values()}
    return {
        given.name: rng.random((1, channels[given.name], SIDE, SIDE), np.float32)
        for given in native.get_inputs()
    }


def work(model: str, setting: str) -> dict[str, float]:
    card = load_registry().models[model]
    options = session_options(onnxruntime, provider_named("cpu"), default_threads())
    SETTINGS[setting](options)
    path = card.path if setting == "file of full precision" else card.path_on("cpu")
    before = memory_mb()
    native = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    opened = memory_mb()
    feeds = tiles(card, native)
    held = memory_mb() - opened
    how = run_options(onnxruntime, give_back=setting == "memory given back after every tile")
    used, clock = [], []
    for _ in range(ROUNDS):
        started = time.process_time(), time.perf_counter()
        native.run(None, feeds, how)
        used.append(time.process_time() - started[0])
        clock.append(time.perf_counter() - started[1])
    return {
        "processor_s": min(used[1:]),
        "clock_s": min(clock[1:]),
        "peak_mb": memory_mb("VmHWM") - before - held,
        "kept_mb": memory_mb() - before - held,
    }


def main(models: list[str]) -> None:
    sys.stdout.write(f"{default_threads()} threads as shipped\n")
    for model in models:
        sys.stdout.write(f"| {model} | processor s | clock s | peak MB | kept MB |\n")
        for setting in SETTINGS:
            told = json.loads(run_python(["-m", __spec__.name, "--work", model, setting]))
            figures = " | ".join(
                f"{value:.3f}" if name.endswith("_s") else f"{value:.0f}"
                for name, value in told.items()
            )
            sys.stdout.write(f"| {setting} | {figures} |\n")
            sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        sys.stdout.write(json.dumps(work(*sys.argv[2:4])))
    else:
        newest = [card.id for task in ("fill", "detect") if (card := newest_card(task))]
        main(sys.argv[1:] or newest)

"""What this computer offers Heirloom, what is missing, and how to get it. Changes nothing."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import engine
from engine.errors import DeviceError, HeirloomError, ModelError
from engine.files.limits import available_memory

if TYPE_CHECKING:
    from engine.generators.card import ModelCard
    from engine.generators.runtime import Runtime

PACKAGES = ("PySide6-Essentials", "numpy", "pillow", "tifffile", "imagecodecs")
# Distributions that install the same module: two of them overwrite each other's files.
FAMILIES = {
    "onnxruntime": (
        "onnxruntime",
        "onnxruntime-gpu",
        "onnxruntime-windowsml",
        "onnxruntime-directml",
        "onnxruntime-openvino",
        "onnxruntime-rocm",
        "onnxruntime-migraphx",
        "onnxruntime-qnn",
    ),
    "cv2": (
        "opencv-contrib-python-headless",
        "opencv-contrib-python",
        "opencv-python-headless",
        "opencv-python",
    ),
}
START = "python3 packaging/start.py"
WINDOW = "from PySide6.QtWidgets import QApplication; QApplication([])"
WINDOW_S = 60  # a cold disk may take long; a hanging display server longer

Versions = Callable[[str], str]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    topic: str
    told: str  # what is there, or what is wrong
    advice: str = ""  # how to get what is missing; empty: all is well
    needed: bool = False  # without it Heirloom cannot repair a scan at all

    @property
    def is_broken(self) -> bool:
        return self.needed and bool(self.advice)


@dataclass(frozen=True)
class Report:
    findings: tuple[Finding, ...]

    @property
    def works(self) -> bool:
        return not any(finding.is_broken for finding in self.findings)

    def __str__(self) -> str:
        wide = max(len(finding.topic) for finding in self.findings)
        lines = []
        for finding in self.findings:
            lines.append(f"{finding.topic:<{wide}}  {finding.told}")
            if finding.advice:
                lines.append(f"{'':<{wide}}    -> {finding.advice}")
        return "\n".join(lines)

    def as_json(self) -> str:
        findings = [asdict(finding) for finding in self.findings]
        return json.dumps({"works": self.works, "findings": findings}, indent=1)


def examine(try_window: bool = True) -> Report:
    """Look at everything; takes seconds, because every device runs a test tile.

    Args:
        try_window: start Qt in a process of its own.
    """
    findings = [
        Finding("Heirloom", engine.__version__),
        Finding("Python", f"{platform.python_version()}, {sys.executable}"),
        Finding("System", f"{platform.platform()}, {platform.machine()}"),
        *look_at_packages(),
        look_at_processor(),
        look_at_memory(),
        *_models_and_devices(),
    ]
    if try_window:
        findings.append(look_at_window())
    return Report(tuple(findings))


def report_text() -> str:
    """All but the window, for a report out of the window."""
    return str(examine(try_window=False))


def look_at_packages(version_of: Versions = importlib.metadata.version) -> list[Finding]:
    """Versions, what is not installed, and what is installed twice."""
    findings = []
    for name in PACKAGES:
        found = _versions([name], version_of)
        advice = "" if found else f"{START} installs it"
        needed = name != "PySide6-Essentials"  # the commands do without
        findings.append(Finding(name, found.get(name, "not installed"), advice, needed))
    for module, names in FAMILIES.items():
        findings.append(_look_at_family(module, names, version_of))
    return findings


def _look_at_family(module: str, names: Sequence[str], version_of: Versions) -> Finding:
    found = _versions(names, version_of)
    told = ", ".join(f"{name} {version}" for name, version in found.items())
    if not found:
        return Finding(module, "not installed", f"{START} installs it", needed=True)
    if len(found) == 1:
        return Finding(module, told)
    right = right_runtime() if module == "onnxruntime" else names[0]
    python = sys.executable
    return Finding(
        module,
        f"{told}: they overwrite each other's files, and one of them stopped working",
        f"{python} -m pip uninstall -y {' '.join(found)} && {python} -m pip install {right}",
        needed=True,
    )


def right_runtime(system: str = sys.platform, machine: str | None = None) -> str:
    """The one package of the onnxruntime family for a system, as in pyproject.toml."""
    if system == "win32":
        return "onnxruntime-windowsml"
    on_intel = (machine or platform.machine()) == "x86_64"
    return "onnxruntime-gpu" if system == "linux" and on_intel else "onnxruntime"


def _versions(names: Sequence[str], version_of: Versions) -> dict[str, str]:
    found = {}
    for name in names:
        try:
            found[name] = version_of(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def look_at_processor() -> Finding:
    from engine.generators.opening import default_threads, physical_cores

    logical, cores = os.cpu_count() or 1, physical_cores()
    return Finding(
        "Processor", f"{cores} cores to use ({logical} threads in all); {default_threads()} repair"
    )


def look_at_memory() -> Finding:
    free = available_memory()
    if free is None:
        return Finding("Memory", "the system does not say how much is free")
    # A 24-megapixel scan of 16 bit with its result, its mask and one tile.
    advice = "close other programs before you open a large scan" if free < 1e9 else ""
    return Finding("Memory", f"{free / 1e9:.1f} GB free", advice)


def _models_and_devices() -> list[Finding]:
    from engine.generators.registry import load_registry

    registry = load_registry()
    findings = [
        Finding("Model", f"{card.id}: {card.title} ({card.task})")
        for card in registry.models.values()
    ]
    findings += [Finding("Model", problem, "remove or repair it") for problem in registry.problems]
    cards = registry.of_task("fill")
    if not cards:
        why = "no fill model, so scans are repaired by classical methods only"
        findings.append(Finding("Model", why, "get Heirloom again with its folder models/"))
    try:
        from engine.generators.runtime import load_runtime

        runtime = load_runtime()
        return findings + look_at_devices(runtime, cards[0] if cards else None)
    except HeirloomError as error:
        return [*findings, Finding("ONNX Runtime", str(error), f"{START} installs it", True)]


def look_at_devices(runtime: Runtime, card: ModelCard | None) -> list[Finding]:
    """Every provider of this build: opened with the model, proved by the test tile."""
    from engine.generators.providers import NOT_IN_BUILD, PROVIDERS, hardware

    findings = [
        Finding("ONNX Runtime", f"{runtime.__version__} sees {'; '.join(hardware(runtime))}")
    ]
    available = runtime.get_available_providers()
    for provider in PROVIDERS:
        title = f"Device {provider.name}"
        if provider.ort_name not in available:
            findings.append(Finding(title, NOT_IN_BUILD))
        elif card is None:
            findings.append(Finding(title, "in this build; not tried without a model"))
        else:
            findings.append(_try_device(runtime, card, provider.name))
    return findings


def _try_device(runtime: Runtime, card: ModelCard, device: str) -> Finding:
    from engine.generators.devices import Devices
    from engine.generators.opening import default_threads
    from engine.generators.providers import ProviderChoice, advice_for
    from engine.generators.selftest import Verdicts
    from engine.generators.session import Session

    topic = f"Device {device}"
    session = Session(card, runtime, Devices(), default_threads())
    session.choice = ProviderChoice(device, "doctor")
    try:
        card.check_file()
        session.start(Verdicts(), test_again=True)
    except DeviceError as error:
        # Without the processor not even the fallback works.
        return Finding(topic, str(error), advice_for(str(error)), needed=device == "cpu")
    except ModelError as error:
        return Finding(topic, str(error), "use another model, or --method classical")
    return Finding(topic, f"works: {session.proof}")


def look_at_window() -> Finding:
    """Whether Qt starts here; tried in a process of its own, because it ends the whole process."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and (
        sys.platform == "linux" and not os.environ.get("QT_QPA_PLATFORM")
    ):
        told = "no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)"
        return Finding("Window", told, "use the commands: main.py restore --help")
    if getattr(sys, "frozen", False):
        return Finding("Window", "the window of a frozen build is not tried from here")
    try:
        tried = subprocess.run(
            [sys.executable, "-c", WINDOW], capture_output=True, text=True, timeout=WINDOW_S
        )
    except subprocess.TimeoutExpired:
        told = f"Qt did not start within {WINDOW_S} s"
        return Finding("Window", told, "is the display server answering?")
    if tried.returncode == 0:
        return Finding("Window", "Qt starts")
    last = (tried.stderr.strip().splitlines() or ["it gave no reason"])[-1]
    advice = f"start the window once ({START}): it names the packages to install"
    return Finding("Window", f"Qt does not start: {last}", advice)

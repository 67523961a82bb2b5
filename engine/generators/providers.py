"""Which device runs a model, and why not another. What really runs is proved in session.py.

The list of providers is data: a plug-in provider is one more entry.
"""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import DeviceError
from engine.generators.runtime import Runtime


@dataclass(frozen=True)
class Provider:
    """One way to run a model, in our words and in ONNX Runtime's."""

    name: str  # what --device takes
    ort_name: str
    title: str  # what people read
    options: Mapping[str, str] = field(default_factory=dict)  # of the provider
    memory_pattern: bool = True
    newest_opset: int | None = None  # a model of a newer one is not given to it


# In order of preference. HEURISTIC: the default EXHAUSTIVE measures every new shape again.
# DirectML demands memory patterns off, sequential execution (we always have it) and one run at a
# time on a device (devices.py); its operators stop at opset 20.
PROVIDERS = (
    Provider(
        "cuda",
        "CUDAExecutionProvider",
        "CUDA",
        {"cudnn_conv_algo_search": "HEURISTIC", "arena_extend_strategy": "kSameAsRequested"},
    ),
    Provider("directml", "DmlExecutionProvider", "DirectML", memory_pattern=False, newest_opset=20),
    Provider("coreml", "CoreMLExecutionProvider", "Core ML"),
    Provider("cpu", "CPUExecutionProvider", "the processor"),
)
NOT_IN_BUILD = "not in this build of ONNX Runtime"


@dataclass(frozen=True)
class ProviderChoice:
    """What was chosen, who asked for it, and why each better one was not."""

    name: str
    asked_by: str  # "--device", "settings" or "automatic"
    passed_over: tuple[tuple[str, str], ...] = ()  # (name, why)

    @property
    def failed(self) -> tuple[tuple[str, str], ...]:
        """Those passed over that this build has, and that could have worked."""
        return tuple((name, why) for name, why in self.passed_over if why != NOT_IN_BUILD)

    def __str__(self) -> str:
        why_not = [f"  not {name}: {why}" for name, why in self.passed_over]
        return "\n".join([f"{self.name} ({self.asked_by})", *why_not])


def provider_named(name: str, providers: Collection[Provider] = PROVIDERS) -> Provider:
    """Raises DeviceError naming the devices there are."""
    for provider in providers:
        if provider.name == name:
            return provider
    known = ", ".join(["auto", *(p.name for p in providers)])
    raise DeviceError(f"there is no device called {name!r}: choose one of {known}.")


def choose_provider(
    wanted: str,
    asked_by: str,
    available: Collection[str],
    refused: Mapping[str, str] | None = None,
    providers: Collection[Provider] = PROVIDERS,
) -> ProviderChoice:
    """Pick a provider out of `available` (ONNX Runtime's names).

    "auto" takes the first usable one; any other name is taken at its word and raises DeviceError
    when it cannot be had, so that nobody waits for a processor they did not ask for.

    Args:
        refused: by name, why a provider that is available cannot be used all the same.
    """
    refused = refused or {}
    if wanted != "auto":
        _insist(provider_named(wanted, providers), asked_by, available, refused, providers)
        return ProviderChoice(wanted, asked_by)
    passed_over: list[tuple[str, str]] = []
    for provider in providers:
        if provider.ort_name not in available:
            passed_over.append((provider.name, NOT_IN_BUILD))
        elif provider.name in refused:
            passed_over.append((provider.name, refused[provider.name]))
        else:
            return ProviderChoice(provider.name, "automatic", tuple(passed_over))
    whys = "; ".join(f"{name}: {why}" for name, why in passed_over)
    raise DeviceError(f"no device can run the model ({whys}): install Heirloom again.")


def _insist(
    provider: Provider,
    asked_by: str,
    available: Collection[str],
    refused: Mapping[str, str],
    providers: Collection[Provider],
) -> None:
    asked = f"{provider.title} was asked for ({asked_by}), but"
    if provider.ort_name not in available:
        had = ", ".join(p.name for p in providers if p.ort_name in available) or "nothing usable"
        raise DeviceError(
            f"{asked} it is {NOT_IN_BUILD}, which has {had}: choose one of these, or auto."
        )
    if provider.name in refused:
        why = refused[provider.name]
        raise DeviceError(f"{asked} it cannot be used: {why}. {advice_for(why)}")


@dataclass(frozen=True)
class _Known:
    """A cause of failure: what the runtime's text says, what people read, what helps."""

    pattern: str
    why: str  # {0} is what the pattern matched
    advice: str


_KNOWN = (
    _Known(
        r"libcuda\.so(\.1)?|nvcuda\.dll",
        "no NVIDIA driver",
        "Install the driver of the graphics card, or use the processor (--device cpu).",
    ),
    _Known(
        r"(?:lib)?(?:cudnn|cublas|curand|cufft|cudart|nvrtc|nvJitLink)\w*(?:\.so|\.dll)?[\w.]*",
        "NVIDIA's libraries are missing ({0})",
        "Install them (the extra [cuda]): python3 packaging/start.py --with cuda doctor",
    ),
    _Known(
        r"DirectML\.dll",
        "DirectML.dll cannot be loaded",
        "Update Windows and the graphics driver, or use the processor (--device cpu).",
    ),
)
_OTHERWISE = "Update the graphics driver, or use the processor (--device cpu)."


def explain_failure(text: str) -> str:
    """Why a provider could not start, out of the runtime's own text: short, for people."""
    for known in _KNOWN:
        if match := re.search(known.pattern, text):
            return known.why.format(match.group(0))
    first = text.strip().splitlines()[0] if text.strip() else "it did not start and gave no reason"
    return re.sub(r"^\[ONNXRuntimeError\] : \d+ : \w+ : ", "", first)


def advice_for(why: str) -> str:
    """What helps against a reason that `explain_failure` gave; a whole sentence."""
    for known in _KNOWN:
        if why.startswith(known.why.split("{0}")[0]):
            return known.advice
    return _OTHERWISE


def cuda_failure_text(
    runtime: Runtime,
    load: Callable[[str], object] = ctypes.CDLL,
    platform: str = sys.platform,
) -> str:
    """Why CUDA did not start, as the system's loader says it.

    ONNX Runtime writes the reason to stderr only, where nobody sees it; loading the same libraries
    once more gives it as a text. The driver comes first: without it the others do not help.
    """
    windows = platform == "win32"
    library = "onnxruntime_providers_cuda.dll" if windows else "libonnxruntime_providers_cuda.so"
    for name in (
        "nvcuda.dll" if windows else "libcuda.so.1",
        str(Path(runtime.__file__).parent / "capi" / library),
    ):
        try:
            load(name)
        except OSError as error:
            # Windows does not say which library it missed.
            return f"{error} ({name})" if name not in str(error) else str(error)
    return "the graphics card could not be used"


def hardware(runtime: Runtime) -> list[str]:
    """The devices ONNX Runtime sees, e.g. "CPUExecutionProvider: CPU, AMD".

    Shown by `doctor`. No reason to refuse: providers loaded on demand may be missing from it.
    """
    if not hasattr(runtime, "get_ep_devices"):
        return []
    return [
        f"{found.ep_name}: {getattr(found.device.type, 'name', found.device.type)}, "
        f"{found.device.vendor}"
        for found in runtime.get_ep_devices()
    ]

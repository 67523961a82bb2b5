from __future__ import annotations

import pytest

from engine.errors import DeviceError
from engine.generators.providers import (
    NOT_IN_BUILD,
    PROVIDERS,
    Provider,
    ProviderChoice,
    advice_for,
    choose_provider,
    cuda_failure_text,
    explain_failure,
    hardware,
)
from tests.engine.generators.fake_runtime import CPU, CUDA, DML, FakeRuntime


@pytest.mark.parametrize(
    ("available", "refused", "chosen"),
    [
        ([CPU], {}, "cpu"),
        ([CUDA, CPU], {}, "cuda"),
        ([CUDA, CPU], {"cuda": "no NVIDIA driver"}, "cpu"),
        ([DML, CPU], {}, "directml"),
        ([DML, CUDA, CPU], {"cuda": "lost"}, "directml"),
        (["CoreMLExecutionProvider", CPU], {}, "coreml"),
        (["TensorrtExecutionProvider", CUDA, CPU], {}, "cuda"),
    ],
)
def test_auto_takes_the_first_usable_device(available, refused, chosen):
    choice = choose_provider("auto", "automatic", available, refused)
    assert (choice.name, choice.asked_by) == (chosen, "automatic")


def test_a_choice_says_why_not_another():
    choice = choose_provider("auto", "automatic", [CUDA, CPU], {"cuda": "no NVIDIA driver"})
    assert choice.passed_over == (
        ("cuda", "no NVIDIA driver"),
        ("directml", NOT_IN_BUILD),
        ("coreml", NOT_IN_BUILD),
    )
    assert choice.failed == (("cuda", "no NVIDIA driver"),)
    assert str(choice).startswith("cpu (automatic)\n  not cuda: no NVIDIA driver\n")


def test_a_named_device_is_taken_at_its_word():
    assert choose_provider("cpu", "--device", [CUDA, CPU]) == ProviderChoice("cpu", "--device")


def test_a_named_device_that_is_missing_raises_and_names_what_there_is():
    with pytest.raises(DeviceError, match=r"DirectML was asked for \(--device\).*has cuda, cpu"):
        choose_provider("directml", "--device", [CUDA, CPU])


def test_a_named_device_that_cannot_work_raises_with_advice():
    with pytest.raises(DeviceError, match=r"no NVIDIA driver\. Install the driver"):
        choose_provider("cuda", "settings", [CUDA, CPU], {"cuda": "no NVIDIA driver"})


def test_an_unknown_device_is_refused_with_the_known_ones():
    with pytest.raises(DeviceError, match="auto, cuda, directml, coreml, cpu"):
        choose_provider("gpu", "--device", [CPU])


def test_no_device_at_all_is_told():
    with pytest.raises(DeviceError, match="no device can run the model"):
        choose_provider("auto", "automatic", ["TensorrtExecutionProvider"])


def test_a_plug_in_provider_is_one_more_entry():
    webgpu = Provider("webgpu", "WebGpuExecutionProvider", "WebGPU")
    choice = choose_provider(
        "auto", "automatic", ["WebGpuExecutionProvider", CPU], providers=(webgpu, *PROVIDERS)
    )
    assert choice.name == "webgpu"


@pytest.mark.parametrize(
    ("text", "why", "advice"),
    [
        ("libcuda.so.1: cannot open shared object file", "no NVIDIA driver", "driver"),
        ("Could not find module 'nvcuda.dll'", "no NVIDIA driver", "driver"),
        (
            "Failed to load library x.so with error: libcublasLt.so.13: cannot open",
            "NVIDIA's libraries are missing (libcublasLt.so.13)",
            "packaging/start.py --with cuda",
        ),
        ("libcudnn.so.9: cannot open", "NVIDIA's libraries are missing (libcudnn.so.9)", "cuda"),
        ("libcurand.so.10: no", "NVIDIA's libraries are missing (libcurand.so.10)", "cuda"),
        ("Error loading cudnn64_9.dll", "NVIDIA's libraries are missing (cudnn64_9.dll)", "cuda"),
        ("DirectML.dll was not found", "DirectML.dll cannot be loaded", "Windows"),
        ("[ONNXRuntimeError] : 1 : FAIL : odd\nmore", "odd", "--device cpu"),
        ("", "it did not start and gave no reason", "--device cpu"),
    ],
)
def test_the_runtimes_text_becomes_a_reason_and_advice(text, why, advice):
    assert explain_failure(text) == why
    assert advice in advice_for(why)


def test_the_driver_is_looked_for_before_the_libraries():
    asked = []

    def load(name):
        asked.append(name)
        raise OSError(f"{name}: cannot open shared object file")

    text = cuda_failure_text(FakeRuntime([CUDA]), load, "linux")
    assert asked == ["libcuda.so.1"] and explain_failure(text) == "no NVIDIA driver"


def test_with_a_driver_the_missing_library_is_named():
    def load(name):
        if "providers_cuda" in name:
            raise OSError("libcudnn.so.9: cannot open shared object file")

    text = cuda_failure_text(FakeRuntime([CUDA]), load, "linux")
    assert explain_failure(text) == "NVIDIA's libraries are missing (libcudnn.so.9)"


def test_on_windows_the_driver_has_another_name():
    def load(name):
        raise OSError("[WinError 126] The specified module could not be found")

    text = cuda_failure_text(FakeRuntime([CUDA]), load, "win32")
    assert explain_failure(text) == "no NVIDIA driver"


def test_a_card_that_loads_everything_and_does_not_work_is_told():
    text = cuda_failure_text(FakeRuntime([CUDA]), lambda name: None, "linux")
    assert explain_failure(text) == "the graphics card could not be used"


def test_the_runtimes_own_list_of_devices_is_told():
    assert hardware(FakeRuntime([CPU])) == ["CPUExecutionProvider: CPU, AMD"]

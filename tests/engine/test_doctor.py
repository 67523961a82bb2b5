from __future__ import annotations

import importlib.metadata
import json

import pytest

from engine import doctor
from engine.doctor import Finding, Report
from tests.engine.generators.fake_runtime import CPU, CUDA, DML, FakeRuntime
from tests.onnx_models import write_fill_model


def installed(**versions):
    names = {name.replace("_", "-"): version for name, version in versions.items()}

    def version_of(name):
        if name not in names:
            raise importlib.metadata.PackageNotFoundError(name)
        return names[name]

    return version_of


COMPLETE = {
    "PySide6_Essentials": "6.12",
    "numpy": "2.4",
    "pillow": "13.0",
    "tifffile": "2026.3",
    "imagecodecs": "2026.3",
    "onnxruntime_gpu": "1.31",
    "opencv_contrib_python_headless": "5.0",
}


def test_what_is_installed_is_told_with_its_version():
    findings = doctor.look_at_packages(installed(**COMPLETE))
    assert Report(tuple(findings)).works and not any(finding.advice for finding in findings)
    assert Finding("onnxruntime", "onnxruntime-gpu 1.31") in findings


def test_two_runtimes_in_one_environment_are_found_with_the_way_out():
    findings = doctor.look_at_packages(installed(**COMPLETE, onnxruntime="1.31"))
    broken = [finding for finding in findings if finding.is_broken]
    assert [finding.topic for finding in broken] == ["onnxruntime"]
    assert "pip uninstall -y onnxruntime onnxruntime-gpu" in broken[0].advice
    assert broken[0].advice.endswith(f"pip install {doctor.right_runtime()}")


def test_two_builds_of_opencv_are_found_as_well():
    findings = doctor.look_at_packages(installed(**COMPLETE, opencv_python="5.0"))
    (broken,) = (finding for finding in findings if finding.is_broken)
    assert broken.advice.endswith("pip install opencv-contrib-python-headless")


def test_a_missing_package_is_needed_but_for_the_windows():
    few = {name: version for name, version in COMPLETE.items() if name != "PySide6_Essentials"}
    findings = doctor.look_at_packages(installed(**few))
    assert Report(tuple(findings)).works
    assert any(finding.told == "not installed" and finding.advice for finding in findings)
    few.pop("onnxruntime_gpu")
    assert not Report(tuple(doctor.look_at_packages(installed(**few)))).works


@pytest.mark.parametrize(
    ("system", "machine", "right"),
    [
        ("linux", "x86_64", "onnxruntime-gpu"),
        ("linux", "aarch64", "onnxruntime"),
        ("darwin", "arm64", "onnxruntime"),
        ("win32", "AMD64", "onnxruntime-windowsml"),
    ],
)
def test_every_system_has_one_right_runtime(system, machine, right):
    assert doctor.right_runtime(system, machine) == right


def test_every_device_of_the_build_is_tried_and_told(tmp_path):
    refusal = RuntimeError("Failed to load library with error: libcudnn.so.9: cannot open")
    runtime = FakeRuntime([CUDA, DML, CPU], refusals={CUDA: refusal})
    findings = doctor.look_at_devices(runtime, write_fill_model(tmp_path))
    told = {finding.topic: finding for finding in findings}
    assert told["ONNX Runtime"].told == "1.31.1 sees CPUExecutionProvider: CPU, AMD"
    assert told["Device cuda"].told == "NVIDIA's libraries are missing (libcudnn.so.9)"
    assert "--with cuda" in told["Device cuda"].advice
    assert told["Device directml"].told == (
        "works: 3 of 4 nodes on DirectML, the test tile agrees to 0"
    )
    assert told["Device coreml"].told == "not in this build of ONNX Runtime"
    assert told["Device cpu"].told == "works: 4 of 4 nodes on the processor"
    assert Report(tuple(findings)).works


def test_an_altered_model_is_the_models_fault_not_the_devices(tmp_path):
    card = write_fill_model(tmp_path)
    card.path.write_bytes(b"nonsense")
    findings = doctor.look_at_devices(FakeRuntime([CPU]), card)
    assert "is not the file its card speaks of" in findings[-1].told
    assert Report(tuple(findings)).works  # the classical methods do


def test_devices_are_listed_without_a_model_too():
    findings = doctor.look_at_devices(FakeRuntime([CPU]), None)
    assert findings[-1].told == "in this build; not tried without a model"


def test_without_a_display_the_commands_are_offered(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    finding = doctor.look_at_window()
    assert "no display here" in finding.told and "restore" in finding.advice


def test_qt_is_tried_in_a_process_of_its_own(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert doctor.look_at_window() == Finding("Window", "Qt starts")
    monkeypatch.setattr(doctor, "WINDOW", "raise ImportError('libGL.so.1: cannot open')")
    finding = doctor.look_at_window()
    assert "libGL.so.1" in finding.told and "it names the packages" in finding.advice


def test_a_report_is_text_for_people_and_json_for_programs():
    report = Report(
        (Finding("Memory", "2 GB free"), Finding("cv2", "not installed", "get it", True))
    )
    assert str(report) == "Memory  2 GB free\ncv2     not installed\n          -> get it"
    assert json.loads(report.as_json())["works"] is False


def test_this_computer_can_be_examined():
    text = doctor.report_text()
    assert "Processor" in text and "Device cpu" in text and "Window" not in text

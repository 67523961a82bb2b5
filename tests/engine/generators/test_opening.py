from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import DeviceError, ModelError
from engine.generators import opening
from engine.generators.opening import default_threads, open_native, physical_cores
from engine.generators.providers import provider_named
from engine.generators.runtime import load_runtime
from tests.engine.generators.fake_runtime import CPU, CUDA, DML, FakeRuntime
from tests.onnx_models import write_fill_model


@pytest.fixture
def card(tmp_path):
    return write_fill_model(tmp_path)


def test_a_session_is_opened_quietly_and_without_a_silent_fallback(card, capfd):
    runtime = FakeRuntime([CUDA, CPU])
    opened = open_native(runtime, card, provider_named("cuda"), 3)
    options = opened.native.options
    assert options.intra_op_num_threads == 3 and options.inter_op_num_threads == 1
    assert options.execution_mode == "sequential" and options.log_severity_level == 4
    assert options.entries["session.intra_op.allow_spinning"] == "0"
    assert not opened.native.enable_fallback
    assert opened.native.asked_for[0][1]["cudnn_conv_algo_search"] == "HEURISTIC"
    assert opened.proof == "3 of 4 nodes on CUDA"
    assert capfd.readouterr().out == ""


def test_directml_has_no_memory_pattern(card):
    opened = open_native(FakeRuntime([DML, CPU]), card, provider_named("directml"), 1)
    assert opened.native.options.enable_mem_pattern is False


def test_a_provider_that_fell_back_is_found_out(card):
    runtime = FakeRuntime([DML, CPU], dead_on_arrival={DML})
    with pytest.raises(DeviceError, match="did not start and gave no reason"):
        open_native(runtime, card, provider_named("directml"), 1)


def test_a_provider_that_takes_no_node_is_found_out(card):
    runtime = FakeRuntime([CUDA, CPU], nodes_elsewhere=True)
    with pytest.raises(DeviceError, match="none of the model's 4 nodes"):
        open_native(runtime, card, provider_named("cuda"), 1)


def test_a_refusal_is_told_in_our_words(card):
    runtime = FakeRuntime([CUDA], refusals={CUDA: RuntimeError("libcudnn.so.9: cannot open")})
    with pytest.raises(DeviceError, match=r"libraries are missing \(libcudnn\.so\.9\)"):
        open_native(runtime, card, provider_named("cuda"), 1)


def test_a_file_that_is_no_network_is_the_models_fault(card):
    card.path.write_bytes(b"nonsense")
    with pytest.raises(ModelError, match=r"cannot open .*model\.onnx"):
        open_native(load_runtime(), card, provider_named("cpu"), 1)


def test_the_real_runtime_proves_the_processor(card, capfd):
    opened = open_native(load_runtime(), card, provider_named("cpu"), 1)
    assert opened.proof == "4 of 4 nodes on the processor"
    assert capfd.readouterr().err == ""


def test_the_window_keeps_a_core_where_there_are_four(monkeypatch):
    for cores, threads in [(1, 1), (2, 2), (3, 3), (4, 3), (16, 15)]:
        monkeypatch.setattr(opening, "physical_cores", lambda cores=cores: cores)
        assert default_threads() == threads


def test_threads_of_one_core_are_counted_once(monkeypatch):
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: {0, 1, 2, 3}, raising=False)
    monkeypatch.setattr(opening, "_siblings", lambda cpu: f"{cpu % 2},{cpu % 2 + 2}")
    assert physical_cores() == 2


def test_a_processor_without_topology_counts_for_itself():
    assert opening._siblings(10**6) == str(10**6)
    assert not Path(f"/sys/devices/system/cpu/cpu{10**6}").exists()

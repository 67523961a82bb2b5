"""What a session does when a device fails; the devices are a stand-in."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from engine.errors import DeviceError, ModelError, OutOfMemory
from engine.generators.devices import Devices
from engine.generators.selftest import Verdicts
from engine.generators.session import open_session
from engine.progress import Cancelled, Progress, Stop
from tests.engine.generators.fake_runtime import CPU, CUDA, DML, FakeRuntime
from tests.onnx_models import write_fill_model

OUT_OF_MEMORY = RuntimeError("CUDA failure 2: out of memory")
DEAD = RuntimeError("CUDA failure 700: an illegal memory access was encountered")
HUNG = RuntimeError("887A0006 the GPU will not respond to more commands")


class House:
    """One program: a runtime, its devices, its remembered verdicts."""

    def __init__(self, folder, runtime):
        self.runtime, self.devices = runtime, Devices()
        self.verdicts = Verdicts(folder / "devices.json")
        self.card = write_fill_model(folder)

    def open(self, device="auto", asked_by="--device", card=None, **more):
        return open_session(
            card or self.card,
            device,
            asked_by,
            threads=1,
            runtime=self.runtime,
            devices=self.devices,
            verdicts=self.verdicts,
            **more,
        )


@pytest.fixture
def house(tmp_path):
    return lambda runtime: House(tmp_path, runtime)


def tile(side=64):
    rgb = np.full((side, side, 3), 0.25, np.float32)
    return {"rgb": rgb, "mask": np.ones((side, side, 1), np.float32), "prefill": rgb + 0.5}


def test_a_device_that_proves_itself_is_used(house):
    session = house(FakeRuntime([CUDA, CPU])).open()
    assert session.device == "cuda" and session.status == "copy-fill on CUDA"
    assert session.proof == "3 of 4 nodes on CUDA, the test tile agrees to 0"
    assert (session.run(tile(), Progress())["filled"] == 0.75).all()


def test_the_test_tile_is_run_once_per_model_runtime_and_device(house):
    home = house(FakeRuntime([CUDA, CPU]))
    home.open()
    home.open()
    assert home.runtime.runs_on(CUDA) == 1
    home.open(test_again=True)
    assert home.runtime.runs_on(CUDA) == 2


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda pixels: pixels * 0, "black"),
        (lambda pixels: pixels * np.nan, "not numbers"),
        (lambda pixels: pixels + 0.1, "differs by 0.1 from the processor"),
    ],
)
def test_auto_goes_on_when_the_test_tile_is_wrong_and_says_so(house, damage, why):
    home = house(FakeRuntime([CUDA, CPU], wrong={CUDA: damage}))
    session = home.open()
    assert session.device == "cpu" and why in session.status
    with pytest.raises(DeviceError, match=why):
        home.open("cuda")


def test_auto_goes_on_when_a_device_did_not_start_and_says_so(house):
    runtime = FakeRuntime([DML, CPU], dead_on_arrival={DML})
    session = house(runtime).open()
    assert session.status == (
        "copy-fill on the processor (DirectML: it did not start and gave no reason)"
    )
    assert session.choice.asked_by == "automatic"


def test_a_named_device_that_did_not_start_raises_with_advice(house):
    runtime = FakeRuntime([CUDA, CPU], refusals={CUDA: RuntimeError("libcudnn.so.9: missing")})
    with pytest.raises(DeviceError, match=r"CUDA was asked for \(--device\).*\[cuda\]"):
        house(runtime).open("cuda")


def test_auto_tries_every_device_in_turn(house):
    runtime = FakeRuntime([CUDA, DML, CPU], dead_on_arrival={DML}, nodes_elsewhere=False)
    runtime.refusals[CUDA] = RuntimeError("libcuda.so.1: missing")
    session = house(runtime).open()
    assert [name for name, _ in session.choice.failed] == ["cuda", "directml"]


def test_a_model_too_new_for_directml_is_not_given_to_it(house, tmp_path):
    home = house(FakeRuntime([DML, CPU]))
    newer = write_fill_model(tmp_path / "newer", opset=21)
    assert "opset 21, it takes 20 at most" in home.open(card=newer).status


def test_a_broken_file_is_the_models_fault_on_every_device(house):
    broken = RuntimeError("Protobuf parsing failed")
    home = house(FakeRuntime([CUDA, CPU], refusals={CUDA: broken, CPU: broken}))
    with pytest.raises(ModelError, match="Protobuf parsing failed"):
        home.open()


def test_memory_names_the_next_smaller_tile_and_the_session_stays(house):
    home = house(FakeRuntime([CUDA, CPU]))
    session = home.open()
    home.runtime.failures[CUDA] = [OUT_OF_MEMORY]
    with pytest.raises(OutOfMemory, match="tiles of 640 px: try tiles of 512 px") as caught:
        session.run(tile(640), Progress())
    assert caught.value.smaller == 512
    assert session.device == "cuda" and (session.run(tile(512), Progress())["filled"] == 0.75).all()


def test_a_card_too_small_for_any_tile_hands_over_to_the_processor(house):
    home = house(FakeRuntime([CUDA, CPU]))
    session = home.open()
    home.runtime.failures[CUDA] = [OUT_OF_MEMORY]
    assert (session.run(tile(64), Progress())["filled"] == 0.75).all()
    assert session.status == (
        "copy-fill on the processor (CUDA: ran out of memory with tiles of 64 px)"
    )
    assert home.open().device == "cuda"  # another model may fit


def test_the_processor_out_of_memory_is_told(house):
    home = house(FakeRuntime([CPU]))
    session = home.open()
    home.runtime.failures[CPU] = [RuntimeError("BFCArena::AllocateRaw"), MemoryError()]
    with pytest.raises(OutOfMemory, match="try tiles of 1024 px"):
        session.run(tile(1500), Progress())
    with pytest.raises(OutOfMemory, match="close other programs"):
        session.run(tile(64), Progress())


def test_a_dead_cuda_is_left_alone_until_the_program_restarts(house):
    home = house(FakeRuntime([CUDA, CPU]))
    session, other = home.open(), home.open()
    home.runtime.failures[CUDA] = [DEAD]
    assert (session.run(tile(), Progress())["filled"] == 0.75).all()
    assert session.device == "cpu" and "CUDA: stopped working: CUDA failure 700" in session.status
    runs = home.runtime.runs_on(CUDA)
    assert (other.run(tile(), Progress())["filled"] == 0.75).all()
    assert other.device == "cpu" and home.open().device == "cpu"
    assert home.runtime.runs_on(CUDA) == runs


def test_a_named_device_that_dies_is_not_replaced_behind_the_users_back(house):
    home = house(FakeRuntime([CUDA, CPU]))
    session = home.open("cuda")
    home.runtime.failures[CUDA] = [DEAD]
    for _ in range(2):
        with pytest.raises(DeviceError, match=r"CUDA was asked for.*--device cpu"):
            session.run(tile(), Progress())
    with pytest.raises(DeviceError, match="stopped working"):
        home.open("cuda")


def test_a_hung_directml_is_made_again_once_for_all_its_sessions(house):
    home = house(FakeRuntime([DML, CPU]))
    session, other = home.open(), home.open()
    opened = len(home.runtime.opened)
    home.runtime.failures[DML] = [HUNG]
    assert (session.run(tile(), Progress())["filled"] == 0.75).all()
    assert session.device == "directml"
    other.run(tile(), Progress())
    assert len(home.runtime.opened) == opened + 2


def test_a_directml_that_hangs_again_gives_way_to_the_processor(house):
    home = house(FakeRuntime([DML, CPU]))
    session = home.open()
    home.runtime.failures[DML] = [HUNG, HUNG]
    assert (session.run(tile(), Progress())["filled"] == 0.75).all()
    assert session.device == "cpu" and "887A0006" in session.status
    assert home.open().device == "cpu"


def test_a_directml_that_cannot_be_made_again_gives_way_to_the_processor(house):
    home = house(FakeRuntime([DML, CPU]))
    session = home.open()
    home.runtime.failures[DML] = [HUNG]
    home.runtime.dead_on_arrival.add(DML)
    assert (session.run(tile(), Progress())["filled"] == 0.75).all()
    assert session.device == "cpu"


def test_wild_values_while_running_hand_over_to_the_processor(house):
    home = house(FakeRuntime([CUDA, CPU]))
    session = home.open()
    home.runtime.wrong[CUDA] = lambda pixels: pixels * np.nan
    assert (session.run(tile(), Progress())["filled"] == 0.75).all()
    assert session.device == "cpu" and "not numbers" in session.status


def test_a_stop_is_no_failure_of_the_device(house):
    home = house(FakeRuntime([CUDA, CPU]))
    session, stop = home.open(), Stop()

    def stop_while_running(pixels):
        stop.set()
        raise RuntimeError("Exiting due to terminate flag being set to true.")

    home.runtime.wrong[CUDA] = stop_while_running
    with pytest.raises(Cancelled):
        session.run(tile(), Progress(stop=stop))
    assert session.device == "cuda"
    assert home.runtime.opened[0].run_options.terminate is True


def test_a_resting_session_gives_memory_back(house):
    home = house(FakeRuntime([CPU]))
    session = home.open()
    session.run(tile(), Progress())
    assert not home.runtime.opened[0].run_options.entries  # the next tile needs it again
    session.rest()
    entries = home.runtime.opened[0].run_options.entries
    assert entries["memory.enable_memory_arena_shrinkage"] == "cpu:0"


def test_a_device_that_fails_at_rest_is_let_go_without_a_word(house):
    home = house(FakeRuntime([CPU]))
    session = home.open()

    def fail(pixels):
        raise RuntimeError("BFCArena::AllocateRaw")

    home.runtime.wrong[CPU] = fail
    session.rest()
    del home.runtime.wrong[CPU]
    session.run(tile(), Progress())
    assert len(home.runtime.opened) == 2


def test_two_threads_take_turns_on_one_device(house):
    home = house(FakeRuntime([DML, CPU]))
    sessions, inside, clashes = [home.open(), home.open()], threading.Lock(), []

    def look(pixels):
        if not inside.acquire(blocking=False):
            clashes.append("two at once")
        else:
            inside.release()
        return pixels

    home.runtime.wrong[DML] = look
    threads = [
        threading.Thread(target=lambda s=s: [s.run(tile(), Progress()) for _ in range(20)])
        for s in sessions
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not clashes and home.runtime.runs_on(DML) == 41

"""The real runtime on the processor: packing, cancelling, errors."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper

from engine.errors import InputSizeError, ModelError
from engine.generators.card import Tensor, write_card
from engine.generators.devices import Devices
from engine.generators.selftest import Verdicts
from engine.generators.session import open_session, pack
from engine.progress import Cancelled, Progress, Stop
from tests.onnx_models import write_fill_model, write_model, write_slow_model


def a_tile(h, w, seed=0):
    rng = np.random.default_rng(seed)
    mask = (rng.random((h, w, 1)) > 0.7).astype(np.float32)
    rgb, prefill = rng.random((2, h, w, 3), np.float32)
    tile = {"rgb": rgb * (1 - mask), "mask": mask, "prefill": prefill}
    for pixels in tile.values():
        pixels.flags.writeable = False
    return tile


def on_processor(card, **options):
    return open_session(card, "cpu", "test", threads=1, devices=Devices(), **options)


@pytest.fixture(scope="module")
def copy_fill(tmp_path_factory):
    return on_processor(write_fill_model(tmp_path_factory.mktemp("models")))


@settings(deadline=None, max_examples=40)
@given(h=st.integers(1, 150), w=st.integers(1, 150))
def test_a_tile_of_any_size_comes_back_in_its_size(copy_fill, h, w):
    tile = a_tile(h, w)
    filled = copy_fill.run(tile, Progress())
    expected = np.where(tile["mask"] == 1, tile["prefill"], tile["rgb"])
    np.testing.assert_allclose(filled["filled"], expected, atol=1e-6)
    np.testing.assert_allclose(filled["log_scale"], -3 * tile["mask"])
    assert filled["filled"].dtype == np.float32


def test_a_tile_is_padded_by_mirroring(tmp_path):
    card = write_model(
        tmp_path / "mean",
        [helper.make_node("GlobalAveragePool", ["rgb"], ["filled"])],
        {"rgb": 3},
        {"filled": 3},
        multiple_of=8,
    )
    columns = np.arange(6, dtype=np.float32)[None, :, None] / 10
    tile = np.broadcast_to(columns, (8, 6, 3))
    # 0 1 2 3 4 5 and then 4 3: the mean of what the network saw.
    expected = np.mean([0, 1, 2, 3, 4, 5, 4, 3]) / 10
    session = on_processor(card)
    feeds, _, _ = pack(card, session._open().native, {"rgb": tile})
    seen = session._open().native.run(["filled"], feeds)[0]
    np.testing.assert_allclose(seen.ravel(), expected, rtol=1e-6)


def test_a_foreign_models_conventions_are_obeyed(tmp_path):
    """0..255, rows x columns x channels, a mask whose 1 means keep, one fixed size."""
    card = write_model(
        tmp_path / "foreign",
        [
            helper.make_node("Mul", ["image", "known"], ["kept"]),
            helper.make_node("Sub", ["one", "known"], ["hole"]),
            helper.make_node("Mul", ["hole", "white"], ["painted"]),
            helper.make_node("Add", ["kept", "painted"], ["result"]),
        ],
        {"image": 3, "known": 1},
        {"result": 3},
        {"one": np.array(1, np.float32), "white": np.array(255, np.float32)},
        layout="NHWC",
        side=32,
    )
    foreign = {
        "rgb": Tensor("image", 3, 0, 255),
        "mask": Tensor("known", 1, one_means="keep"),
        "filled": Tensor("result", 3, 0, 255),
    }
    card = replace(card, tensors=foreign, shape="fixed", native=32)
    write_card(card, card.folder)
    tile = a_tile(20, 31)
    filled = on_processor(card).run(tile, Progress())["filled"]
    expected = np.where(tile["mask"] == 1, 1.0, tile["rgb"])
    np.testing.assert_allclose(filled, expected, atol=1e-6)
    with pytest.raises(InputSizeError, match="exactly 32 x 32 px, got 33 x 20"):
        on_processor(card).run(a_tile(20, 33), Progress())


def test_bytes_are_given_to_a_network_that_wants_bytes(tmp_path):
    card = write_model(
        tmp_path / "bytes",
        [helper.make_node("Cast", ["rgb"], ["filled"], to=TensorProto.FLOAT)],
        {"rgb": 3},
        {"filled": 3},
        number=TensorProto.UINT8,
    )
    scaled = {"rgb": Tensor("rgb", 3, 0, 255), "filled": Tensor("filled", 3, 0, 255)}
    card = replace(card, tensors=scaled)
    write_card(card, card.folder)
    tile = a_tile(9, 7)["rgb"]
    filled = on_processor(card).run({"rgb": tile}, Progress())["filled"]
    np.testing.assert_allclose(filled, np.rint(tile * 255) / 255, atol=1e-6)


def test_the_same_tile_gives_the_same_bytes(copy_fill):
    tile = a_tile(70, 90)
    first, second = (copy_fill.run(tile, Progress())["filled"] for _ in range(2))
    assert first.tobytes() == second.tobytes()


def test_a_role_the_card_does_not_have_is_left_out(copy_fill):
    tile = a_tile(64, 64)
    extra = tile | {"edges": np.zeros((64, 64, 1), np.float32)}
    np.testing.assert_array_equal(
        copy_fill.run(extra, Progress())["filled"], copy_fill.run(tile, Progress())["filled"]
    )


def test_a_missing_input_is_named(copy_fill):
    tile = {"rgb": a_tile(64, 64)["rgb"]}
    with pytest.raises(ModelError, match="needs an input 'mask'"):
        copy_fill.run(tile, Progress())


def test_inputs_of_different_sizes_are_a_mistake_of_the_caller(copy_fill):
    with pytest.raises(ValueError, match=r"mask needs 1 channels in the size of the others"):
        copy_fill.run(a_tile(64, 64) | {"mask": np.zeros((64, 63, 1), np.float32)}, Progress())


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"noise": Tensor("noise", 1)}, "a tensor 'noise' .* does not have"),
        ({"prefill": Tensor("filled", 3)}, "has an input 'prefill' that is missing"),
    ],
)
def test_a_card_that_does_not_fit_its_network_is_found_out(tmp_path, wrong, complaint):
    card = write_fill_model(tmp_path)
    card = replace(card, tensors={**card.tensors, **wrong})
    with pytest.raises(ModelError, match=complaint):
        on_processor(card).run(a_tile(64, 64), Progress())


def test_an_altered_file_is_never_opened(tmp_path):
    card = write_fill_model(tmp_path)
    with pytest.raises(ModelError, match="is not the file its card speaks of"):
        on_processor(replace(card, sha256="0" * 64))


def test_a_network_that_cannot_run_is_told_with_the_tile(tmp_path):
    node = helper.make_node("Reshape", ["rgb", "shape"], ["filled"])
    card = write_model(
        tmp_path / "reshape",
        [node],
        {"rgb": 3},
        {"filled": 3},
        {"shape": np.array([1, 3, 5, 5], np.int64)},
    )
    with pytest.raises(ModelError, match="failed on a tile of 64 px"):
        on_processor(card).run({"rgb": a_tile(64, 64)["rgb"]}, Progress())


def test_a_result_that_is_no_number_is_an_error_not_a_picture(tmp_path):
    card = write_model(
        tmp_path / "log", [helper.make_node("Log", ["rgb"], ["filled"])], {"rgb": 3}, {"filled": 3}
    )
    with pytest.raises(ModelError, match="not numbers"):
        on_processor(card).run({"rgb": np.full((64, 64, 3), -1, np.float32)}, Progress())


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    return on_processor(write_slow_model(tmp_path_factory.mktemp("slow")))


def test_cancel_ends_a_running_network_between_two_nodes(slow):
    stop, asked = Stop(), []

    def ask():
        asked.append(time.perf_counter())
        stop.set()

    timer = threading.Timer(0.3, ask)
    timer.start()
    with pytest.raises(Cancelled):
        slow.run(a_tile(640, 640), Progress(stop=stop))
    # A node takes some 10 ms, the whole run seconds; the budget of 0.3 s is for an idle machine.
    assert time.perf_counter() - asked[0] < 1.0
    timer.join()


def test_a_session_runs_again_after_a_cancel(slow):
    stop = Stop()
    threading.Timer(0.05, stop.set).start()
    with pytest.raises(Cancelled):
        slow.run(a_tile(640, 640), Progress(stop=stop))
    assert slow.run(a_tile(64, 64), Progress())["filled"].shape == (64, 64, 3)


def test_nothing_runs_when_the_stop_came_first(copy_fill):
    stop = Stop()
    stop.set()
    with pytest.raises(Cancelled):
        copy_fill.run(a_tile(64, 64), Progress(stop=stop))


def test_auto_opens_on_whatever_this_machine_has(tmp_path):
    card = write_fill_model(tmp_path)
    session = open_session(card, devices=Devices(), verdicts=Verdicts(tmp_path / "verdicts"))
    tile = a_tile(64, 64)
    filled = session.run(tile, Progress())["filled"]
    expected = np.where(tile["mask"] == 1, tile["prefill"], tile["rgb"])
    np.testing.assert_allclose(filled, expected, atol=1e-2)
    assert session.status.startswith("copy-fill on ")

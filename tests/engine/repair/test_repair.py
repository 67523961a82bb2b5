"""The main job on small scans: classical methods, and a generator made of three nodes."""

from __future__ import annotations

import threading

import cv2
import numpy as np
import pytest

from engine.document.document import Document
from engine.document.mask import Mask
from engine.errors import DeviceError, MaskError, ModelError, OutOfMemory
from engine.files.scan import Scan
from engine.generators.card import load_card
from engine.generators.session import open_session
from engine.progress import Cancelled, Progress, Stop
from engine.repair.repair import RepairSettings, plan_repair, repair
from engine.repair.router import make_router
from tests.onnx_models import write_fill_model


def photograph(height: int = 200, width: int = 240, channels: int = 3, dtype=np.uint8):
    rng = np.random.default_rng(4)
    small = rng.uniform(0.1, 0.9, (6, 7, channels))
    picture = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    picture = picture.reshape(height, width, channels) + rng.normal(
        0, 0.01, (height, width, channels)
    )
    return np.rint(np.clip(picture, 0, 1) * np.iinfo(dtype).max).astype(dtype)


def damaged(channels: int = 3, dtype=np.uint8, soft: bool = False) -> Document:
    pixels = photograph(channels=channels, dtype=dtype)
    hole = np.zeros(pixels.shape[:2], np.uint8)
    cv2.line(hole, (20, 30), (200, 150), 255, 5)
    cv2.circle(hole, (60, 150), 6, 255, -1)
    if soft:
        hole = cv2.blur(hole, (5, 5))
    document = Document(Scan(None, np.where(hole[..., None] > 0, np.iinfo(dtype).max, pixels)))
    document.mask = Mask(document.size, hole)
    return document


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """A generator whose fill is its prefill."""
    return open_session(write_fill_model(tmp_path_factory.mktemp("models")), "cpu")


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("soft", [False, True])
@pytest.mark.parametrize("method", ["ns", "telea", "fsr", "generator"])
def test_not_one_sample_outside_the_mask_changes(session, dtype, channels, soft, method):
    document = damaged(channels, dtype, soft)
    scan, mask = document.scan.pixels, document.mask.pixels.copy()
    document.apply(repair(document.snapshot(), RepairSettings(method), session, Progress()))
    result = document.read(document.size.box)
    outside = mask == 0
    np.testing.assert_array_equal(result[outside], scan[outside])
    assert (result[mask == 255] != scan[mask == 255]).mean() > 0.9
    assert document.mask.is_empty()


@pytest.mark.parametrize("method", ["ns", "fsr", "generator"])
def test_the_damage_is_gone(session, method):
    document = damaged()
    clean, hole = photograph(), document.mask.pixels > 0
    document.apply(repair(document.snapshot(), RepairSettings(method), session, Progress()))
    error = document.read(document.size.box)[hole].astype(float) - clean[hole]
    assert np.abs(error).mean() < 6  # of 255; the scratch itself is about 130 off


def test_a_16_bit_fill_has_more_than_256_levels(session):
    document = damaged(dtype=np.uint16)
    hole = document.mask.pixels > 0
    soft = document.mask.pixels.copy()
    document.mask = Mask(document.size, soft)
    document.apply(repair(document.snapshot(), RepairSettings("generator"), session, Progress()))
    values = document.read(document.size.box)[hole]
    assert values.dtype == np.uint16
    assert (values > 255).any()


def test_undo_brings_the_damage_and_its_mask_back(session):
    document = damaged()
    before, mask = document.read(document.size.box), document.mask.pixels.copy()
    document.apply(repair(document.snapshot(), RepairSettings("ns"), session, Progress()))
    repaired = document.read(document.size.box)
    document.undo()
    np.testing.assert_array_equal(document.read(document.size.box), before)
    np.testing.assert_array_equal(document.mask.pixels, mask)
    document.redo()
    np.testing.assert_array_equal(document.read(document.size.box), repaired)
    assert document.mask.is_empty()


def test_the_same_settings_give_the_same_bytes(session):
    results = []
    for _ in range(2):
        document = damaged()
        document.apply(repair(document.snapshot(), RepairSettings("auto"), session, Progress()))
        results.append(document.read(document.size.box).tobytes())
    assert results[0] == results[1]


def test_a_patch_tells_how_it_was_made(session):
    document = damaged()
    patches = repair(document.snapshot(), RepairSettings("generator", seed=7), session, Progress())
    told = patches[0].provenance
    assert (told.method, told.model, told.device, told.seed) == ("generator", "copy-fill", "cpu", 7)
    assert told.model_sha256 == session.card.sha256
    assert patches[0].confidence is not None


@pytest.mark.parametrize(
    ("method", "told"), [("auto", "nothing is marked"), ("generator", "nothing is marked")]
)
def test_an_empty_mask_is_told(session, method, told):
    document = Document(Scan(None, photograph()))
    with pytest.raises(MaskError, match=told):
        repair(document.snapshot(), RepairSettings(method), session, Progress())


def test_a_mask_over_everything_is_told(session):
    document = Document(Scan(None, photograph(64, 64)))
    document.mask = Mask(document.size, np.full((64, 64), 255, np.uint8))
    with pytest.raises(MaskError, match="leave some of the photograph unmarked"):
        repair(document.snapshot(), RepairSettings("ns"), session, Progress())


def test_a_repair_begins_where_something_is_known_and_goes_on_from_there():
    document = Document(Scan(None, photograph(1500, 2600)))
    everything = np.full((1500, 2600), 255, np.uint8)
    everything[-40:, -40:] = 0  # one known corner, the farthest from where the work is listed first
    document.mask = Mask(document.size, everything)
    document.apply(repair(document.snapshot(), RepairSettings("ns"), None, Progress()))
    assert document.mask.is_empty()
    result = document.read(document.size.box)
    np.testing.assert_array_equal(result[-40:, -40:], document.scan.pixels[-40:, -40:])


def test_without_a_generator_classical_methods_do_it_and_say_why():
    document = damaged()
    patches = repair(document.snapshot(), RepairSettings("auto"), None, Progress())
    assert {p.provenance.method for p in patches} == {"fsr"}
    assert "no usable generator" in patches[0].provenance.reason
    with pytest.raises(DeviceError, match="no fill generator"):
        repair(document.snapshot(), RepairSettings("generator"), None, Progress())


def test_cancelling_leaves_nothing_half_done(session):
    document = damaged()
    stop = Stop()
    with pytest.raises(Cancelled):
        repair(
            document.snapshot(),
            RepairSettings("ns"),
            session,
            Progress(lambda fraction, doing: stop.set(), stop),
        )
    assert not document.patches and not document.mask.is_empty()


def test_when_memory_runs_out_smaller_crops_are_tried(session):
    class Tight:
        """A device with room for 256 px only."""

        card, device, sha256 = session.card, "cpu", session.sha256
        sizes: list[int] = []  # noqa: RUF012
        rest = session.rest

        def run(self, inputs, progress):
            side = max(inputs["rgb"].shape)
            self.sizes.append(side)
            if side > 256:
                raise OutOfMemory("cpu", side, side // 2)
            return session.run(inputs, progress)

    document = Document(Scan(None, photograph(300, 700)))
    hole = np.zeros((300, 700), np.uint8)
    cv2.line(hole, (20, 150), (680, 160), 255, 4)
    document.mask = Mask(document.size, hole)
    document.apply(repair(document.snapshot(), RepairSettings("generator"), Tight(), Progress()))
    assert max(Tight.sizes) > 256 and document.mask.is_empty()
    last_failure = max(i for i, side in enumerate(Tight.sizes) if side > 256)
    assert Tight.sizes[last_failure + 1 :]  # from then on nothing larger was tried


def test_when_memory_runs_out_thick_holes_are_filled_in_smaller_tiles_too(session):
    class Tight:
        card, device, sha256, rest = session.card, "cpu", session.sha256, session.rest
        tried: list[int] = []  # noqa: RUF012

        def run(self, inputs, progress):
            side = max(inputs["rgb"].shape)
            self.tried.append(side)
            if side > 256:
                raise OutOfMemory("cpu", side, 256)
            return session.run(inputs, progress)

    document = Document(Scan(None, photograph(700, 800)))
    cv2.circle(document.mask.pixels, (400, 350), 200, 255, -1)
    document.mask = Mask(document.size, document.mask.pixels)
    document.apply(repair(document.snapshot(), RepairSettings("generator"), Tight(), Progress()))
    assert document.mask.is_empty()
    assert sum(side > 256 for side in Tight.tried) == 1 and len(Tight.tried) > 5


ROWS = [
    {"up_to": 3, "method": "fsr", "reason": "it won"},
    {"up_to": 64, "method": "generator", "reason": "it won"},
    {"up_to": 999, "method": "ns", "reason": "it won"},
]


@pytest.mark.parametrize(
    ("method", "thickness", "expected"),
    [
        ("auto", 2, "fsr"),
        ("auto", 3, "fsr"),
        ("auto", 10, "generator"),
        ("auto", 100, "ns"),
        ("classical", 10, "fsr"),
        ("classical", 200, "ns"),
        ("generator", 2, "generator"),
        ("telea", 10, "telea"),
    ],
)
def test_the_router_follows_the_gates_table(session, method, thickness, expected):
    card = type(session.card)(**vars(session.card) | {"router": tuple(ROWS)})
    route = make_router(method, card)(thickness)
    assert route.method == expected
    assert route.reason


def test_thin_and_thick_holes_are_planned_apart(session, tmp_path):
    document = damaged()
    cv2.circle(document.mask.pixels, (150, 60), 45, 255, -1)
    document.mask = Mask(document.size, document.mask.pixels)
    card = load_card(session.card.folder)
    card = type(card)(**vars(card) | {"router": tuple(ROWS)})

    class Routed:
        pass

    routed = Routed()
    routed.card = card
    methods = [w.route.method for w in plan_repair(document.snapshot(), RepairSettings(), routed)]
    assert methods[-1] == "ns" and "generator" in methods


def test_no_call_of_the_slow_method_is_long_so_that_a_stop_is_soon_seen():
    document = Document(Scan(None, photograph(700, 900)))
    cv2.line(document.mask.pixels, (10, 20), (880, 690), 255, 8)
    marked = document.mask.pixels > 0
    document.mask = Mask(document.size, document.mask.pixels)
    work = plan_repair(document.snapshot(), RepairSettings("fsr"), None)
    assert max(max(w.region.box.width, w.region.box.height) for w in work) <= 256
    covered = np.zeros(marked.shape, int)
    for routed in work:
        covered[routed.region.hole_box.slices] += routed.region.hole
    np.testing.assert_array_equal(covered, marked.astype(int))


def test_overlapping_repairs_at_any_strength_stay_within_their_masks(session):
    document = damaged(dtype=np.uint16)
    scan, touched = document.scan.pixels, document.mask.pixels > 0
    for number, strength in enumerate((0.3, 0.8, 0.0)):
        document.apply(repair(document.snapshot(), RepairSettings("ns"), session, Progress()))
        document.set_strength([patch.id for patch in document.patches], strength)
        hole = np.zeros(scan.shape[:2], np.uint8)
        cv2.circle(hole, (60 + 30 * number, 60), 25, 120 + 60 * number, -1)
        document.mask.replace(document.size.box, hole)
        touched |= hole > 0
    document.apply(repair(document.snapshot(), RepairSettings("ns"), session, Progress()))
    result = document.read(document.size.box)
    np.testing.assert_array_equal(result[~touched], scan[~touched])


def test_a_resting_session_never_hides_why_the_repair_failed(session, monkeypatch):
    def fail(card, native):
        raise ModelError("its card is wrong")

    monkeypatch.setattr("engine.generators.session.input_roles", fail)
    with pytest.raises(ModelError, match="its card is wrong"):
        repair(damaged().snapshot(), RepairSettings("generator"), session, Progress())
    session.rest()


def test_a_stop_is_seen_while_the_marks_are_looked_at():
    stop = Stop()
    stop.set()
    with pytest.raises(Cancelled):
        plan_repair(damaged().snapshot(), RepairSettings("ns"), None, stop=stop)


def test_a_running_network_is_ended_at_once(tmp_path):
    from tests.onnx_models import write_slow_model

    session = open_session(write_slow_model(tmp_path), "cpu")
    document = Document(Scan(None, photograph(700, 700)))
    hole = np.zeros((700, 700), np.uint8)
    cv2.line(hole, (20, 20), (680, 680), 255, 4)
    document.mask = Mask(document.size, hole)
    stop, started, outcome = Stop(), threading.Event(), []

    class Watched:
        card, device, sha256, rest = session.card, session.device, session.sha256, session.rest

        def run(self, inputs, progress):
            started.set()
            return session.run(inputs, progress)

    def work():
        try:
            settings = RepairSettings("generator")
            repair(document.snapshot(), settings, Watched(), Progress(stop=stop))
        except Cancelled:
            outcome.append("cancelled")

    thread = threading.Thread(target=work)
    thread.start()
    assert started.wait(30)
    stop.set()
    thread.join(30)
    assert outcome == ["cancelled"]

"""Finding damage in the window: proposed, tuned, added in one step, never repaired unasked."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from engine import paths
from engine.detect.findings import FindingsBuilder
from engine.detect.settings import CLASSES, NETWORK_CLASSES, DetectSettings
from engine.document.document import Document
from engine.document.mask import Brush, Stroke
from engine.errors import DeviceError
from engine.files.scan import Scan
from engine.geometry import Box
from engine.progress import Progress
from gui.canvas.marks import PROPOSAL
from gui.detection import Detection, EngineDetector
from gui.findings_panel import NAMES
from gui.jobs import JobRunner
from gui.qimage import from_qimage
from tests.onnx_models import write_detect_model

SURE, DOUBTFUL = 0.95, 0.3


class FakeFind:
    """Finds a sure scratch, a doubtful one, and a speck; can be made to wait, and to fail."""

    def __init__(self):
        self.calls, self.error = [], None
        self.go, self.started = threading.Event(), threading.Event()
        self.go.set()

    def __call__(self, snapshot, settings, device, progress):
        self.calls.append(device)
        progress.step(0.1, "looking for damage, 1 of 2")
        self.started.set()
        while not self.go.wait(0.005):
            progress.step(0.5, "looking for damage, 2 of 2")
        if self.error:
            raise self.error
        size = snapshot.scan.size
        planes = np.zeros((size.height, size.width, 5), np.float32)
        planes[10:13, 10:50, 0] = SURE
        planes[30:33, 10:50, 0] = DOUBTFUL
        planes[45:55, 70:80, 1] = SURE
        builder = FindingsBuilder(size, NETWORK_CLASSES)
        builder.add(size.box, planes)
        return builder.build("a test")


@pytest.fixture
def find():
    fake = FakeFind()
    yield fake
    fake.go.set()


@pytest.fixture
def engine():
    runner = JobRunner()
    yield runner
    runner.close()


@pytest.fixture
def drawing():
    return []


@pytest.fixture
def detection(engine, find, document, drawing):
    detection = Detection(engine, find, lambda: bool(drawing))
    detection.set_document(document)
    yield detection
    find.go.set()
    detection.close()


@pytest.fixture
def window_with_find(opened, find):
    opened.actions_by_id["on_release"].setChecked(False)
    opened.detection._find = find
    return opened


def found(qtbot, detection):
    with qtbot.waitSignal(detection.changed):
        detection.start()
    return detection.proposal


def marked(document):
    return document.snapshot().read_mask(document.size.box)


def test_what_is_found_is_proposed_and_nothing_is_marked(qtbot, detection, document):
    proposal = found(qtbot, detection)
    assert proposal.marks["line"].count == 1 and proposal.marks["spot"].count == 1
    assert proposal.shown.pixels[11, 20] == 1 + CLASSES.index("line")
    assert proposal.shown.pixels[50, 75] == 1 + CLASSES.index("spot")
    assert proposal.shown.pixels[31, 20] == 0  # in doubt
    assert document.mask.is_empty() and document.history.texts == []


def test_added_it_is_one_step_that_can_be_undone(qtbot, detection, document):
    shown = found(qtbot, detection).shown.pixels > 0
    with qtbot.waitSignal(detection.added) as told:
        detection.accept()
    np.testing.assert_array_equal(marked(document), np.where(shown, 255, 0))
    layers = document.layers
    assert layers["scratch"].mask.pixels[11, 20] == layers["dust"].mask.pixels[50, 75] == 255
    assert layers["hand"].is_empty() and layers.active.id == "hand"
    assert document.history.texts == ["Add findings"] and told.args[0]
    assert detection.proposal is None and document.patches == []
    document.undo()
    assert not document.layers.is_marked()
    document.redo()
    assert (marked(document)[shown] == 255).all()


def test_what_was_unticked_a_moment_ago_is_not_added(qtbot, detection, document):
    found(qtbot, detection)
    with qtbot.waitSignal(detection.added):
        detection.settings = replace(detection.settings, classes=("spot",))
        detection.accept()  # before the proposal could be drawn again
        assert document.history.texts == []
    assert document.layers["dust"].mask.pixels[50, 75] == 255
    assert document.layers["scratch"].mask.is_empty()
    assert document.history.texts == ["Add findings"] and detection.proposal is None


def test_what_was_accepted_early_waits_for_the_stroke_under_way(
    qtbot, detection, document, drawing
):
    found(qtbot, detection)
    detection.settings = replace(detection.settings, classes=("spot",))
    detection.accept()
    drawing.append("a stroke")
    qtbot.waitUntil(lambda: detection.proposal.settings.classes == ("spot",))
    assert document.history.texts == []
    with qtbot.waitSignal(detection.added):
        drawing.clear()
    assert document.history.texts == ["Add findings"]


def test_a_proposal_thrown_away_meanwhile_is_not_added(qtbot, detection, document):
    found(qtbot, detection)
    detection.settings = replace(detection.settings, classes=("spot",))
    detection.accept()
    detection.discard()
    qtbot.waitUntil(lambda: not detection._runner.is_running)
    assert document.history.texts == [] and not document.layers.is_marked()


def test_what_is_protected_is_not_proposed_nor_added(qtbot, detection, document):
    keep = document.layers["protect"].mask
    keep.replace(Box(0, 0, 25, 20), np.full((20, 25), 255, np.uint8))
    proposal = found(qtbot, detection)
    assert proposal.shown.pixels[11, 20] == 0 < proposal.shown.pixels[11, 30]
    # What is protected while the proposal is looked at counts as well.
    keep.replace(Box(25, 0, 33, 20), np.full((20, 8), 255, np.uint8))
    detection.accept()
    assert not document.layers["scratch"].mask.pixels[:20, :33].any()
    assert document.layers["scratch"].mask.pixels[11, 36] == 255


def test_marks_made_by_hand_stay_below_what_is_added(qtbot, detection, document):
    stroke = Stroke(document.mask, Brush(5.0, 0.3), 30, 11)
    document.remember_mask("Brush stroke", stroke.finish())
    before = document.mask.pixels.copy()
    found(qtbot, detection)
    detection.accept()
    assert (document.mask.pixels >= before).all()
    document.undo()
    np.testing.assert_array_equal(document.mask.pixels, before)


def test_settings_are_followed_without_looking_again(qtbot, detection, find):
    found(qtbot, detection)
    with qtbot.waitSignal(detection.changed):
        detection.settings = DetectSettings(sensitivity=0.9)
    assert detection.proposal.marks["line"].count == 2
    with qtbot.waitSignal(detection.changed):
        detection.settings = DetectSettings(minimum=110)
    assert [detection.proposal.marks[n].count for n in ("line", "spot")] == [1, 0]
    with qtbot.waitSignal(detection.changed):
        detection.settings = DetectSettings(classes=("spot",))
    assert detection.proposal.shown.pixels[11, 20] == 0
    assert detection.proposal.marks["line"].count == 1  # known, though not shown
    assert len(find.calls) == 1


def test_of_many_settings_in_a_row_the_last_one_counts(qtbot, detection):
    found(qtbot, detection)
    for percent in range(10, 100, 10):
        detection.settings = DetectSettings(sensitivity=percent / 100)
    qtbot.waitUntil(lambda: detection.proposal.settings.sensitivity == 0.9)
    assert detection.proposal.marks["line"].count == 2


def test_cancelling_leaves_nothing_behind(qtbot, detection, document, find):
    find.go.clear()
    with qtbot.waitSignal(detection.busy_changed):
        detection.start()
    find.started.wait(5)
    assert detection.is_busy and detection.cancel() and not detection.is_busy
    assert not detection.cancel()
    find.go.set()
    found(qtbot, detection)  # works again at once
    assert len(find.calls) == 2 and document.mask.is_empty()


def test_what_was_found_in_another_scan_is_never_shown(qtbot, detection, engine, find):
    find.go.clear()
    detection.start()
    find.started.wait(5)
    other = Document(Scan(None, np.zeros((64, 96, 3), np.uint8)))
    detection.set_document(other)
    find.go.set()
    qtbot.waitUntil(lambda: not detection._runner.is_running)
    assert detection.proposal is None and not detection.is_busy


def test_it_waits_for_a_repair_on_the_engine_thread(qtbot, detection, engine, find):
    go = threading.Event()
    engine.start(lambda progress: go.wait(5))
    detection.start()
    assert detection.is_busy and not find.calls
    go.set()
    qtbot.waitUntil(lambda: detection.proposal is not None)


def test_a_failure_is_told(qtbot, detection, find):
    find.error = DeviceError("the card fell out of the computer.")
    with qtbot.waitSignal(detection.failed) as told:
        detection.start()
    assert told.args[0] is find.error and not detection.is_busy and detection.proposal is None


def test_nothing_is_added_below_a_stroke_under_way(qtbot, detection, document, drawing):
    found(qtbot, detection)
    drawing.append("a stroke")
    detection.accept()
    assert document.mask.is_empty() and detection.proposal is not None


def test_the_engine_opens_the_detector_there_is(tmp_path, monkeypatch, document):
    monkeypatch.setattr(paths, "bundled_models", lambda: tmp_path)
    look, settings, snapshot = EngineDetector(), DetectSettings(fast=True), document.snapshot()
    assert "classical" in look(snapshot, settings, "cpu", Progress()).source
    write_detect_model(tmp_path)
    look = EngineDetector()
    said = []
    progress = Progress(lambda fraction, doing: said.append(doing))
    for _ in range(2):
        assert look(snapshot, settings, "auto", progress).source.startswith("colour-detect on")
    assert said.count("Preparing the detector") == 1


def test_an_unusable_detector_is_told_with_the_proposal(tmp_path, monkeypatch, document):
    monkeypatch.setattr(paths, "bundled_models", lambda: tmp_path)
    card = write_detect_model(tmp_path)
    card.path.write_bytes(b"")
    source = EngineDetector()(document.snapshot(), DetectSettings(), "auto", Progress()).source
    assert "classical" in source and "no detector: model colour-detect" in source


def propose(qtbot, window):
    with qtbot.waitSignal(window.detection.changed):
        qtbot.keyClick(window.canvas, Qt.Key.Key_F)
    return window.panel.findings


def test_f_finds_and_enter_adds_and_enter_again_repairs(qtbot, window_with_find, repair):
    window = window_with_find
    panel = propose(qtbot, window)
    assert panel.isVisible() and repair.calls == 0
    qtbot.keyClick(window.canvas, Qt.Key.Key_Return)
    assert not panel.isVisible() and repair.calls == 0
    assert marked(window.document)[11, 20] == 255
    assert window.actions_by_id["undo"].text() == "&Undo Add findings"
    with qtbot.waitSignal(window.repairs.repaired):
        qtbot.keyClick(window.canvas, Qt.Key.Key_Return)
    assert repair.calls == 1 and not window.document.layers.is_marked()


def test_adding_repairs_nothing_even_on_release(qtbot, window_with_find, repair):
    window = window_with_find
    window.actions_by_id["on_release"].setChecked(True)
    propose(qtbot, window).add.click()
    assert not window.repairs.is_busy and repair.calls == 0
    assert window.document.layers.is_marked()


def test_escape_discards_the_proposal_and_leaves_marks_alone(qtbot, window_with_find, paint):
    window = window_with_find
    paint(window)
    before = window.document.mask.pixels.copy()
    panel = propose(qtbot, window)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not panel.isVisible() and window.detection.proposal is None
    np.testing.assert_array_equal(window.document.mask.pixels, before)
    assert window.document.history.texts == ["Brush stroke"]
    assert not window.actions_by_id["add_findings"].isEnabled()


def test_escape_stops_the_search(qtbot, window_with_find, find):
    window = window_with_find
    find.go.clear()
    qtbot.keyClick(window.canvas, Qt.Key.Key_F)
    find.started.wait(5)
    qtbot.waitUntil(lambda: "ooking for damage, 2" in window.status.doing.text())
    assert window.status.cancel.isVisible()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not window.detection.is_busy and not window.status.cancel.isVisible()


def test_the_panel_counts_by_class_and_its_sliders_are_live(qtbot, window_with_find, find):
    window = window_with_find
    panel = propose(qtbot, window)
    assert "2 findings by a test" in panel.source.text()
    assert panel.classes["line"].text() == f"{NAMES['line']}: 1"
    assert panel.classes["line"].isVisible() and not panel.classes["infrared"].isVisible()
    with qtbot.waitSignal(window.detection.changed):
        panel.sensitivity.slider.setValue(90)
    assert panel.classes["line"].text() == f"{NAMES['line']}: 2"
    with qtbot.waitSignal(window.detection.changed):
        panel.classes["spot"].setChecked(False)
    assert "2 findings" in panel.source.text() and panel.classes["spot"].text().endswith(": 1")
    with qtbot.waitSignal(window.detection.changed):
        panel.minimum.box.setValue(500)
    assert "0 findings" in panel.source.text() and not panel.add.isEnabled()
    assert find.calls == ["auto"]


def test_controls_stay_where_the_hand_puts_them(qtbot, window_with_find):
    window = window_with_find
    panel = propose(qtbot, window)
    stale = window.detection.proposal
    panel.sensitivity.set_value(70)
    panel.set_proposal(replace(stale, settings=DetectSettings(0.2)))
    assert panel.sensitivity.value == 70


def test_the_picture_shows_what_is_proposed_in_the_colour_of_its_class(qtbot, window_with_find):
    window = window_with_find

    def colour_at(x, y):
        qtbot.waitUntil(lambda: window.canvas.is_complete)
        image = from_qimage(window.canvas.viewport().grab().toImage())
        place = window.canvas.to_viewport(x + 0.5, y + 0.5)
        return image[place.y(), place.x()].astype(int)

    before = colour_at(30, 11)
    propose(qtbot, window)
    tinted = before + 0.6 * (np.array(PROPOSAL[CLASSES.index("line")]) - before)
    np.testing.assert_allclose(colour_at(30, 11), tinted, atol=3)
    window.detection.discard()
    np.testing.assert_array_equal(colour_at(30, 11), before)


def test_closing_the_scan_forgets_the_proposal(qtbot, window_with_find):
    window = window_with_find
    panel = propose(qtbot, window)
    window.files.close()
    assert window.detection.proposal is None and not panel.isVisible()
    assert not window.actions_by_id["find_damage"].isEnabled()

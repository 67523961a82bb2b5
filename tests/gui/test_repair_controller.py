"""Repairs run one after another, can be cancelled, and never lose a mark."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from engine.document.document import Document
from engine.document.marking import LayerSettings
from engine.document.mask import Brush, Stroke
from engine.errors import DeviceError, ModelError
from engine.files.scan import Scan
from engine.generators.providers import ProviderChoice
from engine.generators.registry import Registry
from gui.generator import Generator, RepairChoice
from gui.repair_controller import RepairController


class Session:
    """What the window uses of engine.generators.session.Session."""

    card = SimpleNamespace(id="photonet")
    device = "cpu"
    choice = ProviderChoice("cpu", "automatic", (("cuda", "no driver"),))


class Models(Registry):
    def of_task(self, task):
        return []

    def choose(self, task, model_id=None):
        return model_id or "newest"


def mark(document, x=30, y=30):
    stroke = Stroke(document.mask, Brush(5.0, 1.0), x, y)
    document.remember_mask("Brush stroke", stroke.finish())


@pytest.fixture
def drawing():
    return []


@pytest.fixture
def controller(qtbot, repair, document, drawing, no_generator):
    controller = RepairController(no_generator, repair, lambda: bool(drawing))
    with qtbot.waitSignal(controller.prepared):
        controller.set_document(document)
    yield controller
    repair.go.set()
    controller.close()


def test_what_was_marked_is_filled_and_no_longer_marked(qtbot, controller, document):
    mark(document)
    with qtbot.waitSignal(controller.repaired):
        controller.request()
    assert document.read(document.size.box)[30, 30, 0] == 77
    assert document.mask.is_empty()
    assert document.history.texts == ["Brush stroke", "Repair"]


def test_marks_made_during_a_repair_are_repaired_next(qtbot, controller, document, repair):
    repair.go.clear()
    mark(document)
    controller.request()
    repair.started.wait(5)
    mark(document, 70, 30)
    controller.request()
    repair.go.set()
    qtbot.waitUntil(lambda: repair.calls == 2 and not controller.is_busy)
    assert document.mask.is_empty()
    assert document.read(document.size.box)[30, 70, 0] == 77


def test_cancelling_keeps_the_marks_and_changes_no_pixel(qtbot, controller, document, repair):
    repair.go.clear()
    mark(document)
    controller.request()
    repair.started.wait(5)
    assert controller.cancel()
    assert not controller.is_busy
    assert not document.mask.is_empty() and document.patches == []
    assert not controller.cancel()
    repair.go.set()
    with qtbot.waitSignal(controller.repaired):
        controller.request()  # works again at once
    assert len(document.patches) == 1


def test_a_repair_is_begun_again_when_its_marks_change(qtbot, controller, document, repair):
    repair.go.clear()
    mark(document)
    mark(document, 70, 30)
    controller.request()
    repair.started.wait(5)
    document.undo()
    controller.restart()
    repair.go.set()
    with qtbot.waitSignal(controller.repaired):
        pass
    pixels = document.read(document.size.box)
    assert pixels[30, 30, 0] == 77 and pixels[30, 70, 0] == 200


def test_no_patch_is_laid_below_a_stroke_under_way(qtbot, controller, document, repair, drawing):
    mark(document)
    drawing.append("a stroke")
    controller.request()
    qtbot.waitUntil(lambda: controller._finished is not None)
    assert document.patches == [] and controller.is_busy
    drawing.clear()
    qtbot.waitUntil(lambda: len(document.patches) == 1)


def test_a_failure_is_told_and_keeps_the_marks(qtbot, controller, document, repair):
    repair.error = DeviceError("the card fell out of the computer.")
    mark(document)
    with qtbot.waitSignal(controller.failed) as failed:
        controller.request()
    assert "fell out" in str(failed.args[0])
    assert not document.mask.is_empty() and not controller.is_busy


def test_without_marks_nothing_runs_and_the_user_is_told(qtbot, controller, repair):
    with qtbot.waitSignal(controller.said) as said:
        controller.request()
    assert "Nothing is marked" in said.args[0]
    assert repair.calls == 0


@pytest.fixture
def other(qtbot, controller, document, repair):
    """Another document, in front while a repair of the first one runs."""
    repair.go.clear()
    mark(document)
    controller.request()
    repair.started.wait(5)
    other = Document(Scan(None, np.zeros((40, 40, 3), np.uint8)))
    controller.set_document(other)
    return other


def test_a_repair_goes_on_when_another_scan_is_in_front(qtbot, controller, document, repair, other):
    assert controller.is_busy
    with qtbot.waitSignal(controller.repaired_behind) as told:
        repair.go.set()
    assert told.args == [document]
    assert len(document.patches) == 1 and document.mask.is_empty() and other.patches == []
    assert controller.last_repair() == []
    controller.set_document(document)
    assert controller.last_repair() == document.patches


def test_a_scan_that_was_closed_gets_nothing_of_the_repair_that_ran(
    qtbot, controller, document, repair, other
):
    with qtbot.waitSignal(controller.prepared):
        controller.forget(document)
    assert not controller.is_busy and document.patches == [] and other.patches == []


def test_each_scan_waits_its_turn(qtbot, controller, document, repair, other):
    mark(other)
    controller.request()
    mark(document, 10, 10)  # below the running repair: it begins again, behind the other one
    controller.restart(document)
    with qtbot.waitSignal(controller.repaired_behind):
        repair.go.set()
    assert len(other.patches) == 1 and len(document.patches) == 1 and document.mask.is_empty()
    assert repair.calls == 3


def test_the_last_repair_follows_undo_and_redo(qtbot, controller, document):
    assert controller.last_repair() == []
    for x in (20, 70):
        mark(document, x, 30)
        with qtbot.waitSignal(controller.repaired):
            controller.request()
    first, second = document.patches
    assert controller.last_repair() == [second]
    document.undo()
    assert controller.last_repair() == [first]
    document.redo()
    assert controller.last_repair() == [second]


def test_the_generator_in_use_is_told_with_its_reason(qtbot, document, repair):
    asked = []

    def open_session(card, device, asked_by, threads):
        asked.append((card, device, asked_by))
        return Session()

    controller = RepairController(Generator(Models, open_session), repair)
    with qtbot.waitSignal(controller.prepared) as prepared:
        controller.set_document(document)
    state = prepared.args[0]
    assert state.status == "photonet on the processor; graphics card not used: no driver"
    assert "no driver" in state.note and "not cuda" in state.reason
    with qtbot.waitSignal(controller.prepared):
        controller.choice = RepairChoice(device="cpu", model="mine")
    assert asked == [("newest", "auto", "automatic"), ("mine", "cpu", "settings")]
    controller.close()


def test_a_device_asked_for_by_name_fails_aloud(qtbot, document, repair):
    def open_session(card, device, asked_by, threads):
        raise DeviceError("cuda was asked for, but there is no NVIDIA driver.")

    controller = RepairController(Generator(Models, open_session), repair)
    controller.choice = RepairChoice(device="cuda")
    with qtbot.waitSignal(controller.failed) as failed:
        controller.set_document(document)
    assert "NVIDIA" in str(failed.args[0])
    controller.close()


def test_on_automatic_a_missing_generator_means_classical_methods(qtbot, document, repair):
    controller = RepairController(Generator(load_registry=Registry), repair)
    with qtbot.waitSignal(controller.prepared) as prepared:
        controller.set_document(document)
    assert prepared.args[0].status == "Classical methods only"
    assert "There is no fill model" in prepared.args[0].note
    mark(document)
    with qtbot.waitSignal(controller.repaired):
        controller.request()
    controller.choice = RepairChoice(method="generator")
    mark(document)
    with qtbot.waitSignal(controller.failed) as failed:
        controller.request()
    assert isinstance(failed.args[0], ModelError)
    controller.close()


def test_the_session_is_opened_once(document, repair):
    opened = []

    def open_session(card, device, asked_by, threads):
        opened.append(card)
        return Session()

    from engine.progress import Progress

    generator = Generator(Models, open_session)
    for _ in range(3):
        assert generator.session_for(RepairChoice(), Progress()) is not None
    assert generator.session_for(RepairChoice(method="classical"), Progress()) is None
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("chosen", "of_layer", "wanted"),
    [("classical", "", "classical"), ("classical", "auto", "auto"), ("auto", "classical", "auto"),
     ("classical", "generator", "generator"), ("generator", "auto", "generator")],
)  # fmt: skip
def test_a_generator_is_opened_where_only_a_layer_wants_it(
    qtbot, controller, document, no_generator, monkeypatch, chosen, of_layer, wanted
):
    mark(document)
    document.layers["hand"].settings = LayerSettings(method=of_layer)
    asked = []
    monkeypatch.setattr(
        no_generator, "session_for", lambda choice, progress: asked.append(choice.method)
    )
    controller.choice = RepairChoice(chosen)
    with qtbot.waitSignal(controller.repaired):
        controller.request()
    assert asked[-1] == wanted

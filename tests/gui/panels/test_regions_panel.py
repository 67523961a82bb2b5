"""The page Regions: every repair is listed, chosen, toned, switched, varied and removed alone."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from engine.document.patch import ORIGINAL, Patch, Provenance
from engine.document.patch_edits import add_variants, choose_variant
from engine.geometry import Box
from gui.panels.region_list import ROW, SIDE, RegionModel, method_name, notes
from gui.panels.regions_panel import RegionsPanel
from gui.region_controls import RegionControls

MADE = Provenance("generator", "thin", 4.0, 0.9, model="photonet-fill")


def make_patch(box, made=MADE, level=77, strength=1.0):
    shape = (box.height, box.width)
    pixels = np.full((*shape, 3), level, np.uint8)
    return Patch(box, pixels, np.ones(shape, bool), made, strength=strength)


@pytest.fixture
def regions(opened) -> RegionControls:
    """Three repairs, the middle one unsure; the page is in front."""
    opened.actions_by_id["on_release"].setChecked(False)
    opened.document.apply(
        [
            make_patch(Box(60, 40, 80, 44)),
            make_patch(Box(10, 10, 30, 14), replace(MADE, confidence=0.3)),
            make_patch(Box(20, 24, 40, 28), Provenance("ns", "no generator", 4.0)),
        ]
    )
    opened.document.history.mark_saved()
    opened._update()
    opened.actions_by_id["show_regions"].trigger()
    return opened.regions


@pytest.fixture
def panel(opened, regions) -> RegionsPanel:
    return opened.findChild(RegionsPanel)


def boxes(panel):
    return [patch.box.top for patch in panel.model.patches]


def test_every_repair_is_listed_by_place_or_the_least_sure_first(panel):
    assert boxes(panel) == [10, 24, 40]
    assert panel.summary.text() == "3 repairs, 1 of them unsure"
    panel.order.setCurrentIndex(panel.order.findData("confidence"))
    panel.order.activated.emit(panel.order.currentIndex())
    assert boxes(panel) == [10, 40, 24]  # classical methods invent nothing


def test_without_repairs_a_sentence_says_what_will_be_here(opened):
    panel = opened.findChild(RegionsPanel)
    opened.actions_by_id["show_regions"].trigger()
    assert panel.empty.isVisible() and not panel.list.isVisible() and not panel.details.isVisible()
    opened.actions_by_id["next_region"].trigger()
    assert "Nothing is repaired" in opened.status.message.text()
    opened.actions_by_id["remove_region"].trigger()
    assert "Choose a repair first" in opened.status.message.text()


def test_keys_go_from_one_to_the_next_and_the_picture_follows(opened, panel, qtbot):
    opened.canvas.setFocus()
    for key, top in ((".", 10), (".", 24), (",", 10), (",", 40), (".", 10)):
        qtbot.keyClick(opened.canvas, Qt.Key.Key_Period if key == "." else Qt.Key.Key_Comma)
        assert panel.selected.box.top == top
        middle = opened.canvas.seen().center()
        box = panel.selected.box
        assert abs(middle.x() - (box.left + box.right) / 2) < 1
        assert opened.canvas.seen().contains(box.left, box.top)
    frame = opened.regions._frame
    assert frame.isVisible() and frame.geometry().contains(opened.canvas.covered(box).center())
    opened.panel.pages.setCurrentIndex(0)
    assert not frame.isVisible()  # nobody paints under a frame


def test_a_click_and_arrow_keys_choose(opened, panel, qtbot):
    at = panel.list.visualRect(panel.model.index(1)).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert panel.selected.box.top == 24 and "no generator" in panel.reason.text()
    qtbot.keyClick(panel.list, Qt.Key.Key_Up)
    assert panel.selected.box.top == 10
    assert opened.canvas.seen().contains(20, 12)


def test_the_picture_of_a_row_shows_the_original_under_the_mouse(panel, qtbot):
    QTest.mouseMove(panel.list.viewport(), QPoint(SIDE // 2, ROW // 2))
    panel.list.grab()
    qtbot.waitUntil(lambda: panel.list.peeked == 0)
    shown = panel.model.thumbnails.of(panel.model.patches[0], SIDE).toImage()
    before = panel.model.thumbnails.of(panel.model.patches[0], SIDE, original=True).toImage()
    assert shown != before
    QTest.mouseMove(panel.list.viewport(), QPoint(SIDE + 60, ROW // 2))
    qtbot.waitUntil(lambda: panel.list.peeked == -1)


def test_a_drag_of_the_strength_is_one_step(opened, regions, panel):
    regions._step(1)
    panel.strength.slider.setSliderDown(True)
    for value in (70, 40, 55):
        panel.strength.slider.setValue(value)
    panel.strength.slider.setSliderDown(False)
    assert panel.selected.strength == pytest.approx(0.55)
    assert "at 55%" in notes(panel.selected)
    assert opened.document.history.texts == ["Repair", "Strength 55%"]
    opened.actions_by_id["undo"].trigger()
    assert panel.selected.strength == 1 and panel.strength.value == 100


def test_switched_off_and_on_again_it_is_as_strong_as_before(opened, regions, panel):
    regions._step(1)
    panel.strength_changed.emit(0.6)
    box = panel.selected.box
    panel.shown.click()
    np.testing.assert_array_equal(opened.document.read(box), opened.document.original(box))
    assert not panel.shown.isChecked() and notes(panel.selected)[-1] == "off"
    opened.actions_by_id["toggle_region"].trigger()
    assert panel.selected.strength == pytest.approx(0.6) and panel.shown.isChecked()
    assert opened.document.history.texts[-2:] == ["Switch repair off", "Switch repair on"]


def test_one_repair_is_removed_alone_and_its_mark_is_back(opened, regions, panel):
    regions._step(1)
    opened.actions_by_id["remove_region"].trigger()
    assert boxes(panel) == [24, 40] and panel.selected.box.top == 24
    assert (opened.document.mask.read(Box(10, 10, 30, 14)) == 255).all()
    assert opened.actions_by_id["repair"].isEnabled()
    opened.actions_by_id["undo"].trigger()
    assert boxes(panel) == [10, 24, 40] and panel.selected.box.top == 24
    for _ in range(3):
        panel.remove.click()
    assert panel.empty.isVisible() and not panel.details.isVisible()


def test_other_ways_are_tried_kept_and_chosen(opened, regions, panel, qtbot):
    regions._step(1)
    first = panel.selected
    with qtbot.waitSignal(regions.comparing.changed):
        opened.actions_by_id["other_ways"].trigger()
        assert not panel.ways.isEnabled()
    assert [method_name(each) for each in panel.selected.variants] == [
        "Navier-Stokes", "Telea", "Frequency selective",
    ]  # fmt: skip
    assert panel.ways.isEnabled() and panel.selected.id == first.id
    assert "3 more ways" in opened.status.message.text()
    names = [panel.variants.itemAt(i).widget().text() for i in range(panel.variants.count())]
    assert names == ["Frequency", "Generator", "Navier-St.", "Telea"]
    panel.variants.itemAt(2).widget().click()
    assert panel.selected.provenance.method == "ns"
    kept = [panel.variants.itemAt(i).widget().text() for i in range(panel.variants.count())]
    assert kept == names  # each stays where it is
    assert (opened.document.read(first.box) != 77).any()
    assert opened.repairs.last_repair() == []  # laid without the controller
    opened.actions_by_id["undo"].trigger()
    assert panel.selected.id == first.id
    opened.actions_by_id["undo"].trigger()
    assert panel.selected.variants == () and panel.variants.count() == 0


def test_the_last_repair_is_known_in_another_variant_too(opened, panel, paint, qtbot):
    paint(opened, (20, 52), (60, 52))
    with qtbot.waitSignal(opened.repairs.repaired):
        opened.actions_by_id["repair"].trigger()
    patch = opened.document.patches[-1]
    other = make_patch(patch.box, level=9)
    add_variants(opened.document, patch.id, [other])
    choose_variant(opened.document, patch.id, other.id)
    assert [each.id for each in opened.repairs.last_repair()] == [other.id]


def test_esc_stops_trying_and_changes_nothing(opened, regions, panel, qtbot, monkeypatch):
    def wait(snapshot, patch, ways, open_session, progress):
        while True:
            progress.step(0.5, "trying")
            time.sleep(0.002)

    monkeypatch.setattr("engine.repair.compare.compare", wait)
    regions._step(1)
    panel.ways.click()
    qtbot.waitUntil(lambda: opened.status.doing.text() == "Trying")
    opened.actions_by_id["cancel"].trigger()
    assert not regions.comparing.is_busy and panel.ways.isEnabled()
    qtbot.waitUntil(lambda: not regions.comparing._runner.is_running)
    assert opened.document.history.texts == ["Repair"]
    assert "as it was" in opened.status.message.text()


def test_to_the_original_there_is_no_other_way(opened, regions, panel):
    opened.document.apply([make_patch(Box(5, 2, 9, 6), Provenance(ORIGINAL, "by hand", 0.0))])
    opened._update()
    panel.select(panel.model.patches[0].id)
    assert not panel.ways.isEnabled() and not panel.seeds.isEnabled()
    opened.actions_by_id["other_ways"].trigger()
    assert "no other way" in opened.status.message.text()


def test_rows_tell_screen_readers_all_that_is_drawn(panel):
    told = panel.model.data(panel.model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert told == "1, Generator, unsure, 30%"
    panel.list.grab()  # draws every kind of row


def test_a_thousand_repairs_are_listed_at_once_and_only_those_seen_are_drawn(qtbot, document):
    panel = RegionsPanel()
    qtbot.addWidget(panel)
    panel.resize(268, 600)
    document.patches += [
        make_patch(Box(n % 90, n // 90, n % 90 + 4, n // 90 + 4)) for n in range(1000)
    ]
    panel.show()
    begun = time.process_time()
    panel.set_document(document)
    panel.list.grab()
    assert time.process_time() - begun < 1.0
    assert len(panel.model.thumbnails._kept) < 20


def test_pictures_are_made_anew_only_where_something_changed(qtbot, document):
    model = RegionModel()
    document.patches += [make_patch(Box(0, 0, 9, 9)), make_patch(Box(60, 40, 70, 50))]
    model.thumbnails.refresh(document)
    for patch in document.patches:
        model.thumbnails.of(patch, SIDE)
    document.set_strength([document.patches[0].id], 0.5)
    kept = dict(model.thumbnails._kept)
    model.thumbnails.refresh(document)
    assert set(kept) - set(model.thumbnails._kept) == {(document.patches[0].id, SIDE, False)}

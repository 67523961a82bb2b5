"""The page History: every step with a picture; a click goes back or forward to it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.restore.finish import Finish
from engine.restore.settings import Adjustments
from gui.panels.history_panel import SIDE, HistoryPanel


@pytest.fixture
def panel(opened) -> HistoryPanel:
    opened.actions_by_id["on_release"].setChecked(False)
    opened.actions_by_id["show_history"].trigger()
    return opened.findChild(HistoryPanel)


def texts(panel):
    return [panel.list.item(row).text() for row in range(panel.list.count())]


def click(panel, row):
    place = panel.list.visualItemRect(panel.list.item(row)).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


@pytest.fixture
def worked(opened, panel, paint, qtbot):
    """Two strokes, a repair, and a parameter of the whole picture."""
    paint(opened, (20, 10), (60, 10))
    paint(opened, (20, 30), (60, 30))
    with qtbot.waitSignal(opened.repairs.repaired):
        opened.actions_by_id["repair"].trigger()
    finish = Finish(adjustments=Adjustments(exposure=1.0))
    opened._redraw(opened.document.set_finish(finish, "Exposure"))
    return opened


def test_before_the_first_step_a_sentence_says_what_will_be_here(panel):
    assert panel.empty.isVisible() and not panel.list.isVisible()


def test_every_step_is_listed_with_a_picture_of_its_own(worked, panel):
    assert texts(panel) == ["Opened", "Brush stroke", "Brush stroke", "Repair", "Exposure"]
    assert panel.list.currentRow() == 4
    drawn = [panel.list.item(row).icon().pixmap(SIDE).toImage() for row in range(5)]
    assert drawn[0].pixelColor(14, 14).alpha() == 0
    assert drawn[1] != drawn[2] != drawn[3]


def test_a_click_goes_back_and_forward_parameters_included(worked, panel):
    document = worked.document
    click(panel, 2)
    assert document.patches == [] and document.layers.is_marked()
    assert document.finish == Finish() and panel.list.currentRow() == 2
    assert texts(panel)[3:] == ["Repair", "Exposure"]
    assert "again" in panel.list.item(3).toolTip() and not panel.list.item(2).toolTip()
    click(panel, 4)
    assert len(document.patches) == 1 and document.finish.adjustments.exposure == 1.0
    click(panel, 0)
    assert document.history.texts == [] and not document.layers.is_marked()
    assert not worked.actions_by_id["undo"].isEnabled()


def test_the_keyboard_goes_there_too(worked, panel, qtbot):
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Up)
    assert len(worked.document.history.texts) == 4  # choosing alone changes nothing
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert worked.document.history.undo_text == "Repair"


def test_a_new_step_takes_the_place_of_those_undone(worked, panel, paint):
    click(panel, 1)
    before = panel.list.item(2).icon().pixmap(SIDE).toImage()
    paint(worked, (20, 50), (60, 60))
    assert texts(panel) == ["Opened", "Brush stroke", "Brush stroke"]
    assert panel.list.item(2).icon().pixmap(SIDE).toImage() != before


def test_steps_taken_while_another_page_is_in_front_are_there(opened, panel, paint):
    opened.panel.pages.setCurrentIndex(0)
    paint(opened, (20, 10), (60, 10))
    assert panel.list.count() == 0
    opened.actions_by_id["show_history"].trigger()
    assert texts(panel) == ["Opened", "Brush stroke"]
    assert panel.list.item(1).icon().pixmap(SIDE).toImage().pixelColor(14, 14).alpha() == 255


def test_steps_that_were_forgotten_are_counted(opened, panel, paint):
    opened.document.history._forgotten = 12
    paint(opened, (20, 10), (60, 10))
    assert texts(panel)[0] == "12 older steps"

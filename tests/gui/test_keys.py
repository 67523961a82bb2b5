"""Keys of the user's own: chosen, taken over, refused, reset, and seen wherever keys are named."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel

from gui.actions import ACTIONS, find_action
from gui.dialogs import shortcut_sheet
from gui.keys import TAKEN, KeyMap, key_of, refusal
from gui.keys_page import KeysPage
from gui.settings import Settings

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def keys(settings):
    return KeyMap(settings)


def of(keys, action):
    return [key.toString() for key in keys.of(find_action(action))]


def test_without_a_choice_the_table_holds(keys):
    for spec in ACTIONS:
        assert keys.of(spec) == spec.shortcuts and not keys.is_changed(spec)


def test_a_key_is_kept_until_the_next_start(keys, settings):
    keys.assign("brush", QKeySequence("Ctrl+Alt+P"))
    settings.store.sync()
    assert of(KeyMap(Settings(settings.file)), "brush") == ["Ctrl+Alt+P"]


def test_no_key_ever_does_two_things(keys):
    keys.assign("brush", QKeySequence("E"))  # of the eraser
    assert of(keys, "brush") == ["E"] and of(keys, "eraser") == []
    keys.reset("eraser")
    assert of(keys, "eraser") == [], "the brush still has it"
    keys.reset("brush")
    keys.reset("eraser")
    assert of(keys, "brush") == ["B"] and of(keys, "eraser") == ["E"]


def test_an_action_loses_only_the_key_that_was_taken(keys):
    keys.assign("brush", QKeySequence("Ctrl+Y"))
    assert "Ctrl+Y" not in of(keys, "redo") and "Ctrl+Shift+Z" in of(keys, "redo")


def test_reset_all_brings_the_table_back(keys):
    for key in ("F8", "F9", "F10"):
        keys.assign("fit", QKeySequence(key))
    keys.assign("undo", None)
    keys.reset()
    assert all(keys.of(spec) == spec.shortcuts for spec in ACTIONS)


@pytest.mark.parametrize("key", TAKEN)
def test_what_the_picture_needs_is_refused_in_a_sentence(keys, key):
    assert "cannot be given away" in refusal(QKeySequence(key))
    with pytest.raises(ValueError, match="cannot be given away"):
        keys.assign("brush", QKeySequence(key))
    assert of(keys, "brush") == ["B"]


@pytest.mark.parametrize("nonsense", ["", "[", "[1]", '{"gone": ["A"]}', '{"brush": 3}'])
def test_a_broken_list_is_no_list(settings, nonsense):
    settings.keys = nonsense
    assert of(KeyMap(settings), "brush") == ["B"]


def test_a_new_key_works_at_once_and_is_named_everywhere(qtbot, opened, settings):
    keys = KeyMap(settings)
    keys.assign("eraser", QKeySequence("F7"))
    keys.assign("repair", QKeySequence("F8"))
    opened.applied.apply("keys")
    qtbot.keyClick(opened.canvas, Qt.Key.Key_E)
    assert opened.canvas.tool == "brush"
    qtbot.keyClick(opened.canvas, Qt.Key.Key_F7)
    assert opened.canvas.tool == "eraser"
    assert "(F8)" in opened.panel.repair_button.toolTip()
    sheet = shortcut_sheet(opened, keys)
    assert any("<b>F7</b>" in label.text() for label in sheet.findChildren(QLabel))


def test_sentences_speak_of_the_keys_there_are_now(opened, settings):
    keys, actions = KeyMap(settings), opened.actions_by_id
    told = [label.text() for label in opened.panel.findChildren(QLabel)]
    assert "Hold \\ to see the original, Ctrl+\\ to split the view." in told
    keys.assign("original", QKeySequence("F9"))
    keys.assign("split", None)
    keys.assign("other_ways", QKeySequence("F10"))
    opened.applied.apply("keys")
    told = [label.text() for label in opened.panel.findChildren(QLabel)]
    split = "View > Split before and after"
    assert f"Hold F9 to see the original, {split} to split the view." in told
    opened._repaired(1)
    assert "Hold F9 to compare" in opened.status.message.text()
    assert opened.regions._panel.ways.toolTip().endswith("(F10)")
    keys.assign("original", None)
    opened.applied.apply("keys")
    assert key_of(actions["original"]) == "Tab"  # the picture's own


def test_the_original_is_shown_while_another_key_is_held(qtbot, opened, settings):
    KeyMap(settings).assign("original", QKeySequence("F9"))
    opened.applied.apply("keys")
    qtbot.keyPress(opened.canvas, Qt.Key.Key_F9)
    assert opened.canvas.compare == "original"
    qtbot.keyRelease(opened.canvas, Qt.Key.Key_F9)
    assert opened.canvas.compare == "off"


@pytest.fixture
def page(qtbot, keys):
    told = []
    page = KeysPage(keys, lambda: told.append(1))
    page.told = told
    qtbot.addWidget(page)
    page.choose("brush")
    return page


def test_the_page_says_what_a_key_would_cost_and_takes_it_over(page, keys):
    page.edit.setKeySequence(QKeySequence("E"))
    assert "Eraser" in page.note.text() and page.assign.text() == "Take it over"
    page.assign.click()
    assert of(keys, "brush") == ["E"] and page.told == [1]
    assert page.list.currentItem().text(1) == "E"


def test_the_page_refuses_what_cannot_be_given(page, keys):
    page.edit.setKeySequence(QKeySequence("Space"))
    assert not page.assign.isEnabled() and "moves the picture" in page.note.text()
    assert of(keys, "brush") == ["B"]


def test_the_page_takes_keys_away_and_resets_them(page, keys):
    assert not page.reset.isEnabled() and not page.reset_all.isEnabled()
    page.none.click()
    assert of(keys, "brush") == [] and not page.none.isEnabled()
    page.reset.click()
    assert of(keys, "brush") == ["B"]
    page.none.click()
    page.reset_all.click()
    assert of(keys, "brush") == ["B"]


def test_the_page_finds_actions_by_name_and_by_key(page):
    def shown():
        return [action for action, item in page._items.items() if not item.isHidden()]

    page.filter.setText("eraser")
    assert shown() == ["eraser", "swap"]
    page.filter.setText("ctrl+shift+e")
    assert shown() == ["export"]
    page.filter.clear()
    assert len(shown()) == len(ACTIONS)

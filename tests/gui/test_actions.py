"""The table of actions is the truth: menus, keys and the sheet follow it."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QTextDocumentFragment
from PySide6.QtWidgets import QLabel

from gui.actions import ACTIONS, GESTURES, MENUS, TOOL_BAR, find_action
from gui.dialogs import shortcut_sheet
from gui.keys import KeyMap

# Asking for a desktop's standard keys needs an application.
pytestmark = pytest.mark.usefixtures("qapp")


def test_no_key_does_two_things():
    keys = Counter(key.toString() for spec in ACTIONS for key in spec.shortcuts)
    assert [key for key, uses in keys.items() if uses > 1] == []


def test_no_id_and_no_text_is_used_twice():
    assert len({spec.id for spec in ACTIONS}) == len(ACTIONS)
    assert len({spec.plain_text for spec in ACTIONS}) == len(ACTIONS)


@pytest.mark.parametrize("menu", MENUS)
def test_no_letter_of_a_menu_is_underlined_twice(menu):
    letters = Counter(
        spec.text[spec.text.index("&") + 1].lower()
        for spec in ACTIONS
        if spec.menu == menu and "&" in spec.text
    )
    assert [letter for letter, uses in letters.items() if uses > 1] == []


@pytest.mark.parametrize(
    ("action", "keys"),
    [
        ("open", ["Ctrl+O"]),
        ("save", ["Ctrl+S"]),
        ("save_as", ["Ctrl+Shift+S"]),
        ("export", ["Ctrl+Shift+E"]),
        ("quit", ["Ctrl+Q"]),
        ("preferences", ["Ctrl+,"]),
        ("undo", ["Ctrl+Z"]),
        ("redo", ["Ctrl+Y", "Ctrl+Shift+Z"]),
        ("brush", ["B"]),
        ("eraser", ["E"]),
        ("swap", ["X"]),
        ("smaller", ["["]),
        ("larger", ["]"]),
        ("softer", ["{"]),
        ("harder", ["}"]),
        ("repair", ["Return", "Shift+R"]),
        ("cancel", ["Esc"]),
        ("original", ["\\"]),
        ("split", ["Ctrl+\\"]),
        ("mask_view", ["M"]),
        ("zoom_in", ["Ctrl++", "Ctrl+="]),
        ("zoom_out", ["Ctrl+-"]),
        ("fit", ["Ctrl+0"]),
        ("actual", ["Ctrl+1"]),
        ("full_screen", ["F11"]),
        ("shortcuts", ["F1"]),
    ],
)
def test_hands_find_the_keys_they_expect(action, keys):
    found = {key.toString() for key in find_action(action).shortcuts}
    assert set(keys) <= found


def test_the_keys_of_the_manual_work_on_a_desktop_that_has_none_of_its_own(monkeypatch):
    """On a bare X11, Qt knows no key for full screen and no Ctrl+Y."""
    monkeypatch.setattr("gui.action_spec.QKeySequence.keyBindings", lambda standard: [])
    keys = {spec.id: {key.toString() for key in spec.shortcuts} for spec in ACTIONS}
    assert keys["full_screen"] == {"F11"}
    assert keys["redo"] == {"Ctrl+Y", "Ctrl+Shift+Z"}
    for name in ("open", "close", "undo", "zoom_in", "zoom_out"):
        assert keys[name]


def test_keys_that_keyboards_do_not_have_are_not_listed(monkeypatch):
    monkeypatch.setattr(
        "gui.action_spec.QKeySequence.keyBindings", lambda standard: [QKeySequence("F14")]
    )
    assert find_action("undo").key_names == ["Ctrl+Z"]


def in_menus(menu):
    for action in menu.actions():
        if action.menu():
            yield from in_menus(action.menu())
        elif not action.isSeparator():
            yield action


def test_every_action_is_in_a_menu(window):
    found = {a.objectName() for menu in window.menuBar().actions() for a in in_menus(menu.menu())}
    assert {spec.id for spec in ACTIONS} <= found


def test_the_tool_bar_names_known_actions_with_icons():
    for entry in TOOL_BAR:
        if entry.strip("- "):
            assert find_action(entry).icon and find_action(entry).short


def test_the_sheet_shows_every_key_and_gesture(qtbot, settings):
    sheet = shortcut_sheet(None, KeyMap(settings))
    qtbot.addWidget(sheet)
    html = next(label.text() for label in sheet.findChildren(QLabel) if "<table" in label.text())
    plain = QTextDocumentFragment.fromHtml(html).toPlainText()
    for spec in ACTIONS:
        for name in spec.key_names:
            assert name in plain
    for gesture, meaning in GESTURES:
        assert gesture in plain and meaning in plain


def test_special_keys_of_office_keyboards_work_but_are_not_listed():
    spec = find_action("undo")
    assert "Undo" in {key.toString() for key in spec.shortcuts}
    assert "Undo" not in spec.key_names and "Ctrl+Z" in spec.key_names


def test_letters_reach_the_tools_from_the_keyboard(qtbot, opened):
    canvas = opened.canvas
    qtbot.keyClick(canvas, Qt.Key.Key_E)
    assert canvas.tool == "eraser" and opened.actions_by_id["eraser"].isChecked()
    qtbot.keyClick(canvas, Qt.Key.Key_X)
    assert canvas.tool == "brush" and opened.actions_by_id["brush"].isChecked()


def test_brackets_change_the_size_down_to_one_pixel_and_braces_the_edge(qtbot, opened):
    canvas = opened.canvas
    canvas.brush_radius = 50.0
    qtbot.keyClick(canvas, Qt.Key.Key_BracketRight)
    assert canvas.brush_radius == 55.0
    assert opened.panel.size.value == 110
    for _ in range(60):
        qtbot.keyClick(canvas, Qt.Key.Key_BracketLeft)
    assert canvas.brush_radius == 0.5
    qtbot.keyClick(canvas, Qt.Key.Key_BracketRight)
    assert canvas.brush_radius == 1.0
    qtbot.keyClick(canvas, "{")
    assert canvas.hardness == pytest.approx(0.9)
    assert opened.panel.hardness.value == 90

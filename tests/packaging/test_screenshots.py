"""The command that photographs the window leaves nothing out, and its pictures are there."""

from __future__ import annotations

import ast
import importlib.util
import sys

import pytest
from PIL import Image
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QTabWidget

from gui.language import LANGUAGES
from gui.preferences import Preferences
from gui.settings import Settings

MOST_BYTES, MOST_OF_FILM = 6 * 2**20, 2 * 2**20
# A class of these names, or made of a dialog, is something that a user looks at.
ENDINGS = ("Page", "Panel", "Dialog", "Window", "Strip", "Tabs")


@pytest.fixture(scope="module")
def command(root):
    """packaging/screenshots.py, with what it imports from its own folder."""
    folder, before = root / "packaging", set(sys.modules)
    path = list(sys.path)
    sys.path.insert(0, str(folder))
    try:
        spec = importlib.util.spec_from_file_location("screenshots", folder / "screenshots.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module
    finally:
        sys.path[:] = path
        for name in {"shots", "stage", "screenshots"} - before:
            sys.modules.pop(name, None)


def seen_by_users(root):
    """module.Class below gui/ of every panel, page, dialog and window."""
    for file in sorted((root / "gui").rglob("*.py")):
        module = ".".join(file.relative_to(root / "gui").with_suffix("").parts)
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                bases = {getattr(base, "id", "") for base in node.bases}
                if node.name.endswith(ENDINGS) or "QDialog" in bases:
                    yield f"{module}.{node.name}"


def test_every_panel_page_and_dialog_is_photographed(command, root):
    shown = {name for shot in command.shots.SHOTS for name in shot.shows}
    assert set(seen_by_users(root)) - shown == set()


def test_every_tab_of_the_preferences_is_photographed(command, qtbot, tmp_path):
    dialog = Preferences(Settings(tmp_path / "settings.ini"), print)
    qtbot.addWidget(dialog)
    tabs = dialog.findChild(QTabWidget)
    titles = [tabs.tabText(place).lower().replace(" ", "-") for place in range(tabs.count())]
    names = [shot.name for shot in command.shots.SHOTS]
    assert [f"preferences-{title}" for title in titles] == [
        name for name in names if name.startswith("preferences-")
    ]


def test_every_picture_is_there_in_both_looks_and_all_languages(command):
    missing = [
        file
        for language in LANGUAGES
        for look in command.LOOKS
        for shot in command.shots.SHOTS
        if not (file := command.FOLDER / language / look / f"{shot.name}.webp").is_file()
    ]
    assert missing == []


def test_no_picture_is_left_over_and_all_of_them_are_small(command):
    names = {shot.name for shot in command.shots.SHOTS}
    kept = [file for file in command.FOLDER.rglob("*.webp") if file.name != command.MOVING]
    assert {file.stem for file in kept} == names
    assert sum(file.stat().st_size for file in kept) < MOST_BYTES


def test_the_film_moves_and_is_small(command):
    film = command.FOLDER / command.MOVING
    assert film.stat().st_size < MOST_OF_FILM
    with Image.open(film) as picture:
        assert picture.n_frames > 10


def test_without_a_chinese_font_it_says_what_to_install(command, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(command, "HOME", tmp_path / "home")
    monkeypatch.setattr(command.stage, "live_in", lambda home: None)
    monkeypatch.setattr(QFontDatabase, "families", lambda system: [])
    assert command.main([]) == 2
    assert "fonts-noto-cjk" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()


def test_two_at_a_time_do_not_mix(command, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(command, "HOME", tmp_path)
    assert command.main([]) == 2
    assert str(tmp_path) in capsys.readouterr().err

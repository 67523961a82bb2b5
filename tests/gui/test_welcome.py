"""Nothing is open: how to begin, what was opened lately, and the way back here."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import QApplication

from engine import paths
from engine.files.reader import open_scan
from gui import recent_pictures, theme
from gui.places import beside, export_folder, sample_scan
from gui.welcome_page import COLUMNS, SHOWN


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "user_cache", lambda: tmp_path / "cache")


def pictures(tmp_path):
    return sorted((tmp_path / "cache" / "recent").glob("*.jpg"))


def test_the_page_is_there_first_and_again_after_the_last_scan(qtbot, window, scan_file):
    assert window.welcome.is_shown
    with qtbot.waitSignal(window.repairs.prepared):
        window.open(scan_file)
    assert not window.welcome.is_shown and window.canvas.hasFocus()
    window.actions_by_id["close"].trigger()
    assert window.welcome.is_shown
    assert [tile.text() for tile in window.welcome.page.tiles] == ["aunt mary.png"]


def test_the_picture_has_its_size_before_the_scan_is_fitted(qtbot, window, scan_file):
    with qtbot.waitSignal(window.repairs.prepared):
        window.open(scan_file)
    zoom = window.canvas.zoom
    window.canvas.fit()
    assert window.canvas.zoom == zoom > 2


def test_a_scan_that_cannot_be_opened_leads_back_to_the_page(qtbot, window, answers, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear aunt")
    window.open(tmp_path / "letter.txt")
    assert not window.welcome.is_shown, "the picture says what is waited for"
    qtbot.waitUntil(lambda: bool(answers.errors))
    assert window.welcome.is_shown


def test_a_recent_scan_has_its_picture_and_opens_at_a_click(qtbot, opened, scan_file, tmp_path):
    qtbot.waitUntil(lambda: len(pictures(tmp_path)) == 1)
    opened.actions_by_id["close"].trigger()
    assert recent_pictures.find(scan_file).width() == recent_pictures.SIDE
    with qtbot.waitSignal(opened.files.changed):
        qtbot.mouseClick(opened.welcome.page.tiles[0], Qt.MouseButton.LeftButton)
    assert opened.document.scan.path == scan_file


def test_to_forget_a_scan_is_to_forget_its_picture(qtbot, opened, scan_file, settings, tmp_path):
    qtbot.waitUntil(lambda: len(pictures(tmp_path)) == 1)
    opened.actions_by_id["close"].trigger()
    page = opened.welcome.page
    menu = page.menu_for(scan_file, page.tiles[0])
    next(a for a in menu.actions() if "Forget it" in a.text()).trigger()
    assert settings.recent == [] and pictures(tmp_path) == [] and page.tiles == []


def test_who_wants_no_list_leaves_no_picture(qtbot, window, settings, scan_file, tmp_path):
    settings.remember_recent = False
    with qtbot.waitSignal(window.repairs.prepared):
        window.open(scan_file)
    window.welcome._keep_picture(window.files.session)
    assert pictures(tmp_path) == []


def test_pictures_of_scans_that_fell_off_the_list_go(tmp_path):
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.gray)
    scans = [tmp_path / f"{number}.tif" for number in range(3)]
    for scan in scans:
        recent_pictures.keep(scan, image)
    recent_pictures.forget_others(scans[:1])
    assert recent_pictures.find(scans[0]).size().width() == 320
    assert recent_pictures.find(scans[1]) is None


def test_the_sample_opens_and_its_results_go_to_the_users_own_folder(
    qtbot, window, settings, tmp_path
):
    with qtbot.waitSignal(window.repairs.prepared):
        window.welcome.page.buttons["sample"].click()
    scan = window.document.scan
    assert scan.path == sample_scan() and scan.size.width == 512
    for folder in (export_folder(settings, scan.path), beside(scan.path)):
        assert paths.bundle() not in folder.parents
    assert export_folder(settings, tmp_path / "aunt.tif") is None


def test_the_sample_is_small_and_its_source_is_named():
    assert sample_scan().stat().st_size < 300_000
    assert "public domain" in (sample_scan().parent / "README.md").read_text()
    assert open_scan(sample_scan()).metadata.dpi == (300, 300)


def test_the_latest_scans_stand_in_rows_that_fit(qtbot, window, settings):
    names = [f"/scans/{number}.tif" for number in range(SHOWN + 3)]
    page = window.welcome.page
    page.set_recent([paths.Path(name) for name in names])
    assert [tile.toolTip() for tile in page.tiles] == names[:SHOWN]
    window.resize(1400, 900)
    QApplication.processEvents()
    assert len({tile.y() for tile in page.tiles}) == SHOWN // COLUMNS
    window.resize(window.minimumSize())
    qtbot.waitUntil(lambda: page.horizontalScrollBar().maximum() == 0)
    assert len({tile.x() for tile in page.tiles}) == 2


@pytest.mark.parametrize("look", ["light", "dark"])
def test_icons_follow_the_look(window, look):
    theme.apply_theme("dark" if look == "light" else "light")
    theme.apply_theme(look)
    QApplication.processEvents()
    label, name = window.welcome.page._icons[0]
    wanted = theme.icon(name).pixmap(label.pixmap().size())
    assert label.pixmap().toImage() == wanted.toImage()
    role = QPalette.ColorRole.Window
    assert (window.welcome.page.palette().color(role).lightness() < 128) == (look == "dark")

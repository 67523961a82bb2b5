"""Asked between choosing a file and seeing it: which page, and whether it may be so large."""

from __future__ import annotations

import numpy as np
import pytest
import tifffile

from engine.files import limits
from gui.page_dialog import PageDialog


@pytest.fixture
def album(tmp_path):
    path = tmp_path / "album.tif"
    with tifffile.TiffWriter(path) as tiff:
        for grey, dtype in ((10, np.uint8), (20, np.uint16), (30, np.uint8)):
            tiff.write(np.full((40, 60), grey, dtype), metadata=None)
    return path


def test_the_page_that_was_chosen_is_opened(qtbot, window, answers, album):
    answers.page = 2
    with qtbot.waitSignal(window.files.changed):
        window.open(album)
    scan = window.files.document.scan
    assert (scan.page, scan.pages, scan.depth) == (2, 3, 16) and (scan.pixels == 20).all()
    assert len(answers.shown[0]) == 3


def test_without_an_answer_nothing_is_opened(qtbot, window, answers, album):
    window.open(album)
    qtbot.waitUntil(lambda: bool(answers.shown))
    assert window.files.document is None


def test_a_very_large_scan_is_opened_only_when_it_is_wanted(
    qtbot, window, answers, scan_file, monkeypatch
):
    monkeypatch.setattr(limits, "ASKED_PIXELS", 1000)
    window.open(scan_file)
    qtbot.waitUntil(lambda: bool(answers.shown))
    assert "96 x 64 pixels" in answers.shown[0] and window.files.document is None
    answers.large = True
    with qtbot.waitSignal(window.files.changed):
        window.open(scan_file)
    assert window.files.document is not None


def test_the_list_of_pages_says_what_each_is(qtbot, album):
    from engine.files.reader import read_pages

    chosen = []
    dialog = PageDialog(album.name, read_pages(album), chosen.append)
    qtbot.addWidget(dialog)
    assert dialog.list.item(1).text() == "Page 2:  60 x 40 pixels, 16 bit, grey"
    dialog.list.setCurrentRow(2)
    dialog.open_button.click()
    assert chosen == [3]


def test_leaving_the_list_chooses_nothing(qtbot, album):
    from engine.files.reader import read_pages

    chosen = []
    dialog = PageDialog(album.name, read_pages(album), chosen.append)
    qtbot.addWidget(dialog)
    dialog.reject()
    assert chosen == []

"""Nothing in the window of training is left in English, and longer words have room in it."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from tests.gui.pseudo import clipped, untranslated

RECIPE = "A minute of training to see that everything works; far from useful."


def test_nothing_is_out_of_reach_or_cut_off(in_pseudo, workshop):
    assert untranslated(workshop, (RECIPE,)) == []
    assert clipped(workshop) == []


def test_nothing_of_a_run_is_out_of_reach_or_cut_off(qtbot, in_pseudo, workshop):
    workshop.start_page.train.click()
    qtbot.waitUntil(lambda: bool(workshop.run) and not workshop.process.is_running, timeout=60_000)
    tabs = workshop.run_page.tabs
    for tab in range(tabs.count()):
        tabs.setCurrentIndex(tab)
        QApplication.processEvents()
        assert clipped(workshop) == [], tabs.tabText(tab)
    assert untranslated(workshop, (RECIPE, "my-fill-smoke", "samples_per_s", "loss", "psnr")) == []

"""Nothing in the batch window is left in English, and longer words have room in it."""

from __future__ import annotations

from tests.gui.pseudo import clipped, untranslated


def test_nothing_in_the_batch_window_is_out_of_reach_or_cut_off(in_pseudo, window, tmp_path):
    examples = ("*.tif scan_*", "*_old*", "{name}_restored")
    for page in (window.set_up, window.plan_page, window.run_page, window.review_page):
        window.show_page(page)
        assert untranslated(window, (str(tmp_path), *examples)) == []
        assert clipped(window) == []

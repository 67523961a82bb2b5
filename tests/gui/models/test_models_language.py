"""Nothing in the window of the models is left in English, and longer words have room in it."""

from __future__ import annotations

from tests.gui.pseudo import clipped, untranslated


def test_nothing_is_out_of_reach_or_cut_off(in_pseudo, shelf):
    assert untranslated(shelf, ("A test model", "sha256")) == []
    assert clipped(shelf) == []

"""Nothing in the window of training is left in English, and longer words have room in it."""

from __future__ import annotations

from tests.gui.pseudo import clipped, untranslated


def test_nothing_is_out_of_reach_or_cut_off(in_pseudo, workshop):
    recipe = "A minute of training to see that everything works; far from useful."
    assert untranslated(workshop, (recipe,)) == []
    assert clipped(workshop) == []

"""Nothing in the window of the models is left in English, and longer words have room in it."""

from __future__ import annotations

from tests.gui.models.conftest import idle
from tests.gui.pseudo import clipped, untranslated
from tests.onnx_models import write_fill_model


def test_nothing_is_out_of_reach_or_cut_off(in_pseudo, shelf):
    assert untranslated(shelf, ("A test model", "sha256")) == []
    assert clipped(shelf) == []


def test_nothing_in_the_assistant_is_out_of_reach_or_cut_off(qtbot, in_pseudo, shelf, tmp_path):
    write_fill_model(tmp_path, "foreign")
    shelf.look_at(tmp_path / "foreign" / "model.onnx")
    qtbot.waitUntil(lambda: shelf.page.tried is not None, timeout=30_000)
    idle(qtbot, shelf)
    names = ("A test model", "sha256", "model", "opset")
    assert untranslated(shelf, names) == []
    assert clipped(shelf) == []

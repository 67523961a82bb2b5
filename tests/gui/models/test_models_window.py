"""The models window: cards, switches, tests, removal, and the assistant for foreign files."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtCore import Qt

from engine.generators.registry import load_registry
from gui.models import window as models_window
from tests.gui.models.conftest import idle
from tests.gui.test_accessibility import controls, nameless
from tests.onnx_models import write_fill_model


def names(shelf):
    return [shelf.list.item(row).text() for row in range(shelf.list.count())]


@pytest.fixture
def foreign(tmp_path):
    return write_fill_model(tmp_path / "download", "foreign").path


@pytest.fixture
def proposed(qtbot, shelf, foreign):
    """The assistant with a file that was tried."""
    shelf.look_at(foreign)
    qtbot.waitUntil(lambda: shelf.page.tried is not None, timeout=30_000)
    idle(qtbot, shelf)
    return shelf


def test_all_models_are_listed_and_the_users_can_be_removed(shelf):
    told = " ".join(names(shelf))
    assert "came with Heirloom" in told and "yours" in told
    assert shelf.current.card.id == "mine" and shelf.view.remove.isEnabled()
    shelf.list.setCurrentRow(0)
    assert not shelf.current.is_users and not shelf.view.remove.isEnabled()


def test_a_card_tells_licence_limits_origin_and_what_the_gate_measured(qtbot, shelf):
    shelf.refresh("photonet-fill")
    idle(qtbot, shelf)
    card, view = shelf.current.card, shelf.view
    texts = [
        form.itemAt(row, form.ItemRole.FieldRole).widget().text()
        for form in (view.facts, view.quality)
        for row in range(form.rowCount())
    ]
    assert "MIT" in texts and card.limits["text"] in texts
    assert any("photographs" in text for text in texts)
    low, mean, high = card.quality["dust_gain_over_ns_db"]
    assert f"{mean:+.2f} dB ({low:+.2f} .. {high:+.2f})" in texts
    assert not view.sample.pixmap().isNull()


def test_switched_off_nothing_uses_it_until_it_is_switched_on(qtbot, shelf):
    with qtbot.waitSignal(shelf.changed):
        shelf.view.switch.click()
    idle(qtbot, shelf)
    assert "mine" in load_registry().off and "off" in names(shelf)[-1]
    shelf.view.switch.click()
    idle(qtbot, shelf)
    assert "mine" in load_registry().models


def test_the_golden_tile_has_a_verdict_for_every_device(qtbot, shelf):
    shelf.view.test.click()
    idle(qtbot, shelf)
    form = shelf.view.tests
    told = [
        form.itemAt(row, form.ItemRole.FieldRole).widget().text() for row in range(form.rowCount())
    ]
    assert any(text.startswith("Works") for text in told) and len(told) == 4
    assert "works on the processor" in shelf.status.text()


def test_removal_is_asked_about_and_goes_to_the_trash(qtbot, shelf, answers, home, monkeypatch):
    gone = []

    def trash(path):
        gone.append(path)
        shutil.rmtree(path)
        return True

    monkeypatch.setattr(models_window.QFile, "moveToTrash", trash)
    shelf.view.remove.click()
    assert answers.asked and not gone
    answers.yes = True
    shelf.view.remove.click()
    idle(qtbot, shelf)
    assert gone == [str(home / "mine")] and "mine" not in load_registry().models


def test_without_a_trash_it_is_asked_about_again(qtbot, shelf, answers, home, monkeypatch):
    monkeypatch.setattr(models_window.QFile, "moveToTrash", lambda path: False)
    answers.yes = True
    shelf.view.remove.click()
    idle(qtbot, shelf)
    assert len(answers.asked) == 2 and "for good" in answers.asked[1]
    assert not (home / "mine").exists()


def test_a_foreign_file_is_tried_before_it_can_be_installed(qtbot, proposed, home):
    page = proposed.page
    assert page.tried.proof is not None and page.install.isEnabled()
    assert not page.picture.pixmap().isNull() and "not a sample changed" in page.verdict.text()
    assert "licence" in page.doubts.text()
    page.id.setText("newest")
    page.licence.setText("MIT")
    with qtbot.waitSignal(proposed.changed):
        page.install.click()
    idle(qtbot, proposed)
    assert proposed.current.card.id == "newest"
    assert load_registry().models["newest"].origin["licence"] == "MIT"
    assert (home / "newest" / "sample.png").is_file()


def test_what_is_changed_must_be_tried_again_and_a_wrong_guess_is_told(qtbot, proposed, home):
    page = proposed.page
    page.polarity.setCurrentIndex(1)  # 1 is what to keep: wrong
    assert page.tried is None and not page.install.isEnabled()
    page.given.setCurrentIndex(2)
    page.made.setCurrentIndex(0)
    page.again.click()
    qtbot.waitUntil(lambda: page.tried is not None, timeout=30_000)
    assert page.tried.proof is None and not page.install.isEnabled()
    assert "does not repair" in page.verdict.text()
    assert [path.name for path in home.iterdir()] == ["mine"]


def test_a_bad_file_is_one_sentence_and_the_list_stays(qtbot, shelf, answers, tmp_path):
    answers.file = tmp_path / "notes.onnx"
    answers.file.write_text("no network")
    shelf.add.click()
    idle(qtbot, shelf)
    assert len(answers.told) == 1 and "is no ONNX file" in answers.told[0]
    assert shelf.pages.currentWidget() is not shelf.page


def test_escape_leaves_the_assistant_first_and_installs_nothing(qtbot, proposed, home):
    qtbot.keyClick(proposed, Qt.Key.Key_Escape)
    assert proposed.pages.currentIndex() == 0 and proposed.isVisible()
    qtbot.keyClick(proposed, Qt.Key.Key_Escape)
    assert not proposed.isVisible()
    assert [path.name for path in home.iterdir()] == ["mine"]


def test_every_control_has_a_name_and_is_large_enough(proposed):
    assert nameless(proposed) == []
    assert [c for c in controls(proposed) if c.isVisible() and c.height() < 24] == []


def test_the_menu_opens_the_window_and_the_repair_looks_for_models_again(qtbot, home, opened):
    opened.actions_by_id["models"].trigger()
    models = opened.workshop.models
    assert models.window.isVisible()
    idle(qtbot, models.window)
    with qtbot.waitSignal(opened.repairs.prepared):
        models.changed.emit()

"""The training window: start, watch, stop, go on, measure, use; the trainer is a stand-in."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from engine import paths
from gui.training import start_page
from gui.training.runs import list_runs
from tests.gui.test_accessibility import controls, nameless
from tests.gui.training.conftest import WAIT_MS, choose


def ended(qtbot, window):
    return qtbot.waitSignal(window.process.ended, timeout=WAIT_MS)


@pytest.fixture
def trained(qtbot, workshop):
    with ended(qtbot, workshop):
        workshop.start_page.train.click()
    return workshop


@pytest.fixture
def waiting(qtbot, workshop, trainer):
    """A training that goes on until it is stopped."""
    trainer(True)
    workshop.start_page.train.click()
    qtbot.waitUntil(lambda: workshop._log.read() or workshop._log.step == 250, timeout=WAIT_MS)
    return workshop


def test_recipes_are_listed_with_a_time_and_not_the_one_of_finetune(workshop):
    page = workshop.start_page
    texts = [page.recipes.item(row).text() for row in range(page.recipes.count())]
    assert any("fill-smoke: 100 steps, about a minute" in text for text in texts)
    assert not any("personal" in text for text in texts)
    choose(page, "photonet-fill")
    assert "90 minutes" in page.note.text() and page.name.text() == "my-photonet-fill"


def test_a_training_is_the_command_with_the_recipe_under_its_own_name(trained):
    run = trained.run
    assert run.words[0] == "train" and run.folder == paths.user_runs() / "my-fill-smoke"
    text = (run.folder / "mine.toml").read_text()
    assert 'name = "my-fill-smoke"' in text and "steps = 100" in text
    assert "--listen" not in run.words  # is added whenever it starts


def test_curves_grow_from_the_log_and_the_end_is_told(trained):
    page = trained.run_page
    assert page.training.choice.currentText() == "loss"
    assert [step for step, _ in page.training.plot.points][-2:] == [250, 500]
    assert page.validation.plot.points == [(250, 30.5)]
    assert "30.5" in page.validation.plot.accessibleName()
    assert trained.run.is_finished and "Trained" in trained.status.text()
    assert not page.stop.isVisible() and not page.resume.isVisible() and page.use.isEnabled()


def test_the_latest_samples_are_shown(trained):
    folder = trained.run.folder / "samples"
    folder.mkdir()
    for step in (200, 400):
        Image.fromarray(np.full((8, 8, 3), step // 4, np.uint8)).save(folder / f"{step:07d}.png")
    trained.run_page.show_log(trained.run, trained._log)
    assert trained.run_page.step.text() == "step 400"
    trained.run_page.which.setValue(0)
    assert trained.run_page.step.text() == "step 200"


def test_stopped_it_is_saved_and_goes_on(qtbot, waiting, trainer):
    page = waiting.run_page
    with ended(qtbot, waiting) as how:
        page.stop.click()
    assert how.args[0] == "stopped" and "saved" in waiting.status.text()
    assert page.resume.isVisible() and not waiting.run.is_finished
    trainer(False)
    with ended(qtbot, waiting):
        page.resume.click()
    assert waiting.run.is_finished and len(list_runs()) == 1


def test_only_one_command_runs_at_a_time(qtbot, waiting):
    waiting.show_start()
    page = waiting.start_page
    assert not page.train.isEnabled() and not page.finetune.isEnabled()
    assert not page.resume.isEnabled() and "running" in page.runs.item(0).text()
    process = waiting.process._process
    waiting.resume(waiting.run)
    assert waiting.process._process is process


def test_a_training_of_hours_is_asked_about(qtbot, workshop, answers):
    choose(workshop.start_page, "pix2pix")
    workshop.start_page.train.click()
    assert "hours" in answers.asked[0] and not workshop.process.is_running
    answers.yes = True
    with ended(qtbot, workshop):
        workshop.start_page.train.click()
    assert workshop.run is not None


def use(qtbot, window):
    """Press the button and wait for the export and for the gate."""
    window.run_page.use.click()
    qtbot.waitUntil(lambda: not window.process.is_running, timeout=WAIT_MS)


def test_what_the_gate_accepts_is_used(qtbot, trained, trainer):
    trainer(False, failed=())
    with qtbot.waitSignal(trained.changed, timeout=WAIT_MS):
        use(qtbot, trained)
    assert (paths.user_models() / "my-fill-smoke" / "card.toml").is_file()
    page = trained.run_page
    assert "among your models" in trained.status.text() and "Accepted" in page.report.toPlainText()
    assert not page.anyway.isVisible() and not page.verdict.isVisible()


def test_what_the_gate_does_not_accept_is_used_only_by_a_second_step(qtbot, trained, trainer):
    trainer(False, failed=(2, 5))
    page = trained.run_page
    use(qtbot, trained)
    assert not (paths.user_models() / "my-fill-smoke").exists()
    told = page.verdict.text()
    assert page.verdict.isVisible() and "no kind of damage is repaired worse; nothing outs" in told
    assert "2  text" in page.report.toPlainText() and page.tabs.currentWidget() is page.report
    with qtbot.waitSignal(trained.changed, timeout=WAIT_MS):
        page.anyway.click()
    assert (paths.user_models() / "my-fill-smoke" / "model.onnx").is_file()
    assert not page.anyway.isVisible() and not page.verdict.isVisible()


def test_a_verdict_waits_until_another_day_but_not_for_another_training(qtbot, trained, trainer):
    trainer(False, failed=(3,))
    use(qtbot, trained)
    trained.show_start()
    trained.run = None
    trained.show_run(list_runs()[0])
    assert trained.run_page.anyway.isVisible()
    weights = trained.run.folder / "ema.safetensors"
    os.utime(weights, (weights.stat().st_mtime + 60,) * 2)
    trained._follow()
    assert not trained.run_page.anyway.isVisible() and trained.run_page.use.isEnabled()


def test_a_gate_that_is_stopped_uses_nothing(qtbot, trained, trainer):
    trainer(True)
    with ended(qtbot, trained):
        trained.run_page.use.click()
    qtbot.waitUntil(lambda: trained.process.is_running)  # the gate
    with ended(qtbot, trained) as how:
        trained.run_page.stop.click()
    assert how.args[0] == "stopped" and "nothing was changed" in trained.status.text()
    assert not (paths.user_models() / "my-fill-smoke").exists()
    assert not trained.run_page.anyway.isVisible() and trained.run_page.use.isEnabled()


def test_there_is_no_gate_for_other_kinds_and_that_is_said(qtbot, trained, trainer):
    trainer(False, task="restore")
    use(qtbot, trained)
    page = trained.run_page
    assert "only for models that fill" in page.verdict.text() and page.anyway.isVisible()
    assert not (paths.user_models() / "my-fill-smoke").exists()


def test_a_model_that_cannot_be_put_in_place_says_why(qtbot, trained, trainer, answers):
    trainer(False, failed=(1,))
    use(qtbot, trained)
    paths.user_models().parent.mkdir(parents=True, exist_ok=True)
    paths.user_models().write_text("a file where the folder should be")
    trained.run_page.anyway.click()
    assert "cannot be written" in answers.told[-1] and trained.run_page.anyway.isVisible()


def test_a_name_that_a_model_has_gets_a_number(qtbot, workshop):
    (paths.user_models() / "my-fill-smoke").mkdir(parents=True)
    with ended(qtbot, workshop):
        workshop.start_page.train.click()
    assert workshop.run.name == "my-fill-smoke-2"


def test_measuring_shows_its_table(qtbot, trained):
    with ended(qtbot, trained):
        trained.run_page.measure.click()
    assert "evaluate" in trained.run_page.report.toPlainText()


def test_an_album_is_learnt_and_its_gate_is_shown(qtbot, workshop, album):
    page = workshop.start_page
    page.minutes.setValue(3)
    with ended(qtbot, workshop):
        page.finetune.click()
    words = workshop.run.words
    assert words[:4] == ("finetune", str(album), "--minutes", "3")
    assert "nothing was installed" in workshop.status.text()
    assert "not accepted" in workshop.run_page.report.toPlainText()
    assert workshop.run.is_finished and not workshop.run_page.use.isVisible()
    assert not workshop.run_page.revert.isVisible()  # nothing there to take back


def test_an_installed_album_can_be_taken_back(qtbot, workshop):
    (paths.user_models() / "my-album").mkdir(parents=True)
    (paths.user_models() / "my-album" / "card.toml").touch()
    with ended(qtbot, workshop):
        workshop.start_page.finetune.click()
    assert workshop.run_page.revert.isVisible()
    with ended(qtbot, workshop):
        workshop.run_page.revert.click()
    assert "not used any more" in workshop.run_page.report.toPlainText()


def test_a_failure_is_the_sentence_of_the_command(qtbot, workshop, answers, monkeypatch):
    fails = "import sys; sys.exit(print('error: no photographs there.', file=sys.stderr) or 2)"
    from gui import command_process

    monkeypatch.setattr(command_process, "program", lambda: ["python3", "-c", fails])
    with ended(qtbot, workshop):
        workshop.start_page.train.click()
    assert answers.told == ["No photographs there."]


@pytest.mark.parametrize("answer", ["go on", "stop", None])
def test_closing_while_it_trains_is_asked_about(qtbot, waiting, answers, answer):
    answers.closing = answer
    if answer == "stop":
        with ended(qtbot, waiting):
            waiting.close()
    else:
        waiting.close()
    assert answers.asked == ["closing"]
    assert waiting.isVisible() == (answer is None)
    assert waiting.process.is_running == (answer != "stop")


def test_without_torch_it_says_so_and_how_to_install_it(qtbot, workshop):
    page = workshop.start_page
    page.set_trainer(False)
    assert page.missing.isVisible() and start_page.INSTALL in page.missing.text()
    assert not page.train.isEnabled() and not page.finetune.isEnabled()
    assert page.copy.isVisible()


@pytest.mark.parametrize("name", ["", "a/b", "../x", "-x", "a b"])
def test_a_name_that_is_no_folder_cannot_be_started(workshop, name):
    workshop.start_page.name.setText(name)
    assert not workshop.start_page.train.isEnabled()


def test_the_same_name_again_is_another_run(qtbot, trained):
    trained.show_start()
    with ended(qtbot, trained):
        trained.start_page.train.click()
    assert {run.name for run in list_runs()} == {"my-fill-smoke", "my-fill-smoke-2"}
    text = (paths.user_runs() / "my-fill-smoke-2" / "mine.toml").read_text()
    assert 'name = "my-fill-smoke-2"' in text


def test_escape_goes_back_and_then_closes(qtbot, trained):
    qtbot.keyClick(trained, Qt.Key.Key_Escape)
    assert trained.pages.currentWidget() is trained.start_page
    qtbot.keyClick(trained, Qt.Key.Key_Escape)
    assert not trained.isVisible()


def test_a_damaged_run_is_left_out(trained):
    (trained.run.folder / "window.json").write_text(json.dumps({"words": 3}))
    assert list_runs() == []


def test_every_control_has_a_name_and_is_large_enough(trained):
    for page in (trained.run_page, trained.start_page):
        trained.pages.setCurrentWidget(page)
        assert nameless(page) == []
        assert [c for c in controls(page) if c.isVisible() and c.height() < 24] == []


def test_the_menu_opens_it_and_quitting_is_asked_about(qtbot, home, trainer, opened, album):
    opened.actions_by_id["training"].trigger()
    trainings = opened.workshop.trainings
    assert trainings.window.isVisible() and trainings.may_end(opened.close)
    trainer(True)
    asked = []
    trainings.window.questions.confirm = lambda *given: asked.append(given[1])
    page = trainings.window.start_page
    page.photos.edit.setText(str(album))
    page.measure.edit.setText(str(album))
    choose(page, "fill-smoke")
    page.train.click()
    assert not trainings.may_end(opened.close)
    assert "Stop it and quit?" in asked[0]
    with ended(qtbot, trainings.window):
        trainings.window.process.stop()
    assert trainings.may_end(opened.close)

"""The batch window and the main window: how one leads to the other, and how both end."""

from __future__ import annotations

import shutil
import sys

import pytest
from PySide6.QtCore import Qt

from engine import paths
from gui import command_process
from gui.awake import Awake, inhibitor
from gui.batch.batches import Batches
from gui.batch.form import RecipeForm
from gui.batch.recipe import IN_WORDS, Recipe, parse
from gui.main_window import MOST_TABS, MainWindow
from tests.gui.batch.conftest import Answers as Questions
from tests.gui.conftest import drop

LASTING = "import sys; sys.stdin.read()"


@pytest.fixture
def main_window(qtbot, home, settings, answers_of_editor, no_generator, repair, monkeypatch):
    """The window for single scans, with batches in a user's folder of their own."""
    monkeypatch.setattr("gui.batch.questions.BatchQuestions", lambda settings: Questions())
    monkeypatch.setattr("gui.batch.running.Awake", lambda parent: Awake(parent, ["cat"]))
    window = MainWindow(settings, answers_of_editor, no_generator, repair)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.batches.close()
    window._close_now()


@pytest.fixture
def answers_of_editor():
    from tests.gui.conftest import Answers

    return Answers()


def test_the_seldom_changed_settings_are_words_of_the_command(qtbot, home, tmp_path):
    form = RecipeForm()
    qtbot.addWidget(form)
    wanted = Recipe(
        (tmp_path,), tmp_path / "out", tone=True, enhance=True, tone_strength=40, denoise=80,
        watermark=True, mark_file="mark.png", template="Frame", fast=True, minimum=20,
        compression="lzw", subsampling="4:2:0", method="generator", device="cpu", inks=True,
        thorough=True,
    )  # fmt: skip
    form.set_recipe(wanted)
    assert form.recipe == wanted
    args = parse(form.recipe.words())
    assert (args.tone, args.enhance["denoise"], args.enhance["deblur"]) == (0.4, 0.8, 0.25)
    assert (args.watermark, args.template) == ("mark.png", "Frame")
    assert (args.fast, args.minimum) == (True, 20)
    assert (args.compression, args.subsampling, args.inks) == ("lzw", "4:2:0", True)
    assert (args.method, args.device, args.thorough) == ("generator", "cpu", True)


def test_seldom_changed_settings_are_folded_away_and_shown_where_they_matter(qtbot, home, tmp_path):
    form = RecipeForm()
    qtbot.addWidget(form)
    form.set_recipe(Recipe((tmp_path,), tmp_path / "out", format="png"))
    form.show()
    more = form.more
    assert not more.fast.isVisible()
    qtbot.mouseClick(more.switch, Qt.MouseButton.LeftButton)
    assert more.fast.isVisible() and not more.mark_file.isVisible()
    assert not more.field("compression").isVisible() and not more.field("denoise").isVisible()
    assert not more.inks.isVisible()
    form.enhance.click()
    form.format.setCurrentIndex(form.format.findData("tiff"))
    assert more.field("denoise").isVisible() and more.field("compression").isVisible()
    assert more.inks.isVisible()


def test_a_batch_repairs_with_what_the_editor_repairs_with(main_window, settings):
    settings.method, settings.device = "classical", "cpu"
    settings.batch_recipe = '{"method": "generator", "stains": true}'
    main_window.batches.show()
    recipe = main_window.batches.window.set_up.form.recipe
    assert (recipe.method, recipe.device, recipe.stains) == ("classical", "cpu", True)


def test_ctrl_b_opens_the_batch_window_once(qtbot, main_window):
    qtbot.keyClick(main_window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    first = main_window.batches.window
    assert first.isVisible()
    first.close()
    main_window.actions_by_id["batch"].trigger()
    assert main_window.batches.window is first and first.isVisible()


# Deprecated since PySide6 6.12, which offers no other way to make one.
@pytest.mark.filterwarnings("ignore:.*QDragEnterEvent:DeprecationWarning")
def test_a_folder_or_a_great_many_files_dropped_are_a_batch(main_window, album):
    many = [album / f"{number}.png" for number in range(MOST_TABS + 1)]
    for file in many:
        shutil.copyfile(album / "a.png", file)
    drop(main_window, album)
    drop(main_window, *many)
    sources = main_window.batches.window.set_up.form.sources.paths
    assert sources == (album, *many) and main_window.document is None
    assert main_window.batches.window.set_up.form.target.text() == f"{album}_restored"


def test_a_folder_on_the_command_line_is_a_batch(main_window, album):
    main_window.take([album])
    assert main_window.batches.window.set_up.form.sources.paths == (album,)


def test_a_scan_of_a_run_opens_in_the_editor(qtbot, main_window, album):
    main_window.batches.show([album])
    with qtbot.waitSignal(main_window.files.changed):
        main_window.batches.window.open_asked.emit(album / "a.png")
    assert main_window.document.scan.path == album / "a.png"


def test_quitting_during_a_batch_is_asked_about(qtbot, main_window, monkeypatch):
    monkeypatch.setattr(command_process, "program", lambda: [sys.executable, "-c", LASTING])
    main_window.batches.show()
    window = main_window.batches.window
    window.running.start([])
    questions = window.questions
    main_window.close()
    assert main_window.isVisible() and questions.asked == ["A batch is running. Stop it and quit?"]
    questions.yes = True
    main_window.close()
    qtbot.waitUntil(lambda: not main_window.isVisible())
    assert main_window.batches.window is None


def test_a_recipe_is_remembered_without_its_scans(qtbot, home, settings, album, tmp_path, recipe):
    batches = Batches(settings, None)
    batches._remember(recipe)
    known = batches._recipe()
    assert (known.work, known.masks, known.method) == ("repair", "{name}_mask", settings.method)
    assert known.sources == () and known.target is None
    settings.batch_recipe = '{"name": 5, "unknown": 1}'
    assert batches._recipe() == Recipe()


def test_a_recipe_is_words_that_the_command_reads(home, album, tmp_path):
    many = tuple(album / f"{number}.png" for number in range(IN_WORDS + 1))
    recipe = Recipe(
        many, tmp_path / "out", tone=True, review="below", review_below=40, exclude="*_old* x.tif",
        name="-{name}", format="tiff", on_conflict="newer", stains=True,
    )  # fmt: skip
    args = parse(recipe.words())
    assert args.list.read_text().splitlines() == [str(path) for path in many]
    assert args.words == [str(tmp_path / "out")] and args.steps == "detect,repair,tone"
    assert args.review_below == 0.4 and args.name == "-{name}" and args.format == "tiff"
    assert args.exclude == ["*_old*", "x.tif"] and "area" in args.classes
    assert args.list.is_relative_to(paths.user_data())


@pytest.mark.parametrize(
    ("platform", "word"), [("linux", "systemd-inhibit"), ("darwin", "caffeinate"), ("win32", "")]
)
def test_each_system_is_kept_awake_by_its_own_word(platform, word):
    assert (inhibitor(platform) or [""])[0] == word


def test_awake_is_held_and_released(qtbot):
    awake = Awake(command=[sys.executable, "-c", LASTING])
    awake.hold()
    child = awake._process
    assert awake.is_held
    awake.release()
    assert not awake.is_held and child.state() == child.ProcessState.NotRunning


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["/no/such/program"], "No such file"),
        ([sys.executable, "-c", "import sys; sys.exit('refused by the desktop')"], "refused"),
    ],
)
def test_a_computer_that_may_fall_asleep_is_told_of(qtbot, command, said):
    awake = Awake(command=command)
    with qtbot.waitSignal(awake.failed) as failed:
        awake.hold()
    assert failed.args[0].startswith("The computer may fall asleep") and said in failed.args[0]
    assert not awake.is_held


def test_the_form_shows_a_recipe_and_gives_it_back(qtbot, album, tmp_path):
    form = RecipeForm()
    qtbot.addWidget(form)
    recipe = Recipe(
        (album,), tmp_path / "out", work="repair", tone=True, enhance=True, upscale=True,
        recursive=False, include="*.tif", exclude="x*", masks="{name}_m", protect="{name}_p",
        dust=True, watermark=True, sensitivity=70, stains=True, review="below", review_below=30,
        name="{date}_{name}", format="webp", quality=80, metadata="none", on_conflict="newer",
        method="ns", model="a-model", device="cpu",
    )  # fmt: skip
    form.set_recipe(recipe)
    assert form.recipe == recipe and form.problem() == ""
    assert form.preview.text().endswith("_scan012.webp")
    form.name.setText("{nam}")
    assert "is none of {name}" in form.problem() and "is none of {name}" in form.preview.text()

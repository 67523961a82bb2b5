"""What is photographed: every panel, page and dialog of the window, as a user comes to see it.

Each shot goes on where the one before it ended. `packaging/screenshots.py` takes them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabWidget, QWidget
from stage import SCRATCHES, Stage, along

from engine import paths
from gui.batch.recipe import Recipe
from gui.batch.window import BatchWindow
from gui.panels.curve_editor import CurveEditor
from gui.panels.curve_panel import CurvePanel
from gui.report import system_report
from gui.training.runs import list_runs
from gui.training.window import TrainingWindow

TRAINING = "fill-smoke"  # a recipe of a minute
LEARN, MEASURE = "Undamaged", "Held out"  # folders


@dataclass(frozen=True)
class Shot:
    """`take` brings something into view and returns it; `shows` names the classes of gui/ that are
    seen on it: a test knows by them what is forgotten.
    """

    name: str
    take: Callable[[Stage], QWidget]
    shows: tuple[str, ...] = ()


# One scan


def rough(stage: Stage) -> QWidget:
    """Three scratches, painted over far too broadly."""
    stage.open(stage.portrait)
    stage.window.canvas.brush_radius = 26
    for way in SCRATCHES[:3]:
        stage.drag(along(way, 4))
    return stage.rest()


def tightened(stage: Stage) -> QWidget:
    stage.do("tighten")
    stage.wait(lambda: not stage.window.canvas.work.is_busy)
    return stage.rest()


def findings(stage: Stage) -> QWidget:
    stage.do("clear_mask")
    stage.do("find_damage")
    stage.wait(lambda: stage.window.detection.proposal is not None)
    return stage.rest()


def marks(stage: Stage) -> QWidget:
    """Scratches, what dust was found, and a badge that is to stay as it is."""
    for name, box in stage.window.panel.findings.classes.items():
        box.setChecked(name == "spot")
    stage.do("add_findings")
    stage.wait(lambda: stage.window.detection.proposal is None)
    stage.window.canvas.brush_radius = 9
    for way in SCRATCHES:
        stage.drag(along(way, 4))
    stage.window.canvas.brush_radius = 95
    stage.do("protect")
    stage.drag([(520, 1150), (522, 1150)])
    stage.do("brush")
    stage.window.canvas.brush_radius = 9
    return stage.rest()


def split(stage: Stage) -> QWidget:
    stage.do("repair")
    stage.wait(lambda: stage.window.document.patches)
    stage.rest()
    return shown_as(stage, "split")


def shown_as(stage: Stage, view: str) -> QWidget:
    """In this view; the next shot leaves it."""
    for other in ("split", "side_by_side", "difference", "confidence"):
        action = stage.window.actions_by_id[other]
        if action.isChecked() != (other == view):
            action.trigger()
    return stage.rest()


def regions(stage: Stage) -> QWidget:
    shown_as(stage, "")
    stage.do("show_regions")
    stage.do("next_region")
    stage.do("other_ways")
    stage.wait(lambda: not stage.window.regions.comparing.is_busy)
    return stage.rest()


def history(stage: Stage) -> QWidget:
    stage.do("fit")
    stage.do("show_history")
    return stage.rest()


def picture(stage: Stage) -> QWidget:
    stage.page("FinishPage")
    stage.do("automatic_tone")
    return stage.rest()


def curve(stage: Stage) -> QWidget:
    """Bent a little, in place of the automatic tone."""
    stage.do("reset_tone")
    panel = stage.window.panel.findChild(CurvePanel)
    stage.window.panel.pages.currentWidget().ensureWidgetVisible(panel, 0, 0)
    editor = panel.findChild(CurveEditor)
    for share, height in ((0.3, 0.78), (0.75, 0.2)):
        place = QPoint(round(share * editor.width()), round(height * editor.height()))
        QTest.mouseClick(editor, Qt.MouseButton.LeftButton, pos=place)
    return stage.rest()


# Dialogs


def dialog_of(action: str) -> Callable[[Stage], QWidget]:
    return lambda stage: stage.dialog(lambda: stage.do(action))


def preferences(stage: Stage, page: int) -> QWidget:
    shown = stage.dialog(lambda: stage.do("preferences"))
    shown.findChild(QTabWidget).setCurrentIndex(page)
    return shown


def report(stage: Stage) -> QWidget:
    """As on anybody's computer: without the names of this one."""
    told = re.sub(r"Linux-\S+", "Linux", system_report().replace(str(paths.bundle()), "~/heirloom"))
    return stage.dialog(lambda: stage.window.dialogs.show_report(stage.window, told))


def recovery(stage: Stage) -> QWidget:
    """What a crash leaves: the autosave, and nobody who has it open."""
    folder = paths.user_state() / "recovery"
    stage.wait(lambda: list(folder.glob("*.heirloom")))
    for file in list(folder.iterdir()):
        shutil.copy(file, file.with_name(f"crash-{file.name}"))
    return stage.dialog(lambda: stage.do("recover"))


def pages(stage: Stage) -> QWidget:
    path = stage.home / "Pictures" / "negatives.tif"
    first, *others = (Image.open(scan).convert("RGB") for scan in stage.album[1:4])
    first.save(path, save_all=True, append_images=others)
    return stage.dialog(lambda: stage.window.open(path))


def refusal(stage: Stage) -> QWidget:
    path = stage.home / "Pictures" / "notes.tif"
    path.write_text("no picture")
    return stage.dialog(lambda: stage.window.open(path))


# Several scans


def several(stage: Stage) -> QWidget:
    for scan in stage.album[1:4]:
        stage.open(scan)
    stage.window.canvas.brush_radius = 6
    stage.drag([(333, 62), (365, 45), (387, 8)])
    stage.page("LayersPanel")
    return stage.rest()


def welcome(stage: Stage) -> QWidget:
    asked = stage.dialog(lambda: stage.do("close_all"))
    asked.discard.click()
    stage.wait(lambda: stage.window.document is None)
    return stage.rest()


# Windows of their own


def batch_set_up(stage: Stage) -> QWidget:
    stage.do("batch")
    window = batch(stage)
    target = stage.home / "Pictures" / f"Restored {stage.name}"
    folder = stage.album[0].parent
    window.set_up.form.set_recipe(Recipe((folder,), target, tone=True, review="always"))
    return window


def batch_plan(stage: Stage) -> QWidget:
    window = batch(stage)
    window.set_up.plan_button.click()
    stage.wait(lambda: window.pages.currentWidget() is window.plan_page)
    return window


def batch_pictures(stage: Stage) -> QWidget:
    window = batch(stage)
    panel = window.plan_page.panel
    panel.as_sheet.click()
    stage.wait(lambda: window.grab() and all(map(panel.gallery.is_known, stage.album)))
    return window


def batch_run(stage: Stage) -> QWidget:
    """The first time it is really run."""
    window, first = batch(stage), stage.home / "run.txt"
    if first.exists():
        window.show_run(int(first.read_text()))
        stage.wait(lambda: window.pages.currentWidget() is window.run_page)
    else:
        window.plan_page.start.click()
        stage.wait(lambda: window.run and not window.running.is_running)
        first.write_text(str(window.run.id))
    stage.wait(lambda: not window.work.is_busy)
    window.run_page.panel.table.selectRow(0)
    return window


def batch_review(stage: Stage) -> QWidget:
    window = batch(stage)
    window.run_page.review.click()
    page = window.review_page
    stage.wait(lambda: page.rows and page.gallery.is_known(page.rows[0].source))
    return window


def batch(stage: Stage) -> BatchWindow:
    window = stage.window.batches.window
    assert window is not None
    return window


def models(stage: Stage) -> QWidget:
    stage.do("models")
    window = stage.window.workshop.models.window
    stage.wait(lambda: window.list.count() and not window.work.is_busy)
    return window


def models_import(stage: Stage) -> QWidget:
    window = stage.window.workshop.models.window
    foreign = stage.home / "Pictures" / "another-fill.onnx"
    shutil.copy(paths.bundled_models() / "photonet-fill" / "model.onnx", foreign)
    window.look_at(foreign)
    stage.wait(lambda: window.page.tried is not None and not window.work.is_busy)
    return window


def begin_training(stage: Stage) -> None:
    """Before everything else, once: it takes a minute, and goes on meanwhile."""
    if not list_runs():
        training(stage, tab=0).start_page.train.click()
        stage.window.activateWindow()


def training(stage: Stage, tab: int) -> TrainingWindow:
    stage.do("training")
    window: TrainingWindow = stage.window.workshop.trainings.window
    start = window.start_page
    window.show_start()
    for field, folder in ((start.photos, LEARN), (start.measure, MEASURE), (start.album, LEARN)):
        field.edit.setText(str(stage.home / "Pictures" / folder))
    rows = range(start.recipes.count())
    (row,) = (r for r in rows if TRAINING in start.recipes.item(r).text())
    start.recipes.setCurrentRow(row)
    start.tabs.setCurrentIndex(tab)
    return window


def training_run(stage: Stage, tab: int) -> QWidget:
    window = stage.window.workshop.trainings.window
    stage.wait(lambda: not window.process.is_running)
    (run,) = list_runs()
    window.show_run(run)
    window.run_page.tabs.setCurrentIndex(tab)
    return window


SHOTS = (
    Shot("rough", rough),
    Shot("tightened", tightened),
    Shot("findings", findings, ("main_window.MainWindow", "findings_panel.FindingsPanel")),
    Shot("marks", marks, ("side_panel.SidePanel", "panels.layers_panel.LayersPanel")),
    Shot("split", split),
    Shot("side-by-side", partial(shown_as, view="side_by_side")),
    Shot("difference", partial(shown_as, view="difference")),
    Shot("confidence", partial(shown_as, view="confidence")),
    Shot("regions", regions, ("panels.regions_panel.RegionsPanel",)),
    Shot("history", history, ("panels.history_panel.HistoryPanel",)),
    Shot(
        "picture",
        picture,
        (
            "panels.finish_page.FinishPage",
            "panels.tone_panel.TonePanel",
            "panels.enhance_panel.EnhancePanel",
        ),
    ),
    Shot("curve", curve, ("panels.curve_panel.CurvePanel", "panels.curve_editor.CurveEditor")),
    Shot("export", dialog_of("export"), ("export_dialog.ExportDialog",)),
    Shot("preferences-general", partial(preferences, page=0), ("preferences.Preferences",)),
    Shot("preferences-repair", partial(preferences, page=1)),
    Shot("preferences-files-and-memory", partial(preferences, page=2)),
    Shot("preferences-keys", partial(preferences, page=3), ("keys_page.KeysPage",)),
    Shot("grow", dialog_of("grow"), ("mask_dialogs.PixelsDialog",)),
    Shot("rectangle", dialog_of("rectangle_by_numbers"), ("mask_dialogs.RectangleDialog",)),
    Shot("template-save", dialog_of("save_template"), ("template_dialogs.SaveTemplateDialog",)),
    Shot("template-apply", dialog_of("apply_template"), ("template_dialogs.ApplyTemplateDialog",)),
    Shot("keys", dialog_of("shortcuts")),
    Shot("report", report),
    Shot("licences", dialog_of("licences"), ("licences_dialog.LicencesDialog",)),
    Shot("about", dialog_of("about")),
    Shot("unsaved", dialog_of("close")),
    Shot("recovery", recovery, ("recovery_dialog.RecoveryDialog",)),
    Shot("pages", pages, ("page_dialog.PageDialog",)),
    Shot("refusal", refusal),
    Shot(
        "several-scans",
        several,
        ("open_scans.OpenScans", "document_tabs.DocumentTabs", "film_strip.FilmStrip"),
    ),
    Shot("unsaved-several", dialog_of("close_all"), ("unsaved_dialog.UnsavedDialog",)),
    Shot("welcome", welcome, ("welcome_page.WelcomePage",)),
    Shot("batch-set-up", batch_set_up, ("batch.window.BatchWindow", "batch.pages.SetUpPage")),
    Shot("batch-plan", batch_plan, ("batch.pages.PlanPage", "batch.items_panel.ItemsPanel")),
    Shot("batch-pictures", batch_pictures),
    Shot("batch-run", batch_run, ("batch.pages.RunPage",)),
    Shot("batch-review", batch_review, ("batch.review_page.ReviewPage",)),
    Shot("models", models, ("models.window.ModelsWindow",)),
    Shot("models-import", models_import, ("models.import_page.ImportPage",)),
    Shot(
        "training-recipe",
        partial(training, tab=0),
        ("training.window.TrainingWindow", "training.start_page.StartPage"),
    ),
    Shot("training-album", partial(training, tab=1)),
    Shot("training-curves", partial(training_run, tab=0), ("training.run_page.RunPage",)),
    Shot("training-samples", partial(training_run, tab=1)),
)

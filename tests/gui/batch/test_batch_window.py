"""The batch window from the first folder to the report: nothing blocks, nothing is lost."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView

from engine import paths
from engine.batch.journal import Journal
from engine.batch.review import Review
from engine.detect.watermark import save_mark_file
from engine.detect.watermark_learn import learn_mark
from engine.document.restoration import RestorationWriter
from engine.geometry import Size
from engine.progress import Progress
from gui import command_process
from gui.batch.items import FILTERS, Row
from tests.engine.detect import marked
from tests.gui.test_accessibility import controls, nameless

WAIT_MS = 60_000  # for a process on a busy machine

# Stands in for `main.py batch --json --listen`: one scan at a time, each on a wish.
SLOW = """
import json, sys
tell = lambda **told: print(json.dumps(told), flush=True)
tell(event="progress", fraction=0.25, doing="1 of 4, 3 min left: a.png")
for line in sys.stdin:
    if line.strip() == "stop":
        sys.exit(130)
    tell(event="progress", fraction=0.5, doing="heard " + line.strip())
"""


@pytest.fixture
def slow(monkeypatch):
    monkeypatch.setattr(command_process, "program", lambda: [sys.executable, "-c", SLOW])


@pytest.fixture
def planned(qtbot, window):
    """The window with its plan."""
    window.set_up.plan_button.click()
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.plan_page)
    return window


def review_of_b(qtbot, window):
    """Run the batch on one scan, and look at what waits."""
    form = window.set_up.form
    form.include.setText("b.png b_mask.png")
    form.review.setCurrentIndex(form.review.findData("always"))
    window.make_plan()
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.plan_page)
    window.plan_page.start.click()
    qtbot.waitUntil(lambda: not window.running.is_running, timeout=WAIT_MS)
    window.run_page.review.click()


def states(page):
    return {row.source.name: row.state for row in page.panel.items.rows}


def test_the_plan_comes_first_and_says_what_becomes_of_every_file(planned, tmp_path):
    assert states(planned.plan_page) == {
        "a.png": "make", "b.png": "make", "c.png": "make", "broken.png": "fail",
    }  # fmt: skip
    assert "3 to do, 1 cannot be done" in planned.plan_page.heading.text()
    assert "there is no mask for broken.png" in planned.plan_page.conflicts.text()
    assert not (tmp_path / "out").exists()


def test_a_whole_batch_with_review_report_and_undo(qtbot, window, bed, answers, album, tmp_path):
    before = {path.name: path.read_bytes() for path in album.iterdir()}
    form, out = window.set_up.form, tmp_path / "out"
    form.review.setCurrentIndex(form.review.findData("always"))
    window.set_up.plan_button.click()
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.plan_page)
    window.plan_page.start.click()
    assert bed.is_held and window.run_page.stop.isVisible()
    qtbot.waitUntil(lambda: not window.running.is_running, timeout=WAIT_MS)
    assert not bed.is_held and states(window.run_page) == {
        "a.png": "review", "b.png": "review", "c.png": "review", "broken.png": "failed",
    }  # fmt: skip
    assert "3 to review, 1 failed" in window.run_page.heading.text()
    assert not list(out.glob("*.png"))

    qtbot.mouseClick(window.run_page.review, Qt.MouseButton.LeftButton)
    page = window.review_page
    qtbot.waitUntil(lambda: page.gallery.of(page.current.source) is not None)
    assert len(page.gallery.of(page.current.source).images) == 2
    first, second, third = (row.source.name for row in page.rows)
    qtbot.keyClick(page.pair, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: page.pair._detail is not None)
    assert page.pair._detail.size == Size(96, 64)
    qtbot.keyClick(page.pair, Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is page and not page.pair.is_zoomed
    for key in (Qt.Key.Key_N, Qt.Key.Key_R, Qt.Key.Key_P, Qt.Key.Key_A):
        qtbot.keyClick(page.pair, key)
    qtbot.waitUntil(lambda: (out / first).exists() and not window.work.is_busy)
    assert not (out / second).exists() and [row.source.name for row in page.rows] == [third]

    qtbot.keyClick(page.pair, Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.run_page
    assert states(window.run_page)[first] == "done"
    assert states(window.run_page)[second] == "rejected"
    answers.yes = True
    window.run_page.undo.click()
    qtbot.waitUntil(lambda: not window.work.is_busy)
    assert not (out / first).exists() and list((out / "heirloom-trash").rglob(first))
    assert before == {path.name: path.read_bytes() for path in album.iterdir()}


def test_a_correction_in_the_editor_is_seen_and_can_be_accepted(qtbot, window, album, tmp_path):
    review_of_b(qtbot, window)
    page = window.review_page
    with qtbot.waitSignal(window.fix_asked) as asked:
        qtbot.keyClick(page.pair, Qt.Key.Key_F)
    held, folder = asked.args
    assert folder == album
    review = Review(Journal(paths.batch_journal()), window.run.id)
    document = review.open(review.entry(album / "b.png"), Progress())
    document.patches.clear()
    RestorationWriter(document.scan).save(document.snapshot(), held)
    window.review.corrected(held)
    qtbot.waitUntil(lambda: "corrected by hand" in page.message.text())


def test_a_scan_that_is_gone_is_said_and_stays_whole(qtbot, window, answers, album):
    review_of_b(qtbot, window)
    (album / "b.png").unlink()
    page = window.review_page
    qtbot.keyClick(page.pair, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: bool(answers.told))
    assert "cannot be read" in answers.told[0]
    assert not page.pair.is_zoomed and not page.buttons["zoom"].isChecked()


def test_pause_and_stop_reach_the_process_at_once(qtbot, planned, slow):
    planned.plan_page.start.click()
    doing = planned.run_page.doing
    qtbot.waitUntil(lambda: doing.text().startswith("1 of 4, 3 min left"), timeout=WAIT_MS)
    planned.run_page.pause.click()
    assert planned.run_page.pause.text() == "Conti&nue" and "Paused" in doing.text()
    planned.run_page.pause.click()
    qtbot.waitUntil(lambda: doing.text() == "Heard continue")
    with qtbot.waitSignal(planned.running.ended) as ended:
        qtbot.keyClick(planned, Qt.Key.Key_Escape)
    assert ended.args[0] == "stopped" and not planned.running.is_running


def test_a_process_that_dies_costs_a_sentence(qtbot, planned, answers, monkeypatch, bed):
    dies = "import os; os.abort()"
    monkeypatch.setattr(command_process, "program", lambda: [sys.executable, "-c", dies])
    with qtbot.waitSignal(planned.running.ended):
        planned.plan_page.start.click()
    assert "ended unexpectedly" in answers.told[0] and not bed.is_held


def test_what_the_command_complains_of_is_what_the_window_says(
    qtbot, planned, answers, monkeypatch
):
    fails = "import sys; print('error: the disk is full.', file=sys.stderr); sys.exit(2)"
    monkeypatch.setattr(command_process, "program", lambda: [sys.executable, "-c", fails])
    with qtbot.waitSignal(planned.running.ended):
        planned.plan_page.start.click()
    assert answers.told == ["The disk is full."]


def test_a_program_that_is_not_there_costs_a_sentence(qtbot, planned, answers, monkeypatch):
    monkeypatch.setattr(command_process, "program", lambda: ["/no/such/program"])
    with qtbot.waitSignal(planned.running.ended):
        planned.plan_page.start.click()
    assert "could not be started again" in answers.told[0]


def test_closed_while_running_nothing_is_left(qtbot, planned, slow, bed):
    """The fixture looks for threads; here it is the process."""
    planned.plan_page.start.click()
    qtbot.waitUntil(lambda: "3 min" in planned.run_page.doing.text(), timeout=WAIT_MS)
    child = planned.running.process._process
    planned.close()
    assert planned.running.is_running, "closing the window alone ends no batch"
    planned.running.close()
    assert child.state() == child.ProcessState.NotRunning and not planned.running.is_running


def test_a_stopped_run_is_offered_and_goes_on_with_its_own_words(
    qtbot, window, album, tmp_path, monkeypatch
):
    journal = Journal(paths.batch_journal())
    number = journal.start("key", tmp_path / "out", "{}")
    journal.remember_command(number, album, ["batch", "--json", "--steps=repair", "batch", "x"])
    journal.set_state(number, "stopped")
    journal.close()
    window.show_page(window.set_up)
    earlier = window.set_up.earlier
    assert "stopped" in earlier.list.item(0).text() and earlier.resume.isEnabled()
    said = "import os, sys; print('error:', os.getcwd(), sys.argv, file=sys.stderr); sys.exit(2)"
    monkeypatch.setattr(command_process, "program", lambda: [sys.executable, "-c", said])
    with qtbot.waitSignal(window.running.ended) as ended:
        earlier.resume.click()
    words = ["-c", "batch", "--json", "--listen", "--steps=repair", "batch", "x"]
    assert str(album) in ended.args[1] and str(words) in ended.args[1]


def test_files_that_would_be_replaced_are_asked_about(qtbot, window, answers, slow, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.png").write_bytes(b"somebody's")
    form = window.set_up.form
    form.on_conflict.setCurrentIndex(form.on_conflict.findData("overwrite"))
    window.make_plan()
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.plan_page)
    window.plan_page.start.click()
    assert "Replace a file that is" in answers.asked[0] and not window.running.is_running


def test_the_contact_sheet_has_boxes_around_what_would_change(qtbot, window, tmp_path):
    form = window.set_up.form
    form.work.setCurrentIndex(form.work.findData("detect,repair"))
    form.include.setText("a.png a_mask.png")
    window.make_plan()
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.plan_page)
    panel = window.plan_page.panel
    panel.as_sheet.setChecked(True)
    (row,) = panel.items.rows
    qtbot.waitUntil(lambda: panel.gallery.of(row.source) is not None, timeout=WAIT_MS)
    pictures = panel.gallery.of(row.source)
    assert len(pictures.images) == 1 and pictures.boxes
    left, top, right, bottom = pictures.boxes[0]
    assert left < 0.05 and top < 0.05 and right > 0.6 and bottom > 0.95  # the diagonal
    assert "1 place" in panel.items.rows[0].message
    assert not (tmp_path / "out").exists()


def test_the_contact_sheet_shows_what_a_known_watermark_takes(qtbot, window, album, tmp_path):
    """Learning takes longer than a plan may: then the page says so."""
    for old in album.iterdir():
        old.unlink()
    marked.write_folder(album, count=20)
    form = window.set_up.form
    form.masks.clear()
    form.watermark.setChecked(True)
    form.dust.setChecked(True)
    window.make_plan()
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.plan_page)
    note = window.plan_page.unlearnt
    assert note.isVisible()
    dust, mark, pictures = note.text().splitlines()
    assert "dust of the glass is learnt from the scans" in dust and "from 20 scans" in mark
    assert "do not show" in pictures

    window.show_page(window.set_up)
    save_mark_file(learn_mark(sorted(album.iterdir()), Progress()), tmp_path / "mark.png")
    window.questions.mark = tmp_path / "mark.png"
    form.more.switch.click()
    form.more.choose_mark.click()
    assert form.more.mark_file.text() == str(tmp_path / "mark.png")
    form.dust.setChecked(False)
    window.make_plan()
    panel = window.plan_page.panel
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.plan_page)
    assert not note.isVisible()
    panel.as_sheet.setChecked(True)
    source = panel.items.rows[0].source
    qtbot.waitUntil(lambda: panel.gallery.of(source) is not None, timeout=WAIT_MS)
    left, top, right, bottom = panel.gallery.of(source).boxes[0]
    assert left > 0.25 and top > 0.25 and right < 0.9 and bottom < 0.75


def test_filters_and_search_show_what_they_say(qtbot, planned):
    panel = planned.plan_page.panel
    panel.show_filter("failed")
    assert panel.rows.rowCount() == 1 and panel.filter.currentText() == "Failed (1)"
    panel.show_filter("all")
    qtbot.keyClicks(panel.search, "B.PNG")
    assert panel.rows.rowCount() == 1
    panel.search.clear()
    assert panel.rows.rowCount() == 4 and set(FILTERS) >= {"failed", "skipped", "unsure", "review"}


def test_a_plan_that_cannot_be_is_said_and_the_form_stays(qtbot, window, answers, album):
    window.set_up.form.target.setText(str(album))
    window.set_up.plan_button.click()
    qtbot.waitUntil(lambda: bool(answers.told))
    assert "is a folder of scans itself" in answers.told[0]
    assert window.pages.currentWidget() is window.set_up


def test_every_control_has_a_name_and_is_large_enough(qtbot, window):
    pages = (window.set_up, window.plan_page, window.run_page, window.review_page)
    for page in pages:
        window.show_page(page)
        assert len(controls(page)) >= 6 and nameless(page) == []
        small = [each for each in controls(page) if each.isVisible() and each.height() < 24]
        assert [type(each).__name__ for each in small] == []
        views = page.findChildren(QAbstractItemView)
        named = [view for view in views if not view.objectName() and view.parent().isVisible()]
        assert all(view.accessibleName() for view in named if isinstance(view, QTableView))


def test_all_of_it_can_be_reached_with_tab(qtbot, planned):
    seen = set()
    for _ in range(30):
        qtbot.keyClick(planned.focusWidget(), Qt.Key.Key_Tab)
        seen.add(planned.focusWidget())
    page = planned.plan_page
    wanted = (page.panel.filter, page.panel.search, page.panel.table, page.back, page.start)
    assert not set(wanted) - seen


def test_what_is_read_late_does_not_undo_what_was_told_meanwhile(qtbot, planned, tmp_path):
    items = planned.plan_page.panel.items
    first, second = items.rows[0], items.rows[1]
    items.put(replace(first, state="done"))
    items.add_known([replace(first, state="failed"), replace(second, state="before")])
    told = {row.source: row.state for row in items.rows}
    assert told[first.source] == "done" and told[second.source] == "before"


def test_two_thousand_rows_are_shown_and_counted_without_a_pause(qtbot, window):
    rows = [Row(Path(f"/scans/{n}.tif"), Path(f"/out/{n}.tif"), "waiting") for n in range(2000)]
    panel = window.run_page.panel
    panel.items.set_rows(rows)
    counted = []
    panel.recount = lambda: counted.append(panel.items.counts()["done"])
    panel._soon.timeout.disconnect()
    panel._soon.timeout.connect(lambda: panel.recount())
    for row in rows[:500]:
        window._row_ended(replace(row, state="done"))
    qtbot.waitUntil(lambda: bool(counted))
    assert counted == [500]

"""The batch window never stalls while it plans, shows pictures, runs and is reviewed."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.gui.watchdog import LONGEST_MS, only_linux

pytestmark = only_linux


def test_a_batch_is_planned_run_and_reviewed(qtbot, watchdog, window):
    def wait(done):
        qtbot.waitUntil(lambda: bool(done()), timeout=LONGEST_MS)

    form, plan, review = window.set_up.form, window.plan_page, window.review_page
    form.review.setCurrentIndex(form.review.findData("always"))
    with watchdog.watch("planning"):
        window.set_up.plan_button.click()
        wait(lambda: window.pages.currentWidget() is plan)
    with watchdog.watch("showing the plan as pictures"):
        plan.panel.as_sheet.click()
        made = [row.source for row in plan.panel.items.rows if row.state == "make"]
        wait(lambda: window.grab() and all(map(plan.panel.gallery.is_known, made)))
    with watchdog.watch("running"):
        plan.start.click()
        wait(lambda: window.run is not None and not window.running.is_running)
    with watchdog.watch("reviewing"):
        window.run_page.review.click()
        first = review.rows[0].source
        wait(lambda: review.gallery.is_known(first))
        qtbot.keyClick(review.pair, Qt.Key.Key_A)
        wait(lambda: not window.work.is_busy)
    assert review.rows and first not in [row.source for row in review.rows]

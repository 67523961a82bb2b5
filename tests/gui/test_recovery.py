"""After a crash: what was not saved is offered, comes back, and is kept safe on."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QListWidget

from engine.document import recovery
from engine.document.recovery import recoverable
from engine.geometry import Box
from gui.recovery_dialog import RecoveryDialog, describe
from tests.gui.conftest import autosaves, patches_kept, read, repaired

pytestmark = pytest.mark.usefixtures("quick_autosave")


def test_what_a_crash_left_is_offered_and_comes_back_dirty(qtbot, opened, crashed, answers):
    answers.recovery = "recover"
    with qtbot.waitSignal(opened.files.changed):
        opened.files.offer_recovery()
    (found,) = answers.recoverable
    assert found.scan.name == "aunt mary.png" and found.summary.patches == 1
    np.testing.assert_array_equal(read(opened), crashed)
    assert opened.isWindowModified() and autosaves() == [found.autosave]
    answers.unsaved = "discard"
    opened.files.close()
    assert recoverable() == [] and list(recovery.folder().iterdir()) == []


def test_recovered_work_is_kept_safe_again(qtbot, opened, crashed, answers, paint):
    answers.recovery = "recover"
    with qtbot.waitSignal(opened.repairs.prepared):
        opened.files.offer_recovery()
    repaired(qtbot, opened, paint, row=45)
    qtbot.waitUntil(lambda: patches_kept() == 2)


def test_discarded_work_is_not_offered_again(qtbot, opened, crashed, answers):
    answers.recovery = "discard"
    opened.actions_by_id["recover"].trigger()
    assert len(answers.recoverable) == 1
    assert recoverable() == [] and opened.document is None
    opened.actions_by_id["recover"].trigger()
    assert "nothing to recover" in opened.status.message.text()


def test_opening_the_scan_anew_does_not_touch_what_can_be_recovered(
    qtbot, opened, crashed, scan_file, paint
):
    (left,) = recoverable()
    before = left.autosave.read_bytes()
    with qtbot.waitSignal(opened.repairs.prepared):
        opened.open(scan_file)
    repaired(qtbot, opened, paint, row=45)
    qtbot.waitUntil(lambda: len(autosaves()) == 2)
    assert left.autosave.read_bytes() == before


@pytest.fixture
def dialog(qtbot, crashed):
    answered = []
    dialog = RecoveryDialog(recoverable(), lambda *answer: answered.append(answer))
    dialog.answered = answered
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_dialog_says_which_scan_when_and_what(dialog):
    (entry,) = recoverable()
    first, second = describe(entry).splitlines()
    assert first == "aunt mary.png" and second.endswith(", 1 repair")
    assert dialog.findChild(QListWidget).item(0).text() == describe(entry)
    assert "not saved" in dialog.findChild(QLabel).text()


@pytest.mark.parametrize(
    ("button", "answers"), [("recover", ["recover"]), ("discard", ["discard"]), ("later", [])]
)
def test_the_dialog_gives_its_answer_once_and_closes(dialog, button, answers):
    getattr(dialog, button).click()
    assert [answer for answer, _ in dialog.answered] == answers
    assert not dialog.isVisible()


def test_of_several_some_or_all_are_recovered(qtbot, crashed):
    (one,) = recoverable()
    found, answered = [one, replace(one, scan=None)], []
    for button, wanted in (("recover", found[:1]), ("everything", found)):
        dialog = RecoveryDialog(found, lambda *answer: answered.append(answer))
        qtbot.addWidget(dialog)
        dialog.show()
        getattr(dialog, button).click()
        assert answered.pop() == ("recover", wanted) and not dialog.isVisible()


# A window of its own: opens a scan, marks a row of it, says so once that is safe, and goes on.
CHILD = """
import sys
from pathlib import Path
import numpy as np
from PySide6.QtCore import QTimer
from engine.document import recovery
from engine.generators.registry import Registry
from engine.geometry import Box
from gui.app import make_application
from gui.generator import Generator
from gui.main_window import MainWindow
from gui.settings import Settings

folder = Path(sys.argv[1])
recovery.folder = lambda: folder / "recovery"
app = make_application()
window = MainWindow(Settings(folder / "child.ini"), generator=Generator(load_registry=Registry))
window.show()

def mark(document):
    tiles = document.mask.replace(Box(0, 30, 96, 31), np.full((1, 96), 255, np.uint8))
    document.remember_mask("Import mask", tiles)
    window._update()

def look():
    if list(recovery.folder().glob("*.heirloom")):
        print("safe", flush=True)

window.files.changed.connect(mark)
window.open(folder / "aunt mary.png")
timer = QTimer(interval=50)
timer.timeout.connect(look)
timer.start()
app.exec()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_window_that_was_killed_is_recovered_by_the_next_one(
    qtbot, window, answers, scan_file, tmp_path, root
):
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with child:
        assert child.stdout.readline() == b"safe\n"
        assert recoverable() == []  # it is alive
        child.kill()
    answers.recovery = "recover"
    with qtbot.waitSignal(window.repairs.prepared):
        window.files.offer_recovery()
    assert window.document.mask.bounds() == Box(0, 30, 96, 31)
    assert window.document.scan.path == scan_file and window.isWindowModified()

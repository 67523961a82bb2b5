"""A second start hands its files to the first; a crash of the first does not stand in the way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication

from gui import single_instance
from gui.single_instance import SingleInstance, bring_up

pytestmark = pytest.mark.usefixtures("qapp")
DIES = """
import os, sys
from PySide6.QtCore import QCoreApplication
from PySide6.QtNetwork import QLocalServer
app = QCoreApplication([])
server = QLocalServer()
assert server.listen(sys.argv[1])
os._exit(0)
"""


@pytest.fixture
def name(tmp_path):
    name = f"heirloom-test-{tmp_path.name}-{id(tmp_path)}"
    yield name
    QLocalServer.removeServer(name)


@pytest.fixture
def first(name):
    first = SingleInstance(name)
    assert first.listen()
    yield first
    first.close()


def test_without_another_one_there_is_nobody_to_hand_over_to(name):
    assert not SingleInstance(name).hand_over([Path("aunt.tif")])


@pytest.mark.parametrize("names", [[], ["aunt mary.tif"], ["ä\n.tif", "b.png"]])
def test_the_first_gets_the_files_whole(name, first, names):
    asked = []
    first.asked.connect(asked.append)
    assert SingleInstance(name).hand_over([Path(each) for each in names])
    assert asked == [[Path(each).absolute() for each in names]]


def test_it_listens_again_and_again(name, first):
    asked = []
    first.asked.connect(asked.append)
    for number in range(3):
        assert SingleInstance(name).hand_over([Path(f"{number}.tif")])
    assert len(asked) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Windows go with their process")
def test_what_a_crash_left_is_removed(name):
    subprocess.run([sys.executable, "-c", DIES, name], check=True, timeout=60)
    assert not SingleInstance(name).hand_over([])
    after = SingleInstance(name)
    assert after.listen()
    assert SingleInstance(name).hand_over([])
    after.close()


def test_one_that_listens_is_never_pushed_aside(name, first):
    assert not SingleInstance(name).listen()
    assert SingleInstance(name).hand_over([])


def test_one_that_hangs_is_not_waited_for(name, monkeypatch):
    monkeypatch.setattr(single_instance, "ANSWER_MS", 20)
    silent = QLocalServer()
    assert silent.listen(name)
    assert not SingleInstance(name).hand_over([])
    silent.close()


def test_nonsense_on_the_socket_is_ignored(name, first):
    asked = []
    first.asked.connect(asked.append)
    socket = QLocalSocket()
    socket.connectToServer(name)
    socket.waitForConnected(1000)
    socket.write(b"{not json\n")
    socket.flush()
    assert SingleInstance(name).hand_over([])
    assert asked == [[]]
    socket.abort()


def test_a_file_that_macos_wants_opened_arrives_the_same_way(name, qapp):
    instance, asked = SingleInstance(name), []
    instance.asked.connect(asked.append)
    qapp.installEventFilter(instance)
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile("/scans/aunt.tif")))
    qapp.removeEventFilter(instance)
    assert asked == [[Path("/scans/aunt.tif")]]


@pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)  # offscreen
def test_the_window_comes_up_from_the_task_bar(window):
    window.showMinimized()
    bring_up(window)
    assert not window.isMinimized() and window.isVisible()

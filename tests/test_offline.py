"""Nothing leaves the computer, and nothing is left on it but our own files.

The main jobs, in the terminal and in the window, in a process that has no network at all where the
system lets a test take it away, and in which every attempt to reach one is written down, also those
of the processes it starts.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

# Python imports it by itself at the start of every process, the decoder of a batch too.
WATCH = """
import os, sys

REACHING = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo",
            "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request", "http.client.connect")

def watch(event, arguments):
    if event in REACHING:
        family = getattr(arguments[0], "family", None) if arguments else None
        if family is not None and family.name == "AF_UNIX":  # between our own processes
            return
        with open(os.environ["NETWORK_LOG"], "a") as log:
            log.write(f"{event} {arguments}\\n")
        raise OSError(f"no network here: {event}")

sys.addaudithook(watch)
"""

COMMANDS = """
import main

def run(*words):
    assert main.main([str(word) for word in words]) == 0, words

run("restore", "album/a.png", "-o", "a.tif", "--mask", "mask.png", "--record")
run("rebuild", "album/a.png", "a.tif.record.json", "-o", "again.tif")
run("verify", "a.tif", "album/a.png")
run("restore", "album/b.png", "-o", "b.png", "--steps", "detect,repair")
assert main.main(["batch", "album", "results", "--steps", "detect,repair"]) in (0, 1)
run("batch", "list")
"""

WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from gui.app import make_application, start_log
from gui.main_window import MainWindow
from gui.settings import Settings
from engine import paths
from engine.geometry import Box

def wait(signal, act):
    loop = QEventLoop()
    signal.connect(loop.quit)
    QTimer.singleShot(60_000, lambda: sys.exit("the window does not answer"))
    QTimer.singleShot(0, act)
    loop.exec()

application = make_application()
crashes = start_log(paths.log_file())
window = MainWindow(Settings())
window.show()
wait(window.repairs.prepared, lambda: window.open(Path("album/a.png")))
document = window.document
document.remember_mask("Stroke", document.mask.replace(Box(40, 40, 80, 44), 255))
wait(window.repairs.repaired, window.repairs.request)
assert document.patches
saved = Path("saved.heirloom").absolute()
window.files.session.path = saved
wait(window.files.saving.saved, window.files.saving.save)
window._close_now()
"""


@pytest.fixture
def album(tmp_path):
    """Two photographs of noise and a scratch, with the mask of the one."""
    (tmp_path / "work" / "album").mkdir(parents=True)
    noise = np.random.default_rng(7).normal(120, 30, (160, 200, 3)).clip(0, 255)
    pixels = cv2.GaussianBlur(noise.astype(np.uint8), (0, 0), 2)
    mask = np.zeros((160, 200), np.uint8)
    cv2.line(mask, (20, 30), (180, 120), 255, 3)
    pixels[mask > 0] = 250
    for name in ("a", "b"):
        Image.fromarray(pixels).save(tmp_path / "work" / "album" / f"{name}.png")
    Image.fromarray(mask).save(tmp_path / "work" / "mask.png")
    return tmp_path / "work"


@pytest.fixture
def alone(tmp_path, root, album):
    """alone(code): run it in `album`, without a network, with its own home and temporary folder."""
    for name in ("home", "temporary", "watch"):
        (tmp_path / name).mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCH)
    kept = ("PATH", "LANG", "SYSTEMROOT", "QT_QPA_PLATFORM", "LD_LIBRARY_PATH")
    environment = {name: os.environ[name] for name in kept if name in os.environ} | {
        "HOME": str(tmp_path / "home"),
        "USERPROFILE": str(tmp_path / "home"),
        "LOCALAPPDATA": str(tmp_path / "home" / "local"),
        "APPDATA": str(tmp_path / "home" / "roaming"),
        "TMPDIR": str(tmp_path / "temporary"),
        "TEMP": str(tmp_path / "temporary"),
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "watch"), str(root)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NETWORK_LOG": str(tmp_path / "reached"),
        "OMP_NUM_THREADS": "1",
    }
    cut_off = ["unshare", "--user", "--map-root-user", "--net"]
    if sys.platform != "linux" or subprocess.run([*cut_off, "true"]).returncode:
        cut_off = []

    def run(code: str) -> None:
        command = [*cut_off, sys.executable, "-c", code]
        ran = subprocess.run(command, cwd=album, env=environment, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert not (tmp_path / "reached").exists(), (tmp_path / "reached").read_text()

    return run


def strange(home: Path) -> set[str]:
    """The files in a home that are not in a folder with our name."""
    files = (path.relative_to(home) for path in home.rglob("*") if path.is_file())
    return {str(path) for path in files if "heirloom" not in path.as_posix().lower()}


@pytest.mark.parametrize("code", [COMMANDS, WINDOW], ids=["commands", "window"])
def test_everything_works_without_a_network_and_leaves_only_our_own_files(tmp_path, alone, code):
    before = {path: path.read_bytes() for path in (tmp_path / "work" / "album").iterdir()}
    alone(code)
    assert {path: path.read_bytes() for path in before} == before
    assert strange(tmp_path / "home") == set()
    assert list((tmp_path / "temporary").iterdir()) == []
    assert {path.name for path in (tmp_path / "work").iterdir()} <= {
        "album", "mask.png", "a.tif", "a.tif.record.json", "again.tif", "b.png", "results",
        "saved.heirloom",
    }  # fmt: skip


def test_an_attempt_to_reach_the_network_would_be_seen(alone):
    with pytest.raises(AssertionError, match="no network here"):
        alone("import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)")
    with pytest.raises(AssertionError, match="no network here"):
        alone("import urllib.request; urllib.request.urlopen('http://192.0.2.1/', timeout=1)")

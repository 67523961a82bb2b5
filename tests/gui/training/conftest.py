"""A training window that asks nobody, and a trainer of a few lines that needs no torch."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from gui import command_process
from gui.awake import Awake
from gui.training import start_page
from gui.training.window import TrainingWindow

WAIT_MS = 60_000  # for a process on a busy machine
# Ten lines of a log, one of them half written first; then it waits for "stop" if it is told to.
TRAINER = """
import json, pathlib, sys
WAITS, FAILED, task, CARD = SETTINGS
words = sys.argv[1:]
if words[0] == "export":
    import hashlib
    folder = pathlib.Path(words[words.index("--out") + 1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(b"net")
    sha256 = hashlib.sha256(b"net").hexdigest()
    name = folder.name
    (folder / "card.toml").write_text(CARD.format(**globals()))
    sys.exit(0)
if words[0] == "evaluate":
    print("| kind | PSNR | evaluate")
    sys.exit(0)
if words[0] == "gate":
    if WAITS:
        sys.stdin.read()
    rows = [f"| {n}  text | {'FAIL' if n in FAILED else 'pass'} | why |" for n in range(1, 8)]
    said = "**Not accepted**" if FAILED else "**Accepted.**"
    told = "\\n".join(["| kind |", *rows, said])
    pathlib.Path(words[words.index("--out") + 1]).write_text(told)
    print(told)
    sys.exit(bool(FAILED))
if "--revert" in words:
    print("my-album is not used any more")
    sys.exit(0)
run = pathlib.Path(words[words.index("--out" if words[0] == "train" else "--run") + 1])
(run / "recipe.json").write_text(json.dumps({"stages": [{"steps": 500, "batch": 4}]}))
(run / "ema.safetensors").write_text("weights")
log = (run / "log.jsonl").open("a")
done = 50 if log.tell() else 0
for step in range(done + 50, done + 300, 50):
    line = json.dumps({"step": step, "samples_per_s": 8.0, "loss": 1 / step, "bad": None})
    log.write(line[:9]); log.flush()
    log.write(line[9:] + "\\n"); log.flush()
    print(f"{step // 5:3d}%  step {step} of 500", file=sys.stderr, flush=True)
log.write(json.dumps({"step": step, "validation": {"psnr": 30.5}}) + "\\n"); log.flush()
if WAITS:
    for line in sys.stdin:
        if line == "stop\\n":
            break
    print("stopped", file=sys.stderr)
    sys.exit(130)
if words[0] == "finetune":
    (run / "gate.md").write_text("| class | gain |\\n| all | +0.04 |\\nnot accepted\\n")
    print("| all | +0.04 |\\nnot accepted; nothing was installed")
    sys.exit(1)
log.write(json.dumps({"step": 500, "loss": 0.001}) + "\\n")
"""


CARD = """
id = "{name}"
title = "A test"
task = "{task}"
file = "model.onnx"
sha256 = "{sha256}"
opset = 18
native = 64
[tensors]
rgb = {{ name = "rgb", channels = 3 }}
mask = {{ name = "mask", channels = 1 }}
filled = {{ name = "filled", channels = 3 }}
restored = {{ name = "restored", channels = 3 }}
[origin]
licence = "MIT"
"""


class Answers:
    """Stands in for gui.training.questions.TrainingQuestions."""

    def __init__(self):
        self.yes = self.closing = self.folder = None
        self.asked, self.told = [], []

    def choose_folder(self, parent, title, then):
        then(self.folder)

    def confirm(self, parent, question, details, yes, then):
        self.asked.append(question)
        if self.yes:
            then()

    def ask_closing(self, parent, go_on, stop):
        self.asked.append("closing")
        if self.closing:
            {"go on": go_on, "stop": stop}[self.closing]()

    def tell(self, parent, sentence):
        self.told.append(sentence)


class Bed(Awake):
    """Keeps nothing awake."""

    def __init__(self):
        super().__init__(command=[])

    def _ask_windows(self, state):
        pass


@pytest.fixture
def answers():
    return Answers()


@pytest.fixture
def home(tmp_path, monkeypatch):
    for variable in ("DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{variable}_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "home"))
    monkeypatch.setattr(start_page, "has_trainer", lambda: True)
    return tmp_path / "home"


@pytest.fixture
def trainer(monkeypatch):
    """trainer(waits): what stands in for main.py; the criteria of the gate that fail."""

    def stand_in(waits, failed=(1,), task="fill"):
        text = TRAINER.replace("SETTINGS", repr((waits, failed, task, CARD)))
        monkeypatch.setattr(command_process, "program", lambda: [sys.executable, "-c", text])

    stand_in(False)
    return stand_in


@pytest.fixture
def album(tmp_path):
    folder = tmp_path / "photographs"
    folder.mkdir()
    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(folder / "one.png")
    return folder


@pytest.fixture
def workshop(qtbot, home, trainer, answers, album):
    """The window with folders chosen and the smallest recipe."""
    window = TrainingWindow(answers, Bed())
    window.show()
    page = window.start_page
    page.photos.edit.setText(str(album))
    page.measure.edit.setText(str(album))
    page.album.edit.setText(str(album))
    choose(page, "fill-smoke")
    yield window
    window.shut()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def choose(page, name):
    found = [page.recipes.item(row).data(start_page.DATA) for row in range(page.recipes.count())]
    page.recipes.setCurrentRow([recipe.name for recipe in found].index(name))

from __future__ import annotations

import errno
import gc
import subprocess
import sys
from collections import namedtuple
from concurrent.futures import wait
from dataclasses import dataclass

import numpy as np
import pytest

from engine.document import spill
from engine.document.document import Document
from engine.document.history import History
from engine.document.request import RepairRequest
from engine.geometry import Box
from tests.engine.document.conftest import assert_same_patch, make_patch, make_scan


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))


@dataclass
class Step:
    text: str
    nbytes: int
    done: int = 0

    def redo(self, document: Document) -> Box:
        self.done += 1
        return Box(0, 0, 1, 1)

    def undo(self, document: Document) -> Box:
        self.done -= 1
        return Box(0, 0, 1, 1)


def written(history: History) -> None:
    """Wait for the thread that writes."""
    wait([step.kept for step in history._writing])


def in_memory(history: History) -> list[str]:
    written(history)
    return [step.text for step in (*history._done, *history._undone) if step.edit]


def test_the_oldest_steps_go_when_memory_and_disk_are_full():
    history = History(in_memory=100, on_disk=60)
    for i in range(10):
        history.push(Step(f"step {i}", 30))
    assert history.texts == [f"step {i}" for i in range(5, 10)]
    assert in_memory(history) == ["step 7", "step 8", "step 9"]
    assert "The oldest 5 steps cannot be undone" in history.take_note()
    assert history.take_note() == ""  # said once


def test_the_last_step_can_be_undone_however_large_it_is():
    history = History(in_memory=100, on_disk=0)
    history.push(Step("small", 10))
    history.push(Step("large", 10_000))
    assert history.texts == ["large"] and history.undo_text == "large"


def test_a_new_step_ends_what_could_be_redone():
    history, document = History(), None
    for text in ("one", "two"):
        history.push(Step(text, 1))
    history.undo(document)
    assert history.redo_text == "two"
    history.push(Step("three", 1))
    assert history.redo_text is None and history.texts == ["one", "three"]


def test_modified_is_what_differs_from_what_was_saved():
    history, document = History(), None
    assert not history.is_modified
    history.push(Step("one", 1))
    assert history.is_modified
    history.mark_saved()
    assert not history.is_modified
    history.undo(document)
    assert history.is_modified
    history.redo(document)
    assert not history.is_modified


def test_a_document_whose_first_steps_are_forgotten_stays_modified():
    history, document = History(in_memory=100, on_disk=0), None
    for text in ("one", "two"):
        history.push(Step(text, 80))
    assert history.texts == ["two"]
    history.undo(document)
    assert history.undo_text is None and history.is_modified


def test_a_saved_step_that_was_forgotten_can_still_be_returned_to():
    history, document = History(in_memory=100, on_disk=0), None
    history.push(Step("one", 80))
    history.mark_saved()
    history.push(Step("two", 80))
    assert history.texts == ["two"] and history.is_modified
    history.undo(document)
    assert not history.is_modified


def test_a_saved_step_that_gave_way_to_another_is_never_reached_again():
    history, document = History(), None
    history.push(Step("one", 1))
    history.mark_saved()
    history.undo(document)
    history.push(Step("another", 1))
    assert history.is_modified
    history.undo(document)
    assert history.is_modified


def test_what_is_far_from_the_present_waits_on_the_disk_in_both_directions():
    history = History(in_memory=100)
    for i in range(10):
        history.push(Step(f"step {i}", 30))
    assert in_memory(history) == ["step 7", "step 8", "step 9"]
    for _ in range(10):
        assert history.undo(None)
    assert not history.undo(None) and history.redo_text == "step 0"
    assert in_memory(history) == ["step 9", "step 8", "step 7"]
    for _ in range(10):
        assert history.redo(None)
    assert history.texts == [f"step {i}" for i in range(10)] and history.take_note() == ""
    for _ in range(8):
        history.undo(None)
    history.push(Step("another", 30))
    written(history)
    assert sorted(path.name for path in spill.folder().glob("*/*")) == ["1", "2", "lock"]


def test_remembering_a_stroke_costs_the_same_after_a_thousand_of_them():
    class Counted(Step):
        looked = 0

        @property
        def nbytes(self):
            Counted.looked += 1
            return 1

        @nbytes.setter
        def nbytes(self, value):
            pass

    history = History()
    for i in range(1000):
        history.push(Counted(f"stroke {i}", 1))
    assert Counted.looked == 1000


def restored(limit: int) -> Document:
    """Twenty repairs of 40 x 40 px, half of them toned down, with next to no memory for undo."""
    document = Document(make_scan())
    document.history = History(in_memory=limit)
    for number in range(20):
        left = 10 * number
        document.remember_mask("Stroke", document.mask.replace(Box(left, 5, left + 9, 9), 255))
        request = RepairRequest(None, {})
        boxes = Box(left, 0, left + 20, 40), Box(left + 20, 0, left + 40, 40)
        patches = [
            make_patch(document.scan, box, number=2 * number + part, request=request)
            for part, box in enumerate(boxes)
        ]
        document.apply(patches)
        if number % 2:
            document.set_strength([patches[0].id], 0.5)
    return document


def test_everything_can_be_undone_and_done_again_from_the_disk():
    document, whole = restored(20_000), restored(2**30)
    written(document.history)
    assert sum(step.edit is None for step in document.history._done) > 30
    while whole.history.undo_text:
        assert document.undo() == whole.undo()
        np.testing.assert_array_equal(document.read(document.size.box), whole.read(whole.size.box))
        np.testing.assert_array_equal(document.mask.pixels, whole.mask.pixels)
    assert not document.undo()
    while whole.history.redo_text:
        assert document.redo() == whole.redo()
    for one, other in zip(document.patches, whole.patches, strict=True):
        assert one.strength == other.strength and not one.pixels.flags.writeable
        assert_same_patch(one, other)
    pairs = zip(document.patches[::2], document.patches[1::2], strict=True)
    assert all(one.request is other.request for one, other in pairs)  # of one repair


def test_a_document_that_is_closed_leaves_no_steps_on_the_disk():
    document = restored(20_000)
    written(document.history)
    assert list(spill.folder().glob("*/*"))
    del document
    gc.collect()
    assert list(spill.folder().iterdir()) == []


# Dies with steps on the disk.
CHILD = """
import os
from concurrent.futures import wait
from tests.engine.document.test_history import restored
document = restored(20_000)
wait([step.kept for step in document.history._writing])
os._exit(9)
"""


def test_steps_of_a_program_that_died_are_removed_and_those_of_a_living_one_are_not(root):
    assert subprocess.run([sys.executable, "-c", CHILD], cwd=root).returncode == 9
    (dead,) = spill.folder().iterdir()
    alive = restored(20_000)
    written(alive.history)
    spill.remove_left_behind()
    assert not dead.exists() and len(list(spill.folder().iterdir())) == 1
    while alive.history.undo_text:
        assert alive.undo()


@pytest.mark.parametrize("cause", ["nearly full", "full"])
def test_a_full_disk_costs_the_oldest_steps_and_it_is_said(monkeypatch, cause):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    if cause == "full":
        monkeypatch.setattr(spill._Pickler, "dump", full)
    else:
        usage = namedtuple("usage", "free")
        monkeypatch.setattr(spill.shutil, "disk_usage", lambda _: usage(spill.RESERVE - 1))
    history = History(in_memory=100)
    for i in range(6):
        history.push(Step(f"step {i}", 30))
        written(history)
    assert history.texts == ["step 2", "step 3", "step 4", "step 5"]
    note = history.take_note()
    assert "cannot be undone any more: they do not fit on the disk (No space left" in note
    assert not list(spill.folder().glob("*/[0-9]*"))  # no half step


def test_steps_that_somebody_deleted_are_given_up_in_one_sentence():
    history = History(in_memory=100)
    for i in range(6):
        history.push(Step(f"step {i}", 30))
    written(history)
    for path in spill.folder().glob("*/[0-9]*"):
        path.unlink()
    for _ in range(3):
        assert history.undo(None)
    assert not history.undo(None) and history.undo_text is None
    assert history.is_modified and "3 steps cannot be undone any more" in history.take_note()

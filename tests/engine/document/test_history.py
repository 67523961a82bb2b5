from __future__ import annotations

from dataclasses import dataclass

from engine.document.document import Document
from engine.document.edits import History
from engine.geometry import Box


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


def test_the_oldest_steps_go_when_the_history_is_full():
    history = History(limit_bytes=100)
    for i in range(10):
        history.push(Step(f"step {i}", 30))
    assert history.texts == ["step 7", "step 8", "step 9"]


def test_the_last_step_can_be_undone_however_large_it_is():
    history = History(limit_bytes=100)
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

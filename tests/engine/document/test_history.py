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


def test_a_document_whose_first_steps_are_forgotten_stays_modified():
    history, document = History(limit_bytes=100), None
    for text in ("one", "two"):
        history.push(Step(text, 80))
    assert history.texts == ["two"]
    history.undo(document)
    assert history.undo_text is None and history.is_modified


def test_a_saved_step_that_was_forgotten_can_still_be_returned_to():
    history, document = History(limit_bytes=100), None
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


def test_steps_that_were_undone_make_room_and_count_again_when_redone():
    history, document = History(limit_bytes=100), None
    for i in range(3):
        history.push(Step(f"step {i}", 30))
    history.undo(document)
    history.undo(document)
    history.push(Step("wide", 60))
    assert history.texts == ["step 0", "wide"]
    history.undo(document)
    history.redo(document)
    history.push(Step("last", 30))
    assert history.texts == ["wide", "last"]


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

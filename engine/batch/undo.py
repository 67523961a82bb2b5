"""A run taken back: its results go to a folder beside them, the originals are proven untouched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from engine.batch.journal import FINAL, Entry, Journal, Run, file_hash
from engine.batch.sources import TRASH
from engine.batch.workplace import held_file
from engine.errors import BatchError
from engine.progress import Progress


@dataclass
class Undone:
    """What `undo_run` did; of what is not as it was, one sentence each."""

    trash: Path
    moved: int = 0
    held: int = 0  # repairs that waited for a review; they are in the trash too
    proven: int = 0  # originals with the content that the batch read
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        moved = f"{self.moved:,} results moved to {self.trash}" if self.moved else "nothing to move"
        moved += f", with {self.held:,} repairs that waited for a review" if self.held else ""
        proof = f"{self.proven:,} originals proven unchanged by their hashes"
        return "\n".join([moved, proof, *self.problems])


def find_run(journal: Journal, number: int) -> Run:
    """Raises BatchError where there is no such run."""
    runs = {run.id: run for run in journal.runs()}
    if number not in runs:
        known = f"the last one is {max(runs)}" if runs else "there was none yet"
        raise BatchError(f"there is no run {number}: {known} (see `batch list`).")
    return runs[number]


def undo_run(journal: Journal, number: int, progress: Progress) -> Undone:
    """Move the results of a run away and compare its originals with what they were.

    Results that somebody changed since stay where they are. May be given again after a kill.

    Raises:
        BatchError: there is no such run, or a result cannot be moved.
        Cancelled: stopped; the same call goes on.
    """
    run = find_run(journal, number)
    undone = Undone(run.target / TRASH / f"run-{number}")
    entries = [e for e in journal.entries(number) if e.state in (*FINAL, "review")]
    for count, entry in enumerate(entries, 1):
        progress.step(count / len(entries), f"taking back {count} of {len(entries)}")
        if entry.state == "review":
            _move_held(held_file(run.target, number, entry.target), run.target, undone)
        else:
            _move(entry, run.target, undone)
        _prove(entry, undone)
        journal.record(number, replace(entry, state="undone"))
    journal.set_state(number, "undone")
    return undone


def _move(entry: Entry, top: Path, undone: Undone) -> None:
    """Into the trash, at the same place of the tree."""
    away = undone.trash / entry.target.relative_to(top)
    with _explained(entry.target, away):
        if not entry.target.exists():
            if away.exists() and file_hash(away) == entry.result:  # killed after it was moved
                undone.moved += 1
            else:
                undone.problems.append(f"{entry.target} is not there any more.")
            return
        if file_hash(entry.target) != entry.result:
            undone.problems.append(f"{entry.target} was changed since and stays where it is.")
            return
        away.parent.mkdir(parents=True, exist_ok=True)
        entry.target.replace(away)
        undone.moved += 1


def _move_held(held: Path, top: Path, undone: Undone) -> None:
    """Marks and patches that wait; they may hold somebody's corrections, so they are kept too."""
    away = undone.trash / held.relative_to(top)
    with _explained(held, away):
        if held.exists():
            away.parent.mkdir(parents=True, exist_ok=True)
            held.replace(away)
        undone.held += away.exists()


@contextmanager
def _explained(path: Path, away: Path) -> Iterator[None]:
    """What cannot be moved, in a sentence."""
    try:
        yield
    except OSError as error:
        raise BatchError(
            f"{path} cannot be moved to {away}: {error.strerror or error}. Close programs that "
            "show it, and give the command again."
        ) from error


def _prove(entry: Entry, undone: Undone) -> None:
    """Read the original anew, whatever the journal remembers of it."""
    try:
        same = file_hash(entry.source) == entry.content
    except OSError as error:
        undone.problems.append(f"{entry.source} cannot be read: {error.strerror or error}.")
        return
    if same:
        undone.proven += 1
    else:
        undone.problems.append(f"{entry.source} is not what the batch read: it was changed since.")

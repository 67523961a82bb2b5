"""`batch review RUN`: what waits for a word, and `accept` or `reject` with files or `all`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from engine.batch.cli import open_journal
from engine.cli import run_stoppable
from engine.errors import BatchError

if TYPE_CHECKING:
    from engine.batch.journal import Entry
    from engine.batch.review import Review

ACTS = ("accept", "reject")


def review_run(words: list[str]) -> tuple[str, int]:
    """What to say, and the exit status: 0 nothing waits any more; 1 something does."""
    from engine.batch.review import Review, carry_out

    if not words or not words[0].isdigit() or (words[1:] and words[1] not in ACTS):
        raise BatchError(
            "`batch review` needs the number of one run, as `batch list` shows them, and may be "
            "followed by accept or reject and by scans, or by all."
        )
    number, act, named = int(words[0]), words[1:2], words[2:]
    if act and not named:
        raise BatchError(f"`batch review {number} {act[0]}` needs scans, or all.")
    said = []
    with open_journal() as journal:
        review = Review(journal, number)
        if act:
            everything = [entry.source for entry in review.waiting()]
            scans = everything if named == ["all"] else [Path(name).absolute() for name in named]
            counts = run_stoppable(lambda progress: carry_out(review, act[0], scans, progress))
            said = [", ".join(f"{count:,} {state}" for state, count in counts.items()) or "nothing"]
        waiting = review.waiting()
        said += [_told(review, entry) for entry in waiting]
    return "\n".join([*said, f"{len(waiting):,} wait in run {number}"]), 1 if waiting else 0


def _told(review: Review, entry: Entry) -> str:
    """Two lines; the second is the restoration file, which the window opens."""
    told = json.loads(entry.record).get("confidence")
    sure = "   ?" if told is None else f"{told:4.0%}"
    return f"{sure}  {entry.source}  {entry.message}\n      {review.file_of(entry)}"

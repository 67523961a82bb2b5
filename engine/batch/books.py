"""What a run writes down of its scans, and how a result gets its name.

Whatever ended is in the journal. The work itself is in stages.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from engine.batch import stages
from engine.batch.journal import FINAL, Entry, Journal
from engine.batch.plan import Item
from engine.batch.settings import BatchSettings, item_key
from engine.batch.stages import Staged
from engine.batch.workplace import held_file, put
from engine.errors import ScanError

MOST_DEATHS = 2  # of the process, with one scan of one run; a power cut is one too
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Books:
    """The journal's pages of one run.

    told: settings and models, as they make the keys. top: the folder of the results.
    """

    run: int
    settings: BatchSettings
    told: str
    journal: Journal
    top: Path

    def look_up(self, item: Item) -> Entry:
        """How the item ended already, written down; without a state where there is work."""
        content = self.journal.hash_of(item.source)
        beside = {role: self.journal.hash_of(path) for role, path in item.companions().items()}
        if item.alpha:
            beside["alpha"] = "is repaired"
        key = item_key(self.told, content, beside, item.target.suffix)
        entry = replace(stages.new_entry(item), key=key, content=content)
        for run, known in self.journal.of_key(key):
            waits = known.state == "review" and self._waits(run, known, entry)
            if known.state in ("clean", "rejected") or waits:
                of_it = replace(known, source=entry.source, target=entry.target, seconds=0.0)
                return self.noted(of_it)
            if known.state in FINAL and self._stands(known, item.target):
                return self._known(run, known, entry)
        return entry

    def suspects(self) -> set[Path]:
        """Scans that were being repaired when the process of this run died."""
        return self.journal.suspects(self.run)

    def check_survived(self, item: Item) -> None:
        """Raise ScanError for a scan whose repair took the whole process down again and again."""
        if (deaths := self.journal.deaths(self.run, item.source)) >= MOST_DEATHS:
            raise ScanError(
                f"{item.source.name} was being repaired each of the {deaths} times the program "
                "ended without a word: it is left out of this run. The next one tries it again; "
                "another method or device may do."
            )

    def put(self, finished: Staged | Entry) -> Entry:
        """Give a result its name; two steps in the journal, so that a kill between them is
        understood: see there."""
        if isinstance(finished, Entry):
            return self.noted(finished)
        item, entry = finished.item, finished.entry
        try:
            self.journal.record(self.run, replace(entry, seconds=0.0))
            put(finished.file, item.target, replaces=item.replaces)
        finally:
            finished.file.unlink(missing_ok=True)
        entry = self.noted(replace(entry, state="done"))
        self.journal.remember_hash(item.target, entry.result)
        return entry

    def guarded(self, item: Item, act: Callable[[], T]) -> T | Entry:
        """What `act` gives, or the failure of this item; what concerns the batch is raised."""
        done = stages.guarded(item, act)
        failed = isinstance(done, Entry) and done.state == "failed"
        return self.noted(done) if failed else done

    def settled(self, item: Item, state: str, message: str) -> Entry:
        """Write down how an item ended that needed no work."""
        return self.noted(stages.ended(item, state, message))

    def noted(self, ended: T) -> T:
        """`ended`; where it is an entry, it is in the journal now."""
        if isinstance(ended, Entry):
            self.journal.record(self.run, ended)
        return ended

    def _waits(self, run: int, known: Entry, entry: Entry) -> bool:
        """Whether it waits for a word; what waited in an earlier run waits in this one from now."""
        here = held_file(self.top, self.run, entry.target)
        if run == self.run:
            return here.exists()
        if not (known.target.is_relative_to(self.top) and self._is_held(known)):
            return False
        there = held_file(self.top, run, known.target)
        if there.exists() and not here.exists():
            here.parent.mkdir(parents=True, exist_ok=True)
            there.replace(here)
        if here.exists():
            message = f"waits for your word in run {self.run}"
            self.journal.record(run, replace(known, state="skipped", message=message))
        return here.exists()

    def _is_held(self, known: Entry) -> bool:
        """Whether the settings of this run would hold it, too."""
        record = json.loads(known.record)
        return "confidence" not in record or self.settings.holds(record["confidence"])

    def _stands(self, known: Entry, target: Path) -> bool:
        """Whether the result is where this batch would put it."""
        if not target.is_file() or target.stat().st_size != known.result_bytes:
            return False
        return self.journal.hash_of(target) == known.result

    def _known(self, run: int, known: Entry, entry: Entry) -> Entry:
        if run == self.run and known.source == entry.source:
            if known.state == "writing":  # killed after the file had its name
                self.journal.record(run, replace(known, state="done"))
            return replace(known, state="done", seconds=0.0)
        before = replace(
            known,
            source=entry.source,
            target=entry.target,
            state="before",
            message=f"done by run {run}: {known.message}",
            seconds=0.0,
        )
        return self.noted(before)

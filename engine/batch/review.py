"""What waits for a person's word: repairs held back by a batch, accepted, corrected or rejected.

The result of such a scan is not written. Its marks and patches lie in a restoration file under
`heirloom-review` in the folder of the results, which the window opens like any other:

    run-3/sub/a.tif.heirloom        of the result sub/a.tif of run 3

Accepting lays it on the scan, repairs what is marked where nothing is repaired yet, and saves as
the batch would have done: untouched, the result has the same bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from engine.batch.books import Books
from engine.batch.decoder import Opened
from engine.batch.item import Mended, Sessions, in_words, least_certain
from engine.batch.journal import Entry, Journal, Run
from engine.batch.plan import Item
from engine.batch.settings import BatchSettings
from engine.batch.stages import Maker, Ready, Repaired
from engine.batch.thumbnails import thumbnail_with_marks
from engine.batch.trial import changed
from engine.batch.undo import find_run
from engine.batch.workplace import held_file
from engine.document.document import Document
from engine.document.read_restoration import lay_on, open_restoration
from engine.errors import BatchError, ModelError, ScanError
from engine.files.reader import open_scan
from engine.generators.registry import load_registry
from engine.generators.session import Session, open_session
from engine.progress import Progress
from engine.repair.repair import repair
from engine.restoring import count_pixels, tell

WAITS = ("review", "rejected")  # a rejection may be thought over


def certainty(entry: Entry) -> float:
    """0..1 to sort by: of the least certain patch; -1 where nothing is repaired yet, and 2 where
    its methods do not tell."""
    record = json.loads(entry.record)
    if not record.get("patches"):
        return -1.0
    told = record.get("confidence")
    return 2.0 if told is None else float(told)


class Review:
    """What waits in one run. Used by one thread at a time; the journal may be shared.

    Raises:
        BatchError: there is no such run.
    """

    def __init__(self, journal: Journal, number: int) -> None:
        self.run: Run = find_run(journal, number)
        self._journal = journal
        self._settings = BatchSettings.from_json(self.run.settings)
        self._generator: Session | None = None

    def waiting(self) -> list[Entry]:
        """Without their pictures; the least certain first."""
        entries = self._journal.entries(self.run.id, pictures=False)
        return sorted((e for e in entries if e.state == "review"), key=_order)

    def entry(self, source: Path) -> Entry:
        """Raises BatchError where this scan does not wait for a word."""
        for entry in self._journal.entries(self.run.id, source.absolute()):
            if entry.state in WAITS:
                return entry
        raise BatchError(
            f"{source} does not wait in run {self.run.id}: see `batch review {self.run.id}`."
        )

    def file_of(self, entry: Entry) -> Path:
        return self.file_of_target(entry.target)

    def file_of_target(self, target: Path) -> Path:
        return held_file(self.run.target, self.run.id, target)

    def open(self, entry: Entry, progress: Progress) -> Document:
        """The scan with its marks and patches as they are now.

        Raises:
            ScanError: the scan is gone, or is not what the batch read.
            RestorationError: its restoration is gone or damaged.
        """
        try:
            same = self._journal.hash_of(entry.source) == entry.content
        except OSError as error:
            raise ScanError(
                f"{entry.source} cannot be read: {error.strerror or error}. Give the batch again."
            ) from error
        if not same:
            raise ScanError(f"{entry.source} was changed since: give the batch again.")
        restoration = open_restoration(self.file_of(entry), progress.part(0.0, 0.3))
        return lay_on(
            restoration,
            open_scan(entry.source, restoration.scan.page),
            progress.part(0.3, 1.0),
        )

    def accept(self, source: Path, progress: Progress) -> Entry:
        """Write the result; the restoration file goes.

        Raises:
            BatchError: it does not wait.
            SaveError: another file has taken the result's name, or it cannot be written.
            and what `open` and `repair` raise; then it waits as before.
        """
        entry = self.entry(source)
        document = self.open(entry, progress.part(0.0, 0.3))
        generator = self._repair_marks(entry, document, progress.part(0.3, 0.8))
        repaired = self._as_repaired(entry, document)
        held = self.file_of(entry)
        sessions, top = Sessions(None, generator), self.run.target
        maker = Maker(self.run.id, self._settings, sessions, top, held.parent, progress.stop)
        books = Books(self.run.id, self._settings, self.run.settings, self._journal, top)
        try:
            done = books.put(maker.stage(repaired))
        except BaseException:
            self._journal.record(self.run.id, entry)  # it waits as before
            raise
        self._forget(held)
        progress.step(1.0, "accepted")
        return done

    def reject(self, source: Path) -> Entry:
        """No result is written, by this run or by later ones with these settings."""
        entry = replace(self.entry(source), state="rejected", message="rejected in review")
        self._journal.record(self.run.id, entry)
        return entry

    def look_again(self, source: Path, progress: Progress) -> Entry:
        """After its restoration was corrected: the journal shows it as it is now."""
        entry = self.entry(source)
        document = self.open(entry, progress)
        repaired = self._as_repaired(entry, document)
        told = tell(document, repaired.mended.counts, self._generator)
        record = json.loads(entry.record) | {
            "patches": told["patches"],
            "confidence": repaired.mended.confidence,
        }
        entry = replace(
            entry,
            state="review",
            message=f"corrected by hand; {repaired.mended.message}",
            record=json.dumps(record, default=float),
            after=thumbnail_with_marks(document),
        )
        self._journal.record(self.run.id, entry)
        return entry

    def _as_repaired(self, entry: Entry, document: Document) -> Repaired:
        replaces = bool(json.loads(entry.record).get("replaces"))
        replaces = replaces or self._journal.made(entry.target, entry.source)
        item = Item(entry.source, entry.target, size=document.size, replaces=replaces)
        mask = changed(document)
        counts = count_pixels(document, mask) | {"patches": len(document.patches)}
        message = in_words(document.patches, counts["changed"], "accepted in review")
        mended = Mended(document, counts, message, least_certain(document.patches))
        return Repaired(Ready(item, entry, Opened(document.scan, None), 0.0), mended, 0.0)

    def _repair_marks(self, entry: Entry, document: Document, progress: Progress) -> Session | None:
        """Where nothing was repaired, what is marked, as the batch would have; the generator, if
        any. Marks beside repairs were left on purpose, by the batch or by hand."""
        self._generator = self._generator or _open_generator(self.run)
        snapshot, work = document.snapshot(), self._settings.repair
        if snapshot.marked and certainty(entry) < 0:
            document.apply(repair(snapshot, work, self._generator, progress))
        return self._generator

    def _forget(self, held: Path) -> None:
        held.unlink(missing_ok=True)
        with suppress(OSError):  # not empty yet
            for folder in held.parents:
                if folder == self.run.target:
                    break
                folder.rmdir()


def carry_out(
    review: Review, act: str, sources: Sequence[Path], progress: Progress
) -> Counter[str]:
    """ "accept" or "reject" one after another; counts of the states they have now."""
    counts: Counter[str] = Counter()
    for number, source in enumerate(sources):
        part = progress.part(number / len(sources), (number + 1) / len(sources))
        part.step(0.0, f"{act} {number + 1} of {len(sources)}: {source.name}")
        done = review.accept(source, part) if act == "accept" else review.reject(source)
        counts[done.state] += 1
    return counts


def _order(entry: Entry) -> tuple[float, Path]:
    return certainty(entry), entry.source


def _open_generator(run: Run) -> Session | None:
    """The one that the run used; None where it used none."""
    sha256 = json.loads(run.settings)["models"].get("repair")
    if sha256 is None:
        return None
    for card in load_registry().models.values():
        if sha256 in (card.sha256, card.cpu_sha256):
            return open_session(card, "auto", "automatic")
    raise ModelError(
        f"the generator of run {run.id} ({sha256[:12]}) is not among the models any more: install "
        "it again, or give the batch again with another one."
    )

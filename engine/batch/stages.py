"""The stages of one scan of a batch, without the journal: done here, or on another machine.

    open_item     its files, and whether they are what the journal says
    Maker.mend    damage looked for and repaired
    Maker.finish  encoded and hashed, complete and not yet under its name; or held for a review
    guarded       any of these, or the sentence that says why not

Whoever keeps the journal gives a result its name: see books.py.
"""

from __future__ import annotations

import errno
import json
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from engine.batch.decoder import Opened, Request
from engine.batch.item import LeftAlone, Mended, Sessions, mend
from engine.batch.journal import Entry, file_hash
from engine.batch.plan import Item
from engine.batch.settings import BatchSettings
from engine.batch.thumbnails import thumbnail, thumbnail_with_marks
from engine.batch.workplace import held_file
from engine.document.document import Document
from engine.document.restoration import RestorationWriter
from engine.errors import BatchError, HeirloomError, ScanError
from engine.files.reader import open_scan
from engine.progress import Cancelled, Progress, Stop
from engine.restoring import all_losses, save_restored, tell

FULL = (errno.ENOSPC, errno.EDQUOT)
log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Ready:
    """An item with its files open; `entry` is what is known of it so far."""

    item: Item
    entry: Entry
    opened: Opened
    seconds: float


@dataclass(frozen=True, eq=False)
class Repaired:
    ready: Ready
    mended: Mended
    seconds: float


@dataclass(frozen=True)
class Staged:
    """A complete result in a file that has not its name yet; `entry` says "writing"."""

    item: Item
    entry: Entry
    file: Path


def open_item(
    item: Item,
    entry: Entry,
    settings: BatchSettings,
    open_files: Callable[[Request], Opened],
    hash_of: Callable[[Path], str],
) -> Ready:
    """The files of an item; raises ScanError where the scan is not what `entry` knows."""
    started = time.perf_counter()
    opened = open_files(request_of(item, settings))
    if hash_of(item.source) != entry.content:
        raise ScanError(f"{item.source.name} was changed while it was read: try again.")
    return Ready(item, entry, opened, time.perf_counter() - started)


def request_of(item: Item, settings: BatchSettings) -> Request:
    """The files of an item, as the decoder is asked for them."""
    masks = tuple(path for path in (item.mask, item.dust) if path is not None)
    uses = settings.uses_infrared
    return Request(item.source, masks, item.protect, uses, item.alpha, settings.page)


@dataclass(frozen=True, eq=False)
class Maker:
    """What the work on all items of one run shares.

    top: the folder of the results; part: the one for results being written.
    """

    run: int
    settings: BatchSettings
    sessions: Sessions
    top: Path
    part: Path
    stop: Stop

    def mend(self, ready: Ready, progress: Progress) -> Repaired | Entry:
        """Repaired, or the entry of a scan that gets no result."""
        started = time.perf_counter()
        try:
            mended = mend(ready.opened, self.settings, self.sessions, progress)
        except LeftAlone as left:
            took = ready.seconds + time.perf_counter() - started
            known = replace(ready.entry, state=left.state, message=left.message, seconds=took)
            if left.state == "review":
                return self._hold(known, left.document, {"replaces": ready.item.replaces})
            return replace(known, before=thumbnail(left.document))
        return Repaired(ready, mended, time.perf_counter() - started)

    def finish(self, repaired: Repaired) -> Staged | Entry:
        """Write the result, or hold it back where the settings say so."""
        ready, mended = repaired.ready, repaired.mended
        if not self.settings.holds(mended.confidence):
            return self.stage(repaired)
        sure = "" if mended.confidence is None else f", {mended.confidence:.0%} sure"
        known = replace(
            ready.entry,
            state="review",
            message=f"waits for your word{sure}: {mended.message}",
            seconds=ready.seconds + repaired.seconds,
        )
        record = self._record(repaired) | {"replaces": ready.item.replaces}
        return self._hold(known, mended.document, record)

    def stage(self, repaired: Repaired) -> Staged:
        """Encode the result into a new file in `part`; a failure leaves nothing behind."""
        started = time.perf_counter()
        ready, document = repaired.ready, repaired.mended.document
        item = ready.item
        file = self.part / (secrets.token_hex(8) + item.target.suffix)
        note = f"; {item.note}" if item.note and not item.made else ""
        try:
            saving, tools = Progress(stop=self.stop), self.sessions.tools
            save_restored(document, file, self.settings.save, saving, tools)
            entry = replace(
                ready.entry,
                state="writing",
                message=repaired.mended.message + note,
                result=file_hash(file),
                result_bytes=file.stat().st_size,
                record=json.dumps(self._record(repaired), default=float),
                before=thumbnail(Document(ready.opened.scan)),
                after=thumbnail(self._as_saved(document, file)),
            )
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        took = ready.seconds + repaired.seconds + time.perf_counter() - started
        return Staged(item, replace(entry, seconds=took), file)

    def _as_saved(self, document: Document, file: Path) -> Document:
        """With what was done to the whole picture, which is in the file alone."""
        return Document(open_scan(file)) if self.settings.finishes else document

    def _hold(self, entry: Entry, document: Document, record: dict[str, object]) -> Entry:
        """Keep marks and patches for the review."""
        held = held_file(self.top, self.run, entry.target)
        held.parent.mkdir(parents=True, exist_ok=True)
        RestorationWriter(document.scan).save(document.snapshot(), held)
        return replace(
            entry,
            record=json.dumps(record, default=float),
            before=thumbnail(Document(document.scan)),
            after=thumbnail_with_marks(document),
        )

    def _record(self, repaired: Repaired) -> dict[str, object]:
        """As `restore --json` tells it."""
        ready, mended = repaired.ready, repaired.mended
        return {
            "source": str(ready.item.source),
            "output": str(ready.item.target),
            **tell(mended.document, mended.counts, self.sessions.generator),
            "confidence": mended.confidence,
            "losses": all_losses(ready.opened.scan, ready.item.target, self.settings.save),
            "source_sha256_before": ready.entry.content,
        }


def guarded(item: Item, act: Callable[[], T]) -> T | Entry:
    """What `act` gives, or the failure of this item; what concerns the batch is raised."""
    try:
        return act()
    except (Cancelled, BatchError):
        raise
    except HeirloomError as error:
        if _is_full(error):
            raise BatchError(f"{error} The same command then goes on.") from error
        why = str(error)
    except MemoryError:
        why = f"{item.source.name} needs more memory than is free: close other programs."
    except OSError as error:
        why = f"{item.source} cannot be read: {error.strerror or error}."
    except Exception as error:  # the border between items: none takes the others down
        log.exception("%s", item.source)
        why = f"something unexpected happened ({type(error).__name__}: {error})"
    return ended(item, "failed", why)


def ended(item: Item, state: str, why: str) -> Entry:
    """The entry of an item that needed no work, or could not be done."""
    return replace(new_entry(item), state=state, message=why)


def new_entry(item: Item) -> Entry:
    return Entry(item.source.absolute(), item.target.absolute(), "")


def _is_full(error: BaseException | None) -> bool:
    """Whether a full disk is behind it."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        error = error.__cause__
    return False

"""The three stages of one scan of a batch; each gives what the next one takes, or how it ended.

open_item    known already? else hashed and opened          thread "decode"
mend_item    damage looked for and repaired                 the calling thread
save_item    encoded, hashed, journalled, put in place      threads "encode"
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

from engine.batch.decoder import Decoder, Opened, Request
from engine.batch.item import LeftAlone, Mended, Sessions, mend
from engine.batch.journal import FINAL, Entry, Journal, file_hash
from engine.batch.plan import Item
from engine.batch.settings import BatchSettings, item_key
from engine.batch.thumbnails import thumbnail
from engine.batch.workplace import put
from engine.document.document import Document
from engine.errors import BatchError, HeirloomError, ScanError
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


@dataclass(frozen=True, eq=False)
class Stages:
    """What all items of one run share. `part` is the folder for results being written."""

    run: int
    settings: BatchSettings
    sessions: Sessions
    told: str  # settings and models, as they make the keys
    journal: Journal
    decoder: Decoder
    part: Path
    stop: Stop

    def open_item(self, item: Item) -> Ready | Entry:
        started = time.perf_counter()
        content, entry = self._looked_up(item)
        if entry.state:
            if entry.state != "done":
                self.journal.record(self.run, entry)
            return entry
        infrared = self.settings.uses_infrared
        opened = self.decoder.open(Request(item.source, item.mask, infrared), self.stop)
        if self.journal.hash_of(item.source) != content:
            raise ScanError(f"{item.source.name} was changed while it was read: try again.")
        return Ready(item, entry, opened, time.perf_counter() - started)

    def mend_item(self, ready: Ready, progress: Progress) -> Repaired | Entry:
        started = time.perf_counter()
        try:
            mended = mend(ready.opened, self.settings, self.sessions, progress)
        except LeftAlone as left:
            entry = replace(
                ready.entry,
                state=left.state,
                message=left.message,
                before=left.before,
                after=left.after,
                seconds=ready.seconds + time.perf_counter() - started,
            )
            self.journal.record(self.run, entry)
            return entry
        return Repaired(ready, mended, time.perf_counter() - started)

    def save_item(self, repaired: Repaired) -> Entry:
        """Two steps in the journal, so that a kill between them is understood: see there."""
        started = time.perf_counter()
        ready, document = repaired.ready, repaired.mended.document
        item = ready.item
        staged = self.part / (secrets.token_hex(8) + item.target.suffix)
        note = f"; {item.note}" if item.note and not item.made else ""
        try:
            save_restored(document, staged, self.settings.save, Progress(stop=self.stop))
            entry = replace(
                ready.entry,
                state="writing",
                message=repaired.mended.message + note,
                result=file_hash(staged),
                result_bytes=staged.stat().st_size,
                record=json.dumps(self._record(repaired), default=float),
                before=thumbnail(Document(ready.opened.scan)),
                after=thumbnail(document),
            )
            self.journal.record(self.run, entry)
            put(staged, item.target, replaces=item.replaces)
        finally:
            staged.unlink(missing_ok=True)
        took = ready.seconds + repaired.seconds + time.perf_counter() - started
        entry = replace(entry, state="done", seconds=took)
        self.journal.record(self.run, entry)
        self.journal.remember_hash(item.target, entry.result)
        return entry

    def guarded(self, item: Item, stage: Callable[[], T]) -> T | Entry:
        """What `stage` gives, or the failure of this item; what concerns the batch is raised."""
        try:
            return stage()
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
        return self.settled(item, "failed", why)

    def settled(self, item: Item, state: str, message: str) -> Entry:
        """Write down how an item ended that needed no work, or could not be done."""
        entry = replace(_entry(item), state=state, message=message)
        self.journal.record(self.run, entry)
        return entry

    def _looked_up(self, item: Item) -> tuple[str, Entry]:
        """The content's hash, and the item's entry; its state is empty where there is work."""
        content = self.journal.hash_of(item.source)
        beside = [path for path in (item.mask, item.infrared) if path is not None]
        companions = tuple(self.journal.hash_of(path) for path in beside)
        key = item_key(self.told, content, companions, item.target.suffix)
        entry = replace(_entry(item), key=key, content=content)
        for run, known in self.journal.of_key(key):
            if known.state in ("clean", "review"):
                of_it = replace(known, source=entry.source, target=entry.target, seconds=0.0)
                return content, of_it
            if known.state in FINAL and self._stands(known, item.target):
                return content, self._known(run, known, entry)
        return content, entry

    def _stands(self, known: Entry, target: Path) -> bool:
        """Whether the result is where this batch would put it."""
        if not target.is_file() or target.stat().st_size != known.result_bytes:
            return False
        return self.journal.hash_of(target) == known.result

    def _known(self, run: int, known: Entry, entry: Entry) -> Entry:
        if run == self.run and known.source == entry.source:
            if known.state == "writing":  # killed after the file had its name
                self.journal.record(run, replace(known, state="done"))
            return replace(known, state="done")
        return replace(
            known,
            source=entry.source,
            target=entry.target,
            state="before",
            message=f"done by run {run}: {known.message}",
            seconds=0.0,
        )

    def _record(self, repaired: Repaired) -> dict[str, object]:
        """As `restore --json` tells it."""
        ready, mended = repaired.ready, repaired.mended
        return {
            "source": str(ready.item.source),
            "output": str(ready.item.target),
            **tell(mended.document, mended.counts, self.sessions.generator),
            "confidence": mended.confidence,
            "losses": all_losses(ready.opened.scan, ready.item.target),
            "source_sha256_before": ready.entry.content,
        }


def _entry(item: Item) -> Entry:
    return Entry(item.source.absolute(), item.target.absolute(), "")


def _is_full(error: BaseException | None) -> bool:
    """Whether a full disk is behind it."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        error = error.__cause__
    return False

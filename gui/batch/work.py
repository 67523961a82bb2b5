"""What the batch window asks of the engine, as work for a thread: no Qt in here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from engine import paths
from engine.batch import cli, options
from engine.batch.decoder import Decoder
from engine.batch.journal import Journal, Run
from engine.batch.learning import learnt_before
from engine.batch.plan import Item, Plan
from engine.batch.report import write_report
from engine.batch.review import Review
from engine.batch.settings import BatchSettings
from engine.batch.thumbnails import MARKED, thumbnail, thumbnail_with_marks
from engine.batch.trial import changed, find_boxes, look
from engine.batch.undo import find_run
from engine.document.document import Document, Snapshot
from engine.generators.session import Session
from engine.geometry import Box, Size
from engine.progress import Progress
from gui.batch.items import Row
from gui.batch.pictures import Fetched
from gui.batch.recipe import Recipe, parse
from gui.language import tr

LARGE = 1600  # px, of the pictures in the review


@dataclass(frozen=True)
class Planned:
    """A plan, the words that carry it out, and what they say is done to every scan.

    unlearnt: sentences about what only the run learns from the scans, or cannot.
    """

    plan: Plan
    words: list[str]
    settings: BatchSettings
    unlearnt: tuple[str, ...] = ()


def make_plan(recipe: Recipe, journal: Journal, progress: Progress) -> Planned:
    """With what is learnt of the scans already. Raises what the command does."""
    words = recipe.words()
    args = parse(words)
    settings, rules = options.batch_settings(args), options.batch_rules(args)
    plan = cli.make_plan(args, rules, journal, progress)
    plan, settings, unlearnt = learnt_before(
        plan, settings, args.learn_dust, args.watermark, progress
    )
    return Planned(plan, words, settings, unlearnt)


@dataclass(frozen=True)
class RunShown:
    run: Run
    rows: list[Row]


def read_run(journal: Journal, number: int, progress: Progress) -> RunShown:
    """What the journal knows of a run; without pictures."""
    rows = []
    for entry in journal.entries(number, pictures=False):
        progress.step(0.0, tr("reading the journal"))
        rows.append(Row.of_entry(entry))
    return RunShown(find_run(journal, number), rows)


def runs_and_resumable(journal: Journal) -> tuple[list[Run], set[int]]:
    runs = journal.runs()
    return runs, {run.id for run in runs if journal.command_of(run.id) is not None}


def journal_pictures(journal: Journal, number: int) -> Callable[[Path, Progress], Fetched]:
    """Before and after, as the run left them."""

    def fetch(source: Path, progress: Progress) -> Fetched:
        for entry in journal.entries(number, source):
            return Fetched((entry.before, entry.after))
        return Fetched(())

    return fetch


def large_pictures(review: Review) -> Callable[[Path, Progress], Fetched]:
    """Before and after as large as a screen; marks that wait for their repair in red."""

    def fetch(source: Path, progress: Progress) -> Fetched:
        document = review.open(review.entry(source), progress)
        before = thumbnail(Document(document.scan), None, LARGE)
        boxes = find_boxes(changed(document))
        return Fetched((before, thumbnail_with_marks(document, LARGE)), tuple(boxes))

    return fetch


@dataclass(frozen=True)
class Both:
    """A scan before and after, pixel by pixel; marks that wait for their repair in red."""

    before: Snapshot
    after: Snapshot

    @property
    def size(self) -> Size:
        return self.before.scan.size

    def read(self, box: Box) -> tuple[np.ndarray, np.ndarray]:
        """uint8 (h, w, 3) of both; costs what the box measures, whatever the scan's size."""
        after = in_8_bit(self.after.read(box))
        if self.after.marked:
            after[self.after.read_mask(box) > 0] = MARKED
        return in_8_bit(self.before.read(box)), after


def open_detail(review: Review, source: Path, progress: Progress) -> Both:
    """Raises what `Review.open` does."""
    document = review.open(review.entry(source), progress)
    return Both(Document(document.scan).snapshot(), document.snapshot())


def in_8_bit(pixels: np.ndarray) -> np.ndarray:
    """uint8 (h, w, 3) of the pixels of any scan."""
    eight = (pixels >> 8).astype(np.uint8) if pixels.dtype == np.uint16 else pixels
    return cv2.cvtColor(eight, cv2.COLOR_GRAY2RGB) if eight.shape[2] == 1 else eight


def make_report(journal: Journal, number: int, progress: Progress) -> Path:
    """The report of a run, written among what can be made again."""
    path = paths.user_cache() / "reports" / f"run-{number}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    progress.step(0.1, tr("writing the report"))
    write_report(journal, number, path)
    return path


class Looker:
    """Looks at single scans of a plan before anything is run; used on one thread.

    Files are opened by a process of their own, as in the run itself.
    """

    def __init__(self) -> None:
        self._items: dict[Path, Item] = {}
        self._settings: BatchSettings | None = None
        self._decoder = Decoder()
        self._detector: Session | None = None
        self._is_open = False  # whether the detector was looked for

    def set_plan(self, planned: Planned | None) -> None:
        """None: nothing is looked at, and the memory of the detector is given back."""
        items = planned.plan.items if planned else ()
        self._items = {item.source.absolute(): item for item in items}
        self._settings = planned.settings if planned else None
        if planned is None:
            self._detector, self._is_open = None, False

    def __call__(self, source: Path, progress: Progress) -> Fetched:
        item, settings = self._items.get(source), self._settings
        if item is None or settings is None or item.action != "make":
            return Fetched(())
        trial = look(item, settings, self._opened(settings), self._decoder, progress)
        return Fetched((trial.picture,), trial.boxes, trial.note)

    def close(self) -> None:
        self._decoder.close()

    def _opened(self, settings: BatchSettings) -> Session | None:
        from engine.detect.find import open_detector

        if not self._is_open and settings.detects:
            self._detector, self._is_open = open_detector("auto", "automatic"), True
        return self._detector

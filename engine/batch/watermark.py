"""The mark that all scans of a batch share: learnt from them, or given, and taken off each."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from engine.batch.decoder import Opened
from engine.batch.plan import Plan
from engine.batch.sources import LEARNED
from engine.detect.watermark import Watermark, open_mark_file, save_mark_file
from engine.detect.watermark_learn import learn_mark
from engine.detect.watermark_request import take_mark_off
from engine.document.document import Document
from engine.progress import Progress

AUTO = "auto"
FILE = "watermark.png"


def mark_file(choice: str, plan: Plan, progress: Progress) -> str:
    """The path of the mark: the one that was given, or learnt from the scans and kept.

    It lies in the folder of the results, to be looked at; where it is there already it is taken as
    it is, so that a batch that goes on has the mark it began with.

    Raises:
        ScanError: the scans share no mark, or the file is none.
        SaveError: it cannot be written.
        Cancelled: stopped.
    """
    path = mark_place(choice, plan)
    if choice == AUTO and not path.exists():
        mark = learn_mark(scans_for_mark(plan), progress)
        path.parent.mkdir(parents=True, exist_ok=True)
        save_mark_file(mark, path)
    _opened(path)
    return str(path.absolute())


def scans_for_mark(plan: Plan) -> list[Path]:
    """Those that the mark is learnt from: all that can be read."""
    return [item.source for item in plan.items if item.size is not None]


def mark_place(choice: str, plan: Plan) -> Path:
    """Where the mark lies, or will lie once it is learnt."""
    return plan.target / LEARNED / FILE if choice == AUTO else Path(choice)


def take_off(opened: Opened, document: Document, path: str, progress: Progress) -> Opened:
    """Lay on `document` what un-blending gives; the same with what is to be repaired marked.

    Raises:
        ScanError: the mark is not on the scan.
        Cancelled: stopped.
    """
    removal = take_mark_off(opened.scan, _opened(Path(path)), progress, opened.protect)
    document.apply([removal.patch], "Remove watermark")
    opaque = removal.opaque
    mask = opaque if opened.mask is None else np.maximum(opened.mask, opaque)
    return replace(opened, mask=mask)


@lru_cache(maxsize=2)
def _opened(path: Path) -> Watermark:
    return open_mark_file(path)

"""Dust of the glass and scratches of the roll, learned from the scans of a batch themselves.

What lies at the same place on most scans of one folder and one size becomes a mask for all of them.
It is a file in the folder of the results, to be looked at, corrected, or thrown away; where it is
there already it is taken as it is, so that a batch that goes on has the mask it began with.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.batch.decoder import Decoder, Request
from engine.batch.names import safe
from engine.batch.plan import Item, Plan
from engine.batch.sources import LEARNED
from engine.detect.findings import Findings, draw_classes
from engine.detect.repeated import FEWEST, detect_repeated
from engine.detect.settings import DetectSettings
from engine.errors import ScanError
from engine.files.scan import Scan
from engine.files.writer import save_mask
from engine.geometry import Size
from engine.progress import Progress

# Of one folder: what is on all of them is told from what is on half of them well enough.
SAMPLE = 40


def learn_dust(plan: Plan, settings: DetectSettings, progress: Progress) -> Plan:
    """The plan with a mask of what repeats, for every folder with enough scans of one size.

    Raises:
        SaveError: the masks cannot be written.
        Cancelled: stopped.
    """
    groups = _groups(plan)
    masks: dict[Item, Path] = {}
    with Decoder() as decoder:
        for number, ((folder, size), items) in enumerate(groups.items()):
            path = _mask_file(plan.target, folder, size)
            part = progress.part(number / len(groups), (number + 1) / len(groups))
            if path.exists() or _learn(items, settings, decoder, path, part):
                masks |= dict.fromkeys(items, path)
    return _with_masks(plan, masks)


def known_dust(plan: Plan) -> tuple[Plan, int, int]:
    """The plan with the masks that an earlier batch has learnt.

    Returns:
        The plan, the number of scans whose mask is still to be learnt, and of those that get none,
        as too few of one size lie in a folder.
    """
    masks: dict[Item, Path] = {}
    unlearnt = too_few = 0
    for (folder, size), items in _groups(plan).items():
        path = _mask_file(plan.target, folder, size)
        if path.exists():
            masks |= dict.fromkeys(items, path)
        elif len(items) >= FEWEST:
            unlearnt += len(items)
        else:
            too_few += len(items)
    return _with_masks(plan, masks), unlearnt, too_few


def _groups(plan: Plan) -> dict[tuple[Path, Size], list[Item]]:
    groups: dict[tuple[Path, Size], list[Item]] = defaultdict(list)
    for item in plan.items:
        if item.action == "make" and item.size is not None:
            groups[item.source.parent, item.size].append(item)
    return groups


def _with_masks(plan: Plan, masks: dict[Item, Path]) -> Plan:
    learned = tuple(replace(item, dust=masks.get(item)) for item in plan.items)
    return replace(plan, items=learned)


def _learn(
    items: Sequence[Item], settings: DetectSettings, decoder: Decoder, path: Path, part: Progress
) -> bool:
    """Write the mask; False where the scans are too few to tell."""
    if len(items) < FEWEST:
        return False
    sample = [items[i].source for i in np.linspace(0, len(items) - 1, SAMPLE).round().astype(int)]

    def opened(scan: Path) -> Scan | None:
        try:
            return decoder.open(Request(scan), part.stop).scan
        except ScanError:  # said where it is to be repaired
            return None

    try:
        findings = detect_repeated(list(dict.fromkeys(sample)), part, opened)
    except ScanError:  # most of them could not be read
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    save_mask(_drawn(findings, settings), path)
    return True


def _drawn(findings: Findings, settings: DetectSettings) -> np.ndarray:
    classes = replace(settings, classes=("repeated",))
    return np.where(draw_classes(findings.size, findings.masks(classes)) > 0, 255, 0).astype("u1")


def _mask_file(target: Path, folder: Path, size: Size) -> Path:
    """Another one for another folder: the glass may have been cleaned meanwhile."""
    where = hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:8]
    name = safe(f"{folder.absolute().name}-{size.width}x{size.height}-{where}", ".png")
    return target / LEARNED / name

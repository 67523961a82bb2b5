"""What a batch will do, before it does anything: a target for every scan, no conflict open.

Reads names, sizes and headers; writes nothing. The table of `--dry-run` and of the window is this.

    find_sources        folders, hand-picked files, patterns
    MaskFinder          the mask of each, by name or shared
    fill_in, safe       the name of the result
    _Planner._settle    one target each: names that meet, results that exist
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from engine.batch.masks import MaskFinder, MaskRule
from engine.batch.names import check_template, fill_in, folded, safe
from engine.batch.sources import Choice, Found, find_sources
from engine.detect.infrared import SUFFIX as INFRARED
from engine.detect.infrared import find_sidecar
from engine.errors import BatchError, HeirloomError
from engine.files.formats import EXTENSIONS, SUFFIXES
from engine.files.limits import question
from engine.files.losses import losses_of_format
from engine.files.options import SaveOptions
from engine.files.reader import read_size
from engine.geometry import Size
from engine.progress import Progress

ON_CONFLICT = ("skip", "overwrite", "unique", "newer")
# (existing file, scan) -> whether a batch made this file from this scan, and nobody changed it
Made = Callable[[Path, Path], bool]


@dataclass(frozen=True)
class Rules:
    """How scans are chosen and named, and what happens where a file is already there.

    masks: say where to repair; protect: where nothing is touched, for the scans that have one.
    name: template of names.FIELDS, without ending.
    format: "JPEG", "PNG" or "TIFF"; None = each scan's own, PNG for formats we do not write.
    on_conflict: what becomes of a file that is already there and was not made by a batch from the
        same scan: skip the scan, overwrite the file, take a unique name, or overwrite it only where
        the scan is newer.
    detects: damage is looked for, so that a scan may be without a mask.
    infrared: files named _IR belong to the scans beside them.
    page: of the scans with several; one without this page fails.
    large: scans above limits.ASKED_PIXELS are taken, too; the plan says how large they are.
    """

    choice: Choice = field(default_factory=Choice)
    masks: MaskRule = field(default_factory=MaskRule)
    name: str = "{name}"
    format: str | None = None
    on_conflict: str = "skip"
    detects: bool = False
    infrared: bool = False
    protect: MaskRule = field(default_factory=MaskRule)
    page: int = 1
    large: bool = False

    def __post_init__(self) -> None:
        check_template(self.name)
        if self.on_conflict not in ON_CONFLICT:
            raise BatchError(f"{self.on_conflict!r} is none of {', '.join(ON_CONFLICT)}.")


@dataclass(frozen=True)
class Item:
    """One scan of a batch.

    action: "make", "skip" or "fail"; `note` says why, or how a conflict was settled.
    mask, dust: files that say what to repair; protect: one that says what is never touched.
    alpha: what is transparent in the scan is to be repaired.
    replaces: the target exists and may be replaced.
    made: the target is the result of an earlier batch; the run finds out whether it still holds.
    """

    source: Path
    target: Path
    action: str = "make"
    note: str = ""
    size: Size | None = None
    mask: Path | None = None
    dust: Path | None = None
    protect: Path | None = None
    infrared: Path | None = None
    alpha: bool = False
    replaces: bool = False
    made: bool = False

    def companions(self) -> dict[str, Path]:
        """Files beside the scan that determine its result, by what each is for."""
        beside = {
            "mask": self.mask,
            "dust": self.dust,
            "protect": self.protect,
            "infrared": self.infrared,
        }
        return {role: path for role, path in beside.items() if path is not None}


@dataclass(frozen=True)
class Plan:
    """`items` in the order of the work; `conflicts`: one sentence each, all of them settled."""

    target: Path
    items: tuple[Item, ...]
    conflicts: tuple[str, ...] = ()

    def losses(self, options: SaveOptions) -> list[str]:
        """What the formats of the results give up, one sentence each."""
        made = {SUFFIXES[i.target.suffix.lower()] for i in self.items if i.action == "make"}
        return [told for format in sorted(made) for told in losses_of_format(format, options)]

    def __str__(self) -> str:
        rows = [
            (item.action, str(item.source), str(item.target), str(item.size or "?"), item.note)
            for item in self.items
        ]
        heads = ("do", "scan", "result", "pixels", "note")
        widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(4)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, (*widths, 0), strict=True))
            for row in (heads, *rows)
        ]
        counts = Counter(item.action for item in self.items)
        told = ", ".join(f"{counts[action]:,} to {action}" for action in ("make", "skip", "fail"))
        conflicts = [f"conflict: {told}" for told in self.conflicts]
        return "\n".join([*(line.rstrip() for line in lines), *conflicts, told])


def plan_batch(
    sources: Sequence[Path],
    target: Path,
    rules: Rules,
    made: Made | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Settle what becomes of every scan; writes nothing.

    Args:
        sources: folders and files.
        target: folder of the results; need not exist.
        made: tells results of earlier batches; without it every existing file is a stranger's.

    Raises:
        BatchError: a source does not exist, the target is a file or a source, nothing was found.
        Cancelled: stopped.
    """
    progress = progress or Progress()
    if target.exists() and not target.is_dir():
        raise BatchError(f"the target {target} is a file: give a folder for the results.")
    found, passed = find_sources(sources, target, rules.choice)
    finders = MaskFinder(rules.masks), MaskFinder(rules.protect)
    scans = _without_companions(found, finders, rules)
    if not scans:
        raise BatchError(
            f"there is no scan in {', '.join(map(str, sources))}: check the folder"
            f"{', the patterns' if rules.choice.include or rules.choice.exclude else ''}"
            f"{'' if rules.choice.recursive else ', or add --recursive for its sub-folders'}."
        )
    planner = _Planner(target, rules, finders, made or (lambda existing, scan: False), scans)
    items = []
    for number, scan in enumerate(scans, 1):
        progress.step(number / len(scans), f"planning {number} of {len(scans)}")
        items.append(planner.item(scan, number))
    conflicts = [f"{path} is left out: {why}." for why, path in passed]
    conflicts += [f"{item.source}: {item.note}" for item in items if item.note and not item.made]
    return Plan(target, tuple(items), tuple(conflicts))


def _without_companions(
    found: list[Found], finders: Sequence[MaskFinder], rules: Rules
) -> list[Found]:
    """The scans among the files: without masks, and without infrared channels of other scans."""
    scans = [scan for scan in found if not any(finder.is_mask(scan.path) for finder in finders)]
    masks = {finder.mask_of(scan) for scan in scans for finder in finders}
    infrared = set(_sidecars(scans).values()) if rules.infrared else set()
    return [scan for scan in scans if scan.path not in masks and scan.path not in infrared]


def _sidecars(scans: list[Found]) -> dict[Path, Path]:
    """By scan, the file with its infrared channel; every folder is listed once."""
    folders = {scan.path.parent for scan in scans}
    stems = {folder: {path.stem.lower() for path in folder.iterdir()} for folder in folders}
    return {
        scan.path: sidecar
        for scan in scans
        if scan.path.stem.lower() + INFRARED in stems[scan.path.parent]
        and (sidecar := find_sidecar(scan.path)) is not None
    }


class _Planner:
    """Gives each scan a target that no other one has and that is no file the batch reads."""

    def __init__(
        self,
        target: Path,
        rules: Rules,
        finders: tuple[MaskFinder, MaskFinder],
        made: Made,
        scans: list[Found],
    ) -> None:
        self._target, self._rules, self._made = target, rules, made
        self._masks, self._protected = finders
        self._infrared = _sidecars(scans) if rules.infrared else {}
        self._taken: set[str] = set()  # folded paths of results
        self._next: Counter[str] = Counter()  # by folded path: as many names of it are taken
        places = [self._folder(scan) for scan in scans]
        # A result must not have the name of a folder that another result needs.
        self._folders = {folded(up) for place in places for up in (place, *place.parents)}
        masks = [finder.mask_of(scan) for scan in scans for finder in finders]
        reads = [*(scan.path for scan in scans), *(mask for mask in masks if mask)]
        self._read = {(s.st_dev, s.st_ino) for path in reads if (s := _stat(path))}

    def item(self, scan: Found, number: int) -> Item:
        stat = _stat(scan.path)
        day = date.fromtimestamp(stat.st_mtime if stat else 0)
        stem = fill_in(self._rules.name, scan.path, number, day)
        item = self._settle(Item(scan.path, self._target), self._folder(scan), stem)
        if item.action != "make":
            return item
        mask, protect = self._masks.mask_of(scan), self._protected.mask_of(scan)
        alpha, needed = self._rules.masks.alpha, self._rules.masks and not self._rules.detects
        if mask is None and needed and not alpha:
            return replace(item, action="fail", note=f"there is no mask for {scan.path.name}")
        infrared = self._infrared.get(scan.path)
        try:
            size = read_size(scan.path, self._rules.page)
            item = replace(item, size=size, infrared=infrared)
            if (told := question(scan.path.name, size)) and not self._rules.large:
                told = f"{told} Add --large to take it all the same"
                return replace(item, action="fail", note=told)
            item = replace(item, note=told or item.note)
            for drawn in filter(None, (mask, protect)):
                if (measured := read_size(drawn)) != item.size:
                    told = f"the mask {drawn.name} measures {measured} pixels, the scan {item.size}"
                    return replace(item, action="fail", note=told)
        except HeirloomError as error:
            return replace(item, action="fail", note=str(error))
        return replace(item, mask=mask, protect=protect, alpha=alpha)

    def _folder(self, scan: Found) -> Path:
        return self._target.joinpath(*(safe(part) for part in scan.place.parent.parts))

    def _settle(self, item: Item, folder: Path, stem: str) -> Item:
        """The first of name, name_2, name_3 ... that may be taken, or why none is."""
        if blocked := next((up for up in (folder, *folder.parents) if up.is_file()), None):
            told = f"{blocked} is a file where the results need a folder: move it away"
            return replace(item, target=folder, action="fail", note=told)
        ending, note = self._ending(item.source), ""
        called = folded(folder / safe(stem, ending))
        # Names are counted on, not from 2 again: a template may give thousands of scans the same.
        if number := self._next[called]:
            note = f"another result is called {safe(stem, ending)}; the result is called"
        number += 1
        while True:
            name = stem if number == 1 else f"{safe(stem)}_{number}"
            target = folder / safe(name, ending)
            occupied = self._occupied(target)
            stranger = os.path.lexists(target) and not self._made(target, item.source)
            if not occupied and not (stranger and self._rules.on_conflict == "unique"):
                self._taken.add(folded(target))
                self._next[called] = number
                return self._against(replace(item, target=target, note=note), stranger)
            first = occupied or f"{target.name} is already there"
            note, number = note or f"{first}; the result is called", number + 1

    def _occupied(self, target: Path) -> str:
        """Why `target` can be nobody's result; empty where it can."""
        if folded(target) in self._taken:
            return f"another result is called {target.name}"
        if folded(target) in self._folders or target.is_dir():
            return f"a folder is called {target.name}"
        stat = _stat(target)
        if stat and (stat.st_dev, stat.st_ino) in self._read:
            return f"{target.name} is a file this batch reads"
        return ""

    def _against(self, item: Item, stranger: bool) -> Item:
        """Settle with what is at the target already."""
        note = f"{item.note} {item.target.name}" if item.note else ""
        if not os.path.lexists(item.target):
            return replace(item, note=note)
        if not stranger:
            return replace(item, note=note or "made before", replaces=True, made=True)
        rule, name = self._rules.on_conflict, item.target.name
        if rule == "newer":
            scan, there = _stat(item.source), _stat(item.target)
            newer = scan is None or there is None or scan.st_mtime > there.st_mtime
            rule, name = ("overwrite", name) if newer else ("skip", f"{name}, newer than the scan,")
        if rule == "skip":
            return replace(item, action="skip", note=f"{name} is already there")
        return replace(item, note=f"{name} is already there and is replaced", replaces=True)

    def _ending(self, source: Path) -> str:
        own = source.suffix.lower()
        if self._rules.format is None:
            return own if own in SUFFIXES else EXTENSIONS["PNG"]
        return own if SUFFIXES.get(own) == self._rules.format else EXTENSIONS[self._rules.format]


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None

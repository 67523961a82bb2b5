"""What is opened, scan or restoration file, as work for the file thread: no Qt in here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.document.document import Document
from engine.progress import Progress
from gui.language import tr

if TYPE_CHECKING:
    from engine.document.recovery import Recoverable
    from engine.document.restoration import Restoration, View
    from engine.files.scan import PageFacts


@dataclass(frozen=True, eq=False)
class Opened:
    """saved_as: the restoration file it lies in; recovered: the autosave it comes from.

    packed: its patches by id, as they lie in either.
    """

    document: Document
    saved_as: Path | None = None
    view: View | None = None
    recovered: Recoverable | None = None
    packed: Mapping[str, bytes] | None = None


@dataclass(frozen=True, eq=False)
class ScanMissing:
    """A restoration whose scan was not found; `with_scan` goes on once the user has shown it."""

    restoration: Restoration
    saved_as: Path | None = None
    recovered: Recoverable | None = None

    @property
    def name(self) -> str:
        return self.restoration.scan.name

    def with_scan(self, path: Path, progress: Progress) -> Opened:
        from engine.document.read_restoration import lay_on
        from engine.files.reader import open_scan

        scan = open_scan(path, self.restoration.scan.page)
        document = lay_on(self.restoration, scan, progress)
        if self.recovered is not None:
            document.history.mark_unsaved()
        told = self.restoration
        return Opened(document, self.saved_as, told.view, self.recovered, told.packed)


@dataclass(frozen=True, eq=False)
class SeveralPages:
    """A TIFF with pages to choose from; `with_page` goes on with one, counted from 1."""

    path: Path
    pages: tuple[PageFacts, ...]

    def with_page(self, page: int) -> Opened | VeryLarge:
        return open_page(self.path, page)


@dataclass(frozen=True, eq=False)
class VeryLarge:
    """A scan that is opened only if the user wants it in spite of what `question` says."""

    path: Path
    page: int
    question: str

    def agreed(self) -> Opened:
        return _opened(self.path, self.page)


Outcome = Opened | ScanMissing | SeveralPages | VeryLarge


def open_page(path: Path, page: int) -> Opened | VeryLarge:
    from engine.files.limits import question
    from engine.files.reader import read_size

    told = question(path.name, read_size(path, page))
    return VeryLarge(path, page, told) if told else _opened(path, page)


def _opened(path: Path, page: int) -> Opened:
    from engine.files.reader import open_scan

    return Opened(Document(open_scan(path, page)))


def open_anything(path: Path, folders: Iterable[Path], progress: Progress) -> Outcome:
    """A scan, or a restoration file with its scan, looked for beside it and in `folders`."""
    from engine.document.restoration import SUFFIX

    if path.suffix.lower() != SUFFIX:
        from engine.files.reader import read_pages

        pages = read_pages(path)
        return SeveralPages(path, pages) if len(pages) > 1 else open_page(path, 1)
    from engine.document.read_restoration import open_restoration

    found = ScanMissing(open_restoration(path, progress.part(0.0, 0.3)), path)
    return _with_found_scan(found, [path.parent, *folders], progress.part(0.3, 1.0))


def recover(
    found: Recoverable, folders: Iterable[Path], progress: Progress
) -> Opened | ScanMissing:
    """What a crash left behind, on its scan."""
    from engine.document.read_restoration import open_restoration

    restoration = open_restoration(found.autosave, progress.part(0.0, 0.3))
    beside = [found.scan.parent] if found.scan else []
    missing = ScanMissing(restoration, None, found)
    return _with_found_scan(missing, [*beside, *folders], progress.part(0.3, 1.0))


def _with_found_scan(
    missing: ScanMissing, folders: Iterable[Path], progress: Progress
) -> Opened | ScanMissing:
    from engine.document.identity import find_scan

    progress.step(0.0, tr("looking for {name}", name=missing.name))
    path = find_scan(missing.restoration.scan, folders)
    return missing if path is None else missing.with_scan(path, progress)

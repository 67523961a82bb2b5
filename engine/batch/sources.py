"""Which files are scans of a batch: folders and hand-picked files, patterns, links, masks apart."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from engine.batch.names import natural
from engine.errors import BatchError
from engine.files.formats import RAW_SUFFIXES, READABLE

# Endings of what `open_scan` reads; a file picked by hand is taken whatever it is called.
# Camera raw only by hand: beside it often lies the same photograph as JPEG.
SUFFIXES = READABLE.keys() - set(RAW_SUFFIXES)
TRASH = "heirloom-trash"  # folder of results that were taken back, in the folder of a batch
REVIEW = "heirloom-review"  # folder of what waits for a person's word, there too
LEARNED = "heirloom-learned"  # folder of masks learned from the scans, there too
PART = ".heirloom-part"  # folder of results that are being written, there too


@dataclass(frozen=True)
class Found:
    """A scan and where it lies in the tree: `place` is relative to the folder it was found in."""

    path: Path
    place: PurePath


@dataclass(frozen=True)
class Choice:
    """Which of the files in a folder are taken; patterns as in a shell, without regard to case.

    A pattern with a slash is compared with the path in the folder, another one with the name.
    """

    recursive: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def takes(self, place: PurePath) -> bool:
        included = not self.include or any(_fits(place, pattern) for pattern in self.include)
        return included and not any(_fits(place, pattern) for pattern in self.exclude)


def find_sources(
    given: Sequence[Path], target: Path, choice: Choice
) -> tuple[list[Found], list[tuple[str, Path]]]:
    """The scans, in natural order of each folder, and what was passed over: (why, path).

    Of several folders each keeps its own name in the tree. A file is found once, however often it
    is given. Links to files are followed, links to folders are not: they may lead in a circle.

    Raises:
        BatchError: a source does not exist, or is the target itself.
    """
    folders = [path for path in given if path.is_dir()]
    found: dict[Path, Found] = {}
    passed: list[tuple[str, Path]] = []
    for path in given:
        if not os.path.lexists(path):
            raise BatchError(f"{path} does not exist: check its name and folder.")
        if path in folders:
            top = PurePath(path.resolve().name) if len(folders) > 1 else PurePath()
            places = sorted(_walk(path, target, choice, passed), key=natural)
        else:
            path, top, places = path.parent, PurePath(), [PurePath(path.name)]
        for place in places:
            found.setdefault((path / place).absolute(), Found(path / place, top / place))
    return list(found.values()), passed


def read_list(path: Path) -> list[Path]:
    """The paths in a text file, one in a line, or ended by zero bytes as `find -print0` writes
    them; relative ones count from where the command is given.

    Raises:
        BatchError: it cannot be read, or holds none.
    """
    try:
        text = os.fsdecode(path.read_bytes()).removeprefix("\ufeff")
    except OSError as error:
        raise BatchError(f"{path} cannot be read: {error.strerror or error}.") from error
    lines = text.split("\0") if "\0" in text else text.replace("\r\n", "\n").split("\n")
    given = [Path(line) for line in lines if line]
    if not given:
        raise BatchError(f"{path} is empty: write the paths of the scans into it, one in a line.")
    return given


def _walk(
    folder: Path, target: Path, choice: Choice, passed: list[tuple[str, Path]]
) -> Iterator[PurePath]:
    if _same(folder, target):
        raise BatchError(
            f"the target {target} is a folder of scans itself: give another folder for the results."
        )
    for at, folders, files in os.walk(folder):
        here = Path(at)
        kept = []
        for name in folders if choice.recursive else ():
            if name.startswith(".") or name in (TRASH, REVIEW, LEARNED):
                continue
            if (here / name).is_symlink():
                passed.append(("it is a link to a folder: give that folder itself", here / name))
            elif _same(here / name, target):
                passed.append(("it is the target, which lies among the scans", here / name))
            else:
                kept.append(name)
        folders[:] = kept
        for name in files:  # hidden ones are notes of macOS and file managers
            place = (here / name).relative_to(folder)
            known = place.suffix.lower() in SUFFIXES and not name.startswith(".")
            if known and choice.takes(place):
                yield place


def _fits(place: PurePath, pattern: str) -> bool:
    text = place.as_posix() if "/" in pattern else place.name
    return fnmatchcase(text.casefold(), pattern.casefold())


def _same(a: Path, b: Path) -> bool:
    return a.exists() and b.exists() and a.samefile(b)

"""Which mask belongs to which scan: one for all, or by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from engine.batch.sources import Found
from engine.errors import BatchError

# JPEG blurs the edges of a mask and is still what some programs write.
SUFFIXES = (".png", ".tif", ".tiff", ".bmp", ".webp", ".gif", ".jpg", ".jpeg")
DEFAULT = "{name}_mask"
ALPHA = "alpha"


@dataclass(frozen=True)
class MaskRule:
    """Where masks lie.

    shared: one mask for every scan.
    by_name: a folder, in which the mask of `sub/a.jpg` is `sub/a_mask.png`, `sub/a.png`,
        `a_mask.png` or `a.png`; or a pattern with {name}, counted from the scan's own folder:
        `{name}_mask`, `masks/{name}.png`, of which the ending may be left out; or ALPHA: what is
        transparent in the scan itself.
    """

    shared: Path | None = None
    by_name: str | None = None

    def __post_init__(self) -> None:
        if self.shared is not None and self.by_name is not None:
            raise BatchError("--mask and --masks exclude each other: leave one of them out.")
        if self.shared is not None and not self.shared.is_file():
            raise BatchError(f"the mask {self.shared} does not exist: check its name and folder.")
        named = self.by_name is None or self.alpha or "{name}" in self.by_name
        if not named and not self._folder():
            raise BatchError(
                f"{self.by_name} is neither a folder with masks nor a pattern with {{name}}, such "
                f"as {DEFAULT}."
            )

    @classmethod
    def of(cls, where: str | None) -> MaskRule:
        """A file for all scans, or a rule by name; None: no masks."""
        if where and Path(where).is_file():
            return cls(shared=Path(where))
        return cls(by_name=where)

    @property
    def alpha(self) -> bool:
        return self.by_name == ALPHA

    def __bool__(self) -> bool:
        return self.shared is not None or self.by_name is not None

    def _folder(self) -> Path | None:
        folder = Path(self.by_name or "")
        return folder if self.by_name and not self.alpha and folder.is_dir() else None


class MaskFinder:
    """Looks masks up; lists every folder once."""

    def __init__(self, rule: MaskRule) -> None:
        self._rule, self._folder = rule, rule._folder()
        self._listed: dict[Path, dict[str, Path]] = {}
        self._is_mask: re.Pattern[str] | None = None
        if rule.by_name is not None and self._folder is None and not rule.alpha:
            stem = re.escape(Path(rule.by_name).as_posix()).replace(re.escape("{name}"), "[^/]+")
            self._is_mask = re.compile(rf"(?:.*/)?{stem}(?:\.\w+)?", re.IGNORECASE)

    def is_mask(self, path: Path) -> bool:
        """Whether a file is a mask by its name or place, and so no scan."""
        if self._rule.shared is not None:
            return path.exists() and path.samefile(self._rule.shared)
        if self._folder is not None:
            return self._folder.resolve() in path.resolve().parents
        return self._is_mask is not None and bool(self._is_mask.fullmatch(path.as_posix()))

    def mask_of(self, scan: Found) -> Path | None:
        if self._rule.shared is not None or self._rule.by_name is None or self._rule.alpha:
            return self._rule.shared
        for base in self._bases(scan):
            listed = self._list(base.parent)
            for ending in ("", *SUFFIXES):
                called = base.name + ending
                path = listed.get(called) or listed.get(called.casefold())
                if path is not None and path != scan.path:
                    return path
        return None

    def _bases(self, scan: Found) -> list[Path]:
        name = scan.path.stem
        if self._folder is None:
            return [scan.path.parent / str(self._rule.by_name).replace("{name}", name)]
        places = dict.fromkeys((self._folder / scan.place.parent, self._folder))
        return [place / called for place in places for called in (f"{name}_mask", name)]

    def _list(self, folder: Path) -> dict[str, Path]:
        """Files of a folder by their names, as they are and in small letters."""
        if folder not in self._listed:
            files = [p for p in sorted(folder.iterdir()) if p.is_file()] if folder.is_dir() else []
            folded = {path.name.casefold(): path for path in files}
            self._listed[folder] = folded | {path.name: path for path in files}
        return self._listed[folder]

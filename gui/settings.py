"""What the window remembers between runs: one INI file behind typed properties."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar, cast

from PySide6.QtCore import QByteArray, QSettings

from engine.files.formats import FORMATS
from engine.files.options import COMPRESSIONS, KEEP, POLICIES
from gui.language import LANGUAGES, SYSTEM

VERSION = 1  # of the file's layout; raise it when the meaning of a key changes
RECENT = 20  # scans remembered

T = TypeVar("T")


class _Value(Generic[T]):
    """One key of the file as a typed attribute; what cannot be read or is not valid = default."""

    def __init__(
        self, key: str, default: T, valid: Callable[[T], bool] = lambda value: True
    ) -> None:
        self._key, self._default, self._valid = key, default, valid

    def __get__(self, settings: Settings, owner: type) -> T:
        try:
            value = self._read(settings.store.value(self._key))
            return value if self._valid(value) else self._default
        except (TypeError, ValueError):
            return self._default

    def __set__(self, settings: Settings, value: T) -> None:
        settings.store.setValue(self._key, value)

    def _read(self, stored: object) -> T:
        if stored is None:
            return self._default
        if isinstance(self._default, bool):  # INI files know text only
            return cast(T, str(stored).lower() in ("true", "1"))
        return type(self._default)(stored)


def _one_of(*values: str) -> Callable[[str], bool]:
    return lambda value: value in values


class Settings:
    """Typed access to the settings file; a change is written by Qt within seconds."""

    language = _Value("window/language", SYSTEM, _one_of(SYSTEM, *LANGUAGES))
    theme = _Value("window/theme", "system", _one_of("system", "light", "dark"))
    geometry = _Value("window/geometry", QByteArray())
    panel = _Value("window/panel", True)
    brush_radius = _Value("brush/radius", 12.0, lambda r: 0.5 <= r <= 1000)
    eraser_radius = _Value("brush/eraser_radius", 20.0, lambda r: 0.5 <= r <= 1000)
    hardness = _Value("brush/hardness", 0.8, lambda h: 0 <= h <= 1)
    wand_tolerance = _Value("wand/tolerance", 0.1, lambda share: 0 <= share <= 1)
    wand_contiguous = _Value("wand/contiguous", True)
    tighten_strokes = _Value("mask/tighten_strokes", False)
    mask_pixels = _Value("mask/pixels", 4, lambda pixels: 1 <= pixels <= 250)
    overview = _Value("view/overview", False)
    film_strip = _Value("view/film_strip", True)
    mask_view = _Value("brush/mask_view", "tint", _one_of("tint", "mask", "hatch", "off"))
    has_repaired = _Value("repair/has_repaired", False)  # and needs no more to be told how
    repair_on_release = _Value("repair/on_release", True)
    method = _Value("repair/method", "auto", _one_of("auto", "generator", "classical"))
    model = _Value("repair/model", "")  # id of a generator; empty = the newest
    device = _Value("repair/device", "auto", _one_of("auto", "cuda", "directml", "coreml", "cpu"))
    thorough = _Value("repair/thorough", False)  # several looks at thin damage
    remember_recent = _Value("files/remember_recent", True)
    export_format = _Value("files/export_format", "", _one_of("", *FORMATS))
    export_metadata = _Value("files/export_metadata", KEEP, _one_of(*POLICIES))
    tiff_compression = _Value("files/tiff_compression", "deflate", _one_of(*COMPRESSIONS))
    export_record = _Value("files/export_record", False)
    batch_recipe = _Value("batch/recipe", "")  # JSON; gui/batch/batches.py knows its fields
    export_folder = _Value("files/export_folder", "")  # empty: beside each scan
    keys = _Value("keys/own", "{}")  # JSON; gui/keys.py knows what it holds
    threads = _Value("repair/threads", 0, lambda count: 0 <= count <= 256)  # 0: automatic
    undo_memory = _Value("memory/undo", 512, lambda mb: 64 <= mb <= 65536)  # MB
    scan_memory = _Value("memory/scan", 0, lambda gb: 0 <= gb <= 1024)  # GB; 0: all that is free
    notify = _Value("window/notify", True)  # at the end of long work
    jpeg_quality = _Value("files/jpeg_quality", 95, lambda q: 1 <= q <= 100)

    def __init__(self, file: Path | None = None) -> None:
        """`file`: another place than the user's own settings, for tests and portable use."""
        ini = QSettings.Format.IniFormat
        if file is None:
            self.store = QSettings(ini, QSettings.Scope.UserScope, "Heirloom", "Heirloom")
        else:
            self.store = QSettings(str(file), ini)
        self._check_version()

    @property
    def file(self) -> Path:
        return Path(self.store.fileName())

    @property
    def has_brush_size(self) -> bool:
        """Whether the user ever chose one."""
        return self.store.contains("brush/radius") or self.store.contains("brush/eraser_radius")

    @property
    def recent(self) -> list[Path]:
        """Scans opened lately, the latest first; may have gone since."""
        stored = self.store.value("files/recent") or []
        names = [stored] if isinstance(stored, str) else stored
        return [Path(name) for name in names if name][:RECENT]

    def add_recent(self, path: Path) -> None:
        if self.remember_recent:
            kept = [known for known in self.recent if known != path]
            self.store.setValue("files/recent", [str(p) for p in [path, *kept][:RECENT]])

    def forget_recent(self, path: Path | None = None) -> None:
        """Forget one scan, or all of them."""
        kept = [] if path is None else [known for known in self.recent if known != path]
        self.store.setValue("files/recent", [str(p) for p in kept])

    def folder(self, purpose: str) -> Path:
        """Where the user last was for this purpose ("open", "export", "mask"), or home."""
        folder = Path(str(self.store.value(f"folders/{purpose}") or ""))
        return folder if folder.is_absolute() and folder.is_dir() else Path.home()

    def set_folder(self, purpose: str, folder: Path) -> None:
        self.store.setValue(f"folders/{purpose}", str(folder))

    def reset(self) -> None:
        """Everything as on the first day."""
        self.store.clear()
        self.store.setValue("version", VERSION)

    def _check_version(self) -> None:
        try:
            found = int(self.store.value("version", VERSION))
        except (TypeError, ValueError):
            found = 0
        if found != VERSION and self.file.exists():
            # Written by another Heirloom: its keys may mean something else here. Kept beside.
            shutil.copyfile(self.file, self.file.with_suffix(f".version{found}.ini"))
            self.store.clear()
        self.store.setValue("version", VERSION)

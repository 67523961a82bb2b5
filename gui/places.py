"""Where results are proposed to lie, and the scan that comes with Heirloom to try it with."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths

from engine import paths
from gui.settings import Settings


def sample_scan() -> Path:
    """A damaged photograph; see gui/sample/README.md."""
    return paths.bundle() / "gui" / "sample" / "portrait.jpg"


def export_folder(settings: Settings, scan: Path | None) -> Path | None:
    """What the preferences say, as long as it is there; None: beside the scan."""
    chosen = Path(settings.export_folder)
    if settings.export_folder and chosen.is_dir():
        return chosen
    return None if scan is None or beside(scan) == scan.parent else beside(scan)


def beside(scan: Path) -> Path:
    """The folder of `scan`; the user's pictures for what lies in Heirloom's own folder."""
    if scan.parent != sample_scan().parent:
        return scan.parent
    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return Path(pictures) if Path(pictures).is_dir() else Path.home()

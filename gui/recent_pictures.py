"""Small pictures of the scans opened lately, kept on the disk among what can be made again.

They are made when a scan is opened, from what the canvas has anyway: nothing is ever decoded only
to be shown on the welcome page. Who forgets a scan forgets its picture.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap

from engine import paths

SIDE = 320  # px, the longer one: as large as a tile of the welcome page on a 200 % screen
QUALITY = 85

log = logging.getLogger(__name__)


def keep(scan: Path, image: QImage) -> None:
    """Keep a small copy of `image` for `scan`; a disk that cannot be written is only logged."""
    small = image.scaled(
        SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    file = _file(scan)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        log.warning("no picture of a recent scan is kept: %s", error)
        return
    if not small.save(str(file), "JPEG", QUALITY):
        log.warning("no picture of a recent scan is kept: %s cannot be written", file)


def find(scan: Path) -> QPixmap | None:
    """None where there is none, or none that can be read."""
    pixmap = QPixmap(str(_file(scan)))
    return None if pixmap.isNull() else pixmap


def forget_others(scans: Iterable[Path]) -> None:
    """Only the pictures of `scans` stay."""
    wanted = {_file(scan) for scan in scans}
    for file in _folder().glob("*.jpg"):
        if file not in wanted:
            file.unlink(missing_ok=True)


def _file(scan: Path) -> Path:
    return _folder() / f"{hashlib.sha256(str(scan).encode()).hexdigest()[:32]}.jpg"


def _folder() -> Path:
    return paths.user_cache() / "recent"

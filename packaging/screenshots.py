"""Photograph every panel and dialog of the window for the manual: docs/screenshots/.

    python packaging/screenshots.py

Both looks, all languages, and the moving picture of the quick start: three minutes on one
processor. No display is needed, but a Chinese font, and the extra `train` for the photographs and
for a training to be shown. Look at what comes out before you commit it.
"""

from __future__ import annotations

import argparse
import io
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shots
import stage
from PIL import Image
from PySide6.QtCore import QLocale
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from gui import language
from gui.app import make_application
from gui.qimage import from_qimage

FOLDER = stage.ROOT / "docs" / "screenshots"
HOME = Path(tempfile.gettempdir()) / "heirloom-screenshots"  # seen in pictures: always the same
LOOKS = ("light", "dark")
MOVING = "quick-start.webp"
QUALITY = 80  # of WebP; what is smaller without loss has none
FILM_SIZE = (960, 640)  # px
STEP_MS, LOOK_MS = 90, 1500


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--into", type=Path, default=FOLDER, help="another folder")
    parser.add_argument("--language", choices=list(language.LANGUAGES), help="only this one")
    parser.add_argument("--look", choices=LOOKS, help="only this one")
    args = parser.parse_args(words)
    try:
        HOME.mkdir()
    except FileExistsError:
        print(f"error: {HOME} is there already: remove it if nobody uses it.", file=sys.stderr)
        return 2
    try:
        return photograph(args)
    finally:
        shutil.rmtree(HOME, ignore_errors=True)  # a thread may just be writing


def photograph(args: argparse.Namespace) -> int:
    stage.live_in(HOME)
    app = make_application()
    chinese = QFontDatabase.WritingSystem.SimplifiedChinese
    if not QFontDatabase.families(chinese):
        print(
            "error: there is no Chinese font here: install one (on Debian and Ubuntu "
            "`sudo apt-get install fonts-noto-cjk`) and start again.",
            file=sys.stderr,
        )
        return 2
    stage.write_portrait(HOME / "Pictures" / "portrait.tif")
    stage.write_album(HOME / "Pictures" / "Album")
    stage.write_photographs(HOME / "Pictures" / shots.LEARN, ("astronaut", "coffee", "camera"))
    stage.write_photographs(HOME / "Pictures" / shots.MEASURE, ("rocket",))
    for spoken in [args.language] if args.language else language.LANGUAGES:
        language.install(app, spoken)  # English comes first: it cannot be brought back
        QLocale.setDefault(QLocale(spoken))
        for look in [args.look] if args.look else LOOKS:
            take_all(args.into / spoken / look, look, spoken)
        if spoken == language.SOURCE:
            write_film(args.into / MOVING)
    return 0


def take_all(folder: Path, look: str, spoken: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    here = stage.Stage(HOME, f"{spoken}-{look}", look, spoken)
    shots.begin_training(here)
    for shot in shots.SHOTS:
        shown = shot.take(here)
        QApplication.processEvents()
        write(folder / f"{shot.name}.webp", shown)
        check(shot, shown)
        if isinstance(shown, QDialog):
            shown.reject()
    here.close()


def write_film(file: Path) -> None:
    """A scratch is painted over and repaired, and what was there before is looked at."""
    frames: list[Image.Image] = []
    times: list[int] = []

    def keep(ms: int) -> None:
        frames.append(picture_of(here.window))
        times.append(ms)

    here = stage.Stage(HOME, "film", "light", language.SOURCE)
    here.window.resize(*FILM_SIZE)
    here.do("on_release")
    here.open(HOME / "Pictures" / "portrait.tif")
    here.window.canvas.brush_radius = 14
    keep(LOOK_MS)
    here.drag(stage.along(stage.SCRATCHES[1], 6), lambda: keep(STEP_MS))
    here.wait(lambda: here.window.document.patches)
    here.rest()
    for compared in (False, True, False):
        here.window.actions_by_id["original"].setChecked(compared)
        here.rest()
        keep(LOOK_MS)
    here.close()
    frames[0].save(
        file, save_all=True, append_images=frames[1:], duration=times, loop=0, quality=QUALITY,
        method=6, minimize_size=True,
    )  # fmt: skip
    print(f"{file} ({file.stat().st_size // 1024} KiB)")


def check(shot: shots.Shot, shown: QWidget) -> None:
    """That what it says it shows is seen."""
    widgets = [shown, *shown.findChildren(QWidget)]
    seen = {name_of(type(widget)) for widget in widgets if widget.isVisible()}
    if missing := set(shot.shows) - seen:
        raise SystemExit(f"error: {shot.name} does not show {', '.join(sorted(missing))}.")


def name_of(kind: type) -> str:
    """module.Class, below gui."""
    return f"{kind.__module__}.{kind.__qualname__}".removeprefix("gui.")


def picture_of(shown: QWidget) -> Image.Image:
    return Image.fromarray(from_qimage(shown.grab().toImage()))


def write(file: Path, shown: QWidget) -> None:
    image = picture_of(shown)
    image.save(file, "WEBP", method=4, quality=QUALITY)
    exact = io.BytesIO()
    image.save(exact, "WEBP", method=4, lossless=True)
    if exact.tell() < file.stat().st_size:
        file.write_bytes(exact.getvalue())
    print(f"{file} ({file.stat().st_size // 1024} KiB)")


if __name__ == "__main__":
    logging.disable()  # what the window refuses on purpose is no news
    sys.exit(main())

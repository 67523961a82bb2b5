"""A window to be photographed, and hands that work in it; for `packaging/screenshots.py`.

Nothing of the user is seen or touched: home is a folder of its own, in which there is an album of
free photographs, aged and damaged as docs/gallery shows them.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs" / "gallery")]

import cv2  # noqa: E402
from PIL import Image  # noqa: E402
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt  # noqa: E402
from PySide6.QtGui import QMouseEvent  # noqa: E402
from PySide6.QtWidgets import QApplication, QDialog, QWidget  # noqa: E402

from gui.main_window import MainWindow  # noqa: E402
from gui.settings import Settings  # noqa: E402

SIZE = (1180, 760)  # px of the window
LONGEST = 600.0  # s for one step; then something is broken
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton

Place = tuple[float, float]

SEED = 5
ENLARGED = 3  # a free photograph of 512 px, as a scanner would see a small print
SCRATCHES: tuple[tuple[Place, ...], ...] = (  # on the portrait, in scan pixels
    ((615, 0), (597, 360), (639, 900), (609, 1535)),
    ((60, 990), (510, 810), (990, 570), (1533, 450)),
    ((1180, 60), (1215, 660), (1140, 1200), (1170, 1535)),
)


def live_in(home: Path) -> None:
    """Before Qt is started: settings, models, journal and pictures lie here."""
    os.environ["HOME"] = str(home)
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = str(home / f".{name.lower()}")
    (home / "Pictures").mkdir()


def write_album(folder: Path) -> None:
    """The good scenes of the gallery as scans of 300 dpi."""
    from scenes import SCENES

    folder.mkdir()
    for scene in SCENES:
        if not scene.bad:
            scan = Image.fromarray(scene.make().damaged)
            scan.save(folder / f"{scene.photograph}.jpg", quality=92, dpi=(300, 300))


def write_photographs(folder: Path, names: Sequence[str]) -> None:
    """Of scikit-image, undamaged."""
    from skimage import data

    folder.mkdir()
    for name in names:
        Image.fromarray(getattr(data, name)()).convert("RGB").save(folder / f"{name}.png")


def write_portrait(path: Path) -> None:
    """The astronaut of the gallery, larger, with scratches and dust."""
    from ageing import OldScan, age
    from skimage import data

    large = cv2.resize(
        data.astronaut(), None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC
    )
    old = OldScan(age(large, SEED, "sepia"), SEED)
    for way in SCRATCHES:
        old.scratch(way, 7)
    old.dust(160)
    Image.fromarray(old.damaged).save(path, dpi=(600, 600))


class Stage:
    """A main window in one look; the language is that of the application."""

    def __init__(self, home: Path, name: str, look: str, language: str) -> None:
        self.home, self.name = home, name
        settings = Settings(home / f"{name}.ini")
        settings.theme, settings.language, settings.device = look, language, "cpu"
        settings.has_repaired, settings.repair_on_release = True, False
        self.album = sorted((home / "Pictures" / "Album").iterdir())
        self.portrait = home / "Pictures" / "portrait.tif"
        self.settings = settings
        self.window = MainWindow(settings)
        self.window.resize(*SIZE)
        self.window.show()

    def close(self) -> None:
        self.window._close_now()
        self.settings.store.sync()  # or it is written when its folder is gone
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def do(self, action: str) -> None:
        self.window.actions_by_id[action].trigger()

    def wait(self, done: Callable[[], object]) -> None:
        """Let the window work until `done`."""
        end = time.monotonic() + LONGEST
        while not done():
            if time.monotonic() > end:
                raise SystemExit(f"error: {self.name}: the window did not get done.")
            QApplication.processEvents()
            time.sleep(0.03)
        QApplication.processEvents()

    def rest(self) -> QWidget:
        """The main window once nothing goes on in it and the pointer has left."""
        window = self.window
        QApplication.sendEvent(window.canvas.viewport(), QEvent(QEvent.Type.Leave))
        self.wait(lambda: not (window.work.is_busy or window.canvas.work.is_writing))
        self.wait(lambda: window.grab() is not None and window.canvas.is_complete)
        return window

    def open(self, scan: Path) -> None:
        self.window.open(scan)
        self.wait(lambda: self.window.files.name == scan.name)
        self.rest()

    def dialog(self, ask: Callable[[], object]) -> QDialog:
        """What opens when it is asked for."""
        before = set(self._dialogs())
        ask()
        self.wait(lambda: set(self._dialogs()) - before)
        (found,) = set(self._dialogs()) - before
        return found

    def page(self, widget: type[QWidget] | str) -> QWidget:
        """Bring a page of the side panel to the front, by the name of its class."""
        panel = self.window.panel
        found = [w for w in panel.findChildren(QWidget) if type(w).__name__ == widget]
        panel.show_page(found[0])
        return self.rest()

    def drag(self, way: Sequence[Place], seen: Callable[[], object] = lambda: None) -> None:
        """Paint along scan points; `seen` is called after every step."""
        self.mouse(QEvent.Type.MouseMove, way[0], NONE)
        seen()
        self.mouse(QEvent.Type.MouseButtonPress, way[0], LEFT)
        for place in way[1:]:
            self.mouse(QEvent.Type.MouseMove, place, LEFT)
            seen()
        self.mouse(QEvent.Type.MouseButtonRelease, way[-1], NONE)

    def mouse(self, kind: QEvent.Type, place: Place, held: Qt.MouseButton) -> None:
        canvas = self.window.canvas
        view, at = canvas.viewport(), canvas.to_viewport(*place)
        button = NONE if kind == QEvent.Type.MouseMove else LEFT
        everywhere = QPointF(view.mapToGlobal(QPoint(at)))
        keys = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(view, QMouseEvent(kind, QPointF(at), everywhere, button, held, keys))
        QApplication.processEvents()

    @staticmethod
    def _dialogs() -> list[QDialog]:
        tops = QApplication.topLevelWidgets()
        return [w for w in tops if isinstance(w, QDialog) and w.isVisible()]


def along(points: Sequence[Place], steps: int) -> list[Place]:
    """`steps` places on each stretch between `points`, and the last one."""
    way = [
        (x + (to_x - x) * step / steps, y + (to_y - y) * step / steps)
        for (x, y), (to_x, to_y) in pairwise(points)
        for step in range(steps)
    ]
    return [*way, points[-1]]

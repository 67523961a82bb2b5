"""What the canvas and the icons look like, against pictures in snapshots/ that were looked at.

Nothing with letters: those differ between computers. To renew a picture, delete it, run this, look
at what is in build/snapshots/, and copy it into snapshots/.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QIcon, QImage, QPainter

from engine.document.document import Document
from engine.document.layers import IDS
from engine.document.mask import Mask
from engine.document.patch import Patch, Provenance
from engine.files.scan import Scan
from engine.geometry import Box
from gui import theme
from gui.canvas import picture
from gui.canvas.overview import Overview
from gui.canvas.region_frame import RegionFrame
from gui.qimage import from_qimage

KEPT = Path(__file__).with_name("snapshots")
SEEN = Path(__file__).parents[3] / "build" / "snapshots"
# OpenCV and Qt choose other instructions on other processors: the last bit of a level may fall
# elsewhere, and where a slanted line is smoothed a few of them.
LEVELS, SHARE = 6, 0.001
SIZE = QSize(300, 200)
ICON, COLUMNS = 24, 10
ICONS = (
    *("brush", "eraser", "scratch", "line", "lasso", "polygon", "rectangle", "ellipse", "wand"),
    *("restore", "protect", "open", "undo", "redo", "repair", "original", "split", "fit"),
    *("export", "eye-off"),
)
STATES = (
    (QIcon.Mode.Normal, QIcon.State.Off),
    (QIcon.Mode.Normal, QIcon.State.On),
    (QIcon.Mode.Disabled, QIcon.State.Off),
)


def compare(name, seen):
    """Fail unless `seen` (uint8 h, w, 3) is the kept picture, but for what tolerance allows."""
    kept = KEPT / f"{name}.png"
    SEEN.mkdir(parents=True, exist_ok=True)
    Image.fromarray(seen).save(SEEN / kept.name)
    if not kept.exists():
        pytest.fail(f"{kept} is not there: look at {SEEN / kept.name}, and copy it if it is right")
    expected = np.asarray(Image.open(kept))
    assert seen.shape == expected.shape, f"{SEEN / kept.name} has another size than {kept}"
    off = np.abs(seen.astype(int) - expected).max(axis=2)
    share = (off > LEVELS).mean()
    if share > SHARE:
        difference = SEEN / f"{name}-difference.png"
        Image.fromarray(np.where(off > LEVELS, 255, off * 20).astype(np.uint8)).save(difference)
        pytest.fail(
            f"{SEEN / kept.name} is not as {kept}: {share:.2%} of the pixels differ, by up to "
            f"{off.max()} levels; {difference} shows where"
        )


@pytest.fixture
def look(qapp):
    """look(name): the colours of a look; as before afterwards."""
    palette, sheet = qapp.palette(), qapp.styleSheet()
    yield theme.apply_theme
    qapp.setPalette(palette)
    qapp.setStyleSheet(sheet)


@pytest.fixture
def scene(look, canvas, monkeypatch):
    """The canvas at 300 %, on a scan of soft colours with a pale scratch."""
    look("light")
    monkeypatch.setattr(picture, "draw_names", lambda *_: None)  # letters
    y, x = np.mgrid[:60, :90]
    pixels = np.stack([60 + x, 150 - y, 90 + (x + y) // 2], axis=2).astype(np.uint8)
    pixels[28:30] = 235
    assert canvas.devicePixelRatioF() == 1 and canvas.size() == SIZE
    document = Document(Scan(None, pixels))
    canvas.set_document(document)
    canvas.zoom = 3.0
    return canvas


def mark_all(document):
    """A square on each layer, the lower row softly painted."""
    for number, layer in enumerate(IDS):
        box = Box(6 + 14 * number, 8, 17 + 14 * number, 24)
        document.layers[layer].mask.replace(box, np.full((16, 11), 255, np.uint8))
        soft = np.tile(np.linspace(20, 255, 16, dtype=np.uint8)[:, None], (1, 11))
        document.layers[layer].mask.replace(Box(box.left, 36, box.right, 52), soft)


def repair(document):
    """The left two thirds of the scratch, less and less sure to the right."""
    box = Box(0, 26, 60, 32)
    pixels = document.read(box).copy()
    pixels[2:4] = pixels[:2]
    sure = np.tile(np.linspace(255, 0, 60, dtype=np.uint8), (6, 1))
    known = np.zeros((6, 60), bool)
    known[1:5] = True
    patch = Patch(box, pixels, known, Provenance("generator", "test", 3.0), confidence=sure)
    return document.apply([patch])


@pytest.mark.parametrize("view", ["tint", "hatch", "mask"])
def test_marks_of_every_layer(scene, hands, view):
    mark_all(scene.document)
    scene.document_changed(scene.document.size.box)
    scene.mask_view = view
    compare(f"marks-{view}", hands.look())


@pytest.mark.parametrize("view", ["off", "split", "side", "difference", "original"])
def test_ways_to_compare(scene, hands, view):
    scene.document_changed(repair(scene.document))
    scene.compare = view
    scene.split_position = 0.4
    compare(f"compare-{view}", hands.look())


def test_confidence_from_certain_to_a_guess(scene, hands):
    scene.document_changed(repair(scene.document))
    scene.shows_confidence = True
    compare("confidence", hands.look())


def test_a_proposal_in_the_colours_of_its_classes(scene, hands):
    found = Mask(scene.document.size)
    for number in range(1, 6):
        box = Box(4 + 16 * (number - 1), 10, 14 + 16 * (number - 1), 40)
        found.replace(box, np.full((30, 10), number, np.uint8))
    scene.set_proposal(found)
    compare("proposal", hands.look())


@pytest.mark.parametrize("tool", ["brush", "eraser"])
def test_the_ring_of_a_brush(scene, hands, tool):
    scene.tool, scene.hardness = tool, 0.6
    scene.brush_radius = scene.eraser_radius = 14.0
    hands.settle()
    hands.move((45, 30))
    hands.settle()
    compare(f"ring-{tool}", from_qimage(scene.viewport().grab().toImage()))


def test_a_polygon_under_way(scene, hands):
    scene.tool = "polygon"
    for corner in ((15, 10), (70, 18), (60, 45)):
        hands.press(corner)
        hands.release(corner)
    hands.move((25, 50))
    compare("polygon", hands.look())


def test_overview_and_the_frame_of_a_region(scene, hands):
    frame, overview = RegionFrame(scene), Overview(scene)
    overview.set_wanted(True)
    frame.set_box(Box(30, 20, 50, 34))
    scene.zoom = 6.0
    compare("overview-and-frame", hands.look())


@pytest.mark.parametrize("name", ["light", "dark"])
def test_icons_of_tools_and_tool_bar(look, name):
    rows, cell = len(ICONS) // COLUMNS, ICON + 8
    sheet = QImage(COLUMNS * cell, 3 * rows * cell, QImage.Format.Format_RGB32)
    sheet.fill(look(name).panel)
    painter = QPainter(sheet)
    for number, icon in enumerate(ICONS):
        row, column = divmod(number, COLUMNS)
        for block, (mode, state) in enumerate(STATES):
            place = QRect(column * cell + 4, (block * rows + row) * cell + 4, ICON, ICON)
            theme.icon(icon).paint(painter, place, mode=mode, state=state)
    painter.end()
    compare(f"icons-{name}", from_qimage(sheet))

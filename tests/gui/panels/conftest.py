"""A window with a faded scan open, and no model for the whole picture."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from engine.document.restoration import View
from engine.generators.registry import Registry
from engine.geometry import Box
from gui.qimage import from_qimage

PART = Box(280, 180, 320, 220)


@pytest.fixture
def scan_file(tmp_path):
    """A scan that has lost its black and white, with noise to take out."""
    rng = np.random.default_rng(5)
    shades = np.linspace(80, 170, 600)[None, :, None] + rng.normal(0, 4, (400, 600, 3))
    path = tmp_path / "faded.png"
    Image.fromarray(np.clip(shades, 0, 255).astype(np.uint8)).save(path)
    return path


@pytest.fixture
def faded(opened, monkeypatch):
    """The window at 100 %, with the page about the whole picture in front."""
    # In this order: the second is loaded now, and keeps what it finds in the first.
    monkeypatch.setattr("engine.restore.plan.load_registry", Registry)
    monkeypatch.setattr("engine.generators.registry.load_registry", Registry)
    opened.panel.pages.setCurrentIndex(1)
    in_whole_pixels(opened.canvas)
    return opened


def in_whole_pixels(canvas):
    """100 %, with the corner of the view on the corner of a pixel."""
    view = canvas.viewport()
    canvas.look_at(View(1.0, 300 + view.width() % 2 / 2, 200 + view.height() % 2 / 2))


@pytest.fixture
def look(qtbot):
    """look(window, box): uint8 (h, w, 3), what the view shows of these scan pixels."""

    def pixels(window, box=PART):
        canvas = window.canvas
        canvas.viewport().repaint()
        qtbot.waitUntil(lambda: canvas.viewport().repaint() or canvas.is_complete)
        corners = (canvas.to_viewport(*at) for at in ((box.left, box.top), (box.right, box.bottom)))
        place = Box(*(side for corner in corners for side in corner.toTuple()))
        return from_qimage(canvas.viewport().grab().toImage())[place.slices]

    return pixels

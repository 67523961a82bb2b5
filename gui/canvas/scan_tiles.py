"""Draws the scan: 512 px tiles of the level that suits the zoom, made when they are first seen.

What is not there yet (levels still being built, more new tiles than one frame has time for) is
drawn from a smaller level or the thumbnail, and drawn again when it is there.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import astuple
from time import perf_counter

import cv2
import numpy as np
from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QPainter

from engine.document.document import Document
from engine.document.patch import Patch
from engine.files.scan import Scan
from engine.geometry import Box, Size, box_around
from gui.canvas.camera import Camera
from gui.canvas.colour import colour_space_of, from_screen, to_screen
from gui.canvas.level_builder import LevelBuilder
from gui.canvas.pyramid import Tile, reduced_box, reduced_size, scan_box, tiles_touching
from gui.canvas.toning import Tones, paint_toned, tone_picture
from gui.qimage import to_screen_image

TILES_KEPT = 256  # of 1 MiB each: four screens of 4K
THUMBNAIL_AREA = 1_000_000  # px
AMPLIFIED = 8  # by how much differences are: a step of 4 levels is to be seen
FRAME_TIME = 0.012  # s that one frame may spend on new tiles
NEAREST_FROM = 2.0  # zoom from which single pixels are shown as squares
ENHANCED_FROM = 1.0  # zoom from which enhanced parts are shown: farther away nobody sees it


class ScanTiles(QObject):
    """The pixels of one document. Used on the GUI thread; `close` it when done."""

    changed = Signal(object)  # Box in scan pixels that must be drawn again

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._space = colour_space_of(document.scan)
        self._step = step_for(document.size, THUMBNAIL_AREA)
        self._thumbnail = sampled(document.scan, self._step)
        self._tiles: OrderedDict[tuple[str, Tile], QImage] = OrderedDict()
        self._shown_patches: dict[str, Patch] = {}
        self._finish, self._tones = document.finish, document.finish.tones()
        self._tried: Tones | None = None
        self.enhanced: Mapping[Box, QImage] = {}  # parts of the scan, as its finish makes them
        self._late = QTimer(self, interval=0, singleShot=True)
        self._late.timeout.connect(self._draw_late_tiles)
        self._missing: list[Box] = []
        self._builder = LevelBuilder(document.scan, self._space)
        self._builder.built.connect(self._forget_levels)
        self.patches_changed()

    @property
    def thumbnail(self) -> QImage:
        """The whole scan as it was opened, at most about a megapixel."""
        return self._thumbnail

    @property
    def is_complete(self) -> bool:
        """What was drawn last will not get any better."""
        return not self._missing and self._builder.is_idle

    def close(self) -> None:
        self._late.stop()
        self._builder.close()

    def patches_changed(self) -> list[Box]:
        """Read again where patches came, went or changed strength; returns those boxes."""
        before, now = self._shown_patches, {p.id: p for p in self._document.patches}
        differing = [
            patch
            for patch in (*before.values(), *now.values())
            if before.get(patch.id) is not now.get(patch.id)
        ]
        self._shown_patches = now
        boxes = list({patch.box for patch in differing})
        for box in boxes:
            for tile in tiles_touching(box, 0, self._document.size):
                for shows in ("repaired", "toned", "difference"):
                    self._tiles.pop((shows, tile), None)
        if boxes:
            self._builder.refresh(boxes, self._document.patches)
        return boxes

    def finish_changed(self) -> None:
        """Show the corrections of tone that the document has now."""
        if self._document.finish is self._finish:
            return
        self._finish, self._tones = self._document.finish, self._document.finish.tones()
        for key in [key for key in self._tiles if key[0] == "toned"]:
            del self._tiles[key]

    def try_tones(self, tones: Tones | None) -> None:
        """Show these corrections in place of the document's; None = those of the document."""
        self._tried = tones

    def paint(self, painter: QPainter, camera: Camera, areas: list[Box], shows: str) -> None:
        """Draw what `areas` (device pixels) show; `painter` counts device pixels.

        shows: "repaired", "original" or "difference" of these two, which is amplified and black
            where there is none. What is repaired is shown with its tone.
        """
        if shows == "repaired" and self._tried is not None:
            self._paint_at_once(painter, camera, areas, self._tried)
            return
        toned = shows == "repaired" and bool(self._tones)
        shows = "toned" if toned else shows
        seen = self._seen(camera, areas)
        self._make_some(seen, shows)
        if toned and not all((shows, tile) in self._tiles for tile in seen):
            self._paint_at_once(painter, camera, areas, self._tones)
        self._paint_tiles(painter, camera, seen, shows)

    def _paint_at_once(
        self, painter: QPainter, camera: Camera, areas: list[Box], tones: Tones
    ) -> None:
        seen = self._seen(camera, areas)
        self._make_some(seen, "repaired")
        paint_toned(
            painter,
            camera,
            areas,
            lambda into: self._paint_tiles(into, camera, seen, "repaired"),
            tones,
            is_grey=self._document.channels == 1,
        )

    def _seen(self, camera: Camera, areas: list[Box]) -> list[Tile]:
        # Around all areas: to look at them one by one costs more than a tile that is clipped.
        seen = camera.seen(*astuple(box_around(areas)))
        return tiles_touching(seen, self._level_for(camera.zoom), self._document.size)

    def _make_some(self, seen: list[Tile], shows: str) -> None:
        """As many of the tiles that are missing as one frame has time for."""
        deadline = perf_counter() + FRAME_TIME
        for tile in seen:
            if (shows, tile) not in self._tiles and perf_counter() < deadline:
                self._make(tile, shows)

    def _paint_tiles(self, painter: QPainter, camera: Camera, seen: list[Tile], shows: str) -> None:
        painter.save()
        painter.translate(-camera.offset[0], -camera.offset[1])
        painter.scale(camera.zoom, camera.zoom)
        smooth = camera.zoom < NEAREST_FROM and camera.zoom != 1.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        for tile in seen:
            self._paint_tile(painter, tile, shows)
        if shows in ("repaired", "toned") and self._tried is None and camera.zoom >= ENHANCED_FROM:
            for box, image in self.enhanced.items():
                painter.drawImage(_rect(box), image)
        painter.restore()

    def _paint_tile(self, painter: QPainter, tile: Tile, shows: str) -> None:
        box = scan_box(tile, self._document.size)
        image = self._tiles.get((shows, tile))
        if image is None:
            if shows == "difference":
                painter.fillRect(_rect(box), Qt.GlobalColor.black)
            elif shows != "toned":  # that lies over the picture toned at once
                painter.drawImage(_rect(box), self._thumbnail, _reduced_rect(box, self._step))
            if self._can_be_made(tile):
                self._missing.append(box)
                self._late.start()
            return
        self._tiles.move_to_end((shows, tile))
        source = _reduced_rect(box.within(box), 2 ** tile[0])
        painter.drawImage(_rect(box), image, source)

    def _can_be_made(self, tile: Tile) -> bool:
        return tile[0] == 0 or self._builder.pyramid.is_built(tile)

    def _make(self, tile: Tile, shows: str) -> None:
        if not self._can_be_made(tile):
            return
        if shows == "difference":
            both = [self._read(tile, original=original) for original in (False, True)]
            pixels = cv2.convertScaleAbs(cv2.absdiff(*both), alpha=AMPLIFIED).reshape(both[0].shape)
        else:
            pixels = self._read(tile, original=shows == "original", toned=shows == "toned")
        self._tiles[shows, tile] = to_screen_image(pixels)
        if len(self._tiles) > TILES_KEPT:
            self._tiles.popitem(last=False)

    def _read(self, tile: Tile, *, original: bool, toned: bool = False) -> np.ndarray:
        """uint8 (h, w, channels), as the screen shows it."""
        level, size = tile[0], self._document.size
        box = reduced_box(scan_box(tile, size), level)
        if level > 0:
            pixels = self._builder.pyramid.read(tile, original=original)
            if not toned:
                return pixels
            pixels = from_screen(pixels, self._space)
        else:
            pixels = (self._document.original if original else self._document.read)(box)
        if toned:
            tone_picture(pixels, self._tones, (box.left, box.top), reduced_size(size, level))
        return to_screen(pixels, self._space)

    def _level_for(self, zoom: float) -> int:
        """The smallest level that has at least one pixel for each pixel of the screen."""
        wanted = math.floor(math.log2(1 / zoom) + 1e-9) if zoom < 1 else 0
        return min(wanted, self._builder.pyramid.deepest)

    @Slot(object)
    def _forget_levels(self, box: Box) -> None:
        for key in [key for key in self._tiles if key[1][0] > 0]:
            if scan_box(key[1], self._document.size).intersects(box):
                del self._tiles[key]
        self.changed.emit(box)

    @Slot()
    def _draw_late_tiles(self) -> None:
        boxes, self._missing = self._missing, []
        for box in boxes:
            self.changed.emit(box)


def step_for(size: Size, area: int) -> int:
    """Taking every n-th pixel both ways leaves about `area` of them at most."""
    return max(1, math.ceil(math.sqrt(size.area / area)))


def sampled(scan: Scan, step: int) -> QImage:
    """Every n-th pixel, as the screen shows it: there at once, while the levels need seconds."""
    pixels = np.ascontiguousarray(scan.pixels[::step, ::step])
    return to_screen_image(to_screen(pixels, colour_space_of(scan)))


def _rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)


def _reduced_rect(box: Box, step: int) -> QRectF:
    """Where `box` lies in an image that is `step` times smaller."""
    return QRectF(box.left / step, box.top / step, box.width / step, box.height / step)

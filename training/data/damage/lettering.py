"""Watermarks, captions and date stamps: J = (1 - a) I + a W, where a is the opacity kept as truth.

Glyphs come from OpenCV's Hershey fonts and from Pillow's own scalable font, logos from polygons,
dates from seven segments.
"""

from __future__ import annotations

import string
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from training.data.damage.canvas import Canvas
from training.data.damage.noise import log_uniform
from training.data.damage.overlays import Overlays
from training.data.damage.paths import fill, new_layer, shrunk

TEXT_SEEN = 0.05
GLOW_SEEN = 0.2  # the halo of a date is no part of its digits
HERSHEY = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_COMPLEX,
)
WORDS = (
    *("photo", "archive", "sample", "proof", "copyright", "museum", "stock", "preview", "studio"),
    *("images", "press", "library", "collection", "gallery", "family", "album", "city", "1923"),
    *("1947", "1962", "www", "com", "do", "not", "copy"),
)
# Segments of a digit, clockwise from the top, then the middle one.
DIGITS = ("abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg")
SEGMENTS = {
    "a": ((0, 0), (1, 0)),
    "b": ((1, 0), (1, 1)),
    "c": ((1, 1), (1, 2)),
    "d": ((0, 2), (1, 2)),
    "e": ((0, 1), (0, 2)),
    "f": ((0, 0), (0, 1)),
    "g": ((0, 1), (1, 1)),
}


def random_text(rng: np.random.Generator, most: int = 40) -> str:
    """3 to `most` glyphs: words, numbers, or any letters."""
    if rng.random() < 0.25:
        letters = list(string.ascii_letters + string.digits + " .-&")
        return "".join(rng.choice(letters, int(rng.integers(3, most + 1)))).strip() or "ABC"
    text = " ".join(rng.choice(WORDS, int(rng.integers(1, 5))))[:most].strip()
    style = rng.integers(3)
    text = text.upper() if style == 0 else text.title() if style == 1 else text
    return f"© {text}" if rng.random() < 0.2 and most > 12 else text


@lru_cache(maxsize=128)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def glyphs(rng: np.random.Generator, text: str, height: float) -> np.ndarray:
    """Opacity uint8 of one line of text, about `height` px high, cut to its ink."""
    if rng.random() < 0.5:
        font = _font(max(6, round(height)))
        left, top, right, bottom = (round(v) for v in font.getbbox(text))
        page = Image.new("L", (max(4, right - left + 4), max(4, bottom - top + 4)))
        ImageDraw.Draw(page).text((2 - left, 2 - top), text, 255, font)
        return np.asarray(page)
    text = text.replace("©", "(c)")
    face = HERSHEY[rng.integers(len(HERSHEY))]
    thick = max(1, round(height * rng.uniform(0.04, 0.14)))
    scale = cv2.getFontScaleFromHeight(face, max(6, round(0.75 * height)), thick)
    (width, up), down = cv2.getTextSize(text, face, scale, thick)
    page8 = np.zeros((up + down + 2 * thick + 4, width + 2 * thick + 4), np.uint8)
    cv2.putText(page8, text, (thick + 2, up + thick + 2), face, scale, 255, thick, cv2.LINE_AA)
    return page8


def write(canvas: Canvas, text: str, height: float, at: np.ndarray, degrees: float) -> np.ndarray:
    """Opacity float32 of the crop with one line of text, its middle at `at` (x, y)."""
    return _placed(glyphs(canvas.rng, text, height), canvas.shape, at, degrees)


def _placed(page: np.ndarray, shape: tuple[int, int], at: np.ndarray, degrees: float) -> np.ndarray:
    middle = (page.shape[1] / 2, page.shape[0] / 2)
    turn = cv2.getRotationMatrix2D(middle, degrees, 1.0)
    turn[:, 2] += at - middle
    return cv2.warpAffine(page, turn, shape[::-1]).astype(np.float32) / 255


def add_watermark(canvas: Canvas, _: Overlays | None = None) -> None:
    """Text or a logo, once or as a carpet of copies, with outline, shadow or neither."""
    rng = canvas.rng
    height = log_uniform(rng, 0.01, 0.1) * canvas.side
    page = glyphs(rng, random_text(rng), height)
    if rng.random() < 0.2:
        page = _logo(rng, max(12, round(height * rng.uniform(1, 3))))
    degrees = 0.0 if rng.random() < 0.5 else rng.choice([-1, 1]) * rng.uniform(5, 45)
    at = rng.uniform(0.1, 0.9, 2) * canvas.shape[::-1]
    # Any part of a long line may be what the crop shows.
    along = np.radians(degrees)
    at += rng.uniform(-0.4, 0.4) * page.shape[1] * np.array([np.cos(along), -np.sin(along)])
    if rng.random() < 0.35:
        shape = _carpet(canvas, page, at, degrees)
    else:
        shape = _placed(page, canvas.shape, at, degrees)
    shape = _ink_of(rng, shape)
    opacity = log_uniform(rng, 0.15, 0.95)
    look = rng.random()
    if rng.random() < 0.4:
        offset = (round(max(1, 0.04 * height)),) * 2
        move = np.array([[1, 0, offset[0]], [0, 1, offset[1]]], np.float32)
        shadow = cv2.warpAffine(shape, move, canvas.shape[::-1]) * (1 - shape)
        shadow_tone = 20.0 if look < 0.7 else 235.0
        canvas.cover(shadow * 0.6 * opacity, np.full(3, shadow_tone, np.float32), "text", TEXT_SEEN)
    if look < 0.5:
        colour = np.full(3, 255.0)
    elif look < 0.7:
        colour = np.full(3, rng.uniform(110, 200))
    elif look < 0.85:
        colour = np.full(3, rng.uniform(0, 30))
    else:
        colour = rng.uniform(0, 255, 3)
    canvas.cover(shape * opacity, colour.astype(np.float32), "text", TEXT_SEEN)


def _ink_of(rng: np.random.Generator, shape: np.ndarray) -> np.ndarray:
    """Filled letters, or (p = .15) their outlines only."""
    if rng.random() < 0.15:
        square = np.ones((3, 3), np.uint8)
        shape = cv2.dilate(shape, square) - cv2.erode(shape, square)
    return cv2.GaussianBlur(shape, (0, 0), 0.5) if rng.random() < 0.5 else shape


def _carpet(canvas: Canvas, page: np.ndarray, at: np.ndarray, degrees: float) -> np.ndarray:
    """Copies on a grid, every other row shifted as bricks are."""
    rng = canvas.rng
    pitch = np.array(page.shape[::-1]) * (rng.uniform(1.1, 1.7), rng.uniform(1.6, 4))
    turn = np.radians(degrees)
    right = np.array([np.cos(turn), -np.sin(turn)]) * pitch[0]
    down = np.array([np.sin(turn), np.cos(turn)]) * pitch[1]
    brick = rng.choice([0.0, 0.5])
    reach = 0.75 * np.hypot(*canvas.shape) + max(page.shape)
    shape: np.ndarray = np.zeros(canvas.shape, np.float32)
    rows, columns = (min(6, int(reach / length)) for length in pitch[::-1])
    middle = np.array(canvas.shape[::-1]) / 2
    for row in range(-rows, rows + 1):
        for column in range(-columns, columns + 1):
            place = at + (column + brick * (row % 2)) * right + row * down
            place += rng.normal(0, 0.01, 2) * pitch
            if np.hypot(*(place - middle)) < reach:
                shape = cv2.max(shape, _placed(page, canvas.shape, place, degrees))
    return shape


def _logo(rng: np.random.Generator, size: int) -> np.ndarray:
    """A star, polygon or ring of polygons; uint8 (size, size)."""
    layer = new_layer((size, size))
    corners = int(rng.integers(3, 9)) * 2
    around = np.linspace(0, 2 * np.pi, corners, endpoint=False) + rng.uniform(0, 1)
    radii = np.where(np.arange(corners) % 2, rng.uniform(0.4, 1), 1.0) * 0.45 * size
    outline = np.stack([np.cos(around), np.sin(around)], 1) * radii[:, None] + size / 2
    fill(layer, outline)
    if rng.random() < 0.6:
        fill(layer, (outline - size / 2) * rng.uniform(0.4, 0.8) + size / 2, 0)
    if rng.random() < 0.4:
        cv2.circle(layer, (size, size), round(0.95 * size), 255, max(1, size // 12), cv2.LINE_AA)
    return np.round(shrunk(layer) * 255).astype(np.uint8)


def add_caption(canvas: Canvas, _: Overlays | None = None) -> None:
    """A title or number as publishers print it: opaque, black or white, bold, a line or two."""
    rng = canvas.rng
    height = float(np.clip(log_uniform(rng, 0.008, 0.04) * canvas.side, 7, 0.4 * canvas.shape[0]))
    degrees = rng.choice([0.0, 90.0, -90.0], p=[0.84, 0.08, 0.08]) + rng.normal(0, 0.7)
    turn = np.radians(degrees)
    along, down = np.array([np.cos(turn), -np.sin(turn)]), np.array([np.sin(turn), np.cos(turn)])
    at = rng.uniform(0.15, 0.85, 2) * canvas.shape[::-1]
    shape: np.ndarray = np.zeros(canvas.shape, np.float32)
    for line in range(int(rng.choice([1, 2, 3], p=[0.65, 0.25, 0.1]))):
        page = glyphs(rng, random_text(rng), height)
        if rng.random() < 0.5:  # bold
            page = cv2.dilate(page, np.ones((1 + round(height / 14),) * 2, np.uint8))
        wide = max(4, round(page.shape[1] * rng.uniform(0.75, 1.4)))
        page = cv2.resize(page, (wide, page.shape[0]), interpolation=cv2.INTER_AREA)
        slip = rng.uniform(-0.4, 0.4) * page.shape[1]  # any part of it may be what the crop shows
        place = at + slip * along + 1.5 * line * height * down
        shape = cv2.max(shape, _placed(page, canvas.shape, place, degrees))
    if rng.random() < 0.6:
        shape = cv2.GaussianBlur(shape, (0, 0), rng.uniform(0.4, 0.9))
    look = rng.random()
    tone = rng.uniform(0, 45) if look < 0.55 else rng.uniform(215, 255)
    colour = rng.uniform(0, 255, 3) if look > 0.9 else np.full(3, tone)
    canvas.cover(shape * rng.uniform(0.75, 1), colour.astype(np.float32), "text", TEXT_SEEN)


def add_date(canvas: Canvas, _: Overlays | None = None) -> None:
    """The date a camera burnt into the film: seven orange segments with a glow."""
    rng = canvas.rng
    size = rng.uniform(0.006, 0.014) * canvas.side  # half the height of a digit, px
    year, month, day = rng.integers(70, 100), rng.integers(1, 13), rng.integers(1, 29)
    text = f"'{year} {month:2d} {day:2d}" if rng.random() < 0.6 else f"{day:2d} {month:2d} '{year}"
    layer = new_layer(canvas.shape)
    length = 1.55 * size * len(text)
    at = rng.uniform(0, 1, 2) * np.maximum(np.array(canvas.shape[::-1]) - (length, 2.4 * size), 1)
    for place, sign in enumerate(text):
        _digit(layer, at + np.array([1.55 * size * place + 0.2 * size, 0.2 * size]), size, sign)
    core = shrunk(layer, rng.uniform(0.6, 1.2) * max(1, 0.08 * size))
    glow = cv2.GaussianBlur(core, (0, 0), max(1.5, 0.4 * size)) * rng.uniform(0.1, 0.35)
    red = np.array([235, rng.uniform(60, 110), 25], np.float32)
    orange = np.array([255, rng.uniform(130, 190), rng.uniform(40, 100)], np.float32)
    canvas.cover(glow, red, "text", GLOW_SEEN)
    canvas.cover(core * rng.uniform(0.6, 1), orange, "text", TEXT_SEEN)


def _digit(layer: np.ndarray, at: np.ndarray, size: float, sign: str) -> None:
    if sign == "'":
        fill(layer, at + np.array([[0.9, 0], [1.1, 0], [1.0, 0.5], [0.85, 0.5]]) * size)
        return
    if not sign.isdecimal():
        return
    for segment in DIGITS[int(sign)]:
        (x0, y0), (x1, y1) = SEGMENTS[segment]
        start, end = np.array([x0, y0], float), np.array([x1, y1], float)
        ahead = end - start
        aside = np.array([-ahead[1], ahead[0]]) * 0.09
        start, end = start + 0.1 * ahead, end - 0.1 * ahead
        corners = np.array([start - aside, end - aside, end + aside, start + aside])
        corners[:, 0] += 0.1 * (2 - corners[:, 1])  # such digits lean
        fill(layer, at + corners * size)

"""Date stamps as cameras and laboratories burn them in, drawn on pictures."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

# a top, b upper right, c lower right, d bottom, e lower left, f upper left, g middle
SEGMENTS = {
    "0": "abcdef", "1": "bc", "2": "abged", "3": "abgcd", "4": "fgbc", "5": "afgcd",
    "6": "afgedc", "7": "abc", "8": "abcdefg", "9": "abcdfg", "'": "f", " ": "",
}  # fmt: skip
ENDS = {
    "a": ((0, 0), (1, 0)), "b": ((1, 0), (1, 1)), "c": ((1, 1), (1, 2)), "d": ((0, 2), (1, 2)),
    "e": ((0, 1), (0, 2)), "f": ((0, 0), (0, 1)), "g": ((0, 1), (1, 1)),
}  # fmt: skip
ORANGE, YELLOW, WHITE = (255, 120, 30), (250, 215, 60), (245, 245, 245)


def lcd(
    picture: np.ndarray, text: str, left: int, top: int, height: int, colour=ORANGE
) -> np.ndarray:
    """uint8 (h, w, 3): glowing seven-segment digits, drawn four times as large."""
    light = np.zeros((4 * picture.shape[0], 4 * picture.shape[1]), np.uint8)
    tall, wide, thick = 2 * height, int(1.1 * 2 * height), max(2, int(0.55 * height))
    for number, character in enumerate(text):
        x = 4 * left + int(number * 1.7 * wide * 0.95)
        for segment in SEGMENTS[character]:
            (x0, y0), (x1, y1) = ENDS[segment]
            start = (x + int(x0 * wide) - int(0.1 * y0 * tall), 4 * top + y0 * tall)
            end = (x + int(x1 * wide) - int(0.1 * y1 * tall), 4 * top + y1 * tall)
            inset = [(round(a + 0.15 * (b - a)), round(c + 0.15 * (d - c)))
                     for a, b, c, d in ((start[0], end[0], start[1], end[1]),
                                        (end[0], start[0], end[1], start[1]))]  # fmt: skip
            cv2.line(light, inset[0], inset[1], 255, thick, cv2.LINE_AA)
    alpha = cv2.resize(light, picture.shape[1::-1], interpolation=cv2.INTER_AREA) / 255
    alpha = cv2.GaussianBlur(alpha.astype(np.float32), (0, 0), 0.7)
    glow = cv2.GaussianBlur(alpha, (0, 0), height / 5)
    cover = np.clip(0.92 * alpha + 0.25 * glow, 0, 1)[..., None]
    return np.rint(picture * (1 - cover) + np.array(colour) * cover).astype(np.uint8)


def printed(
    picture: np.ndarray, text: str, left: int, top: int, height: int, colour=WHITE
) -> np.ndarray:
    """uint8 (h, w, 3): digits of a plain face."""
    drawn = np.zeros(picture.shape[:2], np.uint8)
    scale = height / 21
    cv2.putText(drawn, text, (left, top + height), cv2.FONT_HERSHEY_SIMPLEX, scale, 255,
                max(1, round(height / 8)), cv2.LINE_AA)  # fmt: skip
    cover = cv2.GaussianBlur(drawn, (0, 0), 0.5).astype(np.float32)[..., None] / 255
    return np.rint(picture * (1 - cover) + np.array(colour) * cover).astype(np.uint8)


def typeset(
    picture: np.ndarray, text: str, left: int, top: int, height: int, colour=WHITE
) -> np.ndarray:
    """uint8 (h, w, 3): digits of a face that no finder has seen, Pillow's own."""
    drawn = Image.new("L", picture.shape[1::-1])
    # Its digits are 0.71 of its size high.
    ImageDraw.Draw(drawn).text(
        (left, top + height), text, 255, ImageFont.load_default(height / 0.71), anchor="ls"
    )
    cover = cv2.GaussianBlur(np.asarray(drawn), (0, 0), 0.5).astype(np.float32)[..., None] / 255
    return np.rint(picture * (1 - cover) + np.array(colour) * cover).astype(np.uint8)

"""The pictures of the gallery: which photograph, what happened to it, which part is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sin

from ageing import OldScan, age
from skimage import data

from engine.geometry import Box


@dataclass(frozen=True)
class Scene:
    """`detail` is shown pixel by pixel, without any scaling; `bad` = Heirloom does this badly."""

    name: str
    photograph: str  # in skimage.data
    tone: str
    detail: Box
    shows: str
    damage: Callable[[OldScan], None]
    bad: bool = False

    def make(self) -> OldScan:
        seed = sum(map(ord, self.name))
        scan = OldScan(age(getattr(data, self.photograph)(), seed, self.tone), seed)
        self.damage(scan)
        return scan


def square(left: int, top: int, width: int = 256, height: int = 192) -> Box:
    return Box(left, top, left + width, top + height)


def scratches(scan: OldScan) -> None:
    scan.scratch([(262, 0), (256, 120), (266, 300), (258, 512)], 2)
    scan.scratch([(170, 60), (230, 150), (330, 260), (420, 330)], 3)
    scan.scratch([(60, 20), (64, 220), (80, 400)], 3, 30)
    scan.scratch([(140, 236), (210, 210), (300, 214)], 2)
    scan.dust(90)


def hairs(scan: OldScan) -> None:
    for start, length, tone in (
        ((150, 120), 200, 30), ((330, 60), 260, 235), ((430, 250), 220, 30),
        ((240, 240), 180, 240), ((90, 320), 160, 30), ((300, 180), 150, 25),
    ):  # fmt: skip
        scan.hair(start, length, tone)
    scan.dust(70, 235)


def fold(scan: OldScan) -> None:
    scan.fold([(0, 236), (120, 230), (260, 238), (400, 228), (511, 234)], 8)
    scan.scratch([(330, 0), (322, 140), (334, 330), (326, 511)], 2)
    scan.dust(30)


def fur(scan: OldScan) -> None:
    scan.scratch([(40, 20), (140, 90), (220, 170), (300, 260)], 8)
    scan.scratch([(420, 30), (330, 120), (250, 200)], 5)
    scan.dust(40)


def stamp(scan: OldScan) -> None:
    scan.stamp("ARCHIVE 1969", (200, 205), 36, (205, 66, 58))
    scan.scratch([(10 * k, 90 + 14 * sin(k / 5)) for k in range(64)], 2)
    scan.dust(40)


def losses(scan: OldScan) -> None:
    scan.loss((226, 130), 46)
    scan.loss((400, 90), 26)
    scan.scratch([(180, 0), (226, 130), (250, 300)], 3)


SCENES = (
    Scene("Scratches and dust", "astronaut", "sepia", square(140, 60),
          "lines of 3 to 5 px across a face and cloth, 90 specks", scratches),
    Scene("Hairs", "coffee", "colour", square(230, 90),
          "six dark and light hairs of 3 px, 70 specks", hairs),
    Scene("A fold", "camera", "grey", square(170, 140),
          "a dirty crease, marked 19 px wide: soft where there was detail", fold),
    Scene("Broad scratches on fur", "chelsea", "colour", square(110, 60),
          "6 and 9 px across eyes, whiskers and fur", fur),
    Scene("A stamp", "rocket", "sepia", square(190, 130),
          "the letters of a rubber stamp, 4 px thick, over a rocket and sky", stamp),
    Scene("Bad case: a lost face", "astronaut", "grey", square(120, 40),
          "a hole of 92 px where a face was: what is lost is lost, and the guess is smooth",
          losses, bad=True),
)  # fmt: skip

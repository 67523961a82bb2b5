"""The gate of a personal fill generator: better on its album, and no worse anywhere else.

On fixed holes in photographs that were held out, against the generator it began as. In an album
the holes lie in undamaged parts: under damage nobody knows what was there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine.generators.session import Session
from engine.progress import Progress
from training.data.album import Album, in_pixels
from training.data.photos import Photos
from training.evaluation.fills import KINDS, SIDE, Case, cases, fill_case, generated, middle
from training.metrics.hole import psnr_in
from training.metrics.paired import Interval, bootstrap

LOST = -0.1  # dB, what the mini set may lose on average
LEAST = 64  # px of a hole that are left beside damage; smaller ones are not measured


@dataclass(frozen=True, eq=False)
class Gains:
    """Gain in in-mask PSNR, dB, by class: (photographs,), nan where a hole was too small."""

    values: dict[str, np.ndarray]

    @property
    def photographs(self) -> int:
        return len(next(iter(self.values.values())))

    def of(self, kind: str) -> Interval:
        return bootstrap(self.values[kind])

    @property
    def overall(self) -> Interval:
        """Of the mean over the classes of each photograph."""
        values = np.stack(list(self.values.values()))
        measured = np.isfinite(values)
        sums = np.where(measured, values, 0.0).sum(0)
        count = np.where(measured.any(0), measured.sum(0), np.nan)
        return bootstrap(sums / count)


@dataclass(frozen=True, eq=False)
class Comparison:
    """A personal generator against the one it began as."""

    album: Gains
    mini: Gains

    @property
    def accepted(self) -> bool:
        """The album's whole interval lies above 0, and the mini set lost at most 0.1 dB."""
        return self.album.overall.low > 0 and self.mini.overall.mean >= LOST

    @property
    def verdict(self) -> str:
        if self.accepted:
            return "accepted"
        if self.mini.overall.mean < LOST:
            return f"not accepted: the mini set loses more than {-LOST} dB"
        return "not accepted: no certain gain on the album"

    def table(self) -> str:
        """In Markdown."""
        lines = [
            f"Gain in in-mask PSNR over the generator it began as, dB, paired by photograph, with "
            f"95 % bootstrap intervals; crops of up to {SIDE} px, fixed holes.",
            "",
            f"| class | held-out pictures of the album ({self.album.photographs}) "
            f"| mini set ({self.mini.photographs}) |",
            "|---|---|---|",
        ]
        for kind in self.album.values:
            lines.append(f"| {kind} | {_told(self.album.of(kind))} | {_told(self.mini.of(kind))} |")
        total = _told(self.album.overall), _told(self.mini.overall)
        return "\n".join([*lines, f"| **all** | {total[0]} | {total[1]} |", ""])


def compare(
    old: Session, new: Session, album: Album, mini: Photos, progress: Progress
) -> Comparison:
    """Measure both generators on held-out photographs of the album and on the mini set.

    Raises:
        Cancelled: stopped.
    """
    share = len(album) / (len(album) + len(mini))
    own = _beside_damage(cases(album, None, KINDS, progress.part(0.0, share)), album)
    return Comparison(
        _gains(old, new, own),
        _gains(old, new, cases(mini, None, KINDS, progress.part(share, 1.0))),
    )


def _gains(old: Session, new: Session, tried: Iterator[Case]) -> Gains:
    values: dict[str, list[float]] = {kind: [] for kind in KINDS}
    before, after = generated(old), generated(new)
    for case in tried:
        gain = float("nan")
        if np.count_nonzero(case.mask) >= LEAST:
            was, now = (fill_case(fill, case)[0] for fill in (before, after))
            gain = psnr_in(now, case.clean, case.mask) - psnr_in(was, case.clean, case.mask)
        values[case.kind].append(gain)
    return Gains({kind: np.array(gains) for kind, gains in values.items()})


def _beside_damage(tried: Iterator[Case], album: Album) -> Iterator[Case]:
    for case in tried:
        photo, cells = album.photos[case.photograph], album.damage[case.photograph]
        damaged = middle(in_pixels(cells, photo.height, photo.width))
        yield replace(case, mask=np.where(damaged, np.uint8(0), case.mask))


def _told(gain: Interval) -> str:
    return f"{gain.mean:+.2f} ({gain.low:+.2f} .. {gain.high:+.2f})"

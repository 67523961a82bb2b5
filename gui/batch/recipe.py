"""What the user wants of a batch, as the words of the command line.

The window plans with these words and runs them: it can do nothing that the command cannot.
"""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import dataclass, fields
from pathlib import Path

from engine import paths
from engine.batch import cli
from engine.batch.settings import FINISHING
from engine.files.formats import INKS_IN
from engine.restore.settings import Strengths
from gui.language import mark

IN_WORDS = 20  # sources; more go into a file, as no system takes a command of any length
# What is repaired: steps and text.
WORK = (
    ("detect,repair", mark("Damage that is found")),
    ("repair", mark("What masks mark")),
    ("", mark("Nothing; only the whole picture below")),
)
LOSSY = ("jpeg", "webp", "avif")
STRENGTHS = tuple(field.name for field in fields(Strengths))  # fields of Recipe, too


@dataclass(frozen=True)
class Recipe:
    """Field for field what `batch` takes; percentages are whole numbers."""

    sources: tuple[Path, ...] = ()
    target: Path | None = None
    work: str = "detect,repair"  # of WORK
    tone: bool = False
    enhance: bool = False
    upscale: bool = False
    tone_strength: int = 100
    denoise: int = round(100 * Strengths.denoise)
    deblur: int = round(100 * Strengths.deblur)
    dejpeg: int = round(100 * Strengths.dejpeg)
    keep_grain: int = round(100 * Strengths.keep_grain)
    recursive: bool = True
    include: str = ""  # patterns, separated by spaces
    exclude: str = ""
    masks: str = ""  # a folder, a pattern with {name}, or one mask file for all
    protect: str = ""  # the same, of what is never touched
    dust: bool = False  # of the glass, learnt from the folder
    watermark: bool = False  # shared by the folder, learnt from it
    mark_file: str = ""  # the watermark's, where it is not learnt
    template: str = ""  # name of marks kept in the window
    sensitivity: int = 50
    minimum: int = 6  # px, the smallest area
    fast: bool = False  # at half scale
    stains: bool = False  # stains and losses too, which are large where they are wrong
    review: str = "never"  # "never", "below", "always"
    review_below: int = 50
    review_above: int = 10
    name: str = "{name}"
    format: str = "same"
    quality: int = 95  # of LOSSY formats
    compression: str = "deflate"  # of TIFF
    subsampling: str = "4:4:4"  # of JPEG
    metadata: str = "keep"
    inks: bool = False  # of scans in CMYK, as TIFF or JPEG
    on_conflict: str = "skip"
    method: str = "auto"
    model: str = ""
    device: str = "auto"
    thorough: bool = False  # several looks at thin damage

    @property
    def steps(self) -> str:
        whole = (name for name in FINISHING if getattr(self, name))
        return ",".join([self.work, *whole] if self.work else whole)

    @property
    def has_masks(self) -> bool:
        """Whether something says where to repair, without any looking."""
        return bool(self.masks or self.dust or self.watermark or self.template)

    def words(self) -> list[str]:
        """For `main.py`, without its first word `batch`. Writes a file of sources if they are many.

        Raises:
            OSError: that file cannot be written.
        """
        few = len(self.sources) <= IN_WORDS
        words = [f"--steps={self.steps}", f"--name={self.name}", f"--format={self.format}"]
        words += [f"--on-conflict={self.on_conflict}", f"--review-above={self.review_above}"]
        words += ["--large"]  # the plan says how large they are, before anything is begun
        words += ["--recursive"] * self.recursive
        words += [f"--include={pattern}" for pattern in self.include.split()]
        words += [f"--exclude={pattern}" for pattern in self.exclude.split()]
        if self.masks:
            is_file = Path(self.masks).is_file()
            words.append(f"--mask={self.masks}" if is_file else f"--masks={self.masks}")
        if "detect" in self.steps:
            words += [f"--sensitivity={self.sensitivity / 100}", f"--minimum={self.minimum}"]
            words += ["--fast"] * self.fast
            words += ["--classes=line,spot,area"] * self.stains
        words += {
            "never": [],
            "below": [f"--review-below={self.review_below}"],
            "always": ["--review"],
        }[self.review]
        words += [f"--method={self.method}", f"--device={self.device}"]
        words += [f"--model={self.model}"] * bool(self.model)
        words += ["--thorough"] * self.thorough
        words += self._saving()
        words += [f"--tone={self.tone_strength / 100}"] * self.tone
        words += [f"--enhance={self._strengths()}"] * self.enhance
        words += [f"--protect={self.protect}"] * bool(self.protect)
        words += ["--learn-dust"] * self.dust
        if self.watermark:
            words.append(f"--watermark={self.mark_file or 'auto'}")
        words += [f"--template={self.template}"] * bool(self.template)
        words += [] if few else [f"--list={list_file(self.sources)}"]
        named = self.sources if few else ()
        return [*words, "--", *map(str, named), str(self.target or "")]

    def may_be(self, format: str) -> bool:
        """Whether some results may have this format."""
        return self.format in ("same", format)

    @property
    def may_hold_inks(self) -> bool:
        return any(self.may_be(format.lower()) for format in INKS_IN)

    def _saving(self) -> list[str]:
        words = [f"--quality={self.quality}"] * (self.format in LOSSY)
        words += [f"--compression={self.compression}"] * self.may_be("tiff")
        words += [f"--subsampling={self.subsampling}"] * self.may_be("jpeg")
        words += ["--inks"] * (self.inks and self.may_hold_inks)
        return [*words, f"--metadata={self.metadata}"]

    def _strengths(self) -> str:
        return ",".join(f"{name}={getattr(self, name) / 100}" for name in STRENGTHS)


def parse(words: list[str]) -> argparse.Namespace:
    """As the command line reads them."""
    parser = argparse.ArgumentParser()
    cli.add_batch_command(parser.add_subparsers())
    return parser.parse_args(["batch", *words])


def list_file(sources: tuple[Path, ...]) -> Path:
    """A file that names them, kept with the journal so that the run can go on another day."""
    text = "".join(f"{path}\n" for path in sources).encode("utf-8", "surrogateescape")
    name = f"{hashlib.sha256(text).hexdigest()[:16]}.txt"
    path = paths.batch_journal().with_name("batch-lists") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return path

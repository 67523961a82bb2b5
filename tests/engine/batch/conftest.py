"""A small album with scratches and masks, and what a run needs, cheap enough for many runs."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace

import numpy as np
import pytest
import tifffile
from PIL import Image

from engine.batch.decoder import Decoder, open_files
from engine.batch.item import Sessions
from engine.batch.journal import Journal
from engine.batch.masks import MaskRule
from engine.batch.plan import Rules, plan_batch
from engine.batch.run import run_batch
from engine.batch.settings import BatchSettings
from engine.batch.sources import Choice
from engine.detect.settings import DetectSettings
from engine.files.writer import SaveOptions
from engine.progress import Progress
from engine.repair.repair import RepairSettings


class InProcess(Decoder):
    """Opens files in this process: no start of another one for each test."""

    def open(self, request, stop):
        return open_files(request)


def write_scan(path, number=0, size=(40, 60)):
    """A scan with a red scratch, different for every number, and `name_mask.png` beside it."""
    y, x = np.mgrid[0 : size[0], 0 : size[1]]
    pixels = np.stack([y * 0, y * 2, (x + 7 * number) % 200], axis=-1).astype(np.uint8)
    scratch = abs(x - y - number % 9) < 2
    pixels[scratch] = (255, 0, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".tif":
        tifffile.imwrite(path, pixels.astype(np.uint16) * 257, photometric="rgb")
    else:
        Image.fromarray(pixels).save(path)
    mask = path.with_name(f"{path.stem}_mask.png")
    Image.fromarray((scratch * 255).astype(np.uint8)).save(mask)
    return path


@pytest.fixture
def album(tmp_path):
    """Seven scans in two folders: TIFF of 16 bit, PNG and JPEG."""
    names = ["a.tif", "b.png", "c.jpg", "d.png", "sub/a.png", "sub/e.tif", "sub/f.png"]
    for number, name in enumerate(names):
        write_scan(tmp_path / "album" / name, number)
    return tmp_path / "album"


@pytest.fixture
def journal(tmp_path):
    journal = Journal(tmp_path / "user" / "batches.sqlite")
    yield journal
    journal.close()


def settings(steps=("repair",), method="ns", **more):
    return BatchSettings(
        steps, DetectSettings(), "auto", RepairSettings(method), SaveOptions(), **more
    )


def rules(**more):
    given = {"masks": MaskRule(by_name="{name}_mask"), "choice": Choice(recursive=True)} | more
    return Rules(**given)


@pytest.fixture
def run(album, journal, tmp_path):
    """run(**options): the album into tmp_path / "out"; gives the summary."""

    def run(work=None, sessions=None, progress=None, source=album, target=None, **options):
        given = {name: options.pop(name) for name in ("pause", "decoder") if name in options}
        if "include" in options:
            options["choice"] = Choice(recursive=True, include=options.pop("include"))
        target = target or tmp_path / "out"
        plan = plan_batch([source], target, rules(**options), journal.made)
        given = {"decoder": InProcess()} | given
        return run_batch(
            plan,
            work or settings(),
            sessions or Sessions(),
            journal,
            progress or Progress(),
            **given,
        )

    return run


def digests(folder):
    """SHA-256 by path of every file in a folder; empty where it is not there."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def tools():
    """The functions of this file, for tests: there is no package to import them from."""
    return SimpleNamespace(
        settings=settings, rules=rules, digests=digests, write_scan=write_scan, InProcess=InProcess
    )

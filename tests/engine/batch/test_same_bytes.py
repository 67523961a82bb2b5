"""A batch item is the single run with the same settings: compared over their combinations."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PIL import Image

from engine.batch.item import Sessions
from engine.batch.masks import MaskRule
from engine.batch.settings import BatchSettings
from engine.detect.settings import DetectSettings
from engine.files.reader import open_mask, open_scan
from engine.files.writer import EXTENSIONS, SaveOptions
from engine.generators.session import open_session
from engine.progress import Progress
from engine.repair.repair import RepairSettings
from engine.restoring import restore_scan, save_restored
from tests.onnx_models import write_fill_model

SAVED = {
    "as it is": (None, SaveOptions()),
    "JPEG 40": ("JPEG", SaveOptions(quality=40)),
    "TIFF lzw": ("TIFF", SaveOptions(compression="lzw")),
    "PNG": ("PNG", SaveOptions()),
}
SETTINGS = {
    "Navier-Stokes": RepairSettings("ns"),
    "classical, no grain": RepairSettings("classical", grain=False),
    "generator": RepairSettings("generator", seed=7),
}


@pytest.fixture(scope="module")
def generator(tmp_path_factory):
    return open_session(write_fill_model(tmp_path_factory.mktemp("models")), "cpu", threads=1)


@pytest.fixture
def kinds(tools, tmp_path):
    """16 bit, grey, transparent in a corner, and JPEG with a resolution."""
    folder = tmp_path / "kinds"
    tools.write_scan(folder / "deep.tif")
    rgb = np.asarray(Image.open(tools.write_scan(folder / "camera.png", 2)))
    (folder / "camera.png").unlink()
    Image.fromarray(rgb).save(folder / "camera.jpg", dpi=(600, 600))
    Image.fromarray(rgb).convert("L").save(folder / "grey.png")
    alpha = np.full(rgb.shape[:2], 255, np.uint8)
    alpha[:9, :9] = 0
    Image.fromarray(np.dstack([rgb, alpha])).save(folder / "clear.png")
    for name in ("grey", "clear"):
        (folder / f"{name}_mask.png").write_bytes((folder / "camera_mask.png").read_bytes())
    return folder


def single(path, mask, settings, save, session, target):
    """What a single restoration of the scan at `path` gives, as bytes."""
    document, _ = restore_scan(open_scan(path), mask, settings, session, Progress())
    save_restored(document, target, save, Progress())
    return target.read_bytes()


@pytest.mark.parametrize(("saved", "how"), list(itertools.product(SAVED, SETTINGS)))
def test_every_kind_of_scan_has_the_bytes_of_its_single_run(
    saved, how, kinds, run, generator, tmp_path
):
    (format, save), settings = SAVED[saved], SETTINGS[how]
    session = generator if settings.method == "generator" else None
    work = BatchSettings(("repair",), DetectSettings(), "auto", settings, save)
    assert run(work, Sessions(None, session), source=kinds, format=format).counts == {"done": 4}
    (tmp_path / "single").mkdir()
    for path in kinds.glob("[!_]*.*"):
        if path.stem.endswith("_mask"):
            continue
        scan = open_scan(path)
        name = f"{path.stem}{EXTENSIONS[format] if format else path.suffix}"
        mask = open_mask(kinds / f"{path.stem}_mask.png", scan.size)
        alone = single(path, mask, settings, save, session, tmp_path / "single" / name)
        assert (tmp_path / "out" / name).read_bytes() == alone


def test_what_is_protected_is_as_if_it_were_not_marked(album, run, tools, tmp_path):
    Image.fromarray(half(255)).save(tmp_path / "never.png")
    protect = MaskRule.of(str(tmp_path / "never.png"))
    assert run(protect=protect).counts["done"] == 7
    scan = open_scan(album / "b.png")
    mask = open_mask(album / "b_mask.png", scan.size)
    mask[half(1) > 0] = 0
    alone = single(
        album / "b.png", mask, RepairSettings("ns"), SaveOptions(), None, tmp_path / "b.png"
    )
    assert (tmp_path / "out" / "b.png").read_bytes() == alone


def test_what_is_protected_by_name_belongs_to_its_scan_only(album, run, tmp_path):
    Image.fromarray(half(255)).save(album / "b_keep.png")
    options = {"include": ("[bd]*.png",), "protect": MaskRule.of("{name}_keep")}
    assert run(**options).counts == {"done": 2}  # and b_keep.png is no scan
    for name, touched in (("b", False), ("d", True)):
        before, after = (
            np.asarray(Image.open(folder / f"{name}.png")) for folder in (album, tmp_path / "out")
        )
        assert (before != after)[half(1) > 0].any() == touched


def half(value):
    picture = np.zeros((40, 60), np.uint8)
    picture[:, 20:] = value
    return picture


def test_transparency_is_a_mask(tools, run, tmp_path):
    rgb = np.asarray(Image.open(tools.write_scan(tmp_path / "in" / "a.png")))
    mask = np.asarray(Image.open(tmp_path / "in" / "a_mask.png"))
    Image.fromarray(rgb).save(tmp_path / "plain.png")
    Image.fromarray(np.dstack([rgb, 255 - mask])).save(tmp_path / "in" / "a.png")
    run(source=tmp_path / "in", include=("a.png",), masks=MaskRule.of("alpha"))
    alone = single(
        tmp_path / "plain.png", mask, RepairSettings("ns"), SaveOptions(), None, tmp_path / "b.png"
    )
    assert (tmp_path / "out" / "a.png").read_bytes() == alone  # opaque


def test_a_mask_and_a_protection_of_the_same_file_are_two_things(album, run):
    """What is known of a scan is what was done with it, not which files lay beside it."""
    rule = MaskRule.of(str(album / "b_mask.png"))
    only = {"include": ("b.png",)}
    assert run(masks=rule, **only).counts == {"done": 1}
    assert run(masks=rule, protect=rule, **only).counts == {"clean": 1}

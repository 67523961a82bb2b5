"""What is done to the whole picture, as a value: undone, saved, recorded, made again."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from engine.document.document import Document
from engine.document.finish_manifest import finish_as_json, read_finish
from engine.document.marking import PROTECT
from engine.document.read_restoration import lay_on, open_restoration
from engine.document.record import in_words, open_record, rebuild, save_record
from engine.document.restoration import RestorationWriter
from engine.document.strict_json import parse
from engine.document.verify import verify
from engine.errors import RestorationError, ScanError
from engine.files.reader import open_scan
from engine.files.scan import Scan
from engine.geometry import Box
from engine.progress import Progress
from engine.repair.repair import RepairSettings, repair
from engine.restore.finish import (
    NO_FINISH,
    AutomaticTone,
    Enhancement,
    Enlargement,
    Finish,
    Maker,
)
from engine.restore.plan import plan_finish
from engine.restore.render import Tools, render
from engine.restore.settings import Adjustments, FinishSettings, Strengths
from engine.restoring import save_restored
from tests.engine.restore.test_tone import some_tone

MAKER = Maker("photonet-tone", "cd" * 32, "cpu")
TONE = Finish(AutomaticTone(some_tone(), "curves", 0.8, MAKER), Adjustments(gamma=1.1, tint=-0.05))
FULL = replace(TONE, enhancement=Enhancement(Strengths(), 0.0123), enlargement=Enlargement())


def shown(document):
    picture = render(document.snapshot(), Tools())
    return picture.read(picture.scan.size.box)


def test_it_is_one_step_that_can_be_undone(document):
    doc = document()
    assert doc.set_finish(TONE, "Tone") == doc.size.box
    assert doc.history.undo_text == "Tone" and doc.history.is_modified
    corrected = shown(doc)
    assert (corrected != doc.scan.pixels).any()
    assert doc.undo() == doc.size.box and doc.finish == NO_FINISH
    np.testing.assert_array_equal(shown(doc), doc.scan.pixels)
    doc.redo()
    np.testing.assert_array_equal(shown(doc), corrected)


def test_repairs_never_see_it(document):
    doc = document()
    doc.set_finish(TONE)
    np.testing.assert_array_equal(doc.read(doc.size.box), doc.scan.pixels)
    np.testing.assert_array_equal(doc.snapshot().read(doc.size.box), doc.scan.pixels)


def test_it_says_what_it_does():
    assert str(FULL) == (
        f"tone 80% (photonet-tone {'cd' * 6}, cpu: curves); by hand: gamma 1.1, tint -0.05; "
        "denoise 0.5, deblur 0.25, dejpeg 0.25, keep grain 0.5 (classical); "
        "enlarged twice (classical)"
    )
    assert in_words([], FULL) == f"whole picture: {FULL}" and str(NO_FINISH) == ""


def assert_same(one, other):
    assert finish_as_json(one) == finish_as_json(other)
    for name in ("gains", "curves", "matrix") if one.tone else ():
        found = getattr(one.tone.tone, name)
        assert found.dtype == np.float32
        np.testing.assert_array_equal(found, getattr(other.tone.tone, name))


@pytest.mark.parametrize("finish", [TONE, FULL, Finish(enlargement=Enlargement(MAKER))])
def test_it_comes_back_from_a_restoration_file(document, tmp_path, finish):
    doc = document()
    doc.set_finish(finish)
    saved = save(doc, tmp_path / "a.heirloom")
    again = lay_on(open_restoration(saved), doc.scan)
    assert_same(again.finish, finish)
    assert save(again, tmp_path / "b.heirloom").read_bytes() == saved.read_bytes()


def save(document, path):
    return RestorationWriter(document.scan).save(document.snapshot(), path)


def test_a_file_without_it_opens_as_before(document, tmp_path):
    doc = document()
    saved = save(doc, tmp_path / "a.heirloom")
    with zipfile.ZipFile(saved) as archive:
        assert "finish" not in json.loads(archive.read("manifest.json"))
    assert lay_on(open_restoration(saved), doc.scan).finish == NO_FINISH


def changed(change):
    told = json.loads(json.dumps(finish_as_json(FULL)))
    change(told)
    return json.dumps(told).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["tone"].update(gains=[[1]]),
        lambda told: told["tone"].update(curves=[[0.0], [0.0], [0.0]]),
        lambda told: told["tone"].update(curves=[["a"] * 9] * 3),
        lambda told: told["tone"].update(matrix=[[1e9] * 3] * 3),
        lambda told: told["tone"].update(strength=1.5),
        lambda told: told["tone"]["maker"].update(model=7),
        lambda told: told["adjustments"].update(gamma=0.0),
        lambda told: told["adjustments"].pop("tint"),
        lambda told: told["enhancement"].update(noise=-1.0),
        lambda told: told["enhancement"]["strengths"].update(denoise=2.0),
        lambda told: told["enlargement"].update(scale=4),
        lambda told: told.update(crop=[0, 0, 1, 1]),
    ],
)
def test_what_no_heirloom_has_written_is_refused(change):
    read_finish(parse(changed(lambda told: None)))
    with pytest.raises(ValueError, match=r"\w"):
        read_finish(parse(changed(change)))


# The record


def repaired(document, tmp_path, **scan):
    """A document with a scratch that was repaired, and one that is still marked."""
    doc = document(120, 160, **scan)
    pixels = doc.scan.pixels.copy()
    pixels[50:53, 20:90] = pixels[90:96, 30:60] = np.iinfo(pixels.dtype).max
    doc = Document(Scan(None, pixels))
    doc.mask.replace(Box(20, 50, 90, 53), np.full((3, 70), 255, np.uint8))
    doc.apply(repair(doc.snapshot(), RepairSettings("ns"), None, Progress()))
    doc.mask.replace(Box(30, 90, 60, 96), np.full((6, 30), 255, np.uint8))
    doc.layers[PROTECT].mask.replace(Box(120, 10, 150, 40), np.full((30, 30), 255, np.uint8))
    return doc


def again(snapshot, request, progress):
    return repair(snapshot, RepairSettings(**request.settings), None, progress)


def recorded(doc, path):
    saved = save_restored(doc, path, None, Progress())
    told = save_record(saved.snapshot, path, finished_sha256=saved.finished_sha256)
    return open_record(told), saved


@pytest.mark.parametrize("steps", [("tone",), ("enhance",), ("tone", "enhance", "upscale")])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_same_pixels_come_again_from_the_record(document, tmp_path, steps, dtype):
    doc = repaired(document, tmp_path, dtype=dtype, low=0.35, high=0.6)
    doc.set_finish(plan_finish(doc.snapshot(), steps, FinishSettings(), Tools(), Progress()))
    record, saved = recorded(doc, tmp_path / "a.tif")
    assert record.whole is not None and saved.finished_sha256 != record.pixels_sha256
    rebuilt = rebuild(doc.scan, record, again, Progress())
    assert_same(rebuilt.finish, doc.finish)
    np.testing.assert_array_equal(shown(rebuilt), shown(doc))
    resaved = save_restored(rebuilt, tmp_path / "b.tif", None, Progress())
    assert resaved.finished_sha256 == saved.finished_sha256 == record.whole.finished_sha256


def test_repairs_are_told_apart_from_a_corrected_tone(document, tmp_path):
    doc = repaired(document, tmp_path)
    doc.set_finish(TONE)
    record, _ = recorded(doc, tmp_path / "a.tif")
    result = open_scan(tmp_path / "a.tif")
    found = verify(result, doc.scan, record, Progress())
    assert found.outside == 0 and 0 < found.changed <= 3 * 3 * 70
    assert len(found.places) == len(doc.patches)
    pixels = result.pixels.copy()
    pixels[5, 5, 1] ^= 1  # one sample that nobody marked
    found = verify(Scan(None, pixels), doc.scan, record, Progress())
    assert found.outside == 1


def test_what_was_enhanced_is_proved_by_the_picture_before_it(document, tmp_path):
    doc = repaired(document, tmp_path)
    doc.set_finish(replace(TONE, enhancement=Enhancement(Strengths(), 0.02)))
    record, _ = recorded(doc, tmp_path / "a.tif")
    with pytest.raises(ScanError, match="rebuild --repairs-only"):
        verify(open_scan(tmp_path / "a.tif"), doc.scan, record, Progress())
    rebuilt = rebuild(doc.scan, record, again, Progress())
    rebuilt.finish = NO_FINISH
    save_restored(rebuilt, tmp_path / "b.tif", None, Progress())
    found = verify(open_scan(tmp_path / "b.tif"), doc.scan, record, Progress())
    assert found.outside == 0 and found.changed > 0


def test_a_record_with_a_damaged_finish_is_refused(document, tmp_path):
    doc = repaired(document, tmp_path)
    doc.set_finish(TONE)
    recorded(doc, tmp_path / "a.tif")
    path = tmp_path / "a.tif.record.json"
    told = json.loads(path.read_bytes())
    told["whole"]["finish"]["tone"]["strength"] = 7
    path.write_text(json.dumps(told))
    with pytest.raises(RestorationError, match="the strength 7"):
        open_record(path)

"""A mark learnt from a folder is the one that was laid there, and comes off what it covers."""

from __future__ import annotations

import json

import cv2
import numpy as np
import pytest
from PIL import Image

from engine.detect.watermark import Place, Watermark, open_mark_file, save_mark_file
from engine.detect.watermark_learn import learn_mark
from engine.detect.watermark_remove import remove_mark
from engine.document.document import Document
from engine.errors import ScanError
from engine.files.reader import open_scan
from engine.files.scan import Scan
from engine.progress import Cancelled, Progress, Stop
from engine.repair.classical import fill_classical
from engine.repair.confidence import INVENTED
from tests.engine.detect import marked


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return marked.write_folder(tmp_path_factory.mktemp("marked"))


@pytest.fixture(scope="module")
def learnt(folder):
    return learn_mark(folder, Progress())


def laid(mark: Watermark) -> np.ndarray:
    """Its alpha on a whole picture."""
    whole = np.zeros((marked.HEIGHT, marked.WIDTH), np.float32)
    left, top = mark.place.left, mark.place.top
    whole[top : top + mark.size.height, left : left + mark.size.width] = mark.alpha
    return whole


def known(alpha: np.ndarray, residual: float = 0.0) -> Watermark:
    colour = np.ones((*alpha.shape, 1), np.float32)
    return Watermark(alpha, colour, Place(0.0, 0.0, 0, 0), residual)


def test_colour_and_alpha_are_those_that_were_laid(learnt):
    true = marked.mark(0.5)
    assert np.abs(laid(learnt) - true)[true > 0].mean() < 0.03
    assert laid(learnt)[true == 0].mean() < 0.002
    assert learnt.colour[learnt.alpha > 0.25].min() > 0.97
    assert learnt.pictures == 20


def test_un_blending_is_far_nearer_than_filling(folder, learnt):
    hole = marked.mark(0.5) > 0.02
    gains = []
    for number, path in enumerate(folder):
        scan, true = open_scan(path), marked.picture(number)
        removal = remove_mark(scan, learnt, Progress())
        document = Document(scan)
        document.apply([removal.patch])
        bare = document.read(scan.size.box) / np.float32(255)
        filled = fill_classical(scan.pixels, hole, "ns")
        gains.append(marked.psnr(bare, true, hole) - marked.psnr(filled, true, hole))
        beside = ~removal.patch.changed
        pixels = document.read(removal.patch.box)
        assert (pixels[beside] == document.original(removal.patch.box)[beside]).all()
    # On pictures as soft as these a fill comes near; docs/benchmarks.md has photographs.
    assert np.mean(gains) > 4


def test_a_mark_that_wanders_is_followed(tmp_path):
    paths = marked.write_folder(tmp_path, jitter=3)
    mark = learn_mark(paths, Progress())
    scan = open_scan(paths[4])
    removal = remove_mark(scan, mark, Progress())
    document = Document(scan)
    document.apply([removal.patch])
    bare = document.read(scan.size.box) / np.float32(255)
    rng = np.random.default_rng(1004)
    across, down = rng.integers(-3, 4, 2).tolist()
    hole = marked.mark(0.5, 50 + across, 40 + down) > 0.02
    assert marked.psnr(bare, marked.picture(4), hole) > 30


def test_sixteen_bits_stay_sixteen_bits():
    alpha, true = marked.mark(0.5), marked.picture(3)
    scan = Scan(None, marked.stored(marked.under(true, alpha), np.uint16))
    removal = remove_mark(scan, known(alpha), Progress())
    changed = removal.patch.changed
    bare = removal.patch.pixels.astype(np.float64)[changed] / 65535
    # Twice half a step of 16 bits, and the float32 in between.
    there = true[removal.patch.box.slices][changed]
    assert np.abs(bare - there).max() < 4 / 65535
    assert removal.patch.provenance.confidence > 0.99


def test_what_is_hidden_is_marked_for_repair_and_not_un_blended():
    alpha = np.maximum(marked.mark(0.5), (marked.mark(1.0) > 0.9) * np.float32(0.0))
    alpha[52:64, 95:125] = 0.99
    scan = Scan(None, marked.stored(marked.under(marked.picture(5), alpha)))
    removal = remove_mark(scan, known(alpha), Progress())
    assert (removal.opaque[53:63, 96:124] == 255).all()
    assert not removal.patch.changed[53:63, 96:124].any()
    assert not removal.opaque[alpha < 0.01].any()


def test_on_a_smooth_picture_the_noise_of_jpeg_is_not_magnified():
    """Un-blending alone would leave what coding got wrong twice as strong."""
    alpha, rng = marked.mark(0.5), np.random.default_rng(0)
    small = rng.uniform(0.3, 0.7, (3, 4, 3)).astype(np.float32)
    true = cv2.resize(small, (marked.WIDTH, marked.HEIGHT), interpolation=cv2.INTER_CUBIC)
    coded = marked.under(true, alpha) + rng.normal(0, 0.012, true.shape)
    scan = Scan(None, marked.stored(np.clip(coded, 0, 1)), quality=90)
    removal = remove_mark(scan, known(alpha), Progress())
    inside = removal.patch.changed
    left = (removal.patch.pixels / 255 - true[removal.patch.box.slices])[inside]
    plain = ((scan.pixels / 255 - alpha[..., None]) / (1 - alpha[..., None]) - true)[alpha > 0.4]
    assert left.std() < 0.5 * plain.std()
    told = (255 - removal.patch.confidence[inside].astype(float)) / 255 * INVENTED
    assert told.mean() == pytest.approx(np.abs(left).mean(), abs=0.004)


def test_the_fainter_the_picture_shows_the_less_certain_it_is():
    sure = []
    for strength in (0.3, 0.6, 0.9):
        alpha = marked.mark(strength)
        scan = Scan(None, marked.stored(marked.under(marked.picture(2), alpha)))
        mark = known(alpha, residual=1 / 255)
        sure.append(remove_mark(scan, mark, Progress()).patch.provenance.confidence)
    assert sure == sorted(sure, reverse=True) and sure[0] > sure[2]


def test_pictures_without_a_mark_share_none(tmp_path):
    paths = marked.write_folder(tmp_path, alpha=0.0)
    with pytest.raises(ScanError, match="20 pictures share no mark"):
        learn_mark(paths, Progress())


def test_too_few_pictures_are_refused(folder):
    with pytest.raises(ScanError, match="9 pictures are too few"):
        learn_mark(folder[:9], Progress())


def test_a_picture_without_the_mark_is_left_alone(learnt):
    clean = Scan(None, marked.stored(marked.picture(77)))
    with pytest.raises(ScanError, match="the mark is not on the scan"):
        remove_mark(clean, learnt, Progress())


def test_a_corner_is_found_where_sizes_differ(tmp_path):
    for number in range(20):
        height, width = marked.HEIGHT + 8 * (number % 3), marked.WIDTH + 12 * (number % 4)
        shown = marked.picture(number, height, width)
        corner = shown[-marked.HEIGHT :, -marked.WIDTH :]
        corner[:] = marked.under(corner, marked.mark(0.6))
        Image.fromarray(marked.stored(shown)).save(tmp_path / f"{number:02}.png")
    mark = learn_mark(sorted(tmp_path.iterdir()), Progress())
    assert (mark.place.across, mark.place.down) == (1.0, 1.0)


def test_a_mark_file_comes_back(learnt, tmp_path):
    path = tmp_path / "mark.png"
    assert save_mark_file(learnt, path) == [path, tmp_path / "mark.json"]
    again = open_mark_file(path)
    assert np.abs(again.alpha - learnt.alpha).max() <= 1 / 65535
    assert again.place == learnt.place and again.pictures == 20
    assert "permission" in json.loads((tmp_path / "mark.json").read_text())["note"]


def test_facts_of_another_kind_are_refused(learnt, tmp_path):
    save_mark_file(learnt, tmp_path / "mark.png")
    (tmp_path / "mark.json").write_text("{}")
    with pytest.raises(ScanError, match=r"mark.json is not what Heirloom wrote"):
        open_mark_file(tmp_path / "mark.png")


def test_a_picture_without_transparency_is_no_mark(folder):
    with pytest.raises(ScanError, match="has no transparency"):
        open_mark_file(folder[0])


def test_stopping_ends_it(folder):
    stop = Stop()
    stop.set()
    with pytest.raises(Cancelled):
        learn_mark(folder, Progress(stop=stop))

"""Enhancing: the identity is exact, tiles cannot be seen, damage is neither sharp nor smeared."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from engine import paths
from engine.document.document import Document
from engine.document.marking import PROTECT
from engine.document.patch import Patch, Provenance
from engine.errors import ModelError, OutOfMemory
from engine.files.scan import Scan
from engine.generators.card import load_card
from engine.generators.session import open_session
from engine.geometry import Box
from engine.progress import Cancelled, Progress, Stop
from engine.restore.enhance import enhanced, keep_grain, non_local_means
from engine.restore.finish import Enhancement, Finish, Maker
from engine.restore.plan import enhancement_with
from engine.restore.render import Tools, render
from engine.restore.settings import Strengths
from engine.restore.shrink import measure_noise

ALL = Strengths(1.0, 1.0, 1.0, 0.0)


def render_with(document, session, strengths=ALL, tile=1024, stop=None, noise=0.02):
    """The whole picture, enhanced."""
    snapshot = document.snapshot()
    asked = Enhancement(strengths, noise)
    snapshot = replace(snapshot, finish=Finish(enhancement=asked))
    picture = enhanced(snapshot, snapshot, session, stop or Stop(), tile)
    return picture.read(document.size.box)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_an_identity_network_gives_every_sample_back(document, opened, dtype, channels):
    from tests.onnx_models import write_restore_model

    doc = document(channels=channels, dtype=dtype)
    kept = replace(ALL, keep_grain=0.7)
    made = render_with(doc, opened(write_restore_model), kept, tile=64)
    np.testing.assert_array_equal(made, doc.scan.pixels)


def random_network(opened):
    from tests.onnx_models import write_restore_model

    return opened(lambda parent, **card: write_restore_model(parent, random=True, **card))


def test_how_the_picture_is_cut_into_tiles_cannot_be_seen(document, opened):
    """Random convolutions, which see less far than the margin: the result is that of one tile."""
    doc, session = document(250, 400), random_network(opened)
    strengths = replace(ALL, keep_grain=0.5)
    whole = render_with(doc, session, strengths).astype(int)
    assert np.abs(whole - doc.scan.pixels).mean() > 2000  # it does change the picture
    for tile in (112, 256):
        tiled = render_with(doc, session, strengths, tile)
        assert np.abs(tiled - whole).max() <= 4  # of 65,535: sums in another order


def test_reading_by_bands_and_twice_gives_the_same_samples(document, opened):
    doc, session = document(150, 100), random_network(opened)
    snapshot = replace(doc.snapshot(), finish=Finish(enhancement=Enhancement(ALL, 0.02)))
    whole = enhanced(snapshot, snapshot, session, Stop(), 64).read(doc.size.box)
    bands = enhanced(snapshot, snapshot, session, Stop(), 64)
    read = [bands.read(Box(0, top, 100, min(top + 37, 150))) for top in range(0, 150, 37)]
    np.testing.assert_array_equal(np.concatenate(read), whole)


def test_a_tile_is_made_once_when_the_picture_is_read_downwards(document, opened):
    doc, session = document(150, 100), random_network(opened)
    snapshot = replace(doc.snapshot(), finish=Finish(enhancement=Enhancement(ALL, 0.02)))
    runs, run = [], session.run
    session.run = lambda inputs, progress: runs.append(1) or run(inputs, progress)
    picture = enhanced(snapshot, snapshot, session, Stop(), 64)
    for top in range(150):
        picture.read(Box(0, top, 100, top + 1))
    assert len(runs) == 3 * 2


def damaged(document):
    """A white blot on a dark picture, marked."""
    doc = document(200, 240, low=0.2, high=0.3, grain=0)
    pixels = doc.scan.pixels.copy()
    pixels[90:104, 100:120] = 65535
    doc = Document(Scan(None, pixels))
    doc.mask.replace(Box(100, 90, 120, 104), np.full((14, 20), 255, np.uint8))
    return doc


def test_damage_that_is_left_stays_as_it_is_and_does_not_spread(document, opened):
    doc, session = damaged(document), random_network(opened)
    made = render_with(doc, session).astype(int)
    np.testing.assert_array_equal(made[90:104, 100:120], doc.scan.pixels[90:104, 100:120])
    whole = document(200, 240, low=0.2, high=0.3, grain=0)
    sound = render_with(whole, session).astype(int)
    ring = np.s_[80:114, 90:130]
    outside = np.ones((200, 240), bool)
    outside[90:104, 100:120] = False
    difference = np.abs(made - sound)[ring][outside[ring]].mean()
    doc.mask.replace(Box(100, 90, 120, 104), np.zeros((14, 20), np.uint8))
    unmarked = np.abs(render_with(doc, session).astype(int) - sound)[ring][outside[ring]].mean()
    assert difference < 0.1 * unmarked


def test_what_is_protected_stays(document, opened):
    doc = document()
    doc.layers[PROTECT].mask.replace(Box(20, 30, 60, 50), np.full((20, 40), 255, np.uint8))
    made = render_with(doc, random_network(opened))
    np.testing.assert_array_equal(made[30:50, 20:60], doc.scan.pixels[30:50, 20:60])
    assert (made[:30] != doc.scan.pixels[:30]).mean() > 0.9


def test_fills_are_cleaned_and_not_sharpened(document, opened):
    doc, session = document(), random_network(opened)
    box = Box(60, 40, 100, 80)
    pixels, changed = doc.scan.pixels[box.slices].copy(), np.ones((40, 40), bool)
    doc.apply([Patch(box, pixels, changed, Provenance("ns", "", 3.0))])
    asked = []
    run = session.run
    session.run = lambda inputs, progress: (
        asked.append(inputs["strengths"]) or run(inputs, progress)
    )
    render_with(doc, session)
    denoise, deblur, dejpeg = np.moveaxis(asked[0], 2, 0)
    assert (denoise == 1).all() and (dejpeg == 1).all()
    assert (deblur[box.slices] == 0).all() and deblur.sum() == deblur.size - 40 * 40


def test_kept_grain_is_a_share_of_what_was_taken_and_no_more_than_was_there(document):
    rng = np.random.default_rng(0)
    smooth = np.full((80, 80, 3), 0.5, np.float32)
    grainy = smooth + (0.02 * rng.standard_normal(smooth.shape)).astype(np.float32)
    for share in (0.0, 0.3, 1.0):
        asked = Enhancement(Strengths(keep_grain=share), 0.02)
        left = keep_grain(grainy, smooth, asked).std()
        assert left == pytest.approx(share * 0.02, rel=0.15, abs=1e-6)
    spot = smooth.copy()
    spot[40, 40] = 1  # taken out, and no grain
    back = keep_grain(spot, smooth, Enhancement(Strengths(keep_grain=1.0), 0.02))
    assert 0.04 < back[40, 40, 0] - 0.5 <= 0.0601


@pytest.mark.parametrize("channels", [1, 3])
def test_without_a_model_noise_is_taken_out_in_16_bits(document, channels):
    doc, clean = document(200, 260, channels), document(200, 260, channels, grain=0)
    noise = measure_noise(doc.snapshot(), Progress())
    made = render_with(doc, None, Strengths(1.0, keep_grain=0.0), noise=noise)

    def error(pixels):
        return float(np.square(pixels - clean.scan.pixels.astype(float)).mean()) ** 0.5

    assert error(made) < 0.6 * error(doc.scan.pixels)
    assert len(np.unique(made)) > 5000  # not the steps of 8 bits


def test_classical_tiles_cannot_be_seen(document):
    doc = document(200, 300, dtype=np.uint16)
    asked = Strengths(1.0, keep_grain=0.3)
    tiled = render_with(doc, None, asked).astype(int)
    picture = doc.scan.pixels.astype(np.float32) / 65535
    whole = keep_grain(picture, non_local_means(picture, 0.02), Enhancement(asked, 0.02))
    assert np.abs(tiled - np.rint(65535 * whole)).max() <= 257  # 1/255


def test_without_a_model_blur_and_jpeg_are_not_promised():
    made = enhancement_with(Strengths(0.5, 0.5, 0.5), 0.01, None)
    assert made.strengths == Strengths(0.5, 0.0, 0.0)
    assert str(Finish(enhancement=made)) == "denoise 0.5, keep grain 0.5 (classical)"
    assert enhancement_with(Strengths(0.0, 1.0, 1.0), 0.01, None) is None
    assert enhancement_with(Strengths(), 0.0, None) is None  # nothing to take out


def test_where_memory_is_short_smaller_tiles_give_the_same(document, opened):
    doc, session = document(80, 520), random_network(opened)
    whole = render_with(doc, session).astype(int)
    run, sides = session.run, []

    def run_small(inputs, progress):
        sides.append(max(inputs["rgb"].shape))
        if sides[-1] > 400:
            raise OutOfMemory("the card", sides[-1], 256)
        return run(inputs, progress)

    session.run = run_small
    made = render_with(doc, session)
    assert max(sides) == 520 and min(sides) <= 400
    assert np.abs(made - whole).max() <= 4
    session.run = lambda inputs, progress: run_small({"rgb": np.zeros((999, 999, 3))}, progress)
    with pytest.raises(OutOfMemory):
        render_with(doc, session)


def test_a_stop_ends_it(document, opened):
    stop = Stop()
    stop.set()
    for session in (None, random_network(opened)):
        with pytest.raises(Cancelled):
            render_with(document(), session, stop=stop)


def test_a_model_for_other_work_and_one_that_is_gone_are_refused(document, opened):
    from tests.onnx_models import write_upscale_model

    doc = document()
    with pytest.raises(ModelError, match="a tensor 'strengths' of 3 channels"):
        render_with(doc, opened(write_upscale_model))
    doc.set_finish(Finish(enhancement=Enhancement(ALL, 0.02, Maker("gone", "ab" * 32))))
    with pytest.raises(ModelError, match=r"made with gone \(SHA-256 abababababab\)"):
        render(doc.snapshot(), Tools())


@pytest.mark.parametrize("file", ["processors", "graphics cards"])
def test_tiles_of_the_bundled_network_cannot_be_seen(file):
    """Edges and noise, restored at full strength: smaller tiles agree to 1/255."""
    card = load_card(paths.bundled_models() / "photonet-restore")
    if file == "graphics cards":
        card = replace(card, cpu_file="", cpu_sha256="")
    session = open_session(card, "cpu", threads=1)
    rng = np.random.default_rng(4)
    picture = np.full((320, 512, 3), 0.5)
    for x, y, radius, *colour in rng.uniform((0, 0, 5, 0, 0, 0), (512, 320, 60, 1, 1, 1), (40, 6)):
        cv2.circle(picture, (int(x), int(y)), int(radius), colour, -1, cv2.LINE_AA)
    picture += 0.04 * rng.standard_normal(picture.shape)
    doc = Document(Scan(None, np.rint(np.clip(picture, 0, 1) * 65535).astype(np.uint16)))
    whole = render_with(doc, session).astype(int)
    assert np.abs(whole - doc.scan.pixels).mean() > 1000  # it does change the picture
    for tile in (96, 256):
        assert np.abs(render_with(doc, session, tile=tile) - whole).max() <= 257

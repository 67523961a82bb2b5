"""Saving: bit for bit where the format can, told where it cannot, and never onto the original."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest
import tifffile
from PIL import Image

from engine.document.document import Document
from engine.document.patch import Patch, Provenance
from engine.errors import SaveError
from engine.files import reader, writer
from engine.files.losses import losses
from engine.files.scan import Scan
from engine.files.writer import SaveOptions
from engine.geometry import Box
from engine.progress import Progress


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("alpha", [False, True])
@pytest.mark.parametrize("kind", ["png", "deflate", "lzw", "none"])
@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (67, 45)])
def test_png_and_tiff_keep_every_sample(
    tmp_path, noise, monkeypatch, dtype, channels, alpha, kind, size
):
    monkeypatch.setattr(writer, "BAND_BYTES", 2000)  # many bands, cut elsewhere than the strips
    monkeypatch.setattr("engine.files.write_tiff.STRIP_BYTES", 1500)
    scan = noise(dtype, channels, alpha=alpha, height=size[0], width=size[1])
    path = tmp_path / ("scan.png" if kind == "png" else "scan.tif")
    options = SaveOptions(compression=None if kind == "png" else kind)
    result = reader.open_scan(writer.save_scan(Document(scan), path, options))
    np.testing.assert_array_equal(result.pixels, scan.pixels)
    assert result.depth == scan.depth and (result.alpha is not None) == alpha
    if alpha:
        np.testing.assert_array_equal(result.alpha, scan.alpha)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("compression", ["deflate", "lzw", "none"])
def test_other_programs_read_our_tiffs(tmp_path, noise, dtype, compression):
    scan = noise(dtype)
    path = writer.save_scan(
        Document(scan), tmp_path / "scan.tif", SaveOptions(compression=compression)
    )
    with tifffile.TiffFile(path) as tiff:
        np.testing.assert_array_equal(tiff.asarray(), scan.pixels)
        assert tiff.pages[0].predictor == (1 if compression == "none" else 2)
    if dtype == np.uint8:
        with Image.open(path) as picture:
            np.testing.assert_array_equal(np.asarray(picture), scan.pixels)


def test_other_programs_read_our_pngs(tmp_path, noise):
    for channels, alpha, mode in [(1, False, "L"), (1, True, "LA"), (3, False, "RGB"),
                                  (3, True, "RGBA")]:  # fmt: skip
        scan = noise(np.uint8, channels, alpha=alpha)
        with Image.open(writer.save_scan(Document(scan), tmp_path / "scan.png")) as picture:
            assert picture.mode == mode
            samples = np.asarray(picture).reshape(*scan.pixels.shape[:2], -1)
        np.testing.assert_array_equal(samples[..., :channels], scan.pixels)


def test_what_is_saved_is_the_document_with_its_patches(tmp_path, noise):
    scan = noise(np.uint16)
    document = Document(scan)
    box = Box(10, 10, 30, 50)
    pixels = np.zeros((40, 20, 3), np.uint16)
    document.apply([Patch(box, pixels, np.ones((40, 20), bool), Provenance("ns", "test", 1.0))])
    for kind in ("png", "tif"):
        result = reader.open_scan(writer.save_scan(document, tmp_path / f"a.{kind}"))
        assert (result.pixels[box.slices] == 0).all()
        outside = np.ones(scan.pixels.shape, bool)
        outside[box.slices] = False
        np.testing.assert_array_equal(result.pixels[outside], scan.pixels[outside])


def test_jpeg_takes_the_quality_of_the_source(tmp_path, jpeg_bytes, noise):
    source = tmp_path / "source.jpg"
    source.write_bytes(jpeg_bytes(quality=82))
    scan = reader.open_scan(source)
    result = reader.open_scan(writer.save_scan(Document(scan), tmp_path / "a.jpg"))
    assert result.quality == 82
    result = reader.open_scan(writer.save_scan(Document(noise()), tmp_path / "b.jpg"))
    assert result.quality == 95
    chosen = SaveOptions(quality=61)
    result = reader.open_scan(writer.save_scan(Document(scan), tmp_path / "c.jpg", chosen))
    assert result.quality == 61


def test_jpeg_keeps_colours_at_full_resolution_and_16_bit_is_rounded(tmp_path):
    ramp = np.zeros((16, 256, 3), np.uint16)
    ramp[...] = (np.arange(256) * 257)[:, np.newaxis]
    document = Document(Scan(None, ramp))
    path = writer.save_scan(document, tmp_path / "a.jpg", SaveOptions(quality=100))
    result = reader.open_scan(path).pixels.astype(int)
    np.testing.assert_allclose(result, ramp // 257, atol=1)
    with Image.open(path) as picture:
        assert {layer[1:3] for layer in picture.layer} == {(1, 1)}


def test_losses_are_told_before_saving(noise):
    assert losses(noise(np.uint16, alpha=True), "TIFF") == []
    assert losses(noise(np.uint16, alpha=True), "PNG") == []
    told = losses(noise(np.uint16, alpha=True), "JPEG")
    assert len(told) == 3
    assert "16 bits" in told[1] and "transparency" in told[2]
    assert len(losses(noise(), "JPEG")) == 1


def test_the_original_is_never_a_target(tmp_path, noise):
    source = writer.save_scan(Document(noise()), tmp_path / "scan.png")
    before = source.read_bytes()
    scan = reader.open_scan(source)
    (tmp_path / "hard.png").hardlink_to(source)
    (tmp_path / "soft.png").symlink_to(source)
    (tmp_path / "folder").mkdir()
    for path in (
        source,
        tmp_path / "hard.png",
        tmp_path / "soft.png",
        tmp_path / "folder" / ".." / "scan.png",
        os.path.relpath(source),
    ):
        with pytest.raises(SaveError, match=r"original.*scan_restored\.png"):
            writer.save_scan(Document(scan), path)
    assert source.read_bytes() == before
    source.unlink()
    (tmp_path / "hard.png").unlink()
    with pytest.raises(SaveError, match="original"):
        writer.save_scan(Document(scan), source)


def test_the_proposed_name_is_new_and_beside_the_scan(tmp_path, noise):
    source = writer.save_scan(Document(noise()), tmp_path / "Oma.PNG")
    scan = reader.open_scan(source)
    assert writer.propose_path(scan) == tmp_path / "Oma_restored.PNG"
    assert writer.propose_path(scan, "JPEG") == tmp_path / "Oma_restored.jpg"
    assert writer.propose_path(scan, "TIFF") == tmp_path / "Oma_restored.tif"
    (tmp_path / "Oma_restored.tif").touch()
    (tmp_path / "Oma_restored_2.tif").touch()
    assert writer.propose_path(scan, "TIFF") == tmp_path / "Oma_restored_3.tif"
    assert writer.propose_path(noise()).suffix == ".png"


def test_options_that_do_not_exist_are_refused(tmp_path, noise):
    document = Document(noise())
    for path, options, words in [
        ("a.gif", None, r"\.tif, \.png, \.jpg, \.jp2, \.webp or \.avif"),
        ("a", None, r"\.png, \.jpg"),
        ("a.jpg", SaveOptions(quality=0), "1 to 100"),
        ("a.jpg", SaveOptions(quality=101), "1 to 100"),
        ("a.tif", SaveOptions(compression="zip"), "deflate, lzw, zstd, none"),
        ("a.jpg", SaveOptions(subsampling="4:1:1"), "4:4:4, 4:2:2, 4:2:0"),
        ("a.jpg", SaveOptions(metadata="some"), "keep, no-place, none"),
        ("a.x", SaveOptions(format="gif"), r"\.png, \.jpg"),
    ]:
        with pytest.raises(SaveError, match=words):
            writer.save_scan(document, tmp_path / path, options)
    assert list(tmp_path.iterdir()) == []
    wide = Document(Scan(None, np.zeros((1, 65_501, 1), np.uint8)))
    with pytest.raises(SaveError, match=r"65,500 .* 65,501"):
        writer.save_scan(wide, tmp_path / "a.jpg")


def test_a_chosen_format_wins_over_the_name(tmp_path, noise):
    path = writer.save_scan(Document(noise()), tmp_path / "scan.dat", SaveOptions(format="tiff"))
    assert reader.open_scan(path).format == "TIFF"


def test_a_mask_is_not_saved_as_jpeg(tmp_path):
    with pytest.raises(SaveError, match="PNG or TIFF"):
        writer.save_mask(np.zeros((4, 4), np.uint8), tmp_path / "mask.jpg")


def test_progress_goes_from_nothing_to_all(tmp_path, noise, monkeypatch):
    monkeypatch.setattr(writer, "BAND_BYTES", 2000)
    told = []
    progress = Progress(lambda fraction, doing: told.append((fraction, doing)))
    writer.save_scan(Document(noise()), tmp_path / "scan.tif", None, progress)
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions) and fractions[0] == 0.0 and fractions[-1] == 1.0
    assert len(fractions) > 4 and all("scan.tif" in doing for _, doing in told)


@pytest.mark.parametrize("kind", ["png", "deflate", "none"])
def test_a_16_bit_scan_never_exists_twice(tmp_path, kind):
    """Peak of what Python and numpy hold, as a share of the pixels."""
    # Every row alike: the filters and packers work on it as on any, and in a second.
    pixels = np.empty((4000, 3000, 3), np.uint16)
    pixels[:] = np.random.default_rng(0).integers(0, 65536, (3000, 3), np.uint16)
    scan = Scan(None, pixels)
    path = tmp_path / ("scan.png" if kind == "png" else "scan.tif")
    options = SaveOptions(compression=None if kind == "png" else kind)
    document = Document(scan)
    with peak_memory() as saving:
        writer.save_scan(document, path, options)
    assert saving() < 0.6 * pixels.nbytes
    with peak_memory() as opening:
        result = reader.open_scan(path)
    assert opening() < 1.5 * pixels.nbytes
    np.testing.assert_array_equal(result.pixels, pixels)


@contextmanager
def peak_memory() -> Iterator[Callable[[], int]]:
    """Bytes held at most while inside, to be asked for afterwards."""
    tracemalloc.start()
    peak = 0
    try:
        yield lambda: peak
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

"""A scan in CMYK saved in its inks again: the original's outside of the repairs, bit for bit."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import tifffile
from PIL import Image

from engine.document.document import Document
from engine.errors import SaveError
from engine.files import colour, reader
from engine.files import inks as files_inks
from engine.files.losses import losses
from engine.files.options import SaveOptions
from engine.files.scan import Scan
from engine.files.writer import save_scan
from engine.geometry import Box
from engine.progress import Cancelled, Progress, Stop
from main import main
from tests.engine.files.ink_profile import ink_profile

PROFILE = ink_profile()
INKS = SaveOptions(inks=True)
HOLE = np.s_[4:9, 6:20]


def mixed(kind=np.uint16):
    """(24, 40, 4): greys of three inks and of black alone, side by side, and stronger colours."""
    rng = np.random.default_rng(0)
    return (rng.uniform(0, 0.6, (24, 40, 4)) * np.iinfo(kind).max).astype(kind)


def write_inks(path, inks, **more):
    tifffile.imwrite(path, inks, photometric="separated", planarconfig="contig", metadata=None,
                     iccprofile=PROFILE, **more)  # fmt: skip
    return path


class Repaired:
    """A scan in which HOLE was filled with a colour."""

    def __init__(self, scan):
        self.scan = scan

    def read(self, box: Box) -> np.ndarray:
        whole = self.scan.pixels.copy()
        whole[HOLE] = [v * (np.iinfo(whole.dtype).max // 255) for v in (180, 120, 90)]
        return whole[box.slices]


def stored(path):
    with tifffile.TiffFile(path) as tiff:
        page = tiff.pages.first
        return page.asarray(), page.photometric.name, page.iccprofile


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_only_changed_pixels_get_other_inks(tmp_path, kind):
    inks = mixed(kind)
    scan = reader.open_scan(write_inks(tmp_path / "a.tif", inks))
    assert scan.inks_icc == PROFILE and "saved in its inks again" in scan.warnings[0]
    result = save_scan(Repaired(scan), tmp_path / "b.tif", INKS)
    made, photometric, icc = stored(result)
    assert (photometric, icc) == ("SEPARATED", PROFILE)
    changed = np.zeros(inks.shape[:2], bool)
    changed[HOLE] = True
    np.testing.assert_array_equal(made[~changed], inks[~changed])
    fill = Repaired(scan).read(scan.size.box)[HOLE]
    seen = reader.open_scan(result).pixels[HOLE]
    assert np.abs(seen.astype(float) - fill).max() < 0.02 * np.iinfo(kind).max


def test_from_rgb_alone_the_inks_would_not_come_back(tmp_path):
    """Why the original is read again: the profile knows one mixture for a colour, not all."""
    inks = mixed()
    scan = reader.open_scan(write_inks(tmp_path / "a.tif", inks))
    back = colour.to_inks(scan.pixels, PROFILE).astype(float)
    assert np.abs(back - inks).mean() > 0.1 * 65535


def test_a_turned_and_transparent_tiff_keeps_both(tmp_path):
    inks = np.dstack([mixed(), np.full((24, 40), 65535, np.uint16)])
    inks[0, :5, 4] = 0
    tags = [(274, 3, 1, 6, True)]
    path = write_inks(tmp_path / "a.tif", inks, extrasamples=["unassalpha"], extratags=tags)
    scan = reader.open_scan(path)
    made, _, _ = stored(save_scan(Document(scan), tmp_path / "b.tif", INKS))
    np.testing.assert_array_equal(made, np.rot90(inks, -1))


def test_planes_are_read_too(tmp_path):
    inks = mixed()
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, np.moveaxis(inks, 2, 0), photometric="separated", metadata=None,
                     planarconfig="separate", iccprofile=PROFILE)  # fmt: skip
    made, _, _ = stored(save_scan(Document(reader.open_scan(path)), tmp_path / "b.tif", INKS))
    np.testing.assert_array_equal(made, inks)


def test_jpeg_holds_inks_with_their_profile(tmp_path):
    picture = Image.fromarray(np.full((16, 24, 4), (30, 60, 90, 20), np.uint8), "CMYK")
    exif = Image.Exif()
    exif[274] = 6
    picture.save(tmp_path / "a.jpg", quality=95, icc_profile=PROFILE, exif=exif)
    scan = reader.open_scan(tmp_path / "a.jpg")
    assert (scan.size.width, scan.size.height) == (16, 24)
    result = save_scan(Document(scan), tmp_path / "b.jpg", INKS)
    with Image.open(result) as made:
        assert made.mode == "CMYK" and made.info["icc_profile"] == PROFILE
        assert np.abs(np.asarray(made).astype(int) - (30, 60, 90, 20)).max() <= 2


def test_other_formats_and_other_scans_are_saved_as_they_are(tmp_path):
    scan = reader.open_scan(write_inks(tmp_path / "a.tif", mixed()))
    assert reader.open_scan(save_scan(Document(scan), tmp_path / "b.png", INKS)).inks_icc is None
    plain = Scan(None, np.zeros((4, 4, 3), np.uint8))
    assert reader.open_scan(save_scan(Document(plain), tmp_path / "c.tif", INKS)).channels == 3


def test_what_becomes_of_the_inks_is_said_before(tmp_path):
    scan = reader.open_scan(write_inks(tmp_path / "a.tif", mixed()))
    assert "keep the inks" in losses(scan, "TIFF", INKS)[0]
    assert "saved as RGB" in losses(scan, "TIFF")[0]
    assert "saved as RGB" in losses(scan, "PNG", INKS)[-1]


@pytest.mark.parametrize("how", ["gone", "changed"])
def test_an_original_that_is_another_one_by_now_is_not_mixed_in(tmp_path, how):
    path = write_inks(tmp_path / "a.tif", mixed())
    scan = reader.open_scan(path)
    path.unlink()
    if how == "changed":
        write_inks(path, mixed()[::-1])
    with pytest.raises(SaveError, match=r"a\.tif is gone or was changed"):
        save_scan(Document(scan), tmp_path / "b.tif", INKS)
    assert not (tmp_path / "b.tif").exists()


def test_reading_the_inks_again_can_be_stopped(tmp_path, monkeypatch):
    scan = reader.open_scan(write_inks(tmp_path / "a.tif", mixed()))
    stop, goes_on = Stop(), threading.Event()
    monkeypatch.setattr(files_inks.read_tiff, "read_inks", lambda path, page: goes_on.wait())
    threading.Timer(0.05, stop.set).start()
    with pytest.raises(Cancelled):
        save_scan(Document(scan), tmp_path / "b.tif", INKS, Progress(stop=stop))
    goes_on.set()
    assert not (tmp_path / "b.tif").exists()


def test_an_enlarged_picture_is_converted_as_a_whole(tmp_path):
    from engine.restore.upscale import enlarged_scan

    scan = reader.open_scan(write_inks(tmp_path / "a.tif", mixed()))

    class Enlarged:
        def __init__(self):
            self.scan = enlarged_scan(scan)

        def read(self, box):
            return np.full((box.height, box.width, 3), 30000, np.uint16)

    made, photometric, _ = stored(save_scan(Enlarged(), tmp_path / "b.tif", INKS))
    assert photometric == "SEPARATED" and made.shape == (48, 80, 4)


def test_a_profile_of_something_else_is_no_inks(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", mixed(), photometric="separated", metadata=None,
                     planarconfig="contig", iccprofile=colour.screen_icc())  # fmt: skip
    assert reader.open_scan(tmp_path / "a.tif").inks_icc is None


def test_restore_and_batch_write_the_same_inks(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    for variable in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    scans = tmp_path / "scans"
    scans.mkdir()
    path = write_inks(scans / "a.tif", mixed())
    mask = np.zeros((24, 40), np.uint8)
    mask[HOLE] = 255
    Image.fromarray(mask).save(scans / "a_mask.png")
    how = ["--method", "ns", "--inks"]
    single, far = tmp_path / "single.tif", tmp_path / "far"
    words = ["restore", path, "--mask", scans / "a_mask.png", "-o", single, "--record", *how]
    assert main([str(word) for word in words]) == 0
    assert "keep the inks" in capsys.readouterr().err
    words = ["batch", scans, far, "--masks", "{name}_mask", *how]
    assert main([str(word) for word in words]) == 0
    assert (far / "a.tif").read_bytes() == single.read_bytes()
    made, _, _ = stored(single)
    np.testing.assert_array_equal(made[mask == 0], mixed()[mask == 0])
    assert main(["verify", str(single), str(path)]) == 0

"""Twice the size: by a network or by Lanczos, in tiles that cannot be seen."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from engine.document.document import Document
from engine.files.reader import open_scan
from engine.files.scan import Metadata, Scan
from engine.progress import Progress
from engine.restore.finish import Enlargement, Finish
from engine.restore.plan import maker_of
from engine.restore.render import Tools, render
from engine.restore.upscale import enlarged_scan
from engine.restoring import save_restored


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_lanczos_in_tiles_is_lanczos_of_the_whole(document, dtype, channels):
    doc = document(530, 700, channels, dtype)
    doc.set_finish(Finish(enlargement=Enlargement()))
    picture = render(doc.snapshot(), Tools())
    made = picture.read(picture.scan.size.box)
    whole = cv2.resize(doc.scan.pixels, (1400, 1060), interpolation=cv2.INTER_LANCZOS4)
    np.testing.assert_array_equal(made, whole.reshape(made.shape))


def test_a_network_enlarges(document, opened):
    from tests.onnx_models import write_upscale_model

    doc, session = document(530, 601), opened(write_upscale_model)
    doc.set_finish(Finish(enlargement=Enlargement(maker_of(session))))
    picture = render(doc.snapshot(), Tools(upscale=session))
    made = picture.read(picture.scan.size.box)
    np.testing.assert_array_equal(made, doc.scan.pixels.repeat(2, 0).repeat(2, 1))


@pytest.mark.parametrize("ending", [".tif", ".png", ".jpg"])
def test_the_file_is_twice_as_large_and_its_size_on_paper_stays(document, tmp_path, ending):
    doc = document(60, 90, dtype=np.uint8)
    doc = Document(Scan(None, doc.scan.pixels, metadata=Metadata(dpi=(300.0, 600.0))))
    doc.set_finish(Finish(enlargement=Enlargement()))
    path = tmp_path / f"large{ending}"
    save_restored(doc, path, None, Progress())
    saved = open_scan(path)
    assert str(saved.size) == "180 x 120"
    assert saved.metadata.dpi == pytest.approx((600, 1200), rel=0.001)
    with Image.open(path) as image:
        assert image.size == (180, 120)


def test_transparency_is_enlarged_with_the_picture(document, tmp_path):
    alpha = np.zeros((60, 90), np.uint16)
    alpha[:, 45:] = 65535
    doc = Document(Scan(None, document(60, 90).scan.pixels, alpha))
    doc.set_finish(Finish(enlargement=Enlargement()))
    save_restored(doc, tmp_path / "a.tif", None, Progress())
    made = tifffile.imread(tmp_path / "a.tif")
    assert made.shape == (120, 180, 4) and made.dtype == np.uint16
    assert (made[:, :88, 3] == 0).all() and (made[:, 92:, 3] == 65535).all()


def test_an_enlarged_scan_takes_no_memory():
    scan = Scan(None, np.zeros((500, 500, 3), np.uint16))
    large = enlarged_scan(scan)
    assert str(large.size) == "1000 x 1000" and large.pixels.strides == (0, 0, 0)

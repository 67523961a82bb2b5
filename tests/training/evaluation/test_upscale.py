import cv2
import numpy as np
import pytest

from engine.progress import Progress
from training.evaluation.report import Options
from training.evaluation.upscale import evaluate, sheet


def enlarging(planted, way):
    def answer(inputs):
        return {"large": cv2.resize(inputs["rgb"], None, fx=2, fy=2, interpolation=way)}

    return planted("upscale", answer, rgb=3, large=3)


def test_bicubic_gains_nothing_over_itself(planted, held_out):
    found = evaluate(enlarging(planted, cv2.INTER_CUBIC), held_out, Options(), Progress())
    for test in ("clean", "worn"):
        # OpenCV counts in fixed point on 8 bits.
        assert found.rows[f"{test} psnr over bicubic"][0].mean == pytest.approx(0, abs=0.02)
        assert found.rows[f"{test} ssim over bicubic"][0].mean == pytest.approx(0, abs=1e-3)
        assert found.rows[f"{test} psnr over bicubic"][1] is None
    assert found.rows["clean psnr"][0].mean > found.rows["worn psnr"][0].mean


def test_doubled_pixels_are_worse_than_bicubic(planted, held_out):
    found = evaluate(enlarging(planted, cv2.INTER_NEAREST), held_out, Options(), Progress())
    gain = found.rows["clean psnr over bicubic"][0]
    assert gain.high < 0
    psnrs = found.rows["clean psnr"]
    assert gain.mean == pytest.approx(psnrs[0].mean - psnrs[1].mean)


def test_the_sheet_shows_three_pictures_of_each_case(planted, held_out):
    drawn = sheet(enlarging(planted, cv2.INTER_CUBIC), held_out, Options())
    assert drawn.dtype == np.uint8 and drawn.shape[1] >= 2 * 3 * 256

import numpy as np
import pytest

from engine.errors import ModelError
from engine.progress import Progress
from training.evaluation.report import Options
from training.evaluation.restore import evaluate, flat_and_busy, restored, sheet

TENSORS = {"rgb": 3, "strengths": 3, "restored": 3}


def brighter(inputs):
    """By a tenth of the first strength."""
    return {"restored": inputs["rgb"] + 0.1 * inputs["strengths"][..., :1]}


@pytest.fixture(scope="module")
def idle(planted, held_out):
    session = planted("restore", lambda inputs: {"restored": inputs["rgb"]}, **TENSORS)
    return evaluate(session, held_out, Options(), Progress())


def test_what_does_nothing_gains_nothing(idle):
    for quality in (10, 20, 30, 40):
        for kind in ("", " luma", " grey"):
            assert idle.rows[f"jpeg {quality}{kind} gain"][0].mean == 0
    assert idle.rows["strength 0, largest change in 1/255"][0].mean == 0
    assert idle.rows["clean kept psnr"][0].mean == 99
    assert idle.rows["clean kept sharpness on busy"][0].mean == pytest.approx(1)


@pytest.mark.parametrize(("sigma", "psnr"), [(15, 24.61), (25, 20.17), (50, 14.15)])
def test_noise_is_neither_clipped_nor_rounded(idle, sigma, psnr):
    # 20 log10(255 / sigma), as in publications.
    assert idle.rows[f"sigma {sigma} psnr"][1].mean == pytest.approx(psnr, abs=0.03)
    assert idle.rows[f"sigma {sigma} noise left on flat, %"][1].mean == pytest.approx(100, abs=1)
    # Rounded, as all that comes out; clipping helps a little.
    assert 0 <= idle.rows[f"sigma {sigma} gain"][0].mean < 1.5


def test_the_classical_method_takes_noise_out_and_detail_too(idle):
    gain, left = (idle.rows[f"sigma 25 {m}"][2].mean for m in ("gain", "noise left on flat, %"))
    assert gain > 5 and left < 50
    sharp = [figure.mean for figure in idle.rows["sigma 25 sharpness on busy"]]
    assert sharp[2] < sharp[1]
    assert idle.rows["jpeg 10 psnr"][2] is None


def test_what_strength_0_and_clean_photographs_suffer_is_told(planted, held_out):
    session = planted("restore", brighter, **TENSORS)
    found = evaluate(session, held_out, Options(limit=1), Progress())
    assert found.rows["strength 0, largest change in 1/255"][0].mean == 0
    # A tenth of the range where nothing is clipped: 20 dB.
    assert found.rows["clean kept psnr"][0].mean == pytest.approx(20, abs=0.6)

    always = planted("restore", lambda i: {"restored": i["rgb"] + np.float32(2 / 255)}, **TENSORS)
    changed = evaluate(always, held_out, Options(limit=1), Progress())
    assert changed.rows["strength 0, largest change in 1/255"][0].mean == pytest.approx(2, abs=0.01)


def test_strengths_are_planes(planted):
    rgb = np.full((5, 7, 3), 0.5, np.float32)
    made = restored(planted("restore", brighter, **TENSORS), rgb, (1.0, 0.0, 0.5))
    np.testing.assert_allclose(made, 0.6)


def test_a_model_without_strengths_is_refused(planted, held_out):
    with pytest.raises(ModelError, match="strengths"):
        evaluate(planted("restore", brighter, rgb=3, restored=3), held_out, Options(), Progress())


def test_flat_and_busy_are_where_they_are():
    picture = np.full((64, 64, 3), 90, np.uint8)
    picture[:, 48:] = np.random.default_rng(0).integers(0, 256, (64, 16, 1), np.uint8)
    flat, busy = flat_and_busy(picture)
    assert busy[:, 48:].all() and not busy[:, :48].any()
    assert flat[:, :48].all() and not flat[:, 48:].any()


def test_the_sheet_shows_three_pictures_of_each_case(planted, held_out):
    session = planted("restore", lambda inputs: {"restored": inputs["rgb"]}, **TENSORS)
    drawn = sheet(session, held_out, Options())
    assert drawn.dtype == np.uint8 and drawn.shape[1] >= 2 * 3 * 256

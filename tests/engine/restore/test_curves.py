"""Tone by curves: through their points, straight where they are straight, saved and said."""

from __future__ import annotations

import argparse
import json
import zipfile
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document.finish_manifest import finish_as_json, read_finish
from engine.document.read_restoration import open_restoration
from engine.document.restoration import RestorationWriter
from engine.document.strict_json import parse
from engine.errors import HeirloomError
from engine.geometry import Size
from engine.restore.curves import through, tone_by_curves
from engine.restore.finish import NO_FINISH, Finish
from engine.restore.options import add_finish_options, finish_settings
from engine.restore.settings import STRAIGHT, Adjustments, Curves, FinishSettings
from engine.restore.tone import apply_to_samples

LIFTED = ((0.0, 0.0), (0.5, 0.75), (1.0, 1.0))


def corrected(pixels, curves):
    size = Size(pixels.shape[1], pixels.shape[0])
    return apply_to_samples(pixels, Finish(curves=curves).tones(), size.box, size)


def test_a_curve_worked_out_by_hand():
    """Slopes 2, 0.75 and 0: by the three points at the left end, the harmonic mean, the right end.

    Between two points halfway: their mean, and an eighth of the step times the slopes' difference.
    """
    found = through(LIFTED, np.array([0, 0.25, 0.5, 0.75, 1]))
    expected = [0, 0.375 + 0.5 * (2 - 0.75) / 8, 0.75, 0.875 + 0.5 * 0.75 / 8, 1]
    np.testing.assert_allclose(found, expected, atol=1e-15)


def test_summits_and_valleys_are_at_the_points():
    bent = ((0.0, 0.2), (0.2, 0.2), (0.4, 0.9), (0.6, 0.1), (0.9, 0.7))
    x = np.linspace(0, 1, 1001)
    found = through(bent, x)
    assert found.min() == pytest.approx(0.1) and found.max() == pytest.approx(0.9)
    assert np.ptp(found[x <= 0.2]) < 1e-12  # flat between equal points
    assert (found[x >= 0.9] == 0.7).all()  # and level behind the last


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255)), min_size=2, max_size=16))
def test_it_goes_through_its_points_and_never_beyond_its_neighbours(points):
    by_old = sorted(dict(points).items())
    if len(by_old) < 2:
        return
    curve = tuple((old / 255, new / 255) for old, new in by_old)
    Curves(all=curve)
    xs, ys = map(np.array, zip(*curve, strict=True))
    np.testing.assert_allclose(through(curve, xs), ys, atol=1e-12)
    for piece in range(len(curve) - 1):
        inside = np.diff(through(curve, np.linspace(xs[piece], xs[piece + 1], 50)))
        assert (inside >= -1e-12).all() or (inside <= 1e-12).all()


def test_it_is_scipys():
    interpolate = pytest.importorskip("scipy.interpolate")
    rng = np.random.default_rng(3)
    for count in (2, 3, 4, 9, 16):
        xs, ys = np.sort(rng.uniform(0, 1, count)), rng.uniform(0, 1, count)
        x = np.linspace(xs[0], xs[-1], 300)
        wanted = interpolate.PchipInterpolator(xs, ys)(x)
        np.testing.assert_allclose(through(tuple(zip(xs, ys, strict=True)), x), wanted, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("points", [STRAIGHT, ((0.0, 0.0), (0.3, 0.3), (0.7, 0.7), (1.0, 1.0))])
def test_a_straight_curve_gives_every_sample_back(dtype, points):
    levels = np.arange(np.iinfo(dtype).max + 1, dtype=dtype)
    pixels = np.stack([levels, levels[::-1], levels], axis=-1)[None]
    assert tone_by_curves(Curves(points, points, points, points)) is None
    made = corrected(pixels, Curves(red=LIFTED, green=points))
    np.testing.assert_array_equal(made[..., 1:], pixels[..., 1:])
    assert (made[..., 0] >= pixels[..., 0]).all() and (made[..., 0] != pixels[..., 0]).any()


def test_sixteen_bits_are_within_a_level_of_the_curve():
    levels = np.arange(65536, dtype=np.uint16)
    steep = ((0.0, 0.0), (0.4, 0.1), (0.42, 0.8), (1.0, 1.0))
    made = corrected(np.repeat(levels[None, :, None], 3, axis=2), Curves(all=steep))
    exact = 65535 * through(steep, levels / 65535)
    assert np.abs(made[0, :, 1] - exact).max() < 1


def test_the_curve_of_all_colours_comes_first():
    inverted, cut = ((0.0, 1.0), (1.0, 0.0)), ((0.0, 0.0), (0.5, 0.0), (1.0, 1.0))
    pixels = np.array([[[0, 0, 0], [255, 255, 255]]], np.uint8)
    made = corrected(pixels, Curves(all=inverted, blue=cut))
    np.testing.assert_array_equal(made, [[[255, 255, 255], [0, 0, 0]]])
    assert corrected(np.full((1, 1, 3), 150, np.uint8), Curves(inverted, blue=cut))[0, 0, 2] == 0


@pytest.mark.parametrize(
    ("points", "complaint"),
    [
        (((0.0, 0.0),), "has 1 points, not 2 to 16"),
        (tuple((n / 16, 0.5) for n in range(17)), "has 17 points"),
        (((0.0, 0.0), (1.0, 1.1)), "not from 0 to 1"),
        (((0.0, float("nan")), (1.0, 1.0)), "not from 0 to 1"),
        (((0.5, 0.0), (0.4, 1.0)), "from left to right"),
        (((0.5, 0.0), (0.501, 1.0)), "at least 0.0039 apart"),
    ],
)
def test_points_that_make_no_curve_are_refused(points, complaint):
    with pytest.raises(ValueError, match=complaint):
        Curves(green=points)


def test_it_comes_back_from_a_file_and_is_said():
    finish = Finish(curves=Curves(all=LIFTED, blue=((0.1, 0.0), (1 / 3, 0.7), (1.0, 1.0))))
    told = json.loads(json.dumps(finish_as_json(finish)))
    assert read_finish(parse(json.dumps(told).encode())) == finish
    assert str(finish) == "curves: all=0:0,0.5:0.75,1:1 blue=0.1:0,0.3333:0.7,1:1"
    assert "curves" not in finish_as_json(NO_FINISH)


@pytest.mark.parametrize(
    "change",
    [
        lambda curves: curves.pop("red"),
        lambda curves: curves.update(violet=[]),
        lambda curves: curves.update(red=[[0.0, 0.0]]),
        lambda curves: curves.update(red=[[0.0, 0.0], [1.0]]),
        lambda curves: curves.update(red=[[0.0, "0"], [1.0, 1.0]]),
        lambda curves: curves.update(red=[0.0, 1.0]),
    ],
)
def test_curves_that_no_heirloom_has_written_are_refused(change):
    told = json.loads(json.dumps(finish_as_json(Finish(curves=Curves(all=LIFTED)))))
    change(told["curves"])
    with pytest.raises(ValueError, match=r"\w"):
        read_finish(parse(json.dumps(told).encode()))


def test_a_file_from_before_there_were_curves_opens(document, tmp_path):
    """What it says of its finish is what version 4 says where nothing is bent."""
    doc = document()
    doc.set_finish(Finish(adjustments=Adjustments(gamma=1.5)))
    path = RestorationWriter(doc.scan).save(doc.snapshot(), tmp_path / "old.heirloom")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members["manifest.json"])
    assert sorted(manifest["finish"]) == ["adjustments"]
    manifest["version"] = 3
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in (members | {"manifest.json": json.dumps(manifest)}).items():
            archive.writestr(name, data)
    assert open_restoration(path).finish == doc.finish


def test_the_settings_of_a_batch_keep_it():
    settings = FinishSettings(curves=Curves(red=LIFTED))
    assert FinishSettings.of(json.loads(json.dumps(asdict(settings)))) == settings
    before_there_were_curves = asdict(FinishSettings())
    del before_there_were_curves["curves"]
    assert FinishSettings.of(before_there_were_curves) == FinishSettings()


def asked(*words, steps=("tone",)):
    parser = argparse.ArgumentParser(exit_on_error=False)
    add_finish_options(parser)
    return finish_settings(parser.parse_args(words), steps)


def test_it_can_be_typed():
    found = asked("--curve", "all=0:0,0.5:0.75,1:1", "--curve", "blue=0:0.1,1:1")
    assert found.curves == Curves(all=LIFTED, blue=((0.0, 0.1), (1.0, 1.0)))
    assert asked("--curve", str(found.curves).split()[0]).curves == Curves(all=LIFTED)


@pytest.mark.parametrize(
    ("word", "complaint"),
    [
        ("violet=0:0,1:1", "none of all, red, green, blue"),
        ("all=0,1", "has no points"),
        ("all", "has no points"),
    ],
)
def test_what_is_no_curve_is_told(word, complaint):
    with pytest.raises(argparse.ArgumentError, match=complaint):
        asked("--curve", word)


def test_a_curve_out_of_its_limits_or_without_its_step_is_told():
    with pytest.raises(HeirloomError, match=r"from left to right.*: choose another value"):
        asked("--curve", "all=1:0,0:1")
    with pytest.raises(HeirloomError, match="--curve belongs to the step tone"):
        asked("--curve", "all=0:0,1:0.9", steps=("enhance",))

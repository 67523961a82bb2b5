"""Lines that lead a fill, and noise that chooses one of several."""

from __future__ import annotations

import argparse
from dataclasses import replace

import cv2
import numpy as np
import pytest

from engine import cli
from engine.document.document import Document
from engine.document.mask import Mask
from engine.document.record import open_record, rebuild, save_record
from engine.errors import DeviceError, ModelError
from engine.files.scan import Scan
from engine.files.writer import save_scan
from engine.generators import selftest
from engine.generators.session import open_session
from engine.progress import Progress
from engine.repair.compare import other_seeds
from engine.repair.generate import fill_generated
from engine.repair.lines import lines_of
from engine.repair.repair import RepairSettings, repair

pytest.importorskip("onnx", reason="the extra `train` is not installed")

from onnx import helper

from tests.onnx_models import write_fill_model, write_model

PLAIN = RepairSettings("generator", grain=False)
SIZES = {"minimum": 64, "multiple_of": 16}


def write_line_fill(parent):
    """A fill model: the prefill, black on the lines."""
    nodes = [
        helper.make_node("Mul", ["prefill", "edges"], ["beneath"]),
        helper.make_node("Sub", ["prefill", "beneath"], ["drawn"]),
        helper.make_node("Sub", ["drawn", "rgb"], ["change"]),
        helper.make_node("Mul", ["change", "mask"], ["inside"]),
        helper.make_node("Add", ["rgb", "inside"], ["filled"]),
    ]
    inputs = {"rgb": 3, "mask": 1, "prefill": 3, "edges": 1}
    return write_model(parent / "line-fill", nodes, inputs, {"filled": 3}, **SIZES)


def write_edges_model(parent):
    """Continues every known line by up to 12 px in all directions."""
    near = {"kernel_shape": [25, 25], "pads": [12] * 4}
    nodes = [
        helper.make_node("MaxPool", ["edges"], ["wide"], **near),
        helper.make_node("Add", ["grey", "mask"], ["unused"]),
        helper.make_node("Mul", ["wide", "mask"], ["lines"]),
    ]
    inputs = {"grey": 1, "edges": 1, "mask": 1}
    return write_model(parent / "wide-edges", nodes, inputs, {"lines": 1}, task="edges", **SIZES)


def write_noise_fill(parent):
    """A fill model: the prefill, each of three channels lighter or darker by the noise."""
    nodes = [
        helper.make_node("Reshape", ["noise", "as_colour"], ["colour"]),
        helper.make_node("Mul", ["colour", "a_tenth"], ["tint"]),
        helper.make_node("Add", ["prefill", "tint"], ["tinted"]),
        helper.make_node("Add", ["rgb", "mask"], ["unused"]),
        helper.make_node("Identity", ["tinted"], ["filled"]),
    ]
    constants = {
        "as_colour": np.array([1, 3, 1, 1], np.int64),
        "a_tenth": np.array(0.1, np.float32),
    }
    return write_model(
        parent / "noise-fill",
        nodes,
        {"rgb": 3, "mask": 1, "prefill": 3, "noise": 3},
        {"filled": 3},
        constants,
        shapes={"noise": [1, 3]},
        **SIZES,
    )


def half_and_half() -> Document:
    """Light above, grey below, and a hole across the border between them."""
    pixels = np.full((120, 160, 3), 200, np.uint8)
    pixels[60:] = 120
    hole = np.zeros((120, 160), np.uint8)
    cv2.rectangle(hole, (70, 50), (84, 70), 255, -1)
    document = Document(Scan(None, np.where(hole[..., None] > 0, np.uint8(255), pixels)))
    document.mask = Mask(document.size, hole)
    return document


def drawn(width: int = 1):
    """One line across the whole scan, at row 55."""
    lines = np.zeros((120, 160), np.uint8)
    cv2.line(lines, (0, 55), (159, 55), 255, width)
    return lines_of(lines)


@pytest.fixture
def session(models):
    return open_session(write_line_fill(models), "cpu", threads=1)


def dark_rows(document) -> set[int]:
    picture = document.read(document.size.box)
    return set(np.nonzero((picture[:, 72:82] < 60).all((1, 2)))[0].tolist())


@pytest.mark.parametrize("width", [1, 7])
def test_a_drawn_line_of_any_width_leads_the_fill_inside_the_hole(session, width):
    document = half_and_half()
    before, outside = document.read(document.size.box), document.mask.pixels == 0
    patches = repair(document.snapshot(), PLAIN, session, Progress(), drawn(width))
    document.apply(patches)
    assert dark_rows(document) == {55}
    assert np.array_equal(document.read(document.size.box)[outside], before[outside])
    assert np.array_equal(patches[0].request.lines.draw(), drawn(width).draw())


def test_without_lines_or_an_edge_network_none_are_fed(session):
    document = half_and_half()
    patches = repair(document.snapshot(), PLAIN, session, Progress())
    document.apply(patches)
    assert dark_rows(document) == set()
    assert patches[0].request.lines.tiles == ()


def test_an_edge_network_continues_lines_and_a_record_needs_it_no_more(session, models, tmp_path):
    card = write_edges_model(models)
    document = half_and_half()
    document.apply(repair(document.snapshot(), PLAIN, session, Progress()))
    assert document.patches[0].request.lines.tiles
    assert (document.read(document.size.box)[50:71, 70:85] == 0).any()
    record = open_record(save_record(document.snapshot(), save_scan(document, tmp_path / "a.png")))
    (card.folder / "card.toml").unlink()  # it is no longer installed
    session.companion = None

    def again(snapshot, request, progress):
        settings = RepairSettings(**request.settings)
        return repair(snapshot, settings, session, progress, request.lines)

    rebuilt = rebuild(document.scan, record, again, Progress())
    whole = document.size.box
    np.testing.assert_array_equal(rebuilt.read(whole), document.read(whole))


def test_who_takes_no_lines_says_so(models, session):
    document = half_and_half()
    plain = open_session(write_fill_model(models), "cpu", threads=1)
    with pytest.raises(ModelError, match=r"copy-fill takes no lines: .* \(here: line-fill\)"):
        repair(document.snapshot(), PLAIN, plain, Progress(), drawn())
    with pytest.raises(DeviceError, match="lines lead a fill generator, and there is none"):
        repair(document.snapshot(), RepairSettings("ns"), None, Progress(), drawn())
    patches = repair(document.snapshot(), PLAIN, plain, Progress())
    assert patches[0].request.lines is None


def test_lines_reach_the_coarsest_scale(session):
    rgb, hole = np.full((256, 256, 3), 180, np.uint8), np.zeros((256, 256), bool)
    hole[64:192, 64:192] = True
    lines = np.zeros_like(hole)
    lines[:, 128] = True
    filled, _ = fill_generated(rgb, hole, 128.0, session, Progress(), lines=lines)
    plain, _ = fill_generated(rgb, hole, 128.0, session, Progress())
    assert filled[70:180, 128].max() == 0
    # At 1/2 and below the line was there as well: what lies beside it is darker.
    assert filled[128, 126].max() < plain[128, 126].min() - 0.1


def test_strokes_become_one_pixel_wide_and_stay_so():
    stroke = np.zeros((40, 60), np.uint8)
    stroke[18:23, 5:55] = 90
    once = lines_of(stroke)
    line = np.zeros_like(stroke)
    line[once.bounds.slices] = once.draw()
    assert (line > 0).sum(0).max() == 1 and (line > 0).sum() > 40
    again = lines_of(line)
    np.testing.assert_array_equal(again.draw(), line[again.bounds.slices])
    assert np.count_nonzero(again.draw()) == np.count_nonzero(line)
    assert lines_of(np.zeros((9, 9), np.uint8)).tiles == ()


def test_a_seed_chooses_a_fill_and_none_is_the_surest(models):
    card = write_noise_fill(models)
    session = open_session(card, "cpu", threads=1)
    selftest.golden_inputs(card, list(card.tensors))

    def fill(seed):
        document = half_and_half()
        settings = replace(PLAIN, seed=seed)
        document.apply(repair(document.snapshot(), settings, session, Progress()))
        return document

    surest, one, other = fill(0), fill(1), fill(2)
    hole = np.s_[55:65, 72:82]
    whole = surest.size.box
    light = surest.read(whole)[hole].astype(int)
    assert (np.ptp(light, axis=2) <= 1).all()  # noise would have given it a colour
    for varied in (one, other):
        assert np.abs(varied.read(whole)[hole].astype(int) - light).max() > 5
    assert not np.array_equal(one.read(whole), other.read(whole))
    np.testing.assert_array_equal(one.read(whole), fill(1).read(whole))
    (patch,) = one.patches
    assert other_seeds(patch) == []  # no grain, and nothing known of the generator
    assert [way.settings.seed for way in other_seeds(patch, cards=[card])] == [2, 3]
    session.rest()


def test_the_command_takes_a_picture_of_lines(models, tmp_path, capsys):
    write_line_fill(models)
    document = half_and_half()
    save_scan(document, tmp_path / "scan.png")
    cv2.imwrite(str(tmp_path / "mask.png"), document.mask.pixels)
    lines = np.zeros((120, 160), np.uint8)
    lines[55] = 255
    cv2.imwrite(str(tmp_path / "lines.png"), lines)

    def restore(out, *more):
        parser = argparse.ArgumentParser()
        cli.add_commands(parser.add_subparsers(required=True))
        words = ("restore", tmp_path / "scan.png", "--mask", tmp_path / "mask.png")
        args = parser.parse_args([str(w) for w in (*words, "-o", tmp_path / out, *more)])
        return args.run(args)

    given = ("--lines", tmp_path / "lines.png")
    assert restore("led.png", *given, "--model", "line-fill") == 0
    assert (cv2.imread(str(tmp_path / "led.png"))[55, 72:82] < 90).all()
    with pytest.raises(DeviceError, match="leave the lines out"):
        restore("ns.png", *given, "--method", "ns")
    assert not (tmp_path / "ns.png").exists()

"""Thorough repairs: a generator looks at thin damage several times, and the mean counts."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.document.document import Document
from engine.document.mask import Mask
from engine.document.record import in_words, open_record, rebuild, save_record
from engine.files.scan import Scan
from engine.files.writer import save_scan
from engine.generators.session import open_session
from engine.progress import Progress
from engine.repair.compare import other_seeds
from engine.repair.generate import THOROUGH, fill_generated, views_of
from engine.repair.repair import RepairSettings, repair

pytest.importorskip("onnx", reason="the extra `train` is not installed")

from onnx import helper

from tests.onnx_models import write_model

ONCE = RepairSettings("generator", grain=False)
THOROUGHLY = RepairSettings("generator", grain=False, views=THOROUGH)


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """A generator that prefers what is at the left: the lighter of each pixel of the prefill and
    its left neighbour."""
    nodes = [
        helper.make_node("MaxPool", ["prefill"], ["left"], kernel_shape=[1, 2], pads=[0, 1, 0, 0]),
        helper.make_node("Sub", ["left", "rgb"], ["change"]),
        helper.make_node("Mul", ["change", "mask"], ["inside"]),
        helper.make_node("Add", ["rgb", "inside"], ["filled"]),
    ]
    inputs = {"rgb": 3, "mask": 1, "prefill": 3}
    sizes = {"minimum": 64, "multiple_of": 16}
    folder = tmp_path_factory.mktemp("models") / "one-sided"
    return open_session(write_model(folder, nodes, inputs, {"filled": 3}, **sizes), "cpu")


def slope(thickness: int) -> Document:
    """A slope in the light and a bar of so many px to be filled, neither of them symmetric."""
    light = np.linspace(40, 200, 240) + np.linspace(0, 30, 200)[:, None]
    document = Document(Scan(None, np.repeat(light[..., None], 3, 2).astype(np.uint8)))
    mask = np.zeros(light.shape, np.uint8)
    cv2.line(mask, (70, 50), (120, 140), 255, thickness)
    document.mask = Mask(document.size, mask)
    return document


def mirrored(document: Document) -> Document:
    turned = Document(Scan(None, np.ascontiguousarray(document.scan.pixels[:, ::-1])))
    turned.mask = Mask(turned.size, np.ascontiguousarray(document.mask.pixels[:, ::-1]))
    return turned


def repaired(document: Document, settings: RepairSettings, session) -> np.ndarray:
    document.apply(repair(document.snapshot(), settings, session, Progress()))
    return document.read(document.size.box)


def test_what_looks_from_all_sides_prefers_none(session):
    once = repaired(slope(5), ONCE, session)
    assert (once != repaired(mirrored(slope(5)), ONCE, session)[:, ::-1]).any()
    thorough = repaired(slope(5), THOROUGHLY, session)
    other = repaired(mirrored(slope(5)), THOROUGHLY, session)[:, ::-1]
    assert np.abs(thorough.astype(int) - other).max() <= 1  # of 255, by rounding
    assert (thorough != once).any()


def test_nothing_outside_the_mask_changes(session):
    document = slope(5)
    scan, outside = document.scan.pixels, document.mask.pixels == 0
    np.testing.assert_array_equal(repaired(document, THOROUGHLY, session)[outside], scan[outside])


@pytest.mark.parametrize(("asked", "calls"), [(1, 1), (2, 2), (4, 4), (9, 4), (0, 1)])
def test_thin_damage_is_looked_at_as_often_as_asked_for(session, monkeypatch, asked, calls):
    seen = []
    run = type(session).run
    monkeypatch.setattr(type(session), "run", lambda *words: seen.append(1) or run(*words))
    document = slope(5)
    hole = document.mask.pixels > 0
    filled, _ = fill_generated(document.scan.pixels, hole, 5.0, session, Progress(), views=asked)
    assert len(seen) == calls == views_of(5.0, asked) and filled.shape == (*hole.shape, 3)


def test_thick_damage_is_filled_once_whatever_is_asked_for(session):
    np.testing.assert_array_equal(
        repaired(slope(45), THOROUGHLY, session), repaired(slope(45), ONCE, session)
    )
    assert views_of(45.0, THOROUGH) == 1


@pytest.mark.parametrize(("thickness", "views"), [(5, THOROUGH), (45, 1)])
def test_a_patch_tells_how_often_it_was_looked(session, thickness, views):
    patches = repair(slope(thickness).snapshot(), THOROUGHLY, session, Progress())
    assert {patch.provenance.views for patch in patches} == {views}
    assert ("4 views" in in_words(patches)) == (views > 1)


def test_a_record_makes_it_again(session, tmp_path):
    document = slope(5)
    result = repaired(document, THOROUGHLY, session)
    record = open_record(save_record(document.snapshot(), save_scan(document, tmp_path / "a.png")))

    def again(snapshot, request, progress):
        settings = RepairSettings(**request.settings)
        assert settings == THOROUGHLY
        return repair(snapshot, settings, session, progress)

    made = rebuild(document.scan, record, again, Progress())
    np.testing.assert_array_equal(made.read(made.size.box), result)


def test_variants_look_as_often(session):
    patch = repair(
        slope(5).snapshot(), RepairSettings("generator", views=THOROUGH), session, Progress()
    )[0]
    assert {way.settings.views for way in other_seeds(patch)} == {THOROUGH}


def test_a_classical_method_knows_no_views():
    patches = repair(slope(5).snapshot(), RepairSettings("ns", views=THOROUGH), None, Progress())
    assert {patch.provenance.views for patch in patches} == {1}

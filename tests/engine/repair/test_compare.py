"""Other ways to repair one place, side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.document.patch import MOST_VARIANTS, ORIGINAL, TEXTURED, Patch, Provenance
from engine.errors import DeviceError, ModelError
from engine.generators.session import open_session
from engine.geometry import Box
from engine.progress import Cancelled, Progress, Stop
from engine.repair.compare import compare, other_seeds, other_ways
from engine.repair.repair import RepairSettings, repair
from tests.engine.repair.test_repair import damaged
from tests.onnx_models import write_fill_model


@pytest.fixture(scope="module")
def card(tmp_path_factory):
    """Of a generator whose fill is its prefill, which is Navier-Stokes."""
    return write_fill_model(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def session(card):
    return open_session(card, "cpu")


@pytest.fixture
def document():
    document = damaged(soft=True)
    document.apply(repair(document.snapshot(), RepairSettings("telea"), None, Progress()))
    return document


def patch_by(method, thickness=5.0, model="", **more):
    box = Box(0, 0, 4, 4)
    made = Provenance(method, "because", thickness, model=model, grain=True, **more)
    return Patch(box, np.zeros((4, 4, 3), np.uint8), np.ones((4, 4), bool), made)


def told(ways):
    return [(way.settings.method, way.model) for way in ways]


def test_every_way_gives_one_patch_for_the_same_place(document, session):
    patch = document.patches[0]
    ways = other_ways(patch, [session.card])
    assert told(ways) == [("generator", "copy-fill"), ("ns", ""), ("fsr", "")]
    found = compare(document.snapshot(), patch, ways[::-1], lambda *_: session, Progress())
    assert found.problems == ()
    for each in found.patches:
        assert each.box == patch.box
        np.testing.assert_array_equal(each.changed, patch.changed)
        assert each.id != patch.id and not np.array_equal(each.pixels, patch.pixels)
    # The generator's fill is that of Navier-Stokes, and nobody needs the same twice.
    assert [each.provenance.method for each in found.patches] == ["fsr", "ns"]
    (alone,) = compare(document.snapshot(), patch, ways[:1], lambda *_: session, Progress()).patches
    assert (alone.provenance.method, alone.provenance.model) == ("generator", "copy-fill")


def test_what_is_tried_again_in_the_way_it_was_made_is_the_same(document):
    patch = document.patches[0]
    same = other_seeds(patch, 1)[0]
    same = replace(same, settings=replace(same.settings, seed=patch.provenance.seed))
    found = compare(document.snapshot(), patch, [same], lambda *_: None, Progress())
    assert found.patches == ()  # it looks like the patch itself


def test_other_seeds_differ_in_grain(document):
    patch = document.patches[0]
    ways = other_seeds(patch)
    assert [way.settings.seed for way in ways] == [1, 2]
    found = compare(document.snapshot(), patch, ways, lambda *_: None, Progress())
    assert [each.provenance.seed for each in found.patches] == [1, 2]


def test_texture_is_offered_for_thick_holes_and_fsr_for_thin_ones(card):
    thick = told(other_ways(patch_by("generator", 60.0, card.id), [card]))
    assert ("texture", card.id) in thick and ("fsr", "") not in thick
    assert ("generator", card.id) not in thick
    thin = told(other_ways(patch_by(TEXTURED, 5.0, card.id), [card]))
    assert ("texture", card.id) not in thin and ("fsr", "") in thin
    several = [replace(card, id=f"model {n}") for n in range(6)]
    assert len(other_ways(patch_by("ns"), several)) == MOST_VARIANTS


def test_there_is_no_other_way_to_the_original():
    assert other_seeds(patch_by(ORIGINAL)) == []
    plain = replace(patch_by("ns"), provenance=replace(patch_by("ns").provenance, grain=False))
    assert other_seeds(plain) == []


def test_a_way_that_fails_costs_only_itself(document):
    def no_session(model, progress):
        raise DeviceError(f"{model} cannot run.")

    patch = document.patches[0]
    works = other_ways(patch, [])[0]
    broken = replace(works, settings=replace(works.settings, method="generator"), model="bad")
    found = compare(document.snapshot(), patch, [broken, works], no_session, Progress())
    assert len(found.patches) == 1 and found.problems == ("bad: bad cannot run.",)
    with pytest.raises((DeviceError, ModelError), match="bad cannot run"):
        compare(document.snapshot(), patch, [broken], no_session, Progress())


def test_what_is_protected_meanwhile_stays_as_it_is(document):
    patch = document.patches[0]
    document.layers["protect"].mask.replace(Box(0, 0, 240, 90), np.full((90, 240), 255, np.uint8))
    ways = other_ways(patch, [])[:1]
    (found,) = compare(document.snapshot(), patch, ways, lambda *_: None, Progress()).patches
    assert found.box.top >= 90 and patch.box.top < 90


def test_it_can_be_stopped(document):
    stop = Stop()
    stop.set()
    patch = document.patches[0]
    with pytest.raises(Cancelled):
        compare(document.snapshot(), patch, other_ways(patch, []), lambda *_: None,
                Progress(stop=stop))  # fmt: skip

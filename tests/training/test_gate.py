import numpy as np
import pytest

from engine.generators.card import load_card
from engine.generators.session import open_session
from engine.progress import Progress
from tests.onnx_models import write_fill_model
from training.data.photos import open_photos
from training.evaluation.fills import classical
from training.gate import MEASURES, GateResult, format_table, run_gate
from training.register import router_rows, write_gate


@pytest.fixture(scope="module")
def result(validation_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("gate")
    card = write_fill_model(folder)  # its fill is its prefill, Navier-Stokes
    session = open_session(card, "cpu")
    photos = open_photos(validation_folder, folder)
    return run_gate(photos, session, Progress(), biharmonic=False, kinds=("scratch 4 px", "dust"))


def test_a_generator_that_does_nothing_scores_as_its_prefill(result):
    for kind in ("scratch 4 px", "dust"):
        low, mean, high = result.gain("generator", "ns", kind)
        assert low == mean == high == 0


def test_every_method_is_measured_on_the_same_photographs(result):
    assert set(result.values) == {"telea", "ns", "fsr", "generator", "thorough", "in use"}
    for by_kind in result.values.values():
        assert all(v.shape == (2, len(MEASURES)) for v in by_kind.values())
    assert "| dust | fsr |" in format_table(result)


def made_up(**psnr: float) -> GateResult:
    """Forty photographs; each method a constant PSNR in every class."""
    noise = np.random.default_rng(0).normal(0, 1, 40)
    kinds = ("scratch 2 px", "scratch 4 px", "scratch 8 px", "dust", "blob 2 %", "blob 10 %")
    values = {
        name: {
            k: np.stack([30 + level + noise] + [noise * 0 + 1] * (len(MEASURES) - 1), 1)
            for k in kinds
        }
        for name, level in psnr.items()
    }
    return GateResult(values, 40)


def test_the_router_keeps_the_method_that_won():
    rows = router_rows(made_up(generator=1.0, fsr=2.0, ns=0.0, telea=-1.0))
    by_thickness = {row["up_to"]: row["method"] for row in rows}
    assert by_thickness[3] == "fsr"
    assert by_thickness[96] == "generator"  # FSR is too slow for thick holes
    rows = router_rows(made_up(generator=-1.0, fsr=-2.0, ns=0.0, telea=-3.0))
    assert {row["method"] for row in rows} == {"ns"}


def test_the_card_keeps_the_gates_numbers_and_the_router(tmp_path):
    card = write_fill_model(tmp_path)
    write_gate(load_card(tmp_path / card.id), made_up(generator=1.5, fsr=1.0, ns=0.0, telea=0.0))
    kept = load_card(tmp_path / card.id)
    assert kept.quality["dust_gain_over_ns_db"] == [1.5, 1.5, 1.5]
    assert kept.quality["photographs"] == 40
    assert kept.router[0]["method"] == "generator"
    assert "+0.50 dB" in kept.router[0]["reason"]


def test_the_slowest_method_is_tried_on_some_photographs(validation_folder, tmp_path, monkeypatch):
    monkeypatch.setattr("training.gate.fsr_best", classical("ns"))  # that takes 20 s each
    photos = open_photos(validation_folder, tmp_path)
    kinds = ("scratch 2 px", "blob 2 %")
    part = run_gate(photos, None, Progress(), biharmonic=False, kinds=kinds, best=1)
    tried = np.isfinite(part.column("fsr best", "scratch 2 px", "psnr"))
    assert tried.tolist() == [True, False]
    assert not np.isfinite(part.values["fsr best"]["blob 2 %"]).any()
    assert np.isfinite(part.gain("fsr best", "ns", "scratch 2 px")).all()
    table = format_table(part)
    assert "| scratch 2 px | fsr best (1) |" in table and "| blob 2 % | fsr best" not in table


def test_the_shipped_model_is_measured_beside_the_new_one(validation_folder, tmp_path):
    session = open_session(write_fill_model(tmp_path), "cpu")
    photos = open_photos(validation_folder, tmp_path)
    kinds = ("dust",)
    both = run_gate(
        photos, session, Progress(), shipped=session, biharmonic=False, kinds=kinds, limit=1
    )
    assert both.paired("generator", "shipped", "dust", "edge_f1").bounds == (0, 0, 0)

from dataclasses import replace

import numpy as np
import pytest

from training.evaluation import acceptance
from training.evaluation.acceptance import Candidate, Criterion, judge, verdict
from training.evaluation.fills import KINDS, MEASURES
from training.gate import IN_USE, SHIPPED_IN_USE, GateResult

PARITY = {"parity_fp32": 3e-7, "parity_shipped": 2e-4}
LEVEL = {"psnr": 30, "edge_f1": 0.6, "swd": 0.2, "sharpness": 0.5, "grain": 0.8, "seam": 0.8}


def scores(**changed: float) -> dict[str, np.ndarray]:
    """Forty photographs, the same noise in every method; `changed` is added to LEVEL."""
    noise = np.random.default_rng(0).normal(0, 0.05, 40)
    level = dict.fromkeys(MEASURES, 1.0) | LEVEL
    columns = [level[name] + changed.get(name, 0) + noise * level[name] for name in MEASURES]
    return {kind: np.stack(columns, 1) for kind in KINDS}


def candidate(copying, shipped=True, in_use=None, **changed) -> Candidate:
    """in_use: what changed in repairs as users get them."""
    values = {
        "telea": scores(psnr=-3),
        "ns": scores(psnr=-2),
        "fsr": scores(psnr=-1),
        "generator": scores(**changed),
        IN_USE: scores(**(in_use or {})),
    }
    card = replace(copying.card, quality=PARITY)
    if shipped:
        values |= {"shipped": scores(), SHIPPED_IN_USE: scores()}
    return Candidate(card, copying, GateResult(values, 40), copying.card if shipped else None)


def failed(criteria: list[Criterion]) -> list[int]:
    return [number for number, criterion in enumerate(criteria, 1) if not criterion.passed]


def test_a_better_generator_is_accepted(copying, held_out):
    criteria = judge(candidate(copying, psnr=0.3), held_out)
    assert failed(criteria) == []
    told = verdict(criteria)
    assert "**Accepted.**" in told and told.count("| pass |") == 7


@pytest.mark.parametrize(
    ("changed", "criteria"),
    [
        ({}, [3]),  # nothing gained
        ({"psnr": -0.3}, [2, 3]),
        ({"psnr": 0.3, "edge_f1": -0.05}, [2]),
        ({"swd": -0.05}, []),  # better patches of blobs are enough
        ({"sharpness": 0.45}, []),  # 0.95 is in the band, 0.5 was not
        ({"psnr": 0.3, "grain": -0.3}, []),  # of the bare fill, which gets grain afterwards
        ({"psnr": 0.3, "in_use": {"seam": -0.3}}, [4]),
        ({"psnr": 0.3, "in_use": {"seam": 0.7}}, [4]),  # from 0.8 to 1.5: a ridge is a seam as well
        ({"psnr": 0.3, "in_use": {"grain": -0.3}}, [4]),
        ({"psnr": 0.3, "cpu_s": 0.3}, [6]),
    ],
)
def test_each_criterion_can_fail(copying, held_out, changed, criteria):
    assert failed(judge(candidate(copying, **changed), held_out)) == criteria


def test_one_bad_class_is_enough(copying):
    judged = candidate(copying, psnr=0.3)
    judged.result.values["generator"]["dust"][:, 0] -= 1
    lost = acceptance.no_class_lost(judged)
    assert not lost.passed and "psnr on dust" in lost.reason and "blob" not in lost.reason


def test_without_a_shipped_model_navier_stokes_is_the_measure(copying, held_out):
    criteria = judge(candidate(copying, shipped=False), held_out)
    assert failed(criteria) == []
    assert "against Navier-Stokes" in criteria[1].reason


def test_a_generator_that_is_used_nowhere_does_not_pass(copying):
    routed = acceptance.wins_where_routed(candidate(copying, psnr=-4))
    assert not routed.passed and "nowhere" in routed.reason


def test_cost_can_be_approved(copying):
    dear = candidate(copying, psnr=0.3, cpu_s=1.0)
    assert not acceptance.cost(dear).passed
    assert acceptance.cost(replace(dear, cost_approved=True)).passed


def test_an_inexact_or_unproved_export_fails(copying):
    judged = candidate(copying)
    inexact = replace(judged.card, quality=PARITY | {"parity_fp32": 2e-4})
    assert not acceptance.exported_and_robust(replace(judged, card=inexact)).passed
    unproved = acceptance.exported_and_robust(replace(judged, card=copying.card))
    assert not unproved.passed and "does not state parity_fp32" in unproved.reason


def test_awkward_scans_are_tried(copying, monkeypatch):
    assert acceptance.edge_cases(copying) == []

    def broken(*_):
        raise ArithmeticError("the result holds values that are not numbers")

    monkeypatch.setattr(copying, "run", broken)
    problems = acceptance.edge_cases(copying)
    assert len(problems) == 6  # all but the masks that are refused before anything runs
    assert "16:1 scan: the result holds values" in "".join(problems)


@pytest.mark.parametrize("failed", [(), (2,), (2, 3, 7)])
def test_the_window_reads_the_verdict(failed):
    using = pytest.importorskip("gui.training.using", reason="there is no Qt")
    criteria = [
        acceptance.Criterion(f"text {n}", n not in failed, f"reason {n} | FAIL")
        for n in range(1, 8)
    ]
    verdict = using.read_verdict("a model\n\n" + acceptance.verdict(criteria))
    assert (verdict.accepted, verdict.failed) == (not failed, failed)
    assert not using.read_verdict("").accepted

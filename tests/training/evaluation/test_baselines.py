import numpy as np
import pytest

from engine.errors import SaveError
from engine.progress import Progress
from training.evaluation.baselines import Baselines, key_of
from training.evaluation.fills import MEASURES, Case
from training.gate import run_gate

KINDS = ("scratch 2 px",)


def test_classical_methods_are_not_tried_again(held_out, tmp_path, monkeypatch):
    first = run_gate(
        held_out, None, Progress(), biharmonic=False, kinds=KINDS, known=Baselines(tmp_path)
    )

    def again(*_):
        raise AssertionError("filled although the scores are known")

    monkeypatch.setattr("training.gate.fill_case", again)
    known = Baselines(tmp_path)
    assert len(known) == 2 * 3  # photographs, methods
    second = run_gate(held_out, None, Progress(), biharmonic=False, kinds=KINDS, known=known)
    for method, by_kind in first.values.items():
        assert np.array_equal(by_kind[KINDS[0]], second.values[method][KINDS[0]])
    assert (second.values["fsr"][KINDS[0]][:, MEASURES.index("cpu_s")] > 0).all()


def test_a_generator_is_always_measured(held_out, copying, tmp_path):
    known = Baselines(tmp_path)
    run_gate(held_out, copying, Progress(), biharmonic=False, kinds=KINDS, known=known)
    assert len(known) == 2 * 3


def test_the_key_knows_pixels_hole_method_and_version():
    clean, mask = np.zeros((8, 8, 3), np.uint8), np.zeros((8, 8), np.uint8)
    other = mask.copy()
    other[0, 0] = 255
    keys = [
        key_of(Case("dust", 0, clean, mask), "ns", "1"),
        key_of(Case("dust", 0, clean + 1, mask), "ns", "1"),
        key_of(Case("dust", 0, clean, other), "ns", "1"),
        key_of(Case("dust", 0, clean, mask), "fsr", "1"),
        key_of(Case("dust", 0, clean, mask), "ns", "2"),
    ]
    assert len(set(keys)) == 5
    # Which class and row it is named by does not matter.
    assert keys[0] == key_of(Case("other", 3, clean, mask), "ns", "1")


def test_a_line_torn_by_an_interruption_is_measured_again(tmp_path):
    known = Baselines(tmp_path)
    known.add("a", [1.0] * len(MEASURES))
    known.add("b", [2.0] * len(MEASURES))
    file = next(tmp_path.iterdir())
    file.write_text(file.read_text()[:-10])
    left = Baselines(tmp_path)
    assert left.get("a") == [1.0] * len(MEASURES)
    assert left.get("b") is None
    left.add("b", [3.0] * len(MEASURES))
    assert Baselines(tmp_path).get("b") == [3.0] * len(MEASURES)


def test_where_nothing_can_be_written_it_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SaveError, match="cannot be kept"):
        Baselines(tmp_path / "file").add("a", [1.0])

import numpy as np
import pytest

from training.metrics.paired import bootstrap, bootstrap_sums, holm


def test_a_planted_gain_is_found_and_none_is_not():
    noise = np.random.default_rng(0).normal(0, 1, 73)
    noise -= noise.mean()
    found = bootstrap(noise + 0.5)
    assert found.mean == pytest.approx(0.5)
    # 1.96 / sqrt(73) of a deviation of about 1
    assert found.low == pytest.approx(0.5 - 1.96 * noise.std() / 73**0.5, abs=0.03)
    assert found.low > 0 and found.p < 0.01
    nothing = bootstrap(noise)
    assert nothing.low < 0 < nothing.high and nothing.p > 0.5


def test_what_was_not_measured_does_not_count():
    assert bootstrap(np.array([1.0, np.nan, 1.0])).bounds == (1, 1, 1)
    assert np.isnan(bootstrap(np.array([np.nan])).mean)


def test_holm_by_hand():
    # Sorted .01, .03, .04 times 3, 2, 1, never falling: .03, .06, .06.
    adjusted = holm({"a": 0.01, "b": 0.04, "c": 0.03})
    assert adjusted == pytest.approx({"a": 0.03, "c": 0.06, "b": 0.06})
    assert holm({"a": 0.9, "b": 0.8}) == {"a": 1, "b": 1}


def test_a_share_is_that_of_the_sums_and_as_sure_as_the_photographs_agree():
    def share(sums):
        return sums[..., 0] / sums[..., 1]

    same = bootstrap_sums(np.tile([3.0, 4.0], (20, 1)), share)
    assert same.bounds == (0.75, 0.75, 0.75)
    mixed = bootstrap_sums(np.array([[0.0, 10.0], [30.0, 30.0]] * 10), share)
    assert mixed.mean == 0.75  # not the mean of 0 and 1
    assert 0.3 < mixed.low < 0.65 and 0.83 < mixed.high < 0.95
    assert np.isnan(bootstrap_sums(np.empty((0, 2)), share).mean)

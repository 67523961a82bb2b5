from __future__ import annotations

import tomllib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.generators.toml_writer import toml_document

texts = st.text(st.characters(codec="utf-8"), max_size=20)
plain = st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | texts
values = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(texts, values, max_size=6))
def test_any_document_is_read_back_as_it_was(document):
    assert tomllib.loads(toml_document(document)) == document


def test_comments_stand_behind_their_values():
    text = toml_document({"side": 64}, first_line="A card.", comments={"side": "px"})
    assert text == "# A card.\nside = 64  # px\n"


def test_a_long_table_gets_lines_of_its_own():
    text = toml_document({"quality": {f"scratch_{n}": {"psnr": [n] * 40} for n in (2, 4)}})
    assert "[quality.scratch_2]\npsnr = [2, 2" in text


def test_numbers_of_numpy_are_plain_numbers():
    assert toml_document({"psnr": np.float64(31.5)}) == "psnr = 31.5\n"


def test_nothing_has_no_word():
    with pytest.raises(TypeError, match="no word for None"):
        toml_document({"seed": None})

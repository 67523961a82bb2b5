"""The pictures of the comparison: one row for each free photograph, small enough to be kept."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from PIL import Image

from engine.generators.session import open_session
from engine.progress import Progress
from tests.onnx_models import write_fill_model
from training.evaluation import compare
from training.evaluation.compare import Models
from training.evaluation.examples import COLUMNS, EXAMPLES, write_examples
from training.evaluation.sheets import SIDE, TITLE


def test_every_example_is_damaged_repaired_and_told_whose_it_is(tmp_path):
    session = open_session(write_fill_model(tmp_path), "cpu", threads=1)
    path = tmp_path / "comparison.jpg"
    write_examples(Models(session, None, {}), path, Progress())
    assert path.stat().st_size < 300_000
    sheet = np.asarray(Image.open(path)).astype(int)
    assert sheet.shape == (TITLE + len(EXAMPLES) * SIDE, len(COLUMNS) * SIDE, 3)
    rows = sheet[TITLE:].reshape(len(EXAMPLES), SIDE, len(COLUMNS), SIDE, 3)
    true = rows[:, :, -1]
    errors = [np.square(rows[:, :, column] - true).mean(axis=(1, 2, 3)) for column in (0, 2)]
    assert (errors[0] > 20).all() and (errors[1] < errors[0]).all()
    for example in EXAMPLES:
        name = Path(example.file).stem
        assert re.search(rf"\b{name} \([^)]*(CC0|public\s+domain)\)", compare.EXAMPLES)

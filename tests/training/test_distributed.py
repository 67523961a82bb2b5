"""Two processes that share every batch learn what one process learns from the whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from safetensors.torch import load_file

RECIPE = """
name = "tiny"
width = 8
cap = 16
bf16 = false
optimiser = "sgd"
lr = 1e-2
warmup = 1
[[stages]]
steps = 3
crop = 32
batch = 4
mixture = {{ dust = 1, scratch = 1 }}
"""


@pytest.fixture(scope="module")
def runs(root, tmp_path_factory, photo_folder, validation_folder):
    folder = tmp_path_factory.mktemp("distributed")
    (folder / "tiny.toml").write_text(RECIPE.replace("{{", "{").replace("}}", "}"))
    environment = os.environ | {"OMP_NUM_THREADS": "1", "MASTER_ADDR": "127.0.0.1"}
    words = ["train", str(folder / "tiny.toml"), "--device", "cpu", "--workers", "0"]
    words += ["--photos", str(photo_folder), "--validation", str(validation_folder)]
    torchrun = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    for name, starter in (("one", []), ("two", torchrun)):
        subprocess.run(
            [sys.executable, *starter, "main.py", *words, "--out", str(folder / name / "run")],
            cwd=root,
            env=environment,
            check=True,
            capture_output=True,
            timeout=120,
        )
    return folder


def test_the_weights_are_equal_within_the_order_of_sums(runs):
    one, two = (load_file(runs / name / "run" / "ema.safetensors") for name in ("one", "two"))
    moved = 0.0
    for name, tensor in one.items():
        assert (two[name] - tensor).abs().max() < 1e-5, name
        moved = max(moved, float(tensor.abs().max()))
    assert moved > 1e-3  # they did learn


def test_the_first_process_alone_writes(runs):
    lines = (runs / "two" / "run" / "log.jsonl").read_text().splitlines()
    assert [json.loads(line)["step"] for line in lines] == [3]

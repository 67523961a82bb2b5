"""From photographs to a generator that the engine lists, by the commands a user types."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

RECIPE = """
name = "tiny-fill"
width = 8
cap = 16
validate_every = 2
save_every = 1
[[stages]]
steps = 2
crop = 64
batch = 2
mixture = { scratch = 1, dust = 1 }
"""


@pytest.fixture(scope="module")
def heirloom(root, tmp_path_factory):
    """Runs `main.py` with a user's folders of its own; returns what it printed."""
    home = tmp_path_factory.mktemp("home")
    environment = os.environ | {
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
    }

    def run(*words: object, status: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, str(root / "main.py"), *map(str, words)],
            env=environment,
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stderr
        return done

    run.home = home
    return run


def test_from_photographs_to_a_generator_that_is_listed(heirloom, photo_folder, validation_folder):
    home = heirloom.home
    (home / "tiny-fill.toml").write_text(RECIPE)
    run = home / "runs" / "tiny"
    folders = ("--photos", photo_folder, "--validation", validation_folder)
    train = ("train", home / "tiny-fill.toml", "--out", run, *folders, "--device", "cpu")
    told = heirloom(*train, "--steps", "1", "--workers", "0")
    assert "dust" in json.loads(told.stdout)["validation"]
    heirloom(*train, "--workers", "0")  # goes on

    model = home / "data" / "heirloom" / "models" / "tiny-fill"
    heirloom("export", run, "--out", model)
    assert {p.name for p in model.iterdir()} == {
        *("model.onnx", "model-int8.onnx", "card.toml", "sample.png")
    }
    listed = json.loads(heirloom("models", "--json", "--check").stdout)
    assert "tiny-fill" in json.dumps(listed)

    gate = ("gate", "--model", "tiny-fill", "--photos", validation_folder, "--limit", "1")
    gate += ("--no-biharmonic", "--fsr-best", "0", "--write-card", "--out", home / "gate.md")
    table = heirloom(*gate, status=1).stdout  # two steps of training are not enough to ship
    assert "**Not accepted**" in table
    assert "| dust | generator |" in table and (home / "gate.md").read_text() in table + "\n"
    assert "[[router]]" in (model / "card.toml").read_text()
    assert str(home) not in (model / "card.toml").read_text()

    measured = ("--photos", validation_folder, "--limit", "1", "--out", home / "measured.md")
    told = heirloom("evaluate", "--run", run, *measured).stdout
    assert "| FD-own |" in told and "| FID | n/a |" in told
    assert json.loads((home / "measured.json").read_text())["model"] == "tiny-fill (run)"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("train", "nowhere.toml", "--out", "run"), "nowhere.toml cannot be read"),
        (("export", "nowhere"), "nowhere holds no recipe.json"),
        (("gate", "--model", "nobody"), "nobody"),
        (("evaluate", "--run", "nowhere"), "nowhere holds no recipe.json"),
        (("evaluate", "--task", "tone", "--model", "photonet-fill"), "is for fill, not for tone"),
        (("evaluate", "--inception", "none.pth", "0"), "none.pth cannot be read"),
    ],
)
def test_what_cannot_start_is_told_in_one_sentence(heirloom, words, told):
    done = heirloom(*words, status=2)
    assert told in done.stderr
    assert done.stderr.startswith("error: ") and "Traceback" not in done.stderr

"""The user's models: imported, switched, tested and removed; the bundled ones stay."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from engine import paths
from engine.cli import add_commands
from engine.errors import ModelError, SaveError
from engine.generators.library import adopt, check_new_id, device_tests, install, remove
from engine.generators.proposal import propose_card
from engine.generators.proving import prove_card
from engine.generators.registry import load_registry
from engine.generators.switches import switch, switched_off
from engine.progress import Progress
from tests.onnx_models import write_fill_model


@pytest.fixture
def home(tmp_path, monkeypatch):
    for variable in ("DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{variable}_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "home"))
    return paths.user_models()


@pytest.fixture
def foreign(tmp_path):
    return write_fill_model(tmp_path / "download", "foreign").path


def run(*words):
    import argparse

    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers(required=True))
    args = parser.parse_args([str(word) for word in words])
    return args.run(args)


def test_an_import_is_listed_and_the_download_untouched(home, foreign, capsys):
    before = foreign.read_bytes()
    assert run("models", "import", foreign, "--id", "mine", "--licence", "MIT") == 0
    card = load_registry().models["mine"]
    assert card.origin["licence"] == "MIT" and card.folder == home / "mine"
    card.check_file()
    with Image.open(home / "mine" / "sample.png") as sample:
        assert sample.size == (512, 256)
    assert foreign.read_bytes() == before
    assert sorted(path.name for path in home.iterdir()) == ["mine"]
    assert "licence" not in capsys.readouterr().out


def test_a_dry_run_installs_nothing(home, foreign, capsys):
    assert run("models", "import", foreign, "--id", "mine", "--dry-run") == 0
    assert not home.exists()
    out = capsys.readouterr().out
    assert "mask: mask" in out and "the trial worked" in out and "licence" in out


def test_a_trial_that_fails_installs_nothing(home, tmp_path):
    path = tmp_path / "black.onnx"
    path.write_bytes(b"\x08\x07")
    with pytest.raises(ModelError, match="no ONNX file"):
        run("models", "import", path)
    assert not home.exists()


@pytest.mark.parametrize("name", ["", "a/b", "..", ".hidden", "photonet-fill"])
def test_an_id_that_is_taken_or_a_path_is_refused(home, name):
    with pytest.raises(ModelError):
        check_new_id(name)


def test_a_file_that_changed_since_the_trial_is_refused(home, foreign):
    card = propose_card(foreign, Progress()).card
    proof = prove_card(card, Progress())
    foreign.write_bytes(foreign.read_bytes() + b"\x00")
    with pytest.raises(ModelError, match="not the file"):
        install(card, proof)
    assert not (home / card.id).exists()


def test_what_is_switched_off_is_not_used_and_comes_back(home, foreign):
    write_fill_model(home, "mine")
    assert run("models", "disable", "mine") == 0
    registry = load_registry()
    assert "mine" not in registry.models and "mine" in registry.off
    assert all(card.id != "mine" for card in registry.of_task("fill"))
    with pytest.raises(ModelError, match="switched off"):
        registry.choose("fill", "mine")
    assert run("models", "enable", "mine") == 0
    assert "mine" in load_registry().models


def test_a_list_of_switches_that_is_damaged_switches_nothing_off(home):
    home.parent.mkdir(parents=True)
    paths.switched_off_models().write_text("{")
    assert switched_off() == set()
    switch("x", on=False)
    assert switched_off() == {"x"}


def test_removing_hides_and_deleting_deletes(home):
    write_fill_model(home, "one")
    write_fill_model(home, "two")
    hidden = remove("one", delete=False)
    assert hidden.is_dir() and hidden.name == ".one-removed"
    remove("two", delete=True)
    assert [path.name for path in home.iterdir()] == [".one-removed"]
    assert {"one", "two"}.isdisjoint(load_registry().models)


def test_a_model_made_here_is_moved_and_takes_the_place_of_the_last_one(home, tmp_path):
    for number in range(2):
        made = write_fill_model(tmp_path / f"run{number}", "mine").folder
        (made / f"note{number}").touch()
        adopt(made, home / "mine")
        assert not made.exists()
    assert load_registry().models["mine"].folder == home / "mine"
    names = {path.name for path in (home / "mine").iterdir()}
    assert "note1" in names and "note0" not in names
    assert [path.name for path in home.iterdir()] == ["mine"]


def test_a_damaged_model_is_not_put_in_and_a_full_place_keeps_what_it_had(
    home, tmp_path, monkeypatch
):
    adopt(write_fill_model(tmp_path / "first", "mine").folder, home / "mine")
    kept = (home / "mine" / "card.toml").read_bytes()
    damaged = write_fill_model(tmp_path / "second", "mine")
    damaged.path.write_bytes(b"damaged")
    with pytest.raises(ModelError):
        adopt(damaged.folder, home / "mine")

    def full(*_):
        raise OSError(28, "No space left on device")

    whole = write_fill_model(tmp_path / "third", "mine").folder
    monkeypatch.setattr("shutil.move", full)
    with pytest.raises(SaveError, match=r"cannot be written.*No space"):
        adopt(whole, home / "mine")
    assert (home / "mine" / "card.toml").read_bytes() == kept and whole.exists()


def test_a_bundled_model_cannot_be_removed(home):
    with pytest.raises(ModelError, match="came with Heirloom"):
        remove("photonet-fill", delete=True)
    assert "photonet-fill" in load_registry().models


def test_the_processor_passes_the_golden_tile(home):
    card = write_fill_model(home, "one")
    tests = {test.device: test for test in device_tests(card, Progress())}
    assert tests["cpu"].works
    assert all(test.why for test in tests.values())
    assert np.all([tests[name].works is not True for name in ("directml", "coreml")])


def test_a_file_altered_later_fails_the_test_with_its_reason(home):
    card = write_fill_model(home, "one")
    card.path.write_bytes(card.path.read_bytes() + b"\x00")
    tests = {test.device: test for test in device_tests(card, Progress())}
    assert tests["cpu"].works is False and "not the file" in tests["cpu"].why
